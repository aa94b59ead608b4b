"""What the check of a written sentence comes to."""

from dataclasses import dataclass
from typing import Literal

ProblemKind = Literal["number", "date", "name", "negation", "strength", "words"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that the sentence says and its paragraphs do not: the words as claimed, and what is wrong with them."""

    kind: ProblemKind
    claimed: str
    note: str


@dataclass(frozen=True, slots=True)
class Support:
    """Whether a sentence's paragraphs say what it says; `score` is the calibrated chance of it, 0..1.

    One with a problem is never `supported`, whatever its score.
    """

    score: float
    problems: tuple[Problem, ...]
    supported: bool
