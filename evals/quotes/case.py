"""One quotation to look up, with what a lookup should find: the verdict, where the words stand, what was changed.

Cases by hand are a file of JSON lines that quote the places where the words stand, which is for texts of our own
only; the cases that are made of an archive's words are never written down.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from evals.gold import GoldError, Split, lines
from evals.settle import Quoted
from rag import Archive, Filters, OnrecordError
from rag.quote.verdict import ChangeKind, Verdict


class _Stretch(Protocol):
    @property
    def speech(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Spot(BaseModel):
    """Characters `start` to `end` of a speech's text, in one paragraph or in several."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    speech: str
    start: int
    end: int

    def meets(self, other: _Stretch) -> bool:
        """Whether they share characters."""
        return self.speech == other.speech and self.start < other.end and other.start < self.end


class Expected(BaseModel):
    """A quotation as it is brought, whose it is said to be, and what should be found.

    `form` is how it was made or came about; `changes` are the kinds of change that alter what is meant.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    words: str
    form: str
    speaker: str | None = None
    since: str | None = None
    until: str | None = None
    verdict: Verdict
    changes: tuple[ChangeKind, ...] = ()
    split: Split

    @property
    def filters(self) -> Filters:
        """What is claimed."""
        return Filters(speaker=(self.speaker,) if self.speaker else (), since=self.since, until=self.until)


class Case(Expected):
    """A quotation to look up: it stands at any of `places`; of a stitched one each part at any of its `parts`."""

    places: tuple[Spot, ...] = ()
    parts: tuple[tuple[Spot, ...], ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> "Case":
        if bool(self.places) != (self.verdict in {"exact", "altered", "misattributed"}):
            raise ValueError(f"{self.verdict}: words that stand in the archive have places, others none")
        if self.changes and self.verdict != "altered":
            raise ValueError("changes are for altered quotations")
        if self.parts and self.verdict != "absent":
            raise ValueError("parts are for stitched quotations, which are absent as a whole")
        return self


class ByHand(Expected):
    """A case as a person writes it, with the words that stand in each place; they must stand once in the speech."""

    places: tuple[Quoted, ...] = ()
    parts: tuple[Quoted, ...] = ()


def load(file: Path, archive: Archive) -> list[Case]:
    """Read a file of cases by hand; raises GoldError that names each bad line."""
    found, problems = [], []
    for number, line in lines(file):
        try:
            found.append(settled(ByHand.model_validate_json(line), archive))
        except (ValidationError, OnrecordError) as error:
            problems.append(f"line {number}: {' '.join(str(error).split())}")
    problems += _twice(found)
    if problems:
        raise GoldError(f"{file.name}: " + " | ".join(problems))
    return found


def settled(case: ByHand, archive: Archive) -> Case:
    """The case with its places found in the archive."""
    return Case(
        **case.model_dump(exclude={"places", "parts"}),
        places=tuple(_spot(one, archive) for one in case.places),
        parts=tuple((_spot(one, archive),) for one in case.parts),
    )


def _spot(quoted: Quoted, archive: Archive) -> Spot:
    text = archive.speech(quoted.speech).text
    if text.count(quoted.quote) != 1:
        raise GoldError(f"{quoted.speech} has these words {text.count(quoted.quote)} times, not once: {quoted.quote!r}")
    start = text.index(quoted.quote)
    return Spot(speech=quoted.speech, start=start, end=start + len(quoted.quote))


def _twice(cases: Iterable[Case]) -> list[str]:
    counted = Counter(case.id for case in cases)
    return [f"the id {one} stands {count} times" for one, count in counted.items() if count > 1]
