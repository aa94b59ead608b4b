"""Rows of an archive brought together into one group a person."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rag.people.days import TERM, YEAR, count, runs, span
from rag.people.homes import first_is_known, homes
from rag.people.names import Name, Slack, agreement, alike, read, sounds, spelt
from rag.schema import Office

CAREER = 30 * YEAR
"""Days of silence after which a full name is taken for a namesake's."""
RETURN = 8 * YEAR
"""The same where the names are not quite the same: George Bush, George W. Bush."""
MOVE = 10 * YEAR
"""Days within which the very same full name may turn up for another country, or for a union of countries."""
SEASON = YEAR
"""Days of silence within which a surname alone is the same person's where no country is known."""
QUIET = 2
"""Names a year up to which a country has hardly more than one speaker at a time."""

_ROLE_NOISE = frozenset({"of", "the", "for", "and", "affairs"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A row of the archive: a name taken apart, with its country by one name and its days counted."""

    office: Office
    name: Name
    home: str | None
    first: int | None
    last: int | None
    role: frozenset[str]

    @property
    def order(self) -> tuple[object, ...]:
        """The fullest names of known countries first; the rest is there for the sake of one order."""
        fullness = tuple(-count for count in self.name.fullness)
        row = self.office
        rest = (row.first_day, row.speaker, row.country, row.role, row.last_day)
        return (self.home is None, *fullness, *(part or "" for part in rest))


@dataclass(eq=False)
class Group:
    """Mentions of one person."""

    mentions: list[Mention] = field(default_factory=list)
    homes: set[str] = field(default_factory=set)
    spoken: set[tuple[str | None, ...]] = field(default_factory=set)
    fullest: Name | None = None

    def add(self, mention: Mention) -> None:
        """One more; the fullest name stands for all."""
        self.mentions.append(mention)
        self.homes |= {mention.home} if mention.home else set()
        self.spoken.add(mention.name.spoken)
        if self.fullest is None or mention.name.fullness > self.fullest.fullness:
            self.fullest = mention.name

    def silence(self, rows: Iterable[Mention]) -> float:
        """Days to the nearest of other mentions; 0 where one is not dated."""
        return min(_apart(one, row) for row in rows for one in self.mentions)


def _apart(one: Mention, other: Mention) -> float:
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return 0
    return max(0, one.first - other.last, other.first - one.last)


def mentions(offices: Iterable[Office]) -> list[Mention]:
    """The rows of an archive with their names taken apart."""
    rows = _runs(offices)
    home = homes(row.country for row in rows if row.country)
    places = {word.plain for country in home for word in spelt(country)}
    names = {row.speaker: read(row.speaker, places) for row in rows}
    return sorted((_mention(row, names[row.speaker], home.get(row.country or "")) for row in rows), key=_in_order)


def _runs(offices: Iterable[Office]) -> list[Office]:
    """The rows with those of one name, role and country made one where no longer silence lies between."""
    alike: dict[tuple[str, str | None, str | None], list[Office]] = defaultdict(list)
    for row in offices:
        alike[row.speaker, row.role, row.country].append(row)
    return [Office(*which, *span(run)) for which, rows in alike.items() for run in runs(rows)]


def _in_order(mention: Mention) -> tuple[object, ...]:
    return mention.order


def _mention(row: Office, name: Name, home: str | None) -> Mention:
    role = frozenset(word.plain for word in spelt(row.role or "")) - _ROLE_NOISE
    return Mention(row, name, home, count(row.first_day), count(row.last_day), role)


class Register:
    """Groups, and the words of their names under which a name looks for its own."""

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self._under: dict[str, dict[int, Group]] = defaultdict(dict)

    def put(self, mention: Mention, group: Group | None) -> None:
        """Take a mention for one of a group, or where there is none for a new person's."""
        if group is None:
            group = Group()
            self.groups.append(group)
        group.add(mention)
        for key in _keys(mention.name):
            self._under[key][id(group)] = group

    def near(self, name: Name) -> list[Group]:
        """Groups that have a word which sounds like one of the name, or begins or ends like it; in one order."""
        found: dict[int, Group] = {}
        for key in _keys(name):
            found |= self._under.get(key, {})
        return list(found.values())


def _keys(name: Name) -> list[str]:
    return list(dict.fromkeys([name.glued, *(key for word in name.full for key in _word_keys(word))]))


@lru_cache(maxsize=1 << 16)
def _word_keys(word: str) -> tuple[str, ...]:
    return tuple(
        key
        for sound in sounds(word)
        for key in ((sound, f"{sound[:4]}-", f"-{sound[-4:]}") if len(sound) > 5 else (sound,))
    )


def grouped(rows: Sequence[Mention]) -> list[Group]:
    """Every mention in one group: full names first, then the bare ones beside them, then what is only an office."""
    people, bare = Register(), Register()
    quiet = _quiet(rows)
    for mention in rows:
        if mention.name.words and not mention.name.is_bare:
            people.put(mention, _the_one(people, mention, _full_fit, mention.home in quiet))
    for mention in sorted(rows, key=lambda one: (one.first or 0, one.order)):
        if mention.name.words and mention.name.is_bare:
            bare.put(mention, _the_one(bare, mention, _bare_fit, mention.home in quiet))
    left = [group for chain in bare.groups for group in _placed(chain, people, quiet)]
    return [*people.groups, *left, *_nameless(rows)]


def _quiet(rows: Iterable[Mention]) -> frozenset[str]:
    """Countries of which so few are heard that names but for a slip the same are one person's."""
    years: dict[str, set[int]] = defaultdict(set)
    names: dict[str, set[tuple[str | None, ...]]] = defaultdict(set)
    for mention in rows:
        if mention.home and mention.first is not None and mention.last is not None:
            years[mention.home] |= {int(mention.first / YEAR), int(mention.last / YEAR)}
            names[mention.home].add(mention.name.spoken)
    return frozenset(home for home, found in names.items() if len(found) <= QUIET * len(years[home]))


def _nameless(rows: Sequence[Mention]) -> list[Group]:
    groups: dict[tuple[str, str | None], Group] = defaultdict(Group)
    for mention in rows:
        if not mention.name.words:
            groups[mention.name.glued, mention.home].add(mention)
    return list(groups.values())


Fit = Callable[[Mention, Group, bool], int]
"""How well a mention fits a group, 0 where it does not; a slip is forgiven where its country is quiet."""


def _the_one(register: Register, mention: Mention, fit: Fit, quiet: bool) -> Group | None:
    """The group that the mention fits best; None where there is none, or are several."""
    grades = [(fit(mention, group, quiet), group) for group in register.near(mention.name)]
    return _best(grades, [mention])


def _best(grades: Sequence[tuple[int, Group]], rows: list[Mention]) -> Group | None:
    """The group of the best grade: of several the one near in time, or else the one with the same role."""
    best = max((grade for grade, _ in grades), default=0)
    groups = [group for grade, group in grades if grade == best > 0]
    if len(groups) < 2:
        return groups[0] if groups else None
    near = [group for group in groups if group.silence(rows) <= TERM]
    roles = {row.role for row in rows if row.role}
    same = [group for group in near if any(one.role in roles for one in group.mentions)]
    return near[0] if len(near) == 1 else same[0] if len(same) == 1 else None


def _full_fit(mention: Mention, group: Group, quiet: bool) -> int:
    """Best a group that is heard about the same time, then the very same name, then the same country."""
    same = mention.name.spoken in group.spoken
    at_home = not mention.home or not group.homes or mention.home in group.homes
    if not (same or at_home):
        return 0
    silence = group.silence([mention])
    longest = RETURN if not same else CAREER if at_home else MOVE
    if silence > longest or not _agrees(mention.name, group, "slips" if quiet else "sounds"):
        return 0
    return 1 + (mention.home in group.homes) + 2 * same + 4 * (silence <= TERM)


def _agrees(name: Name, group: Group, slack: Slack) -> bool:
    """Whether a name fits the fullest of the group, or as the fullest of all fits every one."""
    fullest = group.fullest
    if fullest is None or agreement(name, fullest, slack) < 2:
        return False
    return name.fullness <= fullest.fullness or all(agreement(name, one.name, slack) >= 2 for one in group.mentions)


def _bare_fit(mention: Mention, group: Group, quiet: bool) -> int:
    """Bare surnames are one person's in one country, without a longer silence or roles that have nothing in common."""
    at_home = group.mentions[0].home == mention.home
    if not at_home or group.silence([mention]) > TERM or _sexes_differ([mention], group):
        return 0
    slack: Slack = "slips" if quiet else "letters"
    if not all(agreement(mention.name, one.name, slack) for one in group.mentions):
        return 0
    if any(_roles_differ(mention, one) for one in group.mentions):
        return 0
    return 1 + any(mention.name.words == one.name.words for one in group.mentions)


def _sexes_differ(rows: Iterable[Mention], group: Group) -> bool:
    sexes = {one.name.woman for one in group.mentions} - {None}
    asked = {one.name.woman for one in rows} - {None}
    return bool(sexes and asked and sexes.isdisjoint(asked))


def _roles_differ(one: Mention, other: Mention) -> bool:
    return bool(one.role and other.role and one.role.isdisjoint(other.role))


def _placed(chain: Group, people: Register, quiet: frozenset[str]) -> list[Group]:
    """Give bare names to the person they fit, all or each; what is left stays as it is."""
    left = Group()
    whole = _owner(chain.mentions, people, quiet)
    for mention in chain.mentions:
        (whole or _owner([mention], people, quiet) or left).add(mention)
    return [left] if left.mentions else []


def _owner(rows: list[Mention], people: Register, quiet: frozenset[str]) -> Group | None:
    """The person whom bare names can mean: better by the last word of the name than by another."""
    near = {id(group): group for row in rows for group in people.near(row.name)}.values()
    return _best([(_owner_fit(rows, group, quiet), group) for group in near], rows)


def _owner_fit(rows: list[Mention], group: Group, quiet: frozenset[str]) -> int:
    homes = {row.home for row in rows}
    if homes - {None} and group.homes and homes.isdisjoint(group.homes):
        return 0
    full = [one for one in group.mentions if not one.name.is_bare]
    known = not homes.isdisjoint(group.homes)
    silence = Group(full).silence(rows)
    if silence > (TERM if known else SEASON) or _sexes_differ(rows, group) or _clash(rows, full, known):
        return 0
    slack: Slack = "slips" if not homes.isdisjoint(quiet) else "letters"
    called = min(max(_called(row, one, slack, known) for one in full) for row in rows)
    return called and 2 * called + known


def _clash(rows: list[Mention], full: list[Mention], known: bool) -> bool:
    """Whether they held roles that have nothing in common on the same days; where no country is known, at all."""
    if not known:
        return any(row.role and all(row.role.isdisjoint(one.role) for one in full) for row in rows)
    return any(_roles_differ(row, one) and _apart(row, one) == 0 for row in rows for one in full)


def _called(row: Mention, person: Mention, slack: Slack, known: bool) -> int:
    """2 where a bare name may be the person's surname, 1 where it may be another word by which the person is known.

    Where no country is known it is the last word alone, or the first of one who has the same role.
    """
    bare, name = row.name, person.name
    if not bare.full or not agreement(bare, name, slack):
        return 0
    word = bare.full[-1]
    is_whole = known or name.full[-1] not in name.hyphened
    if is_whole and any(alike(word, one, slack) for one in name.surnames or name.full[-1:]):
        return 2
    others = name.full[-2:-1] if known and len(name.full) > 2 else ()
    first = first_is_known(person.home) or (bool(row.role) and row.role == person.role)
    return int(any(alike(word, one, slack) for one in (*others, *(name.full[:1] if first else ()))))
