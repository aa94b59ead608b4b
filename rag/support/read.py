"""A sentence read once: its words by their stems, its marks, and which of its words are denied."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import regex

from rag.lexical import LexicalIndex
from rag.quote.changes.lexicon import Lexicon, lexicon
from rag.quote.changes.marks import Mark, Token, tokens
from rag.quote.changes.names import plain_names
from rag.quote.changes.reading import read_marks
from rag.quote.verdict import ChangeKind
from rag.quote.words import words

_DEFAULT = "en"

_REACH = 4
"""Telling words on each side of a negation that it can deny."""

_BORDER = regex.compile(r"[,;:.!?()—–]")
_TURNS = frozenset({"but", "although", "though", "because", "while", "whereas", "since", "yet", "except"})
"""Words that a negation before them does not reach."""
_OPENS = _TURNS | {"that", "which", "who", "whom", "if"}
"""Words that a negation behind them does not reach over."""

_SHORTEST = 3
"""Letters of a word that may be a name."""

_ADVERB = regex.compile(r"ly\b|,$", regex.I)

_TIME = regex.compile(r"(?<=\b\d{1,2}):(?=\d\d\b)")


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence; `stems` are those of its tokens in their order, empty for what is no word.

    `telling` are the indexes of tokens that say something by themselves, `denied` of those that a negation reaches.
    """

    text: str
    tokens: tuple[Token, ...]
    stems: tuple[str, ...]
    marks: tuple[Mark, ...]
    telling: frozenset[int]
    denied: frozenset[int]

    def of(self, kind: ChangeKind) -> list[Mark]:
        """The marks of a kind, in order."""
        return sorted((mark for mark in self.marks if mark.kind == kind), key=lambda mark: mark.start)

    def cut(self, mark: Mark) -> str:
        """The words of a mark as they stand."""
        return self.text[mark.start : mark.end]


class Reader:
    """Reads sentences of one language; `names` are words, in small letters, that are names wherever they stand."""

    def __init__(self, lexical: LexicalIndex, language: str | None, names: Collection[str] = ()) -> None:
        self._lexical = lexical
        self._language = language
        self._vocabulary = _vocabulary(language)
        self._names = names

    def read(self, text: str, names: Collection[str] = ()) -> Read:
        """Read a sentence, with more names than those known."""
        text = _TIME.sub(".", text)
        found = tokens(text, words(text))
        known = {*self._names, *names, *plain_names(found, text), *self._unheard(found, text)}
        marks = tuple(read_marks(text, found, self._vocabulary, known))
        stems = tuple(" ".join(self._lexical.terms(token.text, self._language)) for token in found)
        says = self._lexical.telling([token.text for token in found], self._language)
        telling = frozenset(index for index, one in enumerate(says) if one)
        return Read(text, tuple(found), stems, marks, telling, frozenset(_denied(text, found, telling, marks)))

    def _unheard(self, found: Sequence[Token], text: str) -> Iterator[str]:
        """The first word, where the archive has it nowhere: rather a name that was invented than a word.

        An adverb or what a comma follows is not: "Notably", "Meanwhile,".
        """
        for first in found[:1]:
            plain = _ADVERB.search(text, first.start, first.end + 1)
            if (
                len(first.text) >= _SHORTEST
                and first.text.istitle()
                and not plain
                and not self._lexical.holds(first.text)
            ):
                yield first.text.lower()

    def rarity(self, stems: Collection[str]) -> dict[str, float]:
        """How rare each stem is in the archive, 0..1."""
        return self._lexical.rarity(list(stems), self._language)


def _vocabulary(language: str | None) -> Lexicon:
    """The marks of the language, or of English where Babel does not know it."""
    from babel import UnknownLocaleError

    try:
        return lexicon((language or _DEFAULT).replace("_", "-").split("-")[0])
    except (UnknownLocaleError, ValueError):
        return lexicon(_DEFAULT)


def _denied(text: str, found: Sequence[Token], telling: Collection[int], marks: Collection[Mark]) -> Iterator[int]:
    """The tokens of each negation's clause, as far as it reaches."""
    for mark in marks:
        inside = [index for index, token in enumerate(found) if mark.start <= token.start < mark.end]
        if mark.group == "not":
            for place in (inside[0], *(index for index in inside if found[index].text.lower() == "nor")):
                yield place
                yield from _reached(text, found, telling, range(place + 1, len(found)))
                yield from _reached(text, found, telling, range(place - 1, -1, -1))


def _reached(text: str, found: Sequence[Token], telling: Collection[int], indexes: range) -> Iterator[int]:
    left = _REACH
    for index in indexes:
        one, other = sorted((index, index - indexes.step))
        turns = _TURNS if indexes.step > 0 else _OPENS
        ends = _BORDER.search(text, found[one].end, found[other].start) or found[index].text.lower() in turns
        if ends or not left:
            return
        left -= index in telling
        yield index
