"""An answer as it comes: what it may draw on, each sentence once it has been checked, and the whole."""

from dataclasses import dataclass

from rag.schema import Answer, Hit, Query, Sentence


@dataclass(frozen=True, slots=True)
class Found:
    """The question as it was understood, and the hits that the answer may draw on."""

    query: Query
    evidence: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that has been checked, and may be shown."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Repaired:
    """Something of the reply that was put right or left out, and why."""

    what: str


@dataclass(frozen=True, slots=True)
class Done:
    """The answer as a whole; it comes last and once."""

    answer: Answer


Event = Found | Said | Repaired | Done
