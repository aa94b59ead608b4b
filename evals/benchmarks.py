"""Public benchmarks as gold sets: BEIR folders and SQuAD 2 files, for figures that others publish too.

Their texts are written out as files of our format and taken in like any others; what they call relevant becomes gold.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from slugify import slugify

from evals.gold import Evidence, Gold, GoldError, digest, lines
from evals.sets import GoldSet
from evals.settle import evidence
from rag import Archive


@dataclass(frozen=True, slots=True)
class Document:
    """A text of a benchmark on its way into an archive."""

    id: str
    text: str
    title: str | None = None


def beir(folder: Path, work: Path, split: str = "test") -> GoldSet:
    """A BEIR folder (`corpus.jsonl`, `queries.jsonl`, `qrels/SPLIT.tsv`); a document is a speech of one paragraph.

    Grades are taken as relevant (above 0) or not.
    """
    name = folder.resolve().name
    documents, stored_as = _distinct([_beir_document(row) for row in _jsonl(folder / "corpus.jsonl")])
    texts = _write(documents, work / name / "texts")
    asked = {row["_id"]: row["text"] for row in _jsonl(folder / "queries.jsonl")}
    judgements = folder / "qrels" / f"{split}.tsv"
    wanted = _qrels(judgements, stored_as)
    if unasked := [query for query, ids in wanted.items() if ids and query not in asked]:
        raise GoldError(f"{judgements} judges {unasked[0]!r}, which is no query of {folder.name}")

    def read(archive: Archive) -> list[Gold]:
        known = {one: _whole(archive, one) for one in {speech for ids in wanted.values() for speech in ids}}
        return [_answerable(query, asked[query], [known[one] for one in ids]) for query, ids in wanted.items() if ids]

    return GoldSet(name, read, (texts,))


def squad(file: Path, work: Path, language: str | None = None) -> GoldSet:
    """A SQuAD 1.1 or 2 file: an article is a speech, a context a paragraph, an impossible question a near miss."""
    articles = _json(file)["data"]
    bodies = [_squad_text(number, article) for number, article in enumerate(articles)]
    texts = _write([document for document, _ in bodies], work / file.stem / "texts", language)

    def read(archive: Archive) -> list[Gold]:
        return [
            _squad_gold(archive, document.id, start, question)
            for (document, starts), article in zip(bodies, articles, strict=True)
            for start, context in zip(starts, article["paragraphs"], strict=True)
            for question in context["qas"]
        ]

    return GoldSet(file.stem, read, (texts,))


# BEIR


def _beir_document(row: dict[str, Any]) -> Document:
    title = str(row.get("title") or "").strip()
    text = " ".join(f"{title} {row['text']}".split())
    return Document(_id(row["_id"]), text)


def _distinct(documents: Iterable[Document]) -> tuple[list[Document], dict[str, str]]:
    """Documents that hold text, each text once, and for each id the id that its text is stored under."""
    first: dict[str, Document] = {}
    stored_as: dict[str, str] = {}
    for one in documents:
        if one.id in stored_as:
            raise GoldError(f"two documents have ids that come to {one.id!r}")
        stored_as[one.id] = first.setdefault(one.text, one).id if one.text else ""
    return list(first.values()), stored_as


def _qrels(file: Path, stored_as: Mapping[str, str]) -> dict[str, list[str]]:
    """The ids of the relevant documents of each query, as they are stored; those without text are left out."""
    wanted: dict[str, list[str]] = {}
    try:
        rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline=""), delimiter="\t"))
    except (OSError, ValueError, csv.Error) as error:
        raise GoldError(f"{file} cannot be read: {error}") from error
    for number, row in enumerate(rows, start=2):
        try:
            query, document, score = row["query-id"], stored_as[_id(row["corpus-id"])], int(row["score"])
        except (KeyError, TypeError, ValueError) as error:
            raise GoldError(f"{file}, line {number} is no judgement of a known document: {row}") from error
        listed = wanted.setdefault(query, [])
        if score > 0 and document and document not in listed:
            listed.append(document)
    return wanted


def _whole(archive: Archive, speech: str) -> Evidence:
    first = archive.paragraphs(speech)[0]
    return evidence(archive, speech, first.start, first.end)


def _answerable(query: str, question: str, gold: Iterable[Evidence]) -> Gold:
    return Gold(id=query, question=question, type="fact", answerable=True, gold=tuple(gold), split="test")


# SQuAD


def _squad_text(number: int, article: dict[str, Any]) -> tuple[Document, list[int]]:
    """An article as one text, and where each of its contexts starts in it."""
    starts, parts, at = [], [], 0
    for context in article["paragraphs"]:
        words = context["context"].replace("\n", " ")
        starts.append(at - (len(words) - len(words.lstrip())))
        parts.append(words.strip())
        at += len(parts[-1]) + 2
    title = article.get("title")
    return Document(_id(f"{number:03}-{title or 'article'}"), "\n\n".join(parts), title), starts


def _squad_gold(archive: Archive, speech: str, start: int, question: dict[str, Any]) -> Gold:
    common = {"id": str(question["id"]), "question": question["question"], "split": "test"}
    if question.get("is_impossible"):
        return Gold(**common, type="unanswerable", answerable=False, cause="near-miss")
    answer = question["answers"][0]
    at = start + answer["answer_start"]
    words = answer["text"].replace("\n", " ")
    found = evidence(archive, speech, at, at + len(words))
    if found.sha256 != digest(words):
        raise GoldError(f"{question['id']}: its answer does not stand where the file says")
    return Gold(**common, type="fact", answerable=True, gold=(found,), nuggets=(words,))


# Files


def _id(name: str) -> str:
    slug = slugify(name)
    if not slug:
        raise GoldError(f"{name!r} has no letter or digit to make an id of")
    return slug


def _write(documents: Iterable[Document], folder: Path, language: str | None = None) -> Path:
    """One file a document, in the format of `corpus/README.md`; returns their folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in documents:
        head = {"id": one.id, "title": one.title, "language": language}
        front = yaml.safe_dump({key: value for key, value in head.items() if value}, allow_unicode=True)
        (folder / f"{one.id}.txt").write_text(f"---\n{front}---\n{one.text}\n", encoding="utf-8")
    return folder


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise GoldError(f"{file} cannot be read: {error}") from error


def _jsonl(file: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for _, line in lines(file)]
    except ValueError as error:
        raise GoldError(f"{file} cannot be read: {error}") from error
