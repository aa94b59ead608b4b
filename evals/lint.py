"""A gold set held against its archive: what is wrong with it, and how far questions share words with the evidence."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from evals.gold import Evidence, Gold, GoldError, digest
from evals.matching import content_words
from rag import Archive, OnrecordError
from rag.schema import CITABLE

Tercile = Literal["low", "middle", "high"]
"""A third of the answerable questions, by the overlap of their words with those of the evidence."""


def lint(golds: Iterable[Gold], archive: Archive) -> list[str]:
    """What of the set does not stand in the archive, a line for each problem; empty where all is well."""
    return [
        f"{gold.id}: {problem}"
        for gold in golds
        for evidence in (*gold.gold, *gold.alternatives)
        if (problem := _wrong(evidence, archive))
    ]


def check(golds: Iterable[Gold], archive: Archive) -> None:
    """Raise GoldError, with every problem, where the set does not fit the archive."""
    if problems := lint(golds, archive):
        raise GoldError(" | ".join(problems))


def _wrong(evidence: Evidence, archive: Archive) -> str | None:
    address = evidence.address
    try:
        paragraph = archive.paragraph(address)
    except OnrecordError as error:
        return str(error)
    if paragraph.kind not in CITABLE:
        return f"{address} is a {paragraph.kind}, which cannot be cited"
    if not paragraph.start <= evidence.start < evidence.end <= paragraph.end:
        return f"{evidence.start}-{evidence.end} does not lie within {address}"
    said = paragraph.text[evidence.start - paragraph.start : evidence.end - paragraph.start]
    return (
        None
        if digest(said) == evidence.sha256
        else f"the words at {address} are not those that the question was written for"
    )


def words(evidence: Evidence, archive: Archive) -> str:
    """The characters that the evidence names."""
    return archive.speech(evidence.speech).text[evidence.start : evidence.end]


def overlap(gold: Gold, archive: Archive) -> float:
    """The share of the question's content words that its gold evidence holds, 0..1."""
    asked = content_words(gold.asked)
    said = content_words(" ".join(words(one, archive) for one in gold.gold))
    return len(asked & said) / len(asked) if asked else 0.0


def terciles(golds: Sequence[Gold], archive: Archive) -> Mapping[str, Tercile]:
    """The third that each answerable question belongs to, by its id; ties are cut by id, to thirds of one size."""
    answerable = sorted((overlap(gold, archive), gold.id) for gold in golds if gold.answerable)
    names: tuple[Tercile, ...] = ("low", "middle", "high")
    return {one: names[3 * place // len(answerable)] for place, (_, one) in enumerate(answerable)}
