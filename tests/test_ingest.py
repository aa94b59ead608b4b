import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from filelock import FileLock

from rag.archive import Archive
from rag.catalog import Catalog
from rag.dense import DenseIndex
from rag.embed import Vectors
from rag.errors import ArchiveBusy, BadInput, FingerprintMismatch, IndexBroken, NotFound
from rag.lexical import LexicalIndex
from rag.load import LoadOptions
from tests.conftest import ADA, WriteSpeech
from tests.fakes import HashEmbedder


class CrashError(BaseException):
    """What a crash looks like from inside: nothing catches it."""


def ids(archive: Archive) -> list[str]:
    return sorted(speech.id for speech in archive.speeches())


def test_a_second_run_embeds_nothing(archive: Archive, folder: Path, embedder: HashEmbedder) -> None:
    report = archive.ingest([folder])
    assert report.unchanged == ("ada-2019", "boris-2020", "carla-2021")
    assert (report.added, report.changed, report.embedded, embedder.embedded) == ((), (), 0, [])


def test_of_a_changed_file_only_changed_passages_are_embedded(
    archive: Archive, write_speech: WriteSpeech, embedder: HashEmbedder
) -> None:
    paragraphs = [f"{word} went through the lock. " * 12 for word in ("Barley", "Timber", "Coal")]
    archive.ingest([write_speech("dora", "\n\n".join(paragraphs))])
    embedder.embedded.clear()
    paragraphs[1] = paragraphs[1].replace("Timber", "Salt")
    report = archive.ingest([write_speech("dora", "\n\n".join(paragraphs))])
    assert report.changed == ("dora",)
    assert [text.partition(" ")[0] for text in embedder.embedded] == ["Salt"]
    assert report.embedded == 1
    assert archive.health().sound


def test_new_metadata_reaches_both_indexes(archive: Archive, write_speech: WriteSpeech) -> None:
    write_speech("ada-2019", ADA, speaker="Ada Lund-Berg", date="2019-05-14")
    archive.ingest([write_speech("ada-2019", ADA, speaker="Ada Lund-Berg", date="2019-05-14")])
    assert {hit.passage.speaker for hit in archive.search("wheat harvest")} >= {"Ada Lund-Berg"}
    assert "Ada Lund" not in {hit.passage.speaker for hit in archive.search("wheat harvest")}
    assert archive.health().sound


def test_other_options_that_read_the_same_leave_a_speech_as_it_is(
    archive: Archive, folder: Path, embedder: HashEmbedder
) -> None:
    report = archive.ingest([folder], options=LoadOptions(encoding="cp1252", fields={"place": "Lockton"}))
    assert (report.unchanged, embedder.embedded) == (("ada-2019", "boris-2020", "carla-2021"), [])


def test_one_bad_file_stops_no_other(archive: Archive, folder: Path) -> None:
    (folder / "empty.txt").write_text(" \n")
    (folder / "binary.txt").write_bytes(b"\x00\x01\x02")
    (folder / "latin.txt").write_bytes("Häfen".encode("latin-1"))
    (folder / "utf16.txt").write_bytes("Häfen".encode("utf-16-le"))
    (folder / "bad.md").write_text("---\nmood: grim\n---\nWords.")
    (folder / "copy.md").write_text((folder / "ada-2019.md").read_text())
    (folder / "good.txt").write_text("The bridge was painted green.")
    report = archive.ingest([folder])
    assert report.added == ("good", "latin")
    reasons = {Path(one.file).name: one.reason for one in report.failed}
    assert set(reasons) == {"empty.txt", "binary.txt", "utf16.txt", "bad.md", "copy.md"}
    assert "the same text as ada-2019" in reasons["copy.md"]
    assert "binary" in reasons["utf16.txt"]


def test_two_files_cannot_share_an_id(archive: Archive, folder: Path) -> None:
    (folder / "other.md").write_text("---\nid: ada-2019\n---\nQuite other words.")
    (failure,) = archive.ingest([folder]).failed
    assert "its id ada-2019 is taken by" in failure.reason


def test_a_renamed_file_keeps_one_speech(archive: Archive, folder: Path) -> None:
    (folder / "ada-2019.md").rename(folder / "lund-2019.md")
    report = archive.ingest([folder])
    assert (report.added, report.removed) == (("lund-2019",), ("ada-2019",))
    assert archive.health().sound


def test_a_file_moved_onto_a_taken_id_loses_no_speech(archive: Archive, folder: Path) -> None:
    (folder / "deeper").mkdir()
    (folder / "ada-2019.md").rename(folder / "deeper" / "boris-2020.md")
    report = archive.ingest([folder])
    assert (report.added, report.removed, report.failed) == (("deeper--boris-2020",), ("ada-2019",), ())
    assert ids(archive) == ["boris-2020", "carla-2021", "deeper--boris-2020"]


def test_files_that_change_places_are_no_duplicates(archive: Archive, folder: Path) -> None:
    ada, boris = folder / "ada-2019.md", folder / "boris-2020.md"
    texts = ada.read_text(), boris.read_text()
    boris.write_text(texts[0])
    ada.write_text(texts[1])
    report = archive.ingest([folder])
    assert (report.failed, sorted(report.changed)) == ((), ["ada-2019", "boris-2020"])
    assert archive.speech("boris-2020").speaker == "Ada Lund"
    assert archive.health().sound


def test_a_new_id_takes_over_only_when_it_is_live(
    archive: Archive, folder: Path, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "ada-2019.md"
    file.write_text(file.read_text().replace("---\n", "---\nid: lund\n", 1))
    with monkeypatch.context() as patch:
        patch.setattr(DenseIndex, "add", fail_after(DenseIndex.add))
        with pytest.raises(CrashError):
            archive.ingest([folder])
    assert "ada-2019" in ids(archive)
    report = archive.ingest([folder])
    assert (report.added, report.removed) == (("lund",), ("ada-2019",))
    assert ids(archive) == ["boris-2020", "carla-2021", "lund"]
    assert archive.health().sound


def test_pruning_a_folder_that_never_was_is_bad_input(archive: Archive, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file or folder"):
        archive.ingest([tmp_path / "nowhere"], prune=True)
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    assert len(archive.ingest([folder], prune=True).removed) == 3


def test_vanished_files_go_on_request_only(archive: Archive, folder: Path) -> None:
    (folder / "ada-2019.md").unlink()
    assert archive.ingest([folder]).removed == ()
    assert archive.ingest([folder], prune=True).removed == ("ada-2019",)
    assert ids(archive) == ["boris-2020", "carla-2021"]
    assert archive.health().sound


def test_a_path_that_is_not_there_is_bad_input(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file or folder"):
        archive.ingest([tmp_path / "nowhere"])


def test_removing_takes_a_speech_out_of_everything(archive: Archive) -> None:
    archive.remove("ada-2019")
    assert ids(archive) == ["boris-2020", "carla-2021"]
    assert archive.health().sound
    with pytest.raises(NotFound):
        archive.remove("ada-2019")


def test_one_writer_at_a_time(archive: Archive, folder: Path) -> None:
    with FileLock(archive.folder / "writer.lock"), pytest.raises(ArchiveBusy, match="another process"):
        archive.ingest([folder])


def test_progress_is_told_for_every_file(tmp_path: Path, folder: Path, embedder: HashEmbedder) -> None:
    told: list[tuple[int, int, str]] = []
    with Archive.open(tmp_path / "new", create=True, embedder=embedder) as archive:
        archive.ingest([folder], progress=lambda *step: told.append(step))
    assert told[0] == (0, 3, "ada-2019.md")
    assert told[-1] == (3, 3, "")


# Crashes


def fail_after(method: Callable[..., object]) -> Callable[..., object]:
    def wrapped(*args: object, **named: object) -> object:
        method(*args, **named)
        raise CrashError

    return wrapped


@pytest.mark.parametrize(
    ("owner", "step"),
    [
        (Catalog, "unsettle"),
        (DenseIndex, "add"),
        (LexicalIndex, "add"),
        (Catalog, "put"),
        (Catalog, "set_source"),
        (DenseIndex, "remove"),
        (LexicalIndex, "remove"),
    ],
)
def test_after_a_crash_at_any_step_readers_see_a_whole_archive_and_the_next_run_mends(
    archive: Archive, folder: Path, embedder: HashEmbedder, owner: type, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "ada-2019.md"
    file.write_text(file.read_text().replace("wheat", "barley"))
    (folder / "new.txt").write_text("The bridge was painted green.")
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, fail_after(getattr(owner, step)))
        with pytest.raises(CrashError):
            archive.ingest([folder])
    archive.close()
    with Archive.open(archive.folder, embedder=embedder) as again:
        words = again.speech("ada-2019").text
        assert ("barley" in words) != ("wheat" in words)
        for hit in again.search("barley wheat harvest frost bridge green", limit=50):
            assert hit.passage.text in again.speech(hit.passage.speech).text
        again.ingest([folder])
        assert ids(again) == ["ada-2019", "boris-2020", "carla-2021", "new"]
        assert "barley" in again.speech("ada-2019").text
        assert again.health().sound
        assert again._catalog.unsettled() == set()


SLOW = """
import sys, time
from rag import ingest
from rag.archive import Archive
from tests.fakes import HashEmbedder

class Slow(HashEmbedder):
    def embed(self, texts):
        print("embedding", flush=True)
        time.sleep(0.2)
        return super().embed(texts)

ingest.BATCH = 1
Archive.open(sys.argv[1], create=True, embedder=Slow()).ingest([sys.argv[2]])
"""


def test_killed_halfway_and_run_again_the_archive_is_whole(tmp_path: Path, embedder: HashEmbedder) -> None:
    folder, place = tmp_path / "many", tmp_path / "killed"
    folder.mkdir()
    for number in range(12):
        (folder / f"speech-{number:02}.txt").write_text(f"Barge number {number} came through the lock at noon.")
    command = [sys.executable, "-c", SLOW, str(place), str(folder)]
    root = Path(__file__).parents[1]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        for _ in range(4):
            assert process.stdout.readline() == "embedding\n"
        time.sleep(0.1)
        os.kill(process.pid, signal.SIGKILL)
    with Archive.open(place, embedder=embedder) as archive:
        kept = ids(archive)
        assert 0 < len(kept) < 12
        report = archive.ingest([folder])
        assert sorted((*report.added, *report.changed, *report.unchanged)) == [f"speech-{n:02}" for n in range(12)]
        assert set(report.unchanged) <= set(kept)
        assert archive.health().sound


# Other parts than the archive was built with


def test_another_embedder_is_named_and_a_rebuild_mends(archive: Archive) -> None:
    other = HashEmbedder("hash@2")
    with pytest.raises(FingerprintMismatch, match=r"hash@1, configured is hash@2; run: onrecord doctor --rebuild"):
        Archive.open(archive.folder, embedder=other)
    archive.close()
    with Archive.open(archive.folder, embedder=other, check=False) as again:
        assert not again.health().sound
        again.rebuild()
        assert again.health().sound
        assert again.search("fishermen saw the sturgeon return to the delta")[0].passage.speech == "boris-2020"


def test_another_splitter_is_named(archive: Archive, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.split.VERSION", "next")
    with pytest.raises(FingerprintMismatch, match="split by rules"):
        Archive.open(archive.folder, embedder=embedder)


def test_a_rebuild_that_is_cut_off_says_so(
    archive: Archive, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(texts: Sequence[str]) -> Vectors:
        raise CrashError

    with monkeypatch.context() as patch:
        patch.setattr(embedder, "embed", crash)
        with pytest.raises(CrashError):
            archive.rebuild()
    with pytest.raises(FingerprintMismatch, match="a rebuild of its indexes was cut off"):
        Archive.open(archive.folder, embedder=embedder)
    archive.rebuild()
    Archive.open(archive.folder, embedder=embedder).close()


BUILD = """
import sys
from rag.archive import Archive
from tests.fakes import HashEmbedder

with Archive.open(sys.argv[1], create=True, embedder=HashEmbedder()) as archive:
    archive.ingest([sys.argv[2]]) if len(sys.argv) > 2 else archive.rebuild()
"""


def in_another_process(*arguments: Path) -> None:
    subprocess.run([sys.executable, "-c", BUILD, *arguments], check=True, cwd=Path(__file__).parents[1])


def test_an_open_archive_sees_what_another_process_writes(
    archive: Archive, folder: Path, embedder: HashEmbedder
) -> None:
    assert archive.search("zeppelin")[0].passage.speech != "zeppelins"
    (folder / "zeppelins.txt").write_text("The zeppelin landed on the canal.")
    (folder / "ada-2019.md").write_text("---\nspeaker: Ada Lund\n---\nThe barge sank.")
    in_another_process(archive.folder, folder)
    best = archive.search("the zeppelin landed on the canal")[0]
    assert best.passage.speech == "zeppelins"
    assert best.dense > 0.8
    assert archive.search("barge sank")
    in_another_process(archive.folder)
    assert archive.search("the zeppelin landed on the canal")[0].passage.speech == "zeppelins"
    assert archive.health().sound


def test_an_index_that_lost_everything_is_named(archive: Archive, embedder: HashEmbedder) -> None:
    archive._dense.reset()
    with (
        Archive.open(archive.folder, embedder=embedder) as again,
        pytest.raises(IndexBroken, match="dense index is empty"),
    ):
        again.ask("toll")


@pytest.mark.parametrize(("index", "file"), [("tantivy", "meta.json"), ("chroma", "chroma.sqlite3")])
def test_a_broken_index_is_named_and_a_rebuild_mends(
    tmp_path: Path, folder: Path, index: str, file: str, embedder: HashEmbedder
) -> None:
    place = tmp_path / "broken"
    in_another_process(place, folder)
    (place / index / file).write_bytes(b"garbage" * 1000)
    with Archive.open(place, embedder=embedder) as archive:
        with pytest.raises(IndexBroken, match="doctor --rebuild"):
            archive.search("toll")
        archive.rebuild()
        assert archive.health().sound
        assert archive.search("toll")


# Files that hold several speeches


def table(file: Path, *rows: tuple[str, str]) -> Path:
    lines = [f'{name},"{said}"' for name, said in rows]
    file.write_text("\n".join(["id,text", *lines]) + "\n")
    return file


SPRING = ("dora-spring", "The ferry was painted blue in spring.")
AUTUMN = ("dora-autumn", "The ferry sank in autumn, with all its paint.")


def test_of_a_table_only_rows_that_changed_are_embedded(
    archive: Archive, tmp_path: Path, embedder: HashEmbedder
) -> None:
    file = table(tmp_path / "dora.csv", SPRING, AUTUMN)
    assert archive.ingest([file]).added == ("dora-spring", "dora-autumn")
    assert archive.ingest([file]).unchanged == ("dora-autumn", "dora-spring")
    embedder.embedded.clear()
    table(file, SPRING, ("dora-autumn", "The ferry was raised in autumn."))
    report = archive.ingest([file])
    assert (report.unchanged, report.changed) == (("dora-spring",), ("dora-autumn",))
    assert embedder.embedded == ["The ferry was raised in autumn."]
    assert archive.health().sound


def test_a_row_that_is_gone_is_taken_out(archive: Archive, tmp_path: Path) -> None:
    file = table(tmp_path / "dora.csv", SPRING, AUTUMN)
    archive.ingest([file])
    report = archive.ingest([table(file, AUTUMN)])
    assert (report.removed, report.unchanged) == (("dora-spring",), ("dora-autumn",))
    assert "dora-spring" not in ids(archive)


def test_a_row_that_fails_takes_out_nothing_and_is_told_each_time(archive: Archive, tmp_path: Path) -> None:
    file = table(tmp_path / "dora.csv", SPRING, AUTUMN)
    archive.ingest([file])
    table(file, SPRING, ("dora-autumn", " "))
    for _ in range(2):
        report = archive.ingest([file])
        (failure,) = report.failed
        assert failure.file == f"{file}, row 2"
        assert report.unchanged == ("dora-spring",)
        assert {"dora-spring", "dora-autumn"} <= set(ids(archive))


def test_one_text_in_two_rows_is_refused_by_name(archive: Archive, tmp_path: Path) -> None:
    file = table(tmp_path / "dora.csv", SPRING, ("dora-again", SPRING[1]))
    report = archive.ingest([file])
    assert report.added == ("dora-spring",)
    (failure,) = report.failed
    assert failure.file == f"{file}, dora-again"
    assert "the same text as dora-spring" in failure.reason


def test_a_row_under_a_new_id_takes_the_place_of_the_old(archive: Archive, tmp_path: Path) -> None:
    file = table(tmp_path / "dora.csv", SPRING, AUTUMN)
    archive.ingest([file])
    report = archive.ingest([table(file, ("dora-2019-spring", SPRING[1]), AUTUMN)])
    assert (report.added, report.removed, report.failed) == (("dora-2019-spring",), ("dora-spring",), ())


def test_the_entries_of_an_archive_are_speeches_and_others_are_told(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "dora.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("2019/spring.md", SPRING[1])
        packed.writestr("2019/autumn.md", AUTUMN[1])
        packed.writestr("2019/empty.md", " ")
        packed.writestr("picture.png", b"\x89PNG")
    report = archive.ingest([file])
    assert report.added == ("spring", "autumn")
    assert [failure.file for failure in report.failed] == [f"{file}/2019/empty.md"]
    assert report.skipped == (f"{file}/picture.png",)


# Files of one name


def packed(file: Path, texts: dict[str, str]) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return file


def unpacked(folder: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def texts_of(archive: Archive) -> dict[str, str]:
    return {speech.id: speech.text for speech in archive.speeches() if "opening" in speech.id}


OPENINGS = {f"{year}/opening.txt": f"The canal of {year} pays its toll." for year in (2018, 2019, 2020)}
OPENED = {"opening": 2018, "2019--opening": 2019, "2020--opening": 2020}


@pytest.mark.parametrize("laid", [packed, unpacked])
def test_files_of_one_name_in_several_folders_each_have_an_id(
    archive: Archive, tmp_path: Path, laid: Callable[[Path, dict[str, str]], Path]
) -> None:
    path = laid(tmp_path / "openings.zip", OPENINGS)
    report = archive.ingest([path])
    assert (report.added, report.failed) == (tuple(OPENED), ())
    assert texts_of(archive) == {one: OPENINGS[f"{year}/opening.txt"] for one, year in OPENED.items()}
    assert archive.ingest([path], options=LoadOptions(encoding="utf-8")).unchanged == tuple(OPENED)


def test_an_id_stays_with_its_entry_whatever_comes_before_it_or_goes(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "openings.zip"
    archive.ingest([packed(file, OPENINGS)])
    before = texts_of(archive)
    report = archive.ingest([packed(file, {"2017/opening.txt": "A new toll.", **OPENINGS})])
    assert (report.added, report.changed) == (("2017--opening",), ())
    assert texts_of(archive) == {**before, "2017--opening": "A new toll."}
    report = archive.ingest([packed(file, dict(reversed(OPENINGS.items())))])
    assert (report.changed, report.removed, texts_of(archive)) == ((), ("2017--opening",), before)
    edited = {"2019/opening.txt": "Another toll.", "2020/opening.txt": OPENINGS["2020/opening.txt"]}
    report = archive.ingest([packed(file, edited)])
    assert (report.changed, report.removed) == (("2019--opening",), ("opening",))


def test_an_entry_that_is_edited_keeps_its_plain_id(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "openings.zip"
    archive.ingest([packed(file, OPENINGS)])
    report = archive.ingest([packed(file, {**OPENINGS, "2018/opening.txt": "Another toll."})])
    assert (report.changed, report.added, report.removed) == (("opening",), (), ())


def test_archives_with_entries_of_one_path_are_told_apart_by_their_names(archive: Archive, tmp_path: Path) -> None:
    first = packed(tmp_path / "one.zip", OPENINGS)
    second = packed(tmp_path / "two.zip", {name: f"Still, {text}" for name, text in OPENINGS.items()})
    report = archive.ingest([first, second])
    assert report.failed == ()
    assert report.added[3:] == ("2018--opening", "two-zip--2019--opening", "two-zip--2020--opening")


def test_rows_of_tables_of_one_name_are_told_apart(archive: Archive, tmp_path: Path) -> None:
    rows = {f"{year}/talks.csv": f"text\nIn {year} we paid the toll.\n" for year in (2018, 2019)}
    assert archive.ingest([unpacked(tmp_path, rows)]).added == ("talks-row-1", "2019--talks-row-1")


@pytest.mark.parametrize("laid", [packed, unpacked])
def test_neighbours_of_one_name_are_refused_each_time(
    archive: Archive, tmp_path: Path, laid: Callable[[Path, dict[str, str]], Path]
) -> None:
    path = laid(tmp_path / "talks.zip", {"a/opening.md": "We pay the toll.", "a/opening.txt": "They pay the toll."})
    for options in (LoadOptions(), LoadOptions(encoding="utf-8")):
        (failure,) = archive.ingest([path], options=options).failed
        assert "its id opening is taken by" in failure.reason
        assert "give it another name, or an `id` in its front matter or row" in failure.reason
    assert texts_of(archive) == {"opening": "We pay the toll."}


def test_a_table_beside_files_is_joined_to_them(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "un"
    (folder / "TXT").mkdir(parents=True)
    (folder / "TXT" / "DEL_01_1946.txt").write_text("We ask for a seat at the lock.")
    (folder / "metadata.csv").write_text("file,year,speaker,post\nTXT/DEL_01_1946.txt,1946,Mr. Ost,Envoy\n")
    report = archive.ingest([folder])
    assert report.added == ("del-01-1946",)
    speech = archive.speech("del-01-1946")
    assert (speech.date, speech.speaker, speech.role) == ("1946", "Ost", "Envoy")


def test_a_speech_that_was_removed_comes_back_with_its_file(archive: Archive, folder: Path) -> None:
    archive.remove("boris-2020")
    assert archive.ingest([folder]).added == ("boris-2020",)
