"""Words as they are compared, and those that tell a time or a change."""

import re
from collections.abc import Iterable

from rag.understand import periods

WORD = re.compile(r"[^\W_][\w'’-]*")

YEAR = re.compile(rf"\b{periods.YEAR}\b")
"""A year that stands by itself, as that of "the 1990s" does not."""

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

CHANGED = re.compile(
    r"\b(?:(?<!that )(?<!this )chang(?:e|ed|ing)|evol(?:ve|ved|ution)|shift(?:ed)?|develop(?:ed|ment)?|over time"
    r"|over the years|year (?:by|after) year|through the years|turn(?:ed)? around)\b",
    re.I,
)
"""What asks how something went on from year to year."""


def words(text: str) -> set[str]:
    """All words in small letters, possessives as their nouns."""
    return {bare(word.casefold()) for word in WORD.findall(text)}


def bare(word: str) -> str:
    """A possessive as its noun."""
    return word.removesuffix("'s").removesuffix("’s")


def any_of(alternatives: Iterable[str]) -> str:
    """A pattern for any of the words."""
    return rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)"
