"""A text read for its marks, and cut between them."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import regex

from rag.quote.changes.compare import Side
from rag.quote.changes.dates import dated
from rag.quote.changes.lexicon import JOINING, TOUCHED, Lexicon
from rag.quote.changes.marks import Mark, Token
from rag.quote.changes.names import names
from rag.quote.changes.numbers import numbers
from rag.quote.words import Word

_SENTENCE = regex.compile(r"[.;:!?]")
_REPEATED = regex.compile(r"[\s,]*")


class Reading:
    """Words of a text with their marks; ranges are indexes of words."""

    def __init__(self, text: str, words: Sequence[Word], found: Sequence[Token], marks: Sequence[Mark]) -> None:
        self._text = text
        self._words = words
        self._tokens = found
        self._marks = marks

    def parted(self, index: int) -> bool:
        """Whether a mark reaches over the border before a word."""
        if not 0 < index < len(self._words):
            return False
        before, after = self._words[index - 1], self._words[index]
        return any(mark.start < before.end and after.start < mark.end for mark in self._marks)

    def side(self, part: range) -> Side:
        """The tokens and marks of some of the words."""
        if not part:
            return Side((), ())
        start, end = self._words[part.start].start, self._words[part.stop - 1].end
        inside = tuple(token for token in self._tokens if start <= token.start < end)
        return Side(inside, tuple(mark for mark in self._marks if start <= mark.start < end))

    def cut(self, part: range) -> str:
        """Some of the words as they stand."""
        return self._text[self._words[part.start].start : self._words[part.stop - 1].end] if part else ""

    def around(self, marks: Sequence[Mark], part: range) -> str:
        """The words of a part that the marks reach over, and those between."""
        start, end = min(mark.start for mark in marks), max(mark.end for mark in marks)
        held = [index for index in part if self._words[index].start < end and start < self._words[index].end]
        return self.cut(range(held[0], held[-1] + 1))


def read_marks(text: str, found: Sequence[Token], words: Lexicon, known: Collection[str]) -> list[Mark]:
    """All marks of tokens of a text; `known` are words in small letters that are names where a sentence begins, too."""
    opposed = (mark for mark in words.marks(found) if not _is_named(mark, text, known))
    marks = [*opposed, *numbers(found, text, words.language)]
    marks = dated(_single(marks, text), text)
    return [*marks, *names(found, text, words, marks, known)]


def _is_named(mark: Mark, text: str, known: Collection[str]) -> bool:
    """Whether a word that has an opposite is somebody's name here: Mr. Lowe is not low."""
    word = text[mark.start : mark.end]
    return mark.kind == "negation" and mark.group != "not" and word[:1].isupper() and word.lower() in known


def _single(marks: Sequence[Mark], text: str) -> list[Mark]:
    """The marks with negations of several words as one: `never, never`, `ne ... pas`, `not ... any`."""
    single: list[Mark] = []
    denials = sorted((mark for mark in marks if mark.group == "not"), key=lambda mark: mark.start)
    for mark in denials:
        if single and _continues(single[-1], mark, text):
            values = {single[-1].value, mark.value} - {TOUCHED, JOINING}
            single[-1] = replace(single[-1], end=mark.end, value=(*values, JOINING)[0])
        elif mark.value != TOUCHED:
            single.append(mark)
    return [*(mark for mark in marks if mark.group != "not"), *single]


def _continues(before: Mark, mark: Mark, text: str) -> bool:
    """Whether two negations deny the same: one repeats the other, or needs it by its nature."""
    between = text[before.end : mark.start]
    if mark.value in (JOINING, TOUCHED) or before.value == JOINING:
        return not _SENTENCE.search(between)
    same = text[before.start : before.end].lower() == text[mark.start : mark.end].lower()
    return same and bool(_REPEATED.fullmatch(between))
