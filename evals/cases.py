"""Single questions to read and learn from: what was asked, what came, what should have come."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evals import measure
from evals.gold import Place
from evals.lint import words
from evals.systems import Outcome
from rag import Archive, Citation

Verdict = Literal["right", "wrong paragraph", "false refusal", "false answer"]

SHOWN_HITS = 3


@dataclass(frozen=True, slots=True)
class Case:
    """One question with its answer, its evidence and the best hits; each text with its address."""

    id: str
    type: str
    wording: str
    question: str
    history: tuple[str, ...]
    verdict: Verdict
    found_at: int | None
    confidence: float
    reason: str | None
    said: tuple[tuple[str, str], ...]
    evidence: tuple[tuple[str, str], ...]
    hits: tuple[tuple[str, str], ...]


def verdict(outcome: Outcome) -> Verdict:
    """How the answer turned out; the outcome must have one."""
    assert outcome.answer  # noqa: S101
    answered = outcome.answer.status == "answered"
    if not outcome.gold.answerable:
        return "false answer" if answered else "right"
    if not answered:
        return "false refusal"
    return "right" if measure.right(outcome.answer, outcome.gold) else "wrong paragraph"


def cases(outcomes: Sequence[Outcome], archive: Archive) -> list[Case]:
    """All questions of a run that have an answer, as cases."""
    return [_case(outcome, archive) for outcome in outcomes if outcome.answer]


def _case(outcome: Outcome, archive: Archive) -> Case:
    gold, answer = outcome.gold, outcome.answer
    assert answer  # noqa: S101
    ranks = [rank for rank, place in enumerate(outcome.ranked, start=1) if place in gold.accepted]
    return Case(
        gold.id,
        gold.cause or gold.type,
        gold.wording,
        gold.question,
        gold.history,
        verdict(outcome),
        ranks[0] if ranks else None,
        answer.confidence,
        answer.reason,
        tuple((_addresses(sentence.citations), sentence.text) for sentence in answer.sentences),
        tuple((one.address, words(one, archive)) for one in gold.gold),
        tuple((_address(place), archive.paragraph(_address(place)).text) for place in outcome.ranked[:SHOWN_HITS]),
    )


def _address(place: Place) -> str:
    return f"{place[0]}#p{place[1]}"


def _addresses(citations: Sequence[Citation]) -> str:
    return ", ".join(one.address for one in citations)
