"""What a file may cost before it is refused: each limit is a setting, each refusal one line that names it."""

import time
from dataclasses import dataclass, field

from rag.errors import UnreadableFile


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, time in seconds; `ratio` is how many times its packed size an archive may unpack to."""

    file_bytes: int = 20_000_000
    total_bytes: int = 2_000_000_000
    entries: int = 100_000
    ratio: int = 200
    depth: int = 256
    pages: int = 2_000
    seconds: float = 120

    def check(self, name: str, found: float, what: str) -> None:
        """Raise UnreadableFile where more than the limit of that name was found; `what` says of what."""
        limit = getattr(self, name)
        if found > limit:
            raise UnreadableFile(f"{what}: {found:,}, the limit is {limit:,} (ONRECORD_MAX_{name.upper()} raises it)")


@dataclass(frozen=True, slots=True)
class Clock:
    """How long the reading of one file may still take; asked between its pages, rows or entries."""

    limits: Limits
    started: float = field(default_factory=time.monotonic)

    def check(self) -> None:
        """Raise UnreadableFile where the time is over."""
        self.limits.check("seconds", round(time.monotonic() - self.started), "takes too long, seconds so far")
