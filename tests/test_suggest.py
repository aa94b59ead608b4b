from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.suggest import suggestions
from tests.fakes import SURE, HashEmbedder

BOATS = (
    "We built more barges. The barges were slow, and our barges leaked. Nobody else built, nobody thanked us, nobody."
)
BEES = "Des abeilles, des abeilles, toujours des abeilles, et encore des abeilles dans les ruches du Nord."


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    heads = {"lund-2019": ("Ada Lund", "en", BOATS), "vane-2020": ("Boris Vane", "fr", BEES)}
    for stem, (speaker, language, text) in heads.items():
        head = f"speaker: {speaker}\ndate: {stem[-4:]}\nlanguage: {language}"
        (tmp_path / f"{stem}.md").write_text(f"---\n{head}\n---\n{text}\n", encoding="utf-8")
    filler = "\n\n".join(f"Of the weir at mile {number} there is nothing to tell." for number in range(30))
    (tmp_path / "weirs-2018.md").write_text(f"---\ndate: 2018\nlanguage: en\n---\n{filler}\n", encoding="utf-8")
    with Archive.open(tmp_path / "archive", create=True, embedder=HashEmbedder()) as opened:
        opened.fitted = SURE
        opened.ingest(tmp_path.glob("*.md"))
        yield opened


def test_what_is_suggested_is_said_often_and_answered(archive: Archive) -> None:
    assert archive.suggest() == ("What did Ada Lund say about barges?",)
    assert archive.ask(archive.suggest()[0]).status == "answered"


def test_a_word_that_mostly_has_an_article_is_suggested_with_one(archive: Archive, tmp_path: Path) -> None:
    head = "---\nspeaker: Cora Holm\ndate: 2021\nlanguage: en\n---\n"
    (tmp_path / "holm.md").write_text(
        f"{head}We trust the lock. A lock is made of oak. Of lock and quay we think.\n", encoding="utf-8"
    )
    archive.ingest([tmp_path / "holm.md"])
    assert "What did Cora Holm say about the lock?" in archive.suggest()


def test_speeches_in_other_languages_are_left_alone(archive: Archive) -> None:
    questions = [one for found in suggestions(archive._catalog, archive._lexical, 9) for one in found]
    assert questions == ["What did Ada Lund say about barges?"]


def test_an_empty_archive_suggests_nothing(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "empty", create=True, embedder=HashEmbedder()) as opened:
        assert opened.suggest() == ()
