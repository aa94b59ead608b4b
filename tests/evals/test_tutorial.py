import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import chromadb
import pytest
from langchain_core.documents import Document

from evals import tutorial
from evals.gold import Gold
from rag.archive import Archive
from rag.schema import Paragraph
from tests.conftest import ADA, WriteSpeech
from tests.fakes import HashEmbedder

BARGES = Gold(
    id="b", question="counted the barges?", history=("What of the lighthouse keeper,",), type="unanswerable",
    answerable=False, cause="near-miss", split="dev",
)  # fmt: skip


def paragraphs(*ends: int) -> list[Paragraph]:
    """Paragraphs without gaps between them."""
    starts = (0, *ends)
    return [
        Paragraph("weir", number, start, end, "", "statement", None, 1, ())
        for number, (start, end) in enumerate(zip(starts, ends, strict=False), start=1)
    ]


def chunk(start: int, end: int) -> Document:
    return Document("x" * (end - start), metadata={"speech": "weir", "start_index": start})


@pytest.mark.parametrize(
    ("start", "end", "numbers"),
    [
        (0, 300, [1, 2, 3]),
        (50, 250, [1, 2, 3]),
        (51, 249, [2]),
        (110, 140, [2]),
        (80, 120, [1, 2]),
        (90, 119, [2]),
    ],
)
def test_a_chunk_brings_what_it_has_half_of_and_what_makes_up_half_of_it(
    start: int, end: int, numbers: list[int]
) -> None:
    found = tutorial.held(chunk(start, end), paragraphs(100, 200, 300))
    assert found == tuple(("weir", number) for number in numbers)


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Closes the clients that the tutorial opens.

    A Chroma store of LangChain has no `close`, and Chroma keeps an open client, with its files, for the life of the
    process; so clients are noted as they are made.
    """
    make = chromadb.PersistentClient
    made: list[Any] = []

    def note(*args: Any, **options: Any) -> Any:
        made.append(make(*args, **options))
        return made[-1]

    monkeypatch.setattr(chromadb, "PersistentClient", note)
    yield
    assert made
    for client in made:
        client.close()


@pytest.fixture(scope="module")
def sluices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """A short speech, and one that makes several chunks."""
    folder = tmp_path_factory.mktemp("tutorial-archive")
    (folder / "ada-2019.md").write_text(ADA, encoding="utf-8")
    long = (f"Sluice {number} was opened, and {number} boats went up." for number in range(1, 61))
    (folder / "dora-2022.md").write_text("\n\n".join(long), encoding="utf-8")
    with Archive.open(folder / "archive", create=True, embedder=HashEmbedder()) as opened:
        opened.ingest(folder.glob("*.md"))
        yield opened


@pytest.fixture
def fresh(sluices: Archive, noted: None) -> Archive:
    """The archive without a store, which goes once `noted` has let go of it."""
    shutil.rmtree(sluices.folder / tutorial.FOLDER, ignore_errors=True)
    embedded(sluices).clear()
    return sluices


def embedded(archive: Archive) -> list[str]:
    return cast(HashEmbedder, archive.embedder).embedded


def test_the_store_finds_the_chunk_that_shares_the_questions_words(fresh: Archive) -> None:
    outcome = tutorial.tutorial(fresh)(BARGES)
    assert outcome.hits
    assert outcome.hits[0] == tuple(("ada-2019", number) for number in (1, 2, 3, 4))
    assert outcome.answer is None


def test_a_long_speech_is_cut_into_chunks_that_overlap(fresh: Archive) -> None:
    hits = tutorial.tutorial(fresh)(BARGES).hits or ()
    cut = [place for hit in hits for place in hit if place[0] == "dora-2022"]
    assert {number for _, number in cut} == set(range(1, 61))
    assert len(cut) > 60
    assert max(map(len, embedded(fresh))) <= 1_000


def test_a_second_opening_adds_nothing(fresh: Archive) -> None:
    first = tutorial.tutorial(fresh)(BARGES)
    assert len(embedded(fresh)) > 4
    embedded(fresh).clear()
    assert tutorial.tutorial(fresh)(BARGES).hits == first.hits
    assert embedded(fresh) == [BARGES.asked]


def test_an_opening_that_was_cut_short_is_taken_up_where_it_stopped(
    fresh: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tutorial, "BATCH", 1)
    told: list[int] = []

    def stop(done: int, total: int, _: str) -> None:
        told.append(total)
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tutorial.tutorial(fresh, stop)
    assert len(embedded(fresh)) == 2
    tutorial.tutorial(fresh)
    assert len(embedded(fresh)) == len(set(embedded(fresh))) == told[0]


@pytest.mark.usefixtures("noted")
def test_chunks_of_a_text_that_changed_are_put_up_anew(
    archive: Archive, folder: Path, write_speech: WriteSpeech
) -> None:
    tutorial.tutorial(archive)
    write_speech("ada-2019", ADA.replace("Mr. Brandt", "Mrs. Holm"), speaker="Ada Lund")
    archive.ingest([folder])
    embedded(archive).clear()
    search = tutorial.tutorial(archive)
    assert sum("Mrs. Holm" in text for text in embedded(archive)) == 1
    assert len(search(BARGES).hits or ()) == 3
