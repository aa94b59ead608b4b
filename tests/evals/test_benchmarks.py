import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from evals import benchmarks, sets
from evals.gold import Gold, GoldError
from evals.lint import lint, words
from rag.archive import Archive
from rag.schema import Paragraph
from tests.fakes import HashEmbedder

QUERIES = [{"_id": "q1", "text": "Who mends weirs?"}, {"_id": "q2", "text": "Where do eels sleep?"}]
DOCUMENTS = [
    {"_id": "Doc_1", "title": "Weirs", "text": "Millers mend\nthe weirs  in spring."},
    {"_id": "doc-2", "title": "", "text": "Eels sleep in mud."},
    {"_id": "doc-3", "text": "Herons stand still."},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\tDoc_1\t2\nq1\tdoc-3\t0\nq2\tdoc-2\t1\nq2\tdoc-3\t1\nq3\tdoc-3\t0\n"

WEIRS = "  \nThe weir is mended. Eels pass it at night."
HERONS = "Herons stand still.\n\nThey wait for eels."


def beir_folder(folder: Path) -> Path:
    (folder / "qrels").mkdir(parents=True)
    for name, rows in (("corpus", DOCUMENTS), ("queries", QUERIES)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text(QRELS, encoding="utf-8")
    return folder


def question(name: str, answer: str, start: int) -> dict[str, Any]:
    return {"id": name, "question": "What of it?", "answers": [{"text": answer, "answer_start": start}]}


def squad_file(file: Path, *more: dict[str, Any]) -> Path:
    """One article of two contexts; `more` are further questions about the second."""
    silent = {"id": "s", "question": "Who owns it?", "is_impossible": True, "answers": []}
    night = question("n", "at night", WEIRS.index("at night"))
    wait = question("w", "They wait for eels.", HERONS.index("They wait"))
    contexts = [{"context": WEIRS, "qas": [night, silent]}, {"context": HERONS, "qas": [wait, *more]}]
    file.write_text(json.dumps({"data": [{"title": "Río & Weir", "paragraphs": contexts}]}), encoding="utf-8")
    return file


class ShortTexts:
    """An archive in which every speech is one short paragraph."""

    def paragraphs(self, speech: str) -> list[Paragraph]:
        return [Paragraph(speech, 1, 0, 5, "Eels.", "statement", None, 1, ())]


def evidence(golds: list[Gold], archive: Archive) -> dict[str, list[str]]:
    """The words of the evidence of each question."""
    assert lint(golds, archive) == []
    return {one.id: [words(two, archive) for two in one.gold] for one in golds}


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The texts of the SQuAD file, which differ in none of its variants."""
    folder = tmp_path_factory.mktemp("squad")
    chosen = benchmarks.squad(squad_file(folder / "river.json"), folder / "work", language="es")
    with sets.opened(chosen, folder / "archives", HashEmbedder()) as archive:
        yield archive


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Archive]]:
    """A BEIR folder with two splits, and the archive of its texts, which lies in `archives` beside it."""
    folder = beir_folder(tmp_path_factory.mktemp("beir") / "lake")
    (folder / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\nq2\tdoc-3\t1\n", encoding="utf-8")
    chosen = benchmarks.beir(folder, folder.parent / "work")
    with sets.opened(chosen, folder.parent / "archives", HashEmbedder()) as archive:
        yield folder, archive


def test_what_beir_calls_relevant_becomes_gold(tmp_path: Path, lake: tuple[Path, Archive]) -> None:
    folder, archive = lake
    chosen = benchmarks.beir(folder, tmp_path)
    golds = chosen.read(archive)
    assert evidence(golds, archive) == {
        "q1": ["Weirs Millers mend the weirs in spring."],
        "q2": ["Eels sleep in mud.", "Herons stand still."],
    }
    assert (chosen.name, golds[0].accepted) == ("lake", {("doc-1", 1)})
    assert (golds[1].question, golds[1].answerable, golds[1].split) == ("Where do eels sleep?", True, "test")


def test_the_judgements_of_another_split_can_be_read(tmp_path: Path, lake: tuple[Path, Archive]) -> None:
    folder, archive = lake
    assert evidence(benchmarks.beir(folder, tmp_path, "dev").read(archive), archive) == {"q2": ["Herons stand still."]}


def test_an_archive_that_is_there_is_not_made_again(lake: tuple[Path, Archive]) -> None:
    folder, archive = lake
    rate, embedder = sets.ingest_rate(archive), HashEmbedder()
    with sets.opened(benchmarks.beir(folder, folder.parent / "work"), folder.parent / "archives", embedder) as again:
        assert (again.counts(), sets.ingest_rate(again)) == (archive.counts(), rate)
    assert embedder.embedded == []
    assert rate


def test_an_archive_of_an_earlier_version_is_rebuilt(lake: tuple[Path, Archive], tmp_path: Path) -> None:
    chosen, place = benchmarks.beir(lake[0], tmp_path / "work"), tmp_path / "archives"
    with sets.opened(chosen, place, HashEmbedder()) as archive:
        counts = archive.counts()
        archive._catalog.set_meta("splitter", "0")
    with sets.opened(chosen, place, HashEmbedder()) as again:
        assert again.counts() == counts
        assert again.health().sound


def beir_of(folder: Path, documents: list[dict[str, Any]], qrels: str) -> sets.GoldSet:
    """A set of these documents and judgements, with its texts written out."""
    beir_folder(folder)
    (folder / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in documents), encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{qrels}", encoding="utf-8")
    return benchmarks.beir(folder, folder.parent / "work")


def test_documents_whose_ids_come_to_the_same_are_an_error(tmp_path: Path) -> None:
    documents = [{"_id": "Doc_1", "text": "Eels sleep."}, {"_id": "doc-1", "text": "Herons stand."}]
    with pytest.raises(GoldError, match="two documents have ids that come to 'doc-1'"):
        beir_of(tmp_path / "lake", documents, "")


def test_a_text_that_several_documents_have_is_taken_in_once_and_is_gold_once(tmp_path: Path) -> None:
    eels, herons = "Eels sleep in mud.", "Herons stand still."
    rows = {"d1": eels, "d2": "Eels  sleep\nin mud.", "d3": herons, "d4": "", "d5": herons}
    documents = [{"_id": name, "text": text} for name, text in rows.items()]
    chosen = beir_of(tmp_path / "lake", documents, "q1\td2\t1\nq1\td1\t1\nq1\td5\t1\nq2\td4\t1\n")
    with sets.opened(chosen, tmp_path / "archives", HashEmbedder()) as archive:
        assert [one.id for one in archive.speeches()] == ["d1", "d3"]
        assert evidence(chosen.read(archive), archive) == {"q1": [eels, herons]}


def test_a_squad_answer_is_found_in_its_paragraph(tmp_path: Path, river: Archive) -> None:
    golds = benchmarks.squad(squad_file(tmp_path / "river.json"), tmp_path).read(river)
    assert evidence(golds, river) == {"n": ["at night"], "s": [], "w": ["They wait for eels."]}
    assert golds[0].accepted == {("000-rio-weir", 1)}
    assert golds[2].accepted == {("000-rio-weir", 2)}
    assert golds[0].nuggets == ("at night",)


def test_an_answer_that_runs_over_a_line_break_is_found(tmp_path: Path) -> None:
    context = "  The weir\nis mended.\n\nEels pass it\nat night."
    answers = {"one": "weir\nis mended", "two": "mended.\n\nEels", "three": "pass it\nat night."}
    asked = [question(name, words, context.index(words)) for name, words in answers.items()]
    article = {"title": "Weir", "paragraphs": [{"context": context, "qas": asked}]}
    (tmp_path / "weir.json").write_text(json.dumps({"data": [article]}), encoding="utf-8")
    chosen = benchmarks.squad(tmp_path / "weir.json", tmp_path / "work")
    with sets.opened(chosen, tmp_path / "archives", HashEmbedder()) as archive:
        assert evidence(chosen.read(archive), archive) == {
            "one": ["weir is mended"], "two": ["mended.  Eels"], "three": ["pass it at night."]
        }  # fmt: skip


def test_an_impossible_question_becomes_unanswerable(tmp_path: Path, river: Archive) -> None:
    silent = benchmarks.squad(squad_file(tmp_path / "river.json"), tmp_path).read(river)[1]
    assert (silent.id, silent.answerable, silent.type, silent.cause) == ("s", False, "unanswerable", "near-miss")


def test_an_article_becomes_one_speech_in_the_language_that_is_named(river: Archive) -> None:
    (speech,) = river.speeches()
    assert (speech.title, speech.language) == ("Río & Weir", "es")
    assert river.counts()[:2] == (1, 2)


@pytest.mark.parametrize(
    ("answer", "start", "said"),
    [
        ("wait for eels", 27, "x: its answer does not stand where the file says"),
        ("wait for eels", 900, "do not lie within one paragraph"),
        ("wait for eels", -12, "do not lie within one paragraph"),
    ],
)
def test_an_answer_that_stands_elsewhere_is_an_error(
    tmp_path: Path, river: Archive, answer: str, start: int, said: str
) -> None:
    right, wrong = (
        benchmarks.squad(squad_file(tmp_path / "river.json", question("x", answer, at)), tmp_path)
        for at in (HERONS.index(answer), start)
    )
    assert evidence(right.read(river), river)["x"] == [answer]
    with pytest.raises(GoldError, match=said):
        wrong.read(river)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"gone\.json cannot be read"):
        benchmarks.squad(tmp_path / "gone.json", tmp_path / "work")
    folder = beir_folder(tmp_path / "river")
    (folder / "queries.jsonl").write_text("{\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"queries\.jsonl cannot be read"):
        benchmarks.beir(folder, tmp_path / "work")


@pytest.mark.parametrize(
    ("split", "qrels", "named"),
    [
        ("train", "", r"train\.tsv"),
        ("test", "q1\tdoc-9\t1\n", "doc-9"),
        ("test", "q9\tdoc-2\t1\n", "q9"),
        ("test", "q1 doc-2 1\n", r"test\.tsv"),
    ],
)
def test_judgements_that_cannot_be_used_are_named(tmp_path: Path, split: str, qrels: str, named: str) -> None:
    folder = beir_folder(tmp_path / "lake")
    (folder / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{qrels}", encoding="utf-8")
    with pytest.raises(GoldError, match=named):
        benchmarks.beir(folder, tmp_path / "work", split).read(cast(Archive, ShortTexts()))


def test_a_document_needs_a_name_with_a_letter_or_digit(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path / "river")
    (folder / "corpus.jsonl").write_text(json.dumps({"_id": "--", "text": "Eels sleep."}) + "\n", encoding="utf-8")
    with pytest.raises(GoldError, match="'--' has no letter or digit"):
        benchmarks.beir(folder, tmp_path / "work")
