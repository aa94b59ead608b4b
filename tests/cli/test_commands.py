import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest

from rag.answer import Done, Event, Found, Said
from rag.archive import Archive
from rag.cli import terminal
from rag.config import Settings
from rag.embed import SentenceTransformerEmbedder
from rag.errors import BadInput
from rag.fetch import SOURCES, Fetched, Page
from rag.filters import Filters
from rag.load import Document, Limits
from rag.schema import Answer, Citation, Hit, Passage, Query, Sentence, Speech
from tests.cli.conftest import Command
from tests.conftest import WriteSpeech


def streamed(answer: Answer) -> Callable[..., Iterator[Event]]:
    """What gives this answer, as it comes."""
    events: list[Event] = [Found(answer.query, answer.evidence), *map(Said, answer.sentences), Done(answer)]
    return lambda *given: iter(events)


def test_ingest_counts_and_names_failures(onrecord: Command, write_speech: WriteSpeech) -> None:
    folder = write_speech("dora-2022", "The bridge was painted green.").parent
    (folder / "README.md").write_text("About this folder.")
    (folder / "empty.txt").write_text("")
    code, out, err = onrecord("ingest", folder)
    assert code == 0
    assert "added 1 · changed 0 · unchanged 3 · removed 0 · failed 1 · passages embedded 1" in out
    assert "skipped by name 1: README.md" in out
    assert f"failed: {folder / 'empty.txt'}: empty: there is no text in it" in err


def test_a_mistyped_path_makes_no_archive(onrecord: Command, tmp_path: Path) -> None:
    assert onrecord("ingest", tmp_path / "nowhere", "--archive", tmp_path / "new")[0] == 2
    assert not (tmp_path / "new").exists()


def test_ingest_of_nothing_but_bad_files_is_bad_input(onrecord: Command, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    assert onrecord("ingest", tmp_path / "empty.txt")[0] == 2


def test_ingest_takes_metadata_from_names_and_the_command_line(onrecord: Command, tmp_path: Path) -> None:
    (tmp_path / "1931-Erna_Holt.txt").write_text("The bridge was painted green.")
    onrecord(
        "ingest", tmp_path / "1931-Erna_Holt.txt", "--pattern", "{year}-{speaker}", "--set", "country=Norland"
    )  # fmt: skip
    listed = onrecord.json("list", "--until", "1940")
    assert isinstance(listed, list)
    (speech,) = listed
    assert (speech["speaker"], speech["date"], speech["country"]) == ("Erna Holt", "1931", "Norland")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of metadata, and beside it a folder with the two files that it tells of."""
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "weir.txt").write_text("The weir is mended.", encoding="utf-8")
    (tmp_path / "talks" / "eels.txt").write_text("The eels are back.", encoding="utf-8")
    rows = "file,speaker,role,post,mood\nweir.txt,Ola Berg,guest,Minister of Weirs,grim\neels.txt,Una Holt,,,\n"
    file = tmp_path / "metadata.csv"
    file.write_text(rows, encoding="utf-8")
    return file


def test_ingest_takes_metadata_from_a_table_and_tells_the_columns_it_left(onrecord: Command, table: Path) -> None:
    code, out, err = onrecord("ingest", table.parent / "talks", "--table", table, "--column", "role=post")
    assert (code, err) == (0, "onrecord: columns of metadata.csv that are not used: role, mood\n")
    assert "added 2" in out
    (weir,) = cast(list[dict[str, str]], onrecord.json("list", "--speaker", "Berg"))
    assert (weir["id"], weir["role"]) == ("weir", "Minister of Weirs")
    (eels,) = cast(list[dict[str, str]], onrecord.json("list", "--speaker", "Holt"))
    assert eels["role"] is None


def test_a_file_whose_row_has_changed_is_taken_in_again(onrecord: Command, table: Path) -> None:
    onrecord("ingest", table.parent / "talks", "--table", table)
    table.write_text(table.read_text(encoding="utf-8").replace("Una Holt", "Ida Moe"), encoding="utf-8")
    assert "changed 1 · unchanged 1" in onrecord("ingest", table.parent / "talks", "--table", table)[1]
    assert "eels" in onrecord("list", "--speaker", "Moe")[1]


def test_a_file_without_a_row_fails_and_the_others_do_not(onrecord: Command, table: Path) -> None:
    (table.parent / "talks" / "heron.txt").write_text("Herons stand still.", encoding="utf-8")
    code, out, err = onrecord("ingest", table.parent / "talks", "--table", table)
    assert code == 0
    assert "added 2 · changed 0 · unchanged 0 · removed 0 · failed 1" in out
    assert "heron.txt: has no row in metadata.csv; add one, or ingest it without that table" in err


def test_columns_are_named_for_files_with_a_speech_a_row_as_well(onrecord: Command, tmp_path: Path) -> None:
    file = tmp_path / "talks.csv"
    file.write_text("id,Wortlaut,Amt\nwehr-1,Das Wehr steht wieder.,Ministerin\n", encoding="utf-8")
    assert onrecord("ingest", file, "--column", "text=Wortlaut", "--column", " role = Amt")[0] == 0
    (wehr,) = cast(list[dict[str, str]], onrecord.json("list", "--role", "Ministerin"))
    assert wehr["id"] == "wehr-1"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--column", "post"), "--column 'post': write it as in --column role=post"),
        (("--column", "role=rank"), "no such column: rank (the columns are file, speaker, role, post, mood)"),
        (("--column", "mood=mood"), "'mood' is not a key"),
    ],
)
def test_a_table_that_cannot_be_used_makes_no_archive(
    onrecord: Command, table: Path, options: tuple[str, ...], said: str
) -> None:
    new = table.parent / "new"
    code, out, err = onrecord("ingest", table.parent / "talks", "--table", table, *options, "--archive", new)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert not new.exists()


def test_ask_prints_json_of_the_documented_form(onrecord: Command) -> None:
    answer = onrecord.json("ask", "How many barges did the keeper count in the first week?")
    assert isinstance(answer, dict)
    assert {"status", "reason", "confidence", "sentences", "evidence", "seconds"} <= set(answer)
    assert answer["status"] == "answered"
    (citation,) = answer["sentences"][0]["citations"]
    assert set(citation) == {"speech", "paragraph", "start", "end", "quote"}
    assert (citation["speech"], citation["paragraph"]) == ("ada-2019", 3)
    assert {"rank", "score", "speech", "paragraphs", "text"} <= set(answer["evidence"][0])


def test_ask_shows_marks_and_addresses(onrecord: Command) -> None:
    code, out, _ = onrecord("ask", "What did Ada Lund say about barges in the first week?")
    assert code == 0
    assert "searched only: speaker Ada Lund" in out
    assert "counted 312 barges in the first week. He counts them twice.” [1]" in out
    assert "[1] ada-2019#p3  Ada Lund, Prime Minister of Norland, First Canal Conference, Lockton, 14 May 2019" in out


def test_a_refusal_has_its_reason_and_exit_code_one(onrecord: Command) -> None:
    code, out, _ = onrecord("ask", "Who won the zeppelin race?", "--country", "Nowhere")
    assert code == 1
    assert out == "searched only: country Nowhere\nThis archive has no speech with country Nowhere.\n"


def test_a_refusal_shows_the_paragraph_that_came_near(onrecord: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    passage = Passage("1", "boris-2020", 1, 2, 0, 88, "Dear colleagues,\n\nThe canal was dug", "", "Boris Vane", "en")
    near = Hit(passage, (2,), 1, 1.0, 1.0, 1.0)
    refused = Answer("refused", Query("q"), 0.1, "No answer found.", "near-miss", evidence=(near,))
    monkeypatch.setattr(Archive, "stream", streamed(refused))
    assert "  near: boris-2020#p2  The canal was dug without asking us. We shall pay no toll" in onrecord("ask", "q")[1]


def test_ask_says_what_was_preferred_and_what_went_wrong(onrecord: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    query = Query("q", Filters(country=("Norland",)), (Filters(since="2019"), Filters(speaker=("Ada Lund",))))
    answer = Answer("answered", query, 0.9, unverified=1, stale=2)
    monkeypatch.setattr(Archive, "stream", streamed(answer))
    lines = onrecord("ask", "q")[1].splitlines()
    assert lines[0] == "searched only: country Norland · preferred: since 2019; speaker Ada Lund"
    assert lines[-2:] == [
        "quotations left out because they failed the check: 1",
        "index entries the catalog no longer holds: 2 (see: onrecord doctor)",
    ]
    monkeypatch.setattr(Archive, "stream", streamed(Answer("answered", query, 0.9)))
    assert len(onrecord("ask", "q")[1].splitlines()) == 2


def test_text_is_printed_as_it_stands(
    onrecord: Command, write_speech: WriteSpeech, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Verse 3:100:2 of [bold] :smile: is in C:\\"
    onrecord("ingest", write_speech("dora-2022", said))
    assert f"p1 {said}\n" in onrecord("show", "dora-2022")[1]
    answer = Answer(
        "answered", Query("q"), 0.9, sentences=(Sentence(said, (Citation("dora-2022", 1, 0, len(said), said),)),)
    )
    monkeypatch.setattr(Archive, "stream", streamed(answer))
    assert f"{said} [1]\n" in onrecord("ask", "q")[1]


def test_nothing_from_outside_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.complain("a\x1b[2Jb\x07c\rd\x9be\x7ff\ng\udce9")
    assert capsys.readouterr().err == "onrecord: a\ufffd[2Jb\ufffdc\ufffdd\ufffde\ufffdf\ng\ufffd\n"
    terminal.print_list([Speech("a", "text", speaker="Ada\x1b]0;x\x07 :smile:")])
    assert "Ada\ufffd]0;x\ufffd :smile:" in capsys.readouterr().out
    assert terminal.printable("a\tb\nc") == "a\tb\nc"


@pytest.mark.parametrize("command", ["ask", "chat", "search", "list", "quote", "timeline"])
def test_what_is_searched_is_narrowed_by_every_filter(onrecord: Command, command: str) -> None:
    code, out, _ = onrecord(command, "--help")
    assert code == 0
    assert [name for name in Filters.__slots__ if f"--{name} " not in out] == []
    assert "--filters" not in out


def test_a_filter_holds_all_that_an_option_is_given(onrecord: Command) -> None:
    listed = onrecord.json("list", "--speaker", "Ada Lund", "--speaker", "Carla Ost", "--since", "2020")
    assert [one["id"] for one in cast(list[dict[str, str]], listed)] == ["carla-2021"]


def test_search_lists_hits_by_rank(onrecord: Command) -> None:
    hits = onrecord.json("search", "sturgeon", "-n", "2")
    assert isinstance(hits, list)
    assert [hit["rank"] for hit in hits] == [1, 2]
    assert hits[0]["score"] >= hits[1]["score"]
    assert onrecord("search", "sturgeon", "--country", "Nowhere")[0] == 1


def test_show_prints_paragraphs_with_their_kind(onrecord: Command) -> None:
    code, out, _ = onrecord("show", "carla-2021#p1-p2")
    assert code == 0
    assert "p1 (question) Moderator: Minister, will the toll be raised?" in out
    assert "p2 No. The toll stays at four marks until the bridge is paid for." in out
    shown = onrecord.json("show", "carla-2021")
    assert isinstance(shown, dict)
    assert len(shown["paragraphs"]) == 5
    assert onrecord("show", "Carla-2021#P1-P2")[1] == out
    assert shown["speech"]["speaker"] == "Carla Ost"


def test_list_and_remove(onrecord: Command) -> None:
    assert "ada-2019" in onrecord("list", "--speaker", "Lund")[1]
    assert onrecord("remove", "ada-2019")[:2] == (0, "removed ada-2019\n")
    assert onrecord("list", "--speaker", "Lund")[0] == 1
    assert onrecord("remove", "ada-2019")[0] == 1


def test_doctor_finds_and_mends(onrecord: Command, archive: Archive) -> None:
    assert onrecord("doctor")[0] == 0
    archive._lexical.remove([next(iter(archive._catalog.passage_ids()))])
    code, out, _ = onrecord("doctor")
    assert code == 1
    assert "lexical index: 1 missing" in out
    assert onrecord("doctor", "--rebuild")[0] == 0
    health = onrecord.json("doctor")
    assert isinstance(health, dict)
    assert health["sound"] is True


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("ask",), 2, "Missing argument 'question'"),
        (("ask", " "), 2, "the question is empty"),
        (("ask", "caf\udce9"), 2, "the question is not valid text"),
        (("search", "caf\udce9"), 2, "the question is not valid text"),
        (("frobnicate",), 2, "No such command 'frobnicate'"),
        (("list", "--since", "yesterday"), 2, "'yesterday' is not a date"),
        (("show", "ada 2019"), 2, "is not an address"),
        (("show", "ada-2019#p99999999999999999999"), 2, "is not an address"),
        (("show", "nobody"), 1, "no speech 'nobody' in this archive"),
        (("ingest", "no-such-folder"), 2, "no such file or folder"),
        (("ingest", ".", "--set", "country"), 2, "write it as in --set country=Kestria"),
        (("search", "x", "-n", "0"), 2, "Invalid value for '--limit'"),
        (("list", "--archive", "no-such-folder"), 2, "no archive in"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(onrecord: Command, arguments: tuple[str, ...], code: int, said: str) -> None:
    found, out, err = onrecord(*arguments)
    assert (found, out) == (code, "")
    assert err.startswith("onrecord: ")
    assert said in err
    assert err.count("\n") == 1


def test_help_and_version(onrecord: Command) -> None:
    assert "cited to its paragraph" in onrecord("--help")[1]
    assert onrecord("--version")[1].startswith("onrecord ")


def test_without_a_command_there_is_the_help_and_no_complaint(onrecord: Command) -> None:
    code, out, err = onrecord()
    assert (code, err) == (2, "")
    assert "cited to its paragraph" in out


def test_settings_that_are_wrong_are_named_with_what_they_must_be(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.read() == Settings()
    monkeypatch.setenv("ONRECORD_MAX_FILE_BYTES", "20MB")
    monkeypatch.setenv("ONRECORD_ALLOW_DOWNLOAD", "maybe")
    with pytest.raises(BadInput) as wrong:
        Settings.read()
    assert str(wrong.value) == (
        "ONRECORD_ALLOW_DOWNLOAD must be true or false, not 'maybe'; "
        "ONRECORD_MAX_FILE_BYTES must be a whole number such as 20000000, not '20MB'"
    )


def test_an_interrupt_is_no_traceback(onrecord: Command, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*given: object, **named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Archive, "ingest", interrupted)
    code, _, err = onrecord("ingest", folder)
    assert code == 130
    assert "the same command goes on from there" in err


@pytest.mark.real
def test_the_installed_command_answers_from_the_demo_archive(
    demo_folder: Path, real_embedder: SentenceTransformerEmbedder
) -> None:
    question = "How many ships were waiting at the end of the Eleven Days?"
    onrecord = Path(sys.executable).with_name("onrecord")
    command = [str(onrecord), "ask", question, "--archive", str(demo_folder), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    assert any("212" in cite["quote"] for one in answer["sentences"] for cite in one["citations"])
    assert done.stderr == ""


# Files from elsewhere


def test_a_dry_run_counts_and_takes_nothing_in(onrecord: Command, tmp_path: Path, archive: Archive) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "dora.txt").write_text("The bridge was painted green.")
    (tmp_path / "new" / "empty.txt").write_text("")
    code, out, err = onrecord("ingest", "--dry-run", tmp_path / "new")
    assert code == 0
    assert out.startswith("1 speeches · 1 paragraphs · 5 words\n")
    assert "failed 1: " in err
    assert "dora" not in {speech.id for speech in archive.speeches()}


def test_a_page_is_fetched_kept_and_taken_in_with_its_address(
    onrecord: Command, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page(url: str, limits: Limits) -> Page:
        assert limits.file_bytes == 20_000_000
        return Page(url, Document("gov-example-1.txt", b"The bridge was painted green."), "utf-8")

    monkeypatch.setattr("rag.archive.page", page)
    code, out, _ = onrecord("ingest", "https://gov.example/1")
    assert code == 0
    assert "added 1 " in out
    assert archive.speech("gov-example-1").source == "https://gov.example/1"


def test_an_address_is_not_fetched_on_a_dry_run(onrecord: Command) -> None:
    code, _, err = onrecord("ingest", "--dry-run", "https://gov.example/1")
    assert code == 2
    assert "--dry-run fetches nothing" in err


def test_known_archives_are_listed_with_what_they_are_checked_by(onrecord: Command) -> None:
    code, out, _ = onrecord("fetch")
    assert code == 0
    assert "us-inaugural" in out
    assert "by hand" in out
    assert len(onrecord.json("fetch")) == len(SOURCES)  # type: ignore[arg-type]


def test_a_known_archive_is_fetched_and_taken_in(
    onrecord: Command, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "inaugural.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("inaugural/1789-Washington.txt", "The lock was opened. " * 3)
    monkeypatch.setattr("rag.archive.fetch", lambda *given, **named: Fetched(file, "ab" * 32, "first use"))
    code, out, err = onrecord("fetch", "us-inaugural")
    assert code == 0
    assert "added 1 " in out
    assert "trusted on first use" in err
    (speech,) = archive.speeches(Filters(speaker=("George Washington",)))
    assert (speech.date, speech.event) == ("1789-04-30", "Inaugural Address")


def test_an_archive_that_is_not_known_is_told(onrecord: Command) -> None:
    code, _, err = onrecord("fetch", "atlantis")
    assert code == 2
    assert "no archive is known as 'atlantis'" in err


def test_a_table_that_names_no_file_is_joined_by_a_key(onrecord: Command, tmp_path: Path) -> None:
    folder = tmp_path / "sessions"
    folder.mkdir()
    (folder / "KES_07.txt").write_text("The weir is mended.")
    table = tmp_path / "who.csv"
    table.write_text("code,session,speaker\nKES,7,Ada Lund\nNOR,7,Boris Vane\n")
    keyed = ("--table", table, "--table-key", "{code}_{session}")
    code, out, err = onrecord("ingest", "--dry-run", folder, *keyed)
    assert (code, "speakers 1, of 1" in out) == (0, True)
    assert "who.csv: rows without a file: 1 (nor_7)" in err
    assert onrecord("ingest", folder, "--table-key", "{code}")[0] == 2
