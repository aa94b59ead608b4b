"""The places of a text that carry a kind of meaning, and the words they are found in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from rag.quote.verdict import ChangeKind
from rag.quote.words import Word

PART = regex.compile(
    r"""
      (?:\p{L}\.){2,}                                             # U.S.
    | can(?=not\b) | \p{L}+?(?=n't\b) | n't\b                     # do + n't
    | '(?:ll|d|ve|re|m|s)\b                             # we + 'll
    | \p{N}+(?:[.,/\s]\p{N}+)*(?:st|nd|rd|th|s|bn|tn|mn|k|m)?\b      # 1,000.5 or 26th
    | [\p{L}\p{M}\p{Cf}]+
    | \p{S} | [%‰&§°№]
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_APOSTROPHES = str.maketrans("’ʼ＇´`′", "'" * 6)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a part of one that means something by itself: the `n't` of `don't`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` of a text that carry a value of a group: (modal, must), (number, 3.0).

    Values of one group stand for each other. One that is not `alone` means a change only where another of its
    group stands in its place.
    """

    kind: ChangeKind
    group: str
    value: str
    start: int
    end: int
    alone: bool = True


def tokens(text: str, words: Sequence[Word]) -> list[Token]:
    """The tokens of words of a text; `[T]he` is `The`."""
    return [token for word in words for token in _parts(text[word.start : word.end].translate(_APOSTROPHES), word)]


def _parts(written: str, word: Word) -> Iterator[Token]:
    if "[" in written:
        yield Token(written.replace("[", "").replace("]", ""), word.start, word.end)
        return
    for match in PART.finditer(written):
        yield Token(match.group(), word.start + match.start(), word.start + match.end())


_ABBREVIATED = regex.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Gov|Rev|Hon|St|Hr|Fr|M|Mme|Sr|Sra|[A-Z])\.\s+$")
"""After which a name goes on: "Mr. Rehn", "J. Rehn"."""

_BEGINNING = regex.compile(r"(?:^|[.!?:;…\-–—(\n])[\s\"'“”‘’«»„(\[]*$|[\"“„«‘]$")


def begins(text: str, start: int) -> bool:
    """Whether a sentence, or a quotation, begins at a place, where a capital says nothing."""
    before = text[max(0, start - 8) : start]
    return bool(_BEGINNING.search(before)) and not _ABBREVIATED.search(before)


@lru_cache(maxsize=1 << 16)
def stem(word: str, language: str) -> str:
    """The word in small letters without its ending, but for -ly: possibly is not possible.

    As it is in a language that Snowball lacks.
    """
    # A stemmer holds the word it works on, so that threads cannot share one.
    import snowballstemmer

    name, lower = _snowball(language), word.lower()
    adverb = language == "en" and lower.endswith("ly")
    return snowballstemmer.stemmer(name).stemWord(lower) if name and not adverb else lower


@lru_cache
def _snowball(language: str) -> str | None:
    import snowballstemmer
    from babel import Locale

    name = (Locale.parse(language).english_name or "").lower()
    return name if name in snowballstemmer.algorithms() else None
