"""Words with their places in a text, in the one form in which quotation and text are compared.

A word is folded by itself, so that its `start` and `end` are those of the text as it stands: case, Unicode form,
the kind of apostrophe, soft hyphens and characters without width do not count, nor do thousands separators. What is
no word (quotation marks, dashes, white space) parts words and is nothing else.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_IN = r"[\w\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]"
"""Inside a word: with accents that stand by themselves, soft hyphens and what has no width."""

_WORD = re.compile(
    rf"""
      (?:[^\W\d_]\.){{2,}}                             # U.S.
    | (?<![^\W\d_])\[[^\W\d_]\]{_IN}*                 # [T]he, [A], as an editor writes them
    | \d+(?:[.,]\d+)+                                 # 1,000.5
    | [^\W_]{_IN}*(?:['’ʼ＇´`′][^\W_]{_IN}*)*            # don't
    | [$¢£¥€₹₽%‰&§°№+=]                               # what is said, though no letter
    """,
    re.VERBOSE,
)

_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts without spaces between words (Thai, Lao, Burmese, Khmer, Japanese, Chinese), compared by character."""

_PAUSES = frozenset(".,;:?!¿¡()…。、，；：？！؟،؛।")
"""Punctuation that is kept apart from quotation marks and dashes, which do not count at all."""


class Word(NamedTuple):
    """`text[start:end]` of a text in the form in which it is compared; made by the thousand, so that it is a tuple."""

    folded: str
    start: int
    end: int


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words between two places of a text, in order."""
    end = len(text) if end is None else end
    found = [Word(fold(match.group()), *match.span()) for match in _WORD.finditer(text, start, end)]
    return [part for word in found for part in _characters(text, word)] if _UNSPACED.search(text, start, end) else found


def _characters(text: str, word: Word) -> list[Word]:
    """The characters of a word in a script that does not part words, else the word."""
    if not _UNSPACED.search(text, word.start, word.end):
        return [word]
    return [Word(fold(text[place]), place, place + 1) for place in range(word.start, word.end)]


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """The form in which words are compared."""
    straight = re.sub("[’ʼ＇´`′]", "'", word)
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", straight).casefold())
    plain = "".join(char for char in plain if char not in "[]_" and unicodedata.category(char) != "Cf")
    if plain[:1].isdecimal():
        return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain)
    return plain.replace(".", "")


def pauses(text: str, start: int, end: int) -> str:
    """The punctuation between two places, in one form, without quotation marks, dashes, ellipses and white space."""
    plain = unicodedata.normalize("NFKC", text[start:end]).replace("...", "")
    return "".join(char for char in plain if char in _PAUSES)
