"""Persons with the offices they held, and who held an office at a time."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from rag.people.days import TERM, runs, span
from rag.people.homes import homes
from rag.people.names import spelt
from rag.schema import Person, Tenure


@dataclass(frozen=True, slots=True)
class Holder:
    """Someone who may be meant by an office and a time; `certain` where the speeches put that person in it then."""

    person: Person
    tenure: Tenure
    certain: bool


_NOISE = frozenset({"of", "the", "for", "and", "affairs", "his", "her", "to", "in", "at", "on", "federal"})
_SPELLING = {"defense": "defence"}
_RANK = frozenset({"deputy", "vice", "former", "acting", "assistant", "under", "permanent", "elect", "parliamentary"})
"""Words that make another office of one: where the question lacks them, so must the role."""
_HEAD = (
    "prime minister|minister|president|chancellor|chief|king|queen|head|secretary|chair(?:man|woman|person)?|governor"
)
_NEXT = re.compile(
    rf"(?:\s*[,;/]\s*(?:and\s+)?|\s+and\s+)(?=(?:(?:first|second|deputy|vice|acting|foreign)[\s-]+)*(?:{_HEAD})\b)",
    re.I,
)
"""Where a role goes on to another office: "Deputy Prime Minister | and Minister for Foreign Affairs"."""


@dataclass(frozen=True, slots=True)
class _Held:
    """The office as one person held it, `first` to `last` of all its days."""

    person: Person
    home: str
    tenures: tuple[Tenure, ...]
    first: str
    last: str

    def holder(self, certain: bool) -> Holder:
        """The same as it is told, under the role that came first."""
        return Holder(self.person, replace(self.tenures[0], first_day=self.first, last_day=self.last), certain)

    def speaks(self, first_day: str, last_day: str) -> bool:
        """Whether a speech in the office is known to lie between the days."""
        days = (day for one in self.tenures for day in (one.first_day, one.last_day))
        return any(day is not None and first_day <= day <= last_day for day in days)

    def encloses(self, other: "_Held") -> bool:
        """Whether the other held it in the same country, and all days of it lie within its own."""
        within = self.first <= other.first and other.last <= self.last
        return within and other.person is not self.person and other.home == self.home


def holders(
    people: Sequence[Person], role: str, country: str | None, first_day: str, last_day: str
) -> tuple[Holder, ...]:
    """Who held an office between two ISO days, in order of time; `role` is its words, any `country` if None.

    Certain is who spoke in the office on those days, or both before and after them with no other in between. Where
    nobody did, the last before and the first after, not further off than a term, are told as not certain: between two
    holders, or where one came back to the office, the speeches cannot tell.
    """
    held = _held(people, role, country)
    meeting = [one for one in held if one.first <= last_day and first_day <= one.last]
    if not meeting:
        return tuple(one.holder(certain=False) for one in _beside(held, first_day, last_day))
    return tuple(one.holder(one.speaks(first_day, last_day) or not any(map(one.encloses, meeting))) for one in meeting)


def _held(people: Sequence[Person], role: str, country: str | None) -> list[_Held]:
    home = homes({one.country or "" for person in people for one in person.roles} | {country or ""})
    asked = _duties(role)
    fitting: dict[tuple[Person, str], list[Tenure]] = defaultdict(list)
    for person in people:
        for one in person.roles:
            if one.first_day and _is_role(one.role or "", asked):
                fitting[person, home[one.country or ""]].append(one)
    found = (
        _Held(person, where, tuple(run), first, last)
        for (person, where), held in fitting.items()
        for run in runs(held)
        for first, last in [span(run)]
        if first and last and (not country or where == home[country])
    )
    return sorted(found, key=lambda one: (one.first, one.last, one.person.id))


def _beside(held: list[_Held], first_day: str, last_day: str) -> list[_Held]:
    """The last holder before the days and the first after them."""
    earliest = (date.fromisoformat(first_day) - timedelta(TERM)).isoformat()
    latest = (date.fromisoformat(last_day) + timedelta(TERM)).isoformat()
    before = [one for one in held if earliest <= one.last < first_day]
    after = [one for one in held if last_day < one.first <= latest]
    return sorted(before, key=lambda one: one.last)[-1:] + after[:1]


def _is_role(role: str, asked: frozenset[str]) -> bool:
    """Whether one of the offices that a role unites is the one asked about."""
    return bool(asked) and any(asked <= part and not _ranks(part) - asked for part in _parts(role))


@lru_cache(maxsize=1 << 12)
def _parts(role: str) -> tuple[frozenset[str], ...]:
    return tuple(_duties(part) for part in _NEXT.split(role))


def _ranks(duties: frozenset[str]) -> frozenset[str]:
    junior = {"state"} if {"minister", "state"} <= duties else set()
    return duties & (_RANK | junior)


def _duties(role: str) -> frozenset[str]:
    words = (_SPELLING.get(word.plain, word.plain) for word in spelt(role))
    return frozenset(words) - _NOISE
