"""Numbers, dates and names: each that a sentence has must be in its paragraphs or their labels."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex

from rag.quote.changes.marks import Mark
from rag.support.read import Read
from rag.support.verdict import Problem

_NEAR = regex.compile(
    r"\b(?:(?P<around>about|around|roughly|approximately|some|close to)"
    r"|(?P<below>nearly|almost|(?:just )?under|below|less than|fewer than)"
    r"|(?P<above>(?:just |well )?over|above|more than|at least))\s+(?:an?\s+)?$",
    regex.I,
)
"""A word of approximation right before a number."""

_ROUND = 0.05
"""How far, as a share of it, a number may be rounded."""

_OUT_OF = regex.compile(r"\s+(?:\p{L}+\s+)?(?:out of|in|of)(?:\s+(?:every|each))?\s+")
_AND_PARTS = regex.compile(r"\s+\p{L}+(?:\s+and)?\s+")
"""Between the numbers of "4 crowns 33" and of "1 metre 60"."""

_AGO = regex.compile(r"\b(?P<turn>last|previous|next|coming)\b|\byears?\s+(?P<ago>ago|earlier|before)\b", regex.I)
_TURNS = {"last": -1, "previous": -1, "next": 1, "coming": 1}

_DAY = frozenset({"months", "days of months"})
_YEAR = regex.compile(r"(?:1[5-9]|20)\d\d")

# Of countries that Babel does not know, too.
_DEMONYM = ("ians", "ian", "ans", "an", "ns", "n", "ese", "is", "i", "ish", "s", "a", "ia", "e", "y")
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Told:
    """What numbers, dates and names may be told from: the paragraphs' sentences and the labels."""

    sentences: tuple[Read, ...]
    labels: tuple[Read, ...]

    @property
    def all(self) -> tuple[Read, ...]:
        """Both."""
        return (*self.sentences, *self.labels)


def facts(claim: Read, told: Told) -> Iterator[Problem]:
    """A problem for each number, date and name of the claim that is not told."""
    for found in _numbers(claim, told):
        yield Problem("number", claim.cut(found), "no cited paragraph has this number")
    for found in _dates(claim, told):
        yield Problem("date", claim.cut(found), "no cited paragraph has this date, nor does its label")
    for found in _names(claim, told):
        yield Problem("name", claim.cut(found), "no cited paragraph has this name, nor does its label")


# Numbers


def _numbers(claim: Read, told: Told) -> Iterator[Mark]:
    held = {value for read in told.sentences for value in _values(read)}
    held |= _with_millions(held) | {value for read in told.labels for value in _values(read)}
    for mark in claim.of("number"):
        if mark.group == "number" and mark.alone and not held & _forms(mark.value):
            near = _NEAR.search(claim.text[: mark.start])
            if not near or not any(_rounded(mark, value, str(near.lastgroup)) for value in held):
                yield mark


def misplaced(claim: Read, told: Told) -> int:
    """How many numbers of the claim count what the paragraphs count by other numbers alone."""
    pairs = [pair for read in told.sentences for pair in _counted(read)]
    counted = {stem for _, stem in pairs}
    return sum(
        stem in counted and not any(values & others and stem == other for others, other in pairs)
        for values, stem in _counted(claim)
    )


def _counted(read: Read) -> Iterator[tuple[set[float], str]]:
    """The numbers of a text with the stem of the word that follows each."""
    for mark in read.of("number"):
        after = [index for index, token in enumerate(read.tokens) if token.start >= mark.end][:1]
        if mark.group == "number" and after and after[0] in read.telling:
            yield _forms(mark.value), read.stems[after[0]]


def _with_millions(held: Collection[float]) -> set[float]:
    """Small numbers as millions, where others are: "96 million for dredging, 58 for icebreaking"."""
    return {value * 1e6 for value in held if value < 1000} if max(held, default=0.0) >= 1e6 else set()


def _rounded(mark: Mark, value: float, direction: str) -> bool:
    """Whether the number claimed is this one, made round in that direction."""
    number = _number(mark.value)
    if abs(number - value) > _ROUND * value:
        return False
    return direction == "around" or (direction == "below") == (value < number)


def _number(value: str) -> float:
    """What a mark's value begins with; 0 where that is no number."""
    found = regex.match(r"\d+(?:\.\d+)?", value)
    return round(float(found.group()), 6) if found else 0.0


def _forms(value: str) -> set[float]:
    """The values that a number can be written as: 40 % is 40 and 0.4, the 7th is 7."""
    number = _number(value)
    return {number, round(number / 100, 6)} if value.endswith("%") else {number}


def _values(read: Read) -> Iterator[float]:
    """The numbers of a text, as they are and as figures; and those that two make: two out of three, 4 crowns 33."""
    marks = sorted((mark for mark in read.marks if mark.group in {"number", "years"}), key=lambda mark: mark.start)
    for mark in marks:
        yield from _forms(mark.value)
        if mark.group == "number":
            yield _number(read.cut(mark).replace(",", ""))
    for one, other in pairwise(marks):
        first, second = _number(one.value), _number(other.value)
        between = read.text[one.end : other.start]
        if second and _OUT_OF.fullmatch(between):
            yield round(first / second, 6)
        if second < 100 and _AND_PARTS.fullmatch(between):
            yield round(first + second / 100, 6)


# Dates


def _dates(claim: Read, told: Told) -> Iterator[Mark]:
    held = {*_implied(told), *(one for read in told.all for one in _days(read))}
    marks = [mark for mark in claim.of("date") if mark.alone]
    for first in {mark.start: mark for mark in reversed(marks)}.values():
        parts = {(mark.group, mark.value) for mark in marks if mark.start == first.start}
        day = {part for part in parts if part[0] in _DAY}
        # The year of a day may stand elsewhere, in the label above all.
        if not all(any(wanted <= one for one in held) for wanted in (day, *({part} for part in parts - day))):
            yield first


def _days(read: Read) -> Iterator[frozenset[tuple[str, str]]]:
    """The dates of a text, each with its parts; figures that look like a year are one."""
    dates = read.of("date")
    for start in {mark.start for mark in dates}:
        yield frozenset((mark.group, mark.value) for mark in dates if mark.start == start)
    yield from (frozenset({("years", repr(float(token.text)))}) for token in read.tokens if _YEAR.fullmatch(token.text))


def _implied(told: Told) -> set[frozenset[tuple[str, str]]]:
    """The years that "last year" and "two years ago" mean, by the years of the labels."""
    years = {float(mark.value) for read in told.labels for mark in read.marks if mark.group == "years"}
    turns = {turn for read in told.sentences for turn in _turns(read)}
    return {frozenset({("years", repr(year + turn))}) for year in years for turn in turns}


def _turns(read: Read) -> Iterator[float]:
    ends = {mark.end: _number(mark.value) for mark in read.of("number") if mark.group == "number"}
    for match in _AGO.finditer(read.text):
        yield _TURNS[match["turn"].lower()] if match["turn"] else -ends.get(match.start() - 1, 1.0)


# Names


def _names(claim: Read, told: Told) -> Iterator[Mark]:
    clusters = [mark.value.split() for read in told.all for mark in read.of("name") if mark.group == "name"]
    texts = [{token.text.lower() for token in read.tokens} for read in told.all]
    for mark in claim.of("name"):
        if mark.group != "name":
            continue
        words = mark.value.split()
        known = any(_within(words, one) or _within(one, words) for one in clusters)
        if not known and not any(_within(words, text) for text in texts):
            yield mark


def _within(words: Collection[str], others: Collection[str]) -> bool:
    return all(any(_same(word, other) for other in others) for word in words)


def _same(one: str, other: str) -> bool:
    """Whether two words are one name, or that of a country and that of its people."""
    return one == other or bool(_stripped(one) & _stripped(other))


@lru_cache(maxsize=1 << 14)
def _stripped(word: str) -> frozenset[str]:
    return frozenset(form for ending in ("", *_DEMONYM) if len(form := word.removesuffix(ending)) >= _SHORTEST)
