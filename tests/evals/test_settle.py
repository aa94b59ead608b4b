import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from pydantic import ValidationError

from evals import gold, settle
from evals.gold import Gold, GoldError
from evals.settle import Draft, Other, Quoted
from rag.archive import Archive
from rag.errors import NotFound
from tests.conftest import ADA, BORIS, CARLA
from tests.fakes import HashEmbedder

TOLL = Quoted(speech="ada-2019", quote="The toll is four marks a barge.")
DRAFT = Draft(id="toll", question="What is the toll?", type="fact", gold=(TOLL,), nuggets=("four marks",))
SILENT = Draft(id="airship", question="Who flew the airship?", type="unanswerable", cause="topic-absent")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Speeches of `conftest`, which are only read here, so that one archive does for all tests."""
    folder = tmp_path_factory.mktemp("settle")
    for stem, text in {"ada-2019": ADA, "boris-2020": BORIS, "carla-2021": CARLA}.items():
        (folder / f"{stem}.md").write_text(text, encoding="utf-8")
    with Archive.open(folder / "archive", create=True, embedder=HashEmbedder()) as opened:
        opened.ingest(folder.glob("*.md"))
        yield opened


def test_a_draft_finds_where_its_words_stand(archive: Archive) -> None:
    settled = settle.settle(DRAFT, archive)
    (found,) = settled.gold
    assert found.place == ("ada-2019", 2)
    assert archive.speech("ada-2019").text[found.start : found.end] == TOLL.quote
    assert found.sha256 == gold.digest(TOLL.quote)
    assert (settled.answerable, settled.question, settled.nuggets) == (True, "What is the toll?", ("four marks",))


def test_an_alternative_keeps_what_it_stands_for(archive: Archive) -> None:
    stays = Other(speech="carla-2021", quote="The toll stays at four marks", stands_for=1)
    fishers = Quoted(speech="boris-2020", quote="They had been gone for thirty years.")
    settled = settle.settle(DRAFT.model_copy(update={"gold": (fishers, TOLL), "alternatives": (stays,)}), archive)
    assert [one.place for one in settled.needs[1]] == [("ada-2019", 2), ("carla-2021", 2)]
    assert len(settled.needs[0]) == 1


def test_evidence_names_the_speech_as_the_archive_does_however_the_draft_writes_it(archive: Archive) -> None:
    settled = settle.settle(
        DRAFT.model_copy(update={"gold": (TOLL.model_copy(update={"speech": "ADA-2019"}),)}), archive
    )
    assert settled.accepted == {("ada-2019", 2)}


def test_an_unanswerable_draft_becomes_a_question_without_evidence(archive: Archive) -> None:
    settled = settle.settle(SILENT, archive)
    assert (settled.answerable, settled.cause, settled.gold) == (False, "topic-absent", ())


def test_a_draft_that_cannot_be_placed_says_why(archive: Archive) -> None:
    wrong = {
        "has these words 0 times, not once: 'Words that nobody said.'": "Words that nobody said.",
        "has these words 2 times, not once: 'sturgeon'": "sturgeon",
        "do not lie within one paragraph": "It will be lowered after that.\n\n**Question (Daily Reed):** And",
    }
    for said, quote in wrong.items():
        draft = DRAFT.model_copy(update={"gold": (Quoted(speech="carla-2021", quote=quote),)})
        with pytest.raises(GoldError, match=r"^carla-2021") as caught:
            settle.settle(draft, archive)
        assert said in str(caught.value)


def test_a_draft_that_makes_no_question_is_refused(archive: Archive) -> None:
    with pytest.raises(NotFound, match="no speech 'nobody'"):
        settle.settle(DRAFT.model_copy(update={"gold": (Quoted(speech="nobody", quote="x"),)}), archive)
    with pytest.raises(ValidationError, match="has gold and no cause"):
        settle.settle(DRAFT.model_copy(update={"gold": ()}), archive)


def test_characters_of_one_paragraph_are_evidence(archive: Archive) -> None:
    found = settle.evidence(archive, "boris-2020", 18, 54)
    assert (found.place, found.start, found.end) == (("boris-2020", 2), 18, 54)
    assert found.sha256 == gold.digest("The canal was dug without asking us.")
    for start, end in ((10, 30), (18, 18), (20, 19), (10**6, 10**6 + 1)):
        with pytest.raises(GoldError, match="do not lie within one paragraph"):
            settle.evidence(archive, "boris-2020", start, end)


def test_two_questions_in_five_go_to_the_test_split_by_their_id() -> None:
    # SHA-256 of "abc" begins with ba7816bf, 0.73 of the way; that of "hello" with 2cf24dba, 0.18 of it.
    assert (settle.split_of("abc"), settle.split_of("hello")) == ("dev", "test")
    share = sum(settle.split_of(f"question-{number}") == "test" for number in range(5_000)) / 5_000
    assert share == pytest.approx(0.4, abs=0.03)


# The command


@pytest.fixture
def folder_of(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The archive's folder, which the command can open."""
    monkeypatch.setattr("rag.archive.SentenceTransformerEmbedder", lambda *_, **__: HashEmbedder())
    return archive.folder


def drafted(file: Path, *drafts: Draft) -> Path:
    file.write_text("".join(one.model_dump_json() + "\n" for one in drafts), encoding="utf-8")
    return file


def known(file: Path) -> dict[str, Gold]:
    return {one.id: one for one in gold.load(file)}


def test_drafts_are_added_and_take_the_place_of_their_namesakes(
    tmp_path: Path, folder_of: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "mine.jsonl"
    settle.main([drafted(tmp_path / "a.jsonl", DRAFT, SILENT)], mine, folder_of)
    again = DRAFT.model_copy(update={"question": "What does a barge pay?"})
    settle.main([drafted(tmp_path / "b.jsonl", again)], mine, folder_of)
    assert {one: found.question for one, found in known(mine).items()} == {
        "toll": "What does a barge pay?",
        "airship": "Who flew the airship?",
    }
    assert capsys.readouterr().out.splitlines()[-1] == "mine.jsonl: 2 questions, 1 of them settled now"


def test_nothing_is_written_while_one_draft_is_wrong(
    tmp_path: Path, folder_of: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = DRAFT.model_copy(update={"id": "lost", "gold": (Quoted(speech="ada-2019", quote="Nobody said so."),)})
    file = drafted(tmp_path / "a.jsonl", DRAFT, lost)
    file.write_text(file.read_text() + json.dumps({"id": "bare"}) + "\n")
    with pytest.raises(typer.Exit) as caught:
        settle.main([file], tmp_path / "mine.jsonl", folder_of)
    assert caught.value.exit_code == 2
    assert not (tmp_path / "mine.jsonl").exists()
    second, third = capsys.readouterr().err.splitlines()
    assert second.startswith("a.jsonl line 2: ada-2019 has these words 0 times")
    assert third.startswith("a.jsonl line 3: ")


def test_a_question_whose_words_have_moved_stops_the_command(
    tmp_path: Path, archive: Archive, folder_of: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settled = settle.settle(DRAFT, archive)
    (found,) = settled.gold
    gold.write([settled.model_copy(update={"gold": (found.model_copy(update={"end": 84}),)})], tmp_path / "mine.jsonl")
    before = (tmp_path / "mine.jsonl").read_bytes()
    with pytest.raises(typer.Exit):
        settle.main([drafted(tmp_path / "a.jsonl", SILENT)], tmp_path / "mine.jsonl", folder_of)
    assert capsys.readouterr().err.startswith("toll: the words at ada-2019#p2 are not those")
    assert (tmp_path / "mine.jsonl").read_bytes() == before
