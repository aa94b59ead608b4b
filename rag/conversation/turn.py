"""What a conversation keeps of each question, and what a rewriting tells of itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rag.filters import Filters
from rag.schema import Answer

MOST_CITED = 3
"""Speeches whose speakers a turn keeps of its answers."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question, as asked and as answered; `speakers` are those whom its answers cite most, most cited first."""

    question: str
    standalone: str
    filters: Filters = Filters()
    speakers: tuple[str, ...] = ()

    def citing(self, answers: Sequence[Answer]) -> "Turn":
        """With the speakers of the answers to it."""
        cited = [mark.speech for one in answers for sentence in one.sentences for mark in sentence.citations]
        most = sorted(dict.fromkeys(cited), key=cited.count, reverse=True)[:MOST_CITED]
        said = {hit.passage.speech: hit.passage.speaker for one in answers for hit in reversed(one.evidence)}
        return replace(self, speakers=tuple(dict.fromkeys(name for speech in most if (name := said.get(speech)))))

    def __len__(self) -> int:
        """Its characters."""
        return sum(map(len, (self.question, self.standalone, self.filters.described(), *self.speakers)))


@dataclass(frozen=True, slots=True)
class Conversation:
    """The latest turns, oldest first: at most `most_turns`, and of these as many as `most_characters` hold."""

    turns: tuple[Turn, ...] = ()
    most_turns: int = 8
    most_characters: int = 4000

    def after(self, turn: Turn) -> "Conversation":
        """With one turn more, and without those that it leaves no room for."""
        kept: list[Turn] = []
        room = self.most_characters
        for one in reversed((*self.turns, turn)):
            room -= len(one)
            if room < 0 or len(kept) == self.most_turns:
                break
            kept.insert(0, one)
        return replace(self, turns=tuple(kept))


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A question that stands alone; `by` is None where it did before.

    `rejected` counts replies of a chat model that failed the check, so that the rule stood in.
    """

    text: str
    by: Literal["model", "rule"] | None = None
    rejected: int = 0

    @property
    def changed(self) -> bool:
        """Whether it was asked in other words."""
        return self.by is not None
