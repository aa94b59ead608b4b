"""Days on which someone is heard, and the silence between them."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

YEAR = 365.25
TERM = 5 * YEAR
"""Days of silence within which someone is taken to have stayed in office; a surname alone is then one person's."""


class Dated(Protocol):
    """What is heard from one ISO day to another, or on days that are not known."""

    @property
    def first_day(self) -> str | None:
        """The earliest day."""
        ...

    @property
    def last_day(self) -> str | None:
        """The latest day."""
        ...


Row = TypeVar("Row", bound=Dated)


def count(iso: str | None) -> int | None:
    """The number of a day, to reckon with."""
    return date.fromisoformat(iso).toordinal() if iso else None


def runs(rows: Iterable[Row]) -> list[list[Row]]:
    """The rows in order of time, parted where more than a term of silence lies between them."""
    found: list[list[Row]] = []
    last = 0
    for row in sorted(rows, key=lambda row: (row.first_day or "", row.last_day or "")):
        if not found or (last and (count(row.first_day) or 0) - last > TERM):
            found.append([])
        found[-1].append(row)
        last = max(last, count(row.last_day) or 0)
    return found


def span(rows: Iterable[Dated]) -> tuple[str | None, str | None]:
    """The first and the last day of them all."""
    rows = list(rows)
    first = min((row.first_day for row in rows if row.first_day), default=None)
    return first, max((row.last_day for row in rows if row.last_day), default=None)
