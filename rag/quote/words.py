"""Words with their places in a text, in the one form in which quotation and text are compared.

A word is folded by itself, so that its `start` and `end` are those of the text as it stands: case, Unicode form,
the kind of apostrophe, soft hyphens and characters without width do not count, nor do thousands separators. What is
no word (quotation marks, dashes, white space) parts words and is nothing else.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from rag.schema import Span

_IN = r"[\w\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]"
"""Inside a word: with accents that stand by themselves, soft hyphens and what has no width."""

_WORD = re.compile(
    rf"""
      (?:[^\W\d_]\.){{2,}}                             # U.S.
    | (?<!\w)(?i:mrs?|ms|dr|prof|sen|gov|gen|rep|st)\.  # Mr.
    | (?<![^\W\d_])\[[^\W\d_]\]{_IN}*                 # [T]he, [A], as an editor writes them
    | (?<![^\W\d_])\[[^\W\d_]{{2,4}}\](?=[^\W\d_]){_IN}+  # [un]clear
    | (?<![\d.,])\d{{1,3}}(?:[ \u00a0\u2009\u202f]\d{{3}})+(?![\d.,]*\d)  # 21 000
    | (?<![\d/])\d{{1,3}}/\d{{1,3}}(?![\d/])           # 1/3
    | \d+(?:[.,]\d+)+                                 # 1,000.5
    | [^\W_]{_IN}*(?:['’ʼ＇´`′][^\W_]{_IN}*)*            # don't
    | [$¢£¥€₹₽%‰&§°№+=]                               # what is said, though no letter
    """,
    re.VERBOSE,
)

_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts without spaces between words (Thai, Lao, Burmese, Khmer, Japanese, Chinese), compared by character."""

_HEARD = re.compile(
    r"[(\[]\s*(?:loud |prolonged |more )?(?:applause|laughter|cheers|cheering|chuckles|laughs|crosstalk|inaudible"
    r"|beifall|heiterkeit|applaudissements|rires|aplausos|risas|applausi|аплодисменты|смех)\b[^()\[\]]{0,40}[)\]]",
    re.I,
)
"""What was heard, put between the words in brackets by whoever wrote them down: nobody's words."""

_PAUSES = frozenset(".,;:?!¿¡()…。、，；：？！؟،؛।")
"""Punctuation that is kept apart from quotation marks and dashes, which do not count at all."""


class Word(NamedTuple):
    """`text[start:end]` of a text in the form in which it is compared; made by the thousand, so that it is a tuple."""

    folded: str
    start: int
    end: int


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words between two places of a text, in order, without what was only heard: (Applause.)."""
    end = len(text) if end is None else end
    found = [Word(fold(match.group()), *match.span()) for match in _WORD.finditer(text, start, end)]
    if noted := heard(text, start, end):
        found = [word for word in found if not any(one.start < word.start < one.end for one in noted)]
    return [part for word in found for part in _characters(text, word)] if _UNSPACED.search(text, start, end) else found


def heard(text: str, start: int, end: int) -> list[Span]:
    """The places between two of a text that note what was heard: (Applause.), [laughter]."""
    return [Span(*match.span()) for match in _HEARD.finditer(text, start, end)]


def _characters(text: str, word: Word) -> list[Word]:
    """The characters of a word in a script that does not part words, else the word."""
    if not _UNSPACED.search(text, word.start, word.end):
        return [word]
    return [Word(fold(text[place]), place, place + 1) for place in range(word.start, word.end)]


def misspelt(one: str, other: str, least: int) -> bool:
    """Whether two words of at least so many letters are the same but for a letter, or for two that changed places."""
    plain = one.isalpha() and other.isalpha() and min(len(one), len(other)) >= least
    return plain and OSA.distance(one, other, score_cutoff=1) <= 1


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """The form in which words are compared."""
    straight = re.sub("[’ʼ＇´`′]", "'", word)
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", straight).casefold())
    plain = "".join(char for char in plain if char not in "[]_" and unicodedata.category(char) != "Cf")
    if plain[:1].isdecimal():
        return re.sub(r"(?<=\d)[,\s](?=\d{3}(?!\d))", "", plain)
    return plain.replace(".", "")


def pauses(text: str, start: int, end: int) -> str:
    """The punctuation between two places, in one form, without quotation marks, dashes, ellipses and white space."""
    plain = unicodedata.normalize("NFKC", _HEARD.sub("", text[start:end])).replace("...", "")
    return "".join(char for char in plain if char in _PAUSES)
