"""Measures of one question, pure functions each; `evals/README.md` gives their formulas."""

from collections.abc import Collection, Sequence

from evals.gold import Evidence, Gold
from rag import Answer, Citation, Hit

Place = tuple[str, int]
"""A speech and the number of one of its paragraphs."""


def places(hits: Sequence[Hit]) -> list[Place]:
    """The hits' paragraphs in rank order, each once."""
    return [(hit.passage.speech, number) for hit in hits for number in hit.paragraphs]


def recall_at(ranked: Sequence[Place], accepted: Collection[Place], needed: int, k: int) -> float:
    """Share of the `needed` paragraphs that the best `k` hold, 0..1; an alternative counts like a gold paragraph."""
    found = sum(place in accepted for place in ranked[:k])
    return min(found, needed) / needed


def reciprocal_rank(ranked: Sequence[Place], accepted: Collection[Place], k: int = 10) -> float:
    """1 / rank of the first accepted paragraph among the best `k`, 0 where none is."""
    return next((1 / rank for rank, place in enumerate(ranked[:k], start=1) if place in accepted), 0.0)


def citations(answer: Answer) -> list[Citation]:
    """All citations of an answer, in order."""
    return [citation for sentence in answer.sentences for citation in sentence.citations]


def overlaps(citation: Citation, evidence: Evidence) -> bool:
    """Whether they share characters of one speech."""
    return citation.speech == evidence.speech and citation.start < evidence.end and evidence.start < citation.end


def cited(answer: Answer) -> set[Place]:
    """The paragraphs that an answer cites."""
    return {(one.speech, one.paragraph) for one in citations(answer)}


def right(answer: Answer, gold: Gold) -> bool:
    """Whether the answer cites a paragraph that answers the question."""
    return bool(cited(answer) & gold.accepted)


def exact(answer: Answer, gold: Gold) -> bool:
    """Whether some quotation of the answer holds words that answer the question."""
    wanted = (*gold.gold, *gold.alternatives)
    return any(overlaps(citation, evidence) for citation in citations(answer) for evidence in wanted)


def citation_precision(answer: Answer, gold: Gold) -> float:
    """Share of the cited paragraphs that are accepted ones, 0..1; the answer must have citations."""
    return len(cited(answer) & gold.accepted) / len(cited(answer))
