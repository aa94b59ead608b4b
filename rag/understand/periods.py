"""Years and occasions that a question names."""

import re
from collections.abc import Iterable, Sequence

from rag.filters import Filters
from rag.understand.phrases import SPOKEN, find, fold

YEAR = r"(?:1[6-9]|20)\d{2}"
"""How a year is written that a question may name."""


_RECENT = re.compile(r"\b(?:now|nowadays|currently|today|still|latest|most recent|these days)\b", re.I)


def named_periods(text: str, own: Filters, dated: Sequence[str]) -> tuple[Filters, list[Filters]]:
    """A year that belongs to the speaking becomes a filter, any other a boost; "now" boosts the latest year.

    `dated` are the years of the archive's speeches. A year that is none of them may as well be the topic's, unless
    someone is said to have spoken in it ("his 1990 address").
    """
    if own.since or own.until:
        return Filters(), []
    of_speaking = re.search(
        rf"\b(?P<a>{YEAR})(?:['’]s)?\s+(?:[\w'’-]+\s+){{0,2}}{SPOKEN}\b"
        rf"|\b{SPOKEN}\s+(?:[\w'’-]+\s+){{0,4}}?(?:in|of|from)\s+(?P<b>{YEAR})\b"
        rf"|^\s*[Ii]n\s+(?P<c>{YEAR}),?\s+(?:what|how|why|which|did|where|when)\b",
        text,
        re.I,
    )
    if of_speaking:
        year = of_speaking["a"] or of_speaking["b"] or of_speaking["c"]
        owned = re.search(rf"(?:['’]s|\b(?:his|her|their))\s+{year}\b", text, re.I)
        if year in dated or owned:
            return Filters(since=year, until=year), []
    years = list(dict.fromkeys(re.findall(rf"\b{YEAR}\b", text)))
    boosts = [Filters(since=year, until=year) for year in years]
    if dated and not years and _RECENT.search(text):
        boosts.append(Filters(since=max(dated)))
    return Filters(), boosts


def named_events(text: str, events: Iterable[str]) -> tuple[str, ...]:
    """The events of the archive that the question names in full."""
    plain = fold(text)
    return tuple(event for event in events if find(plain, fold(event)))
