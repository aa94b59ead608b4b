"""A question about many speeches, taken apart into questions about one each."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.conversation.named import Names, names
from rag.conversation.topic import topic_of
from rag.conversation.words import CHANGED, YEAR
from rag.filters import Filters
from rag.understand import Known
from rag.understand.phrases import ABOUT

MOST = 6
"""Parts of a question."""

_COMPARED = re.compile(
    r"\b(?:compar\w+|differ\w*|disagree\w*|agree\w*|contrast\w*|versus|vs|both|each|same|between|against|beside)\b",
    re.I,
)
_YEARS = re.compile(
    rf"\b(?:in|between|from)\s+{YEAR.pattern}(?:,?\s+(?:and|to|or)?\s*(?:in |by )?{YEAR.pattern})+", re.I
)
_TOPIC = re.compile(rf"\b(?:{ABOUT}|of|over|towards?)\s+(?P<topic>[^?;:]+)", re.I)
_LEADS = re.compile(
    r"(?:,?\s*\b(?:change\w*|evolve\w*|differ\w*|between|from|over|since|in|and|by|to|have|has|did)\b)+\W*$", re.I
)


@dataclass(frozen=True, slots=True)
class Part:
    """A question about one thing, and the year in which that was said."""

    question: str
    period: Filters = Filters()


def parts(question: str, known: Known, has: Callable[[Filters], bool]) -> tuple[Part, ...]:
    """Questions, at most six, that together answer it: for each speaker or country compared, or for each year.

    The years are the question's own, else those of which the archive `has` a speech of its speaker; the question
    itself, alone, where it is about one thing.
    """
    own = names(question, known)
    who = tuple(one.name for one in own.persons) or own.countries
    topic = _topic(question, own)
    if not topic:
        return (Part(question),)
    if len(who) > 1 and _COMPARED.search(question):
        return tuple(_part(one, topic, _year_of(one, question, own), known) for one in who[:MOST])
    years = _years(question, own, known, has)
    if len(who) > 1 or len(years) < 2:
        return (Part(question),)
    return tuple(_part(next(iter(who), None), topic, year, known) for year in years)


def _part(who: str | None, topic: str, year: str | None, known: Known) -> Part:
    when = f" in {year}" if year else ""
    asked = f"What did {who} say about {topic}{when}?" if who else f"What was said about {topic}{when}?"
    return Part(asked, Filters(since=year, until=year) if year in known.facets.years else Filters())


def _topic(question: str, own: Names) -> str:
    """The words after "about", without years and what leads to them; else all that tell a topic."""
    found = _TOPIC.search(question)
    told = " ".join(word for word in found["topic"].split() if not YEAR.search(word)) if found else ""
    told = _LEADS.sub("", told).strip(" ,")
    if told and topic_of(told, own):
        return told
    bare = [word for word in topic_of(question, own) if not (_COMPARED.search(word) or CHANGED.search(word))]
    return " ".join(bare)


def _year_of(who: str, question: str, own: Names) -> str | None:
    """The year that stands next behind the name, else the only one there is."""
    last = re.escape(who.rpartition(" ")[2])
    found = re.search(rf"(?<!\w){last}(?:['’]s)?\W+(?:in\W+)?({YEAR.pattern})", question, re.I)
    return found[1] if found else own.years[0] if len(own.years) == 1 else None


def _years(question: str, own: Names, known: Known, has: Callable[[Filters], bool]) -> Sequence[str]:
    """Those it names one after another, else those of a change."""
    if len(own.years) > 1 and (_YEARS.search(question) or CHANGED.search(question)):
        return own.years[:MOST]
    if own.years or not CHANGED.search(question) or len(own.persons) != 1:
        return ()
    names = own.persons[0].names
    return _spread([one for one in known.facets.years if has(Filters(speaker=names, since=one, until=one))])


def _spread(years: Sequence[str]) -> list[str]:
    """The first, the last and as many between them as there is room for, evenly."""
    if len(years) <= MOST:
        return list(years)
    return [years[round(place * (len(years) - 1) / (MOST - 1))] for place in range(MOST)]
