"""What a text names by itself: persons, offices, countries, years."""

import re
from dataclasses import dataclass

from rag.conversation.words import YEAR
from rag.filters import Filters
from rag.schema import Person
from rag.understand import Known
from rag.understand.offices import named_countries, named_office, names_country
from rag.understand.people import named_speakers
from rag.understand.phrases import fold


@dataclass(frozen=True, slots=True)
class Names:
    """Persons, one office, countries and years; `shared` are persons of whom one is meant, nobody knows which."""

    persons: tuple[Person, ...] = ()
    shared: tuple[Person, ...] = ()
    office: str | None = None
    countries: tuple[str, ...] = ()
    years: tuple[str, ...] = ()

    @property
    def who(self) -> tuple[str, ...]:
        """Whom the text is about, from the surest to the least sure: persons, else an office, else countries."""
        if self.persons:
            return tuple(one.name for one in self.persons)
        return (self.office,) if self.office else self.countries

    def is_person(self, word: str) -> bool:
        """Whether the word is part of a person's name or of the office."""
        return fold(word) in fold(" ".join((*(one.name for one in self.persons), self.office or ""))).split()

    def is_country(self, word: str) -> bool:
        """Whether the word is part of a country's name, or made of it."""
        plain = fold(word)
        return any(names_country(plain, one) or plain in fold(one).split() for one in self.countries)


def names(text: str, known: Known) -> Names:
    """What the text names, each in the order in which it is found."""
    years = tuple(dict.fromkeys(YEAR.findall(text)))
    period = Filters(since=years[0], until=years[0]) if len(years) == 1 else Filters()
    named = [one.speakers for one in named_speakers(text, known, set(), period)]
    persons = dict.fromkeys(one for speakers in named if (one := person_of(speakers, known)))
    unsure = {name for speakers in named if not person_of(speakers, known) for name in speakers}
    shared = tuple(one for one in known.people if unsure & set(one.names))
    office = named_office(text, known.offices)
    return Names(tuple(persons), shared, office_told(office) if office else None, _countries(text, known), years)


def _countries(text: str, known: Known) -> tuple[str, ...]:
    """Each under its shortest name: Brazil, and not the Federative Republic of Brazil too."""
    found = named_countries(text, known.offices)
    return tuple(
        one for one in found if not any(other != one and set(other.split()) <= set(one.split()) for other in found)
    )


def person_of(speakers: tuple[str, ...], known: Known) -> Person | None:
    """The one person who bears the names; None where they may be several's."""
    if not speakers or not known.are_one(speakers):
        return None
    return next((one for one in known.people if set(speakers) <= set(one.names)), None)


def office_told(office: Filters) -> str | None:
    """An office in words: `President of Norland`; None where it names no role."""
    role, country = next(iter(office.role), None), min(office.country, key=len, default=None)
    return f"{role} of {country}" if role and country else role


def spelled(person: Person, text: str) -> re.Match[str] | None:
    """Where the text has the person's name: in full, else the surname."""
    full = sorted((person.name, *person.names), key=len, reverse=True)
    tried = (*full, *(name.rpartition(" ")[2] for name in full))
    found = (re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.I) for name in tried)
    return next((match for match in found if match), None)
