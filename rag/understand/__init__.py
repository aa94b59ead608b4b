"""From a question to a query: whom, which office, which country and which year it names.

What is unmistakable becomes a filter ("what did Marosz say", "in his 2018 address"). What may as well be the
topic ("was Marosz right about Rehn") becomes a boost. A name that two speakers share is decided by a country,
role or full name in the question, and else stays open; a name with a slip in it ("Maros") is a boost. All are
shown to the user. A question that asks for whatever was said on a topic has the topic, too.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.filters import Filters, narrowed
from rag.schema import Query
from rag.understand.known import Known
from rag.understand.offices import named_countries, named_office, unknown_offices
from rag.understand.people import Named, by_surname, named_speakers, surname_of, unknown_persons
from rag.understand.periods import named_events, named_periods
from rag.understand.topics import named_topic

__all__ = ["Known", "understand"]

_ATTRIBUTION = re.compile(
    r"\s*(?:who\b(?!['’]s? speech)|whose\b|by whom"
    r"|which (?:speaker|minister|president|leader|country|state|politician|general))",
    re.I,
)


def understand(text: str, filters: Filters, known: Known) -> Query:
    """The query that a question comes to; `filters` are the user's own and are never overruled."""
    strangers = unknown_persons(text, known)
    when, years = named_periods(text, filters, known.facets.years)
    asked, topic = named_topic(text) or ("", None)
    period = _period(filters, when, years)
    who, boosts = _who(text, filters, known, strangers, period, asked)
    what = () if filters.event else named_events(text, known.facets.events)
    found = replace(who, since=when.since, until=when.until, event=what)
    named = {name: getattr(filters, name) or getattr(found, name) for name in Filters.__slots__}
    unknown = (*strangers, *unknown_offices(text, known.offices, by_surname(known)))
    within = Filters(**named)
    query = Query(text, within, tuple(one for one in (*boosts, *years) if narrowed(within, one)), unknown)
    # Only of those to whom the search is narrowed can it be told what they said.
    heard = not asked or query.filters.speaker or query.filters.role or query.filters.country
    return replace(query, topic=topic if heard and not unknown else None)


def _period(filters: Filters, when: Filters, years: Sequence[Filters]) -> Filters:
    """The one period that the question is about: the user's own, else that of the speaking, else the one year."""
    given = next((one for one in (filters, when) if one.since or one.until), None)
    return given or (years[0] if len(years) == 1 else Filters())


def _who(
    text: str, filters: Filters, known: Known, strangers: Sequence[str], period: Filters, asked: str
) -> tuple[Filters, list[Filters]]:
    """Speaker, role or country, as a filter and as boosts; a question for the speaker is narrowed to none.

    `asked` are the words in which a question on a topic has whom it asks about.
    """
    attribution = bool(_ATTRIBUTION.match(text))
    if filters.speaker or filters.role:
        return Filters(), []
    unheard = {surname_of(name) for name in strangers}
    if named := named_speakers(text, known, unheard, period):
        heard = {one.speakers for one in named_speakers(asked, known, unheard, period)} if asked else set()
        named = [replace(one, speaks=one.speaks or (one.speakers in heard and not one.slip)) for one in named]
        return (Filters(), []) if attribution else _by_name(named, known)
    if office := named_office(_without(text, strangers), known.offices):
        held = known.in_office(office, period)
        return (Filters(), [held]) if attribution else (held, [])
    countries = [] if filters.country else named_countries(text, known.offices)
    return Filters(), [Filters(country=(country,)) for country in countries]


def _without(text: str, strangers: Sequence[str]) -> str:
    """The question without the names of strangers: "President Bush" is not the president of a country named later."""
    for name in strangers:
        text = text.replace(name, "")
    return text


def _by_name(named: Sequence[Named], known: Known) -> tuple[Filters, list[Filters]]:
    speaking = [one.speakers for one in named if one.speaks and known.are_one(one.speakers)]
    others = [Filters(speaker=one.speakers) for one in named if one.speakers not in speaking]
    return Filters(speaker=tuple(dict.fromkeys(name for names in speaking for name in names))), others
