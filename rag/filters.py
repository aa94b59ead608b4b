"""What to search: filters as a user gives them, and what they come to in a catalog."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.dates import days


@dataclass(frozen=True, slots=True)
class Filters:
    """What to search: the values within a field are alternatives, the fields are combined with AND.

    A value matches a field that holds all its words ("Rehn" matches "Anton Rehn"); dates are ISO, whole or
    partial (BadInput where they are none).
    """

    speaker: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    event: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        for date in (self.since, self.until):
            if date is not None:
                days(date)

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)

    @property
    def narrow_speeches(self) -> bool:
        """Whether they name anything beside the speaker, who may be one of several in a speech."""
        return any(getattr(self, name) for name in self.__slots__ if name != "speaker")

    def described(self) -> str:
        """The filters as shown to a person: `speaker Anton Rehn, since 2018`."""
        told = {name: getattr(self, name) for name in self.__slots__}
        if self.since and self.since == self.until:
            told = {**told, "since": None, "until": None, "in": self.since}
        values = {name: " or ".join(one) if isinstance(one, tuple) else one for name, one in told.items()}
        return ", ".join(f"{name} {value}" for name, value in values.items() if value)


def narrowed(filters: Filters, by: Filters) -> Filters | None:
    """What is left within both; None where they name different speakers, roles, countries, events or languages."""
    names = [name for name in Filters.__slots__ if name not in {"since", "until"}]
    if any(set(getattr(by, name)) - set(getattr(filters, name)) for name in names if getattr(filters, name)):
        return None
    both = Filters(**{name: getattr(by, name) or getattr(filters, name) for name in names})
    since, until = filter(None, (filters.since, by.since)), filter(None, (filters.until, by.until))
    return replace(
        both,
        since=max(since, key=lambda date: days(date)[0], default=None),
        until=min(until, key=lambda date: days(date)[1], default=None),
    )


@dataclass(frozen=True, slots=True)
class Scope:
    """Filters resolved against the catalog: exact ids and names; None constrains nothing, () matches nothing."""

    speeches: tuple[str, ...] | None = None
    speakers: tuple[str, ...] | None = None

    @property
    def empty(self) -> bool:
        """True where nothing can match."""
        return self.speeches == () or self.speakers == ()


@lru_cache(maxsize=1 << 16)  # The names of an archive are compared with each filter.
def words(text: str) -> tuple[str, ...]:
    """The words of a name for comparing: lower case, without accents, a possessive 's taken off."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("’", "'")
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return tuple(re.findall(r"\w+", re.sub(r"'s\b", "", bare)))


def matches(value: str | None, wanted: tuple[str, ...]) -> bool:
    """Whether a field holds all the words of one of the wanted values; nothing wanted matches all."""
    if not wanted:
        return True
    have = set(words(value or ""))
    return any(want and want <= have for want in (set(words(one)) for one in wanted))


def within(first: str | None, last: str | None, filters: Filters) -> bool:
    """A date known to the year only is within a period that it may fall into; no date is within none."""
    if not (filters.since or filters.until):
        return True
    if first is None or last is None:
        return False
    after = filters.since is None or last >= days(filters.since)[0]
    return after and (filters.until is None or first <= days(filters.until)[1])
