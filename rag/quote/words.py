"""Words with their places in a text, in the one form in which quotation and text are compared.

A word is folded by itself, so that its `start` and `end` are those of the text as it stands: case, Unicode form,
the kind of apostrophe, soft hyphens and characters without width do not count, nor do thousands separators. What is
no word (quotation marks, dashes, white space) parts words and is nothing else.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_IN = r"[\w\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]"
"""Inside a word: with accents that stand by themselves, soft hyphens and what has no width."""

_WORD = re.compile(
    rf"""
      (?:[^\W\d_]\.){{2,}}                             # U.S.
    | \[[^\W\d_]\](?=[^\W\d_]){_IN}*                  # [T]he, as an editor writes it
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


@dataclass(frozen=True, slots=True)
class Word:
    """`text[start:end]` of a text in the form in which it is compared."""

    folded: str
    start: int
    end: int


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words between two places of a text, in order."""
    found = _WORD.finditer(text, start, len(text) if end is None else end)
    return [word for match in found for word in _parted(match.group(), *match.span())]


def _parted(written: str, start: int, end: int) -> list[Word]:
    """The word, or its characters in a script that does not part words."""
    if written.isascii() or not _UNSPACED.search(written):
        return [Word(fold(written), start, end)]
    return [Word(fold(char), start + place, start + place + 1) for place, char in enumerate(written)]


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
