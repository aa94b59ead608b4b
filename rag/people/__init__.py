"""Who is one person: the names of an archive's speakers as found, brought together where they can mean one only.

A name is taken apart into words; courtesy titles, offices and particles do not count. Two names are one where the
words of the shorter stand in the longer in the same order, spelt alike, and two of them at least: "Sergei Lavrov",
"Mr. Sergey V. LAVROV". A name of one word joins the one person of its country, and of about its days, whom it fits.
Where it fits several it stays a person of its own: no one is merged on a guess.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from slugify import slugify

from rag.people.days import runs, span
from rag.people.groups import Group, grouped, mentions
from rag.people.homes import homes
from rag.people.names import Name, agreement, names_nobody, read
from rag.people.tenures import Holder, holders
from rag.schema import Office, Person, Tenure

__all__ = ["Holder", "bearers", "holders", "homes", "names_nobody", "people"]


def people(offices: Sequence[Office]) -> tuple[Person, ...]:
    """The persons whom the rows name, by id; each row is one person's."""
    groups = sorted(grouped(mentions(offices)), key=lambda group: (_first_day(group), _rows(group)))
    taken: set[str] = set()
    found = []
    for group in groups:
        person = _person(group, taken)
        taken.add(person.id)
        found.append(person)
    return tuple(sorted(found, key=lambda person: person.id))


def bearers(people: Sequence[Person], name: str) -> tuple[Person, ...]:
    """The persons whom a name may mean that is written in another way: "President Lund", "Ada B. Lund", "ABL".

    Those whom it means best, and those of whom the archive tells no more than the surname.
    """
    if names_nobody(name):
        return ()
    fullest = {one: _fullest(one) for one in people if not names_nobody(one.name)}
    initials = name.replace(".", "")
    if initials.isupper() and (meant := [one for one, own in fullest.items() if _initials(own) == initials]):
        return tuple(meant)
    wanted = read(name, ())
    shared = {one: agreement(own, wanted, "sounds") for one, own in fullest.items()}
    most = max(shared.values(), default=0)
    return tuple(one for one, count in shared.items() if count and count in {most, len(fullest[one].words)})


def _fullest(person: Person) -> Name:
    """The longest of the person's names."""
    return max((read(one, ()) for one in person.names if not names_nobody(one)), key=lambda name: len(name.words))


def _initials(name: Name) -> str:
    words = name.shown.split()
    return "".join(word[0] for word in words).upper() if len(words) > 1 else ""


def _first_day(group: Group) -> str:
    return min((one.office.first_day for one in group.mentions if one.office.first_day), default="9999")


def _rows(group: Group) -> list[tuple[str, ...]]:
    rows = (one.office for one in group.mentions)
    return sorted((row.speaker, row.country or "", row.role or "", row.first_day or "") for row in rows)


def _person(group: Group, taken: set[str]) -> Person:
    name = _usual(group)
    names = tuple(sorted({one.office.speaker for one in group.mentions}))
    return Person(_free(_ids(name, group), taken), name, names, _tenures(group))


def _usual(group: Group) -> str:
    """The spelling to show: the name in full, as most rows have it; not in capitals if there is another."""
    rows = Counter(one.name.words for one in group.mentions)
    shown = Counter(one.name.shown for one in group.mentions)
    names = {one.name for one in group.mentions}
    best = max(
        names,
        key=lambda name: (
            *(not name.is_bare, rows[name.words], name.fullness, not name.shown.isupper(), not name.surnames),
            *(shown[name.shown], not name.shown.isascii(), name.shown),
        ),
    )
    return best.shown


def _ids(name: str, group: Group) -> Iterable[str]:
    """The ids that a person may have, in the order in which they are tried."""
    plain = slugify(name) or "unknown"
    yield plain
    country = next(iter(sorted(group.homes)), "")
    yield slugify(f"{plain} {country}")
    yield slugify(f"{plain} {country} {_first_day(group)[:4]}")
    number = 2
    while True:
        yield slugify(f"{plain} {country} {number}")
        number += 1


def _free(ids: Iterable[str], taken: set[str]) -> str:
    return next(one for one in ids if one not in taken)


def _tenures(group: Group) -> tuple[Tenure, ...]:
    """One for each role and country, anew after a long silence, in the order of their days."""
    rows: dict[tuple[str | None, str | None], list[Office]] = defaultdict(list)
    for one in group.mentions:
        rows[one.office.role, one.office.country].append(one.office)
    found = [Tenure(*which, *span(run)) for which, held in rows.items() for run in runs(held)]
    return tuple(sorted(found, key=lambda one: (one.first_day or "9999", one.role or "", one.country or "")))
