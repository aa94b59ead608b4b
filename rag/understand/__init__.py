"""From a question to a query: whom, which office, which country and which year it names.

What is unmistakable becomes a filter ("what did Marosz say", "in his 2018 address"). What may as well be the
topic ("was Marosz right about Rehn") becomes a boost. A name that two speakers share is decided by a country,
role or full name in the question, and else stays open; a name with a slip in it ("Maros") is a boost. All are
shown to the user.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.filters import Filters
from rag.schema import Facets, Office, Query
from rag.understand.offices import named_countries, named_office, unknown_offices
from rag.understand.people import Named, by_surname, named_speakers, one_person, surname_of, unknown_persons
from rag.understand.periods import named_events, named_periods

_ATTRIBUTION = re.compile(
    r"\s*(?:who\b(?!['’]s? speech)|whose\b|by whom"
    r"|which (?:speaker|minister|president|leader|country|state|politician|general))",
    re.I,
)


def understand(text: str, filters: Filters, offices: Sequence[Office], facets: Facets = Facets()) -> Query:
    """The query that a question comes to; `filters` are the user's own and are never overruled."""
    strangers = unknown_persons(text, offices)
    who, boosts = _who(text, filters, offices, strangers)
    when, years = named_periods(text, filters, facets.years)
    what = () if filters.event else named_events(text, facets.events)
    found = replace(who, since=when.since, until=when.until, event=what)
    named = {name: getattr(filters, name) or getattr(found, name) for name in Filters.__slots__}
    unknown = (*strangers, *unknown_offices(text, offices, by_surname(offices)))
    return Query(text, Filters(**named), (*boosts, *years), unknown)


def _who(
    text: str, filters: Filters, offices: Sequence[Office], strangers: Sequence[str]
) -> tuple[Filters, list[Filters]]:
    """Speaker, role or country, as a filter and as boosts; a question for the speaker is narrowed to none."""
    attribution = bool(_ATTRIBUTION.match(text))
    if filters.speaker or filters.role:
        return Filters(), []
    if named := named_speakers(text, offices, {surname_of(name) for name in strangers}):
        return (Filters(), []) if attribution else _by_name(named)
    if office := named_office(text, offices):
        return (Filters(), [office]) if attribution else (office, [])
    countries = [] if filters.country else named_countries(text, offices)
    return Filters(), [Filters(country=(country,)) for country in countries]


def _by_name(named: Sequence[Named]) -> tuple[Filters, list[Filters]]:
    speaking = [one.speakers for one in named if one.speaks and one_person(one.speakers)]
    others = [Filters(speaker=one.speakers) for one in named if one.speakers not in speaking]
    return Filters(speaker=tuple(dict.fromkeys(name for names in speaking for name in names))), others
