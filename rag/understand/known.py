"""What an archive tells of those who speak in it: read once, held against each question."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.dates import days
from rag.filters import Filters
from rag.people import holders
from rag.schema import Facets, Office, Person


@dataclass(frozen=True)
class Known:
    """Its speakers with their offices, what its speeches can be filtered by, and which names are one person's."""

    offices: Sequence[Office] = ()
    facets: Facets = Facets()
    people: Sequence[Person] = ()

    @cached_property
    def _bearers(self) -> dict[str, set[Person]]:
        """The persons who bear each name."""
        found: dict[str, set[Person]] = defaultdict(set)
        for person in self.people:
            for name in person.names:
                found[name].add(person)
        return found

    def are_one(self, names: Sequence[str]) -> bool:
        """Whether the names are one person's and nobody else's."""
        return len(set[Person].intersection(*(self._bearers.get(name, set()) for name in names))) == 1

    def speaking(self, names: Sequence[str], period: Filters) -> tuple[str, ...]:
        """Of the names those whose bearers speak within the period: all, where it has no end or none of them does."""
        if not (period.since and period.until):
            return tuple(names)
        first, last = _days(period)
        meant = tuple(name for name in names if any(_speaks(one, first, last) for one in self._bearers.get(name, ())))
        return meant or tuple(names)

    def in_office(self, office: Filters, period: Filters) -> Filters:
        """Who held the office in the period, where the speeches tell for certain; else the office itself."""
        if not (period.since and period.until):
            return office
        found = [
            holder
            for role in office.role
            for country in office.country or (None,)
            for holder in holders(self.people, role, country, *_days(period))
        ]
        if not found or not all(holder.certain for holder in found):
            return office
        return Filters(speaker=tuple(dict.fromkeys(holder.person.name for holder in found)))


def _days(period: Filters) -> tuple[str, str]:
    """Its first and its last day."""
    return days(period.since or "")[0], days(period.until or "")[1]


def _speaks(person: Person, first: str, last: str) -> bool:
    return any(
        one.first_day and one.last_day and one.first_day <= last and first <= one.last_day for one in person.roles
    )
