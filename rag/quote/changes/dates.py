"""Days, months and years that stand together, in whatever order they are written."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from rag.quote.changes.lexicon import SHORT_MONTHS
from rag.quote.changes.marks import Mark, begins

_BETWEEN = regex.compile(r"[\s,.]*(?:(?:of|the|de|del|du|le)\b[\s,.]*)*")
_ISO = regex.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_GERMAN = regex.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_MONTHS = frozenset({"months", SHORT_MONTHS})
_WORDS = frozenset({"may", "march", "mars"})
"""Months that are words too, of English and French, unless a capital tells."""


def dated(marks: Sequence[Mark], text: str) -> list[Mark]:
    """The marks with numbers beside a month made days, and words that are no month after all left out."""
    written = list(_figures(marks, text))
    taken = [mark for mark in marks if any(one.start <= mark.start < one.end for one in written)]
    rest = sorted((mark for mark in marks if mark not in taken), key=lambda mark: mark.start)
    timely = [mark for mark in rest if mark.group in _MONTHS | {"years", "number"}]
    dates = [mark for cluster in _clusters(timely, text) for mark in _date(cluster, text)]
    places = {place for mark in dates if mark.group == "months" for place in range(mark.start, mark.end)}
    others = [mark for mark in rest if mark not in timely and mark.start not in places]
    return [*others, *dates, *written]


def _figures(marks: Sequence[Mark], text: str) -> Iterator[Mark]:
    """The dates written 2017-04-26 or 26.4.2017."""
    if not marks:
        return
    window = min(mark.start for mark in marks), max(mark.end for mark in marks)
    places = [(one, one.groups()) for one in _ISO.finditer(text, *window)]
    places += [(one, one.groups()[::-1]) for one in _GERMAN.finditer(text, *window)]
    for one, figures in places:
        for group, value in zip(("years", "months", "days of months"), figures, strict=True):
            yield Mark("date", group, _year(value) if group == "years" else str(int(value)), *one.span())


def _year(value: str) -> str:
    return repr(float(value))


def _clusters(marks: Sequence[Mark], text: str) -> list[list[Mark]]:
    """Marks that stand beside each other, but for a comma, an article or `of`."""
    clusters: list[list[Mark]] = []
    for mark in marks:
        near = clusters and _BETWEEN.fullmatch(text, clusters[-1][-1].end, max(mark.start, clusters[-1][-1].end))
        if near:
            clusters[-1].append(mark)
        else:
            clusters.append([mark])
    return clusters


def _date(cluster: Sequence[Mark], text: str) -> Iterator[Mark]:
    """A cluster with its month, if it has one, as a date that cannot be parted."""
    months = [mark for mark in cluster if mark.group in _MONTHS]
    if not months or (len(cluster) == 1 and not _is_month(months[0], text)):
        yield from (mark for mark in cluster if mark.group not in _MONTHS)
        return
    start, end = cluster[0].start, cluster[-1].end
    for mark in cluster:
        group, value = ("months", mark.value) if mark in months else _day(mark)
        yield replace(mark, kind="date", group=group, value=value, start=start, end=end, alone=True)


def _day(mark: Mark) -> tuple[str, str]:
    """A number beside a month: 26 and 26th are the same day."""
    number = regex.sub(r"(?:th|\.0)$", "", mark.value)
    return (mark.group, mark.value) if mark.group == "years" else ("days of months", number)


def _is_month(mark: Mark, text: str) -> bool:
    """Whether a month without a day or year is one: not short, nor "may" or "march"."""
    word = text[mark.start : mark.end]
    capital = word[0].isupper() and not begins(text, mark.start)
    return mark.group != SHORT_MONTHS and (capital or word.lower() not in _WORDS)
