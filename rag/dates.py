"""Dates as archives have them: ISO 8601, to the day, the month or the year."""

import re
from calendar import monthrange

from rag.errors import BadInput

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def spoken(date: str) -> str:
    """An ISO date, whole or partial, in words: `26 April 2017`, `April 2017`, `2017`."""
    year, *rest = date.split("-")
    month = [_MONTHS[int(rest[0]) - 1]] if rest else []
    day = [str(int(rest[1]))] if len(rest) > 1 else []
    return " ".join([*day, *month, year])


_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def days(date: str) -> tuple[str, str]:
    """The first and last day that an ISO date, whole or partial, can mean; raises BadInput."""
    match = _DATE.fullmatch(date)
    year, month, day = match.groups() if match else ("", "", "")
    if not match or (month and not 1 <= int(month) <= 12) or int(year) < 1:
        raise BadInput(f"{date!r} is not a date; write 2017-04-26, 2017-04 or 2017")
    if not month:
        return f"{year}-01-01", f"{year}-12-31"
    end = monthrange(int(year), int(month))[1]
    if not day:
        return f"{year}-{month}-01", f"{year}-{month}-{end:02}"
    if not 1 <= int(day) <= end:
        raise BadInput(f"{date!r} is not a day of that month")
    return date, date
