"""What became of the citations of a receipt."""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from rag.catalog import Catalog
from rag.errors import BadInput, NotFound
from rag.quote.verdict import Match
from rag.receipt.record import CitationRecord, Fingerprint, Receipt
from rag.schema import Address, Span

Find = Callable[[str], Sequence[Match]]
"""Where words stand in the archive, verbatim or altered: the matches of a quotation's lookup.

It may raise BadInput for words that cannot be looked up, as when they are too many."""

Outcome = Literal["holds", "moved", "changed", "gone"]
"""holds: the words stand at the same place · moved: they stand elsewhere in the speech, or in another ·
changed: they stand nowhere, and others at their place or near it · gone: neither words nor place are there."""


@dataclass(frozen=True, slots=True)
class Check:
    """A citation and what became of it; `now` is where its words stand, or what stands in their place; None if gone."""

    citation: CitationRecord
    outcome: Outcome
    now: CitationRecord | None

    @property
    def context_changed(self) -> bool:
        """Whether the paragraph around the words is not what it was."""
        return self.now is not None and self.now.paragraph_sha256 != self.citation.paragraph_sha256

    @property
    def relabelled(self) -> bool:
        """Whether the archive now tells otherwise who says it, where or when."""
        return self.now is not None and self.now.label != self.citation.label


@dataclass(frozen=True, slots=True)
class Verification:
    """A receipt held against an archive; `differs` names what of the archive's fingerprint is not what it was."""

    checks: tuple[Check, ...]
    differs: tuple[str, ...]
    intact: bool

    @property
    def archive(self) -> Literal["same", "changed", "another"]:
        """Whether it is the archive that the receipt is of, and is as it was."""
        return "another" if "id" in self.differs else "changed" if self.differs else "same"

    @property
    def sound(self) -> bool:
        """True where the receipt is intact and all that it quotes stands in the archive."""
        return self.intact and all(one.outcome in {"holds", "moved"} for one in self.checks)

    def form(self) -> dict[str, Any]:
        """The verification as `onrecord verify --json` prints it."""
        told = {"sound": self.sound, "intact": self.intact, "archive": self.archive, "differs": list(self.differs)}
        derived = ("context_changed", "relabelled")
        return told | {"checks": [asdict(one) | {name: getattr(one, name) for name in derived} for one in self.checks]}


def verify(receipt: Receipt, catalog: Catalog, find: Find) -> Verification:
    """Hold each citation of a receipt against the catalog; `find` is asked for words that their speech has no more."""
    now = Fingerprint.of(catalog)
    names = (field.name for field in fields(Fingerprint))
    differs = tuple(name for name in names if getattr(now, name) != getattr(receipt.archive, name))
    return Verification(tuple(_check(one, catalog, find) for one in receipt.citations), differs, receipt.intact)


def _check(cited: CitationRecord, catalog: Catalog, find: Find) -> Check:
    speech = cited.place.speech
    if now := _standing(cited.quote, speech, cited.start, catalog):
        stays = (now.address, now.start) == (cited.address, cited.start)
        return Check(cited, "holds" if stays else "moved", now)
    matches = _looked_up(cited.quote, find)
    near = [one for one in matches if one.speech == speech]
    # Those near, even if they differ in a dash or a capital alone, are not the same words at another place.
    if same := next((one for one in matches if one.verbatim and one not in near), None):
        now = _standing(cited.quote, same.speech, same.start, catalog) or _matched(same, catalog)
        return Check(cited, "moved", now)
    now = _instead(cited, near, catalog)
    return Check(cited, "changed" if now else "gone", now)


def _standing(words: str, speech_id: str, about: int, catalog: Catalog) -> CitationRecord | None:
    """Where the words stand in a speech, letter for letter, nearest to a place in it."""
    try:
        speech, paragraphs = catalog.speech(speech_id), catalog.paragraphs(Address(speech_id))
    except NotFound:
        return None
    # Only looked ahead for, since two occurrences may overlap.
    starts = (match.start() for match in re.finditer(f"(?={re.escape(words)})", speech.text))
    for start in sorted(starts, key=lambda start: abs(start - about)):
        span = Span(start, start + len(words))
        # Words may stand in none, as a label does.
        if within := [one for one in paragraphs if one.start < span.end and span.start < one.end]:
            return CitationRecord.of(speech, within, span)
    return None


def _looked_up(words: str, find: Find) -> Sequence[Match]:
    """Where else the words may stand; nowhere, if they are none that can be looked up."""
    try:
        return find(words)
    except BadInput:
        return ()


def _instead(cited: CitationRecord, near: Sequence[Match], catalog: Catalog) -> CitationRecord | None:
    """What the speech has for the words: those likest to them, else the paragraph at the address."""
    if near:
        return _matched(max(near, key=lambda match: match.similarity), catalog)
    try:
        return CitationRecord.at(catalog, cited.place)
    except NotFound:
        return None


def _matched(match: Match, catalog: Catalog) -> CitationRecord:
    return CitationRecord.at(catalog, Address(match.speech, match.paragraph, match.last), Span(match.start, match.end))
