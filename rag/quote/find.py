"""The lookup: a quotation laid along every stretch of the archive that may hold it, and what that comes to."""

import time
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from rag.catalog import Catalog
from rag.errors import BadInput
from rag.filters import Filters, Scope, words
from rag.lexical import LexicalIndex
from rag.quote.align import Alignment, align
from rag.quote.changes.lexicon import lexicon
from rag.quote.changes.numbers import is_number
from rag.quote.judge import Evidence, judge
from rag.quote.match import Laid, match
from rag.quote.parse import Quotation, parse, unbroken
from rag.quote.places import Places, Stretch
from rag.quote.stitch import SINGLE, stitched
from rag.quote.verdict import Finding, Match
from rag.quote.words import misspelt

LONGEST = 1_000
"""Words that a quotation may have."""

SAME = 0.6
"""The share of a quotation, its words counted by their rarity, from which on what a text has of it is the same line."""

NEAR = 0.3
"""The same share from which on a passage is worth telling of where nothing matches."""

_FEWER = 0.45
"""How far below the passage that has most of a quotation's words, in whatever order, others may fall and be read."""

_FIGURE = 0.2
"""The most that a number counts: it is what is changed and rounded, or written another way, while the line stays."""

_SLIP_LETTERS = 4
"""Shorter words are too much like other words to pass as one that is spelt wrong."""

_ALIKE = 0.15
"""How far below the best match others may fall and be listed as the same line."""


class QuoteFinder:
    """Looks quotations up in one archive."""

    def __init__(self, catalog: Catalog, lexical: LexicalIndex) -> None:
        self._catalog = catalog
        self._lexical = lexical
        self._places = Places(catalog, lexical)
        self._known: tuple[int, frozenset[str]] | None = None

    def warm(self) -> None:
        """Read what is read once, so that the first lookup need not wait for it."""
        lexicon("en")
        self.find("warm")

    def find(self, text: str, filters: Filters = Filters()) -> Finding:
        """The verdict on a quotation that is claimed to be of the speaker, office or period that `filters` name.

        Raises BadInput for one without words, or with more than a thousand.
        """
        started = time.perf_counter()
        readings = [parse(one) for one in unbroken(text)]
        if not 1 <= len(readings[0].words) <= LONGEST:
            raise BadInput(f"a quotation has 1 to {LONGEST:,} words; this one has {len(readings[0].words):,}")
        claim = self._catalog.scope(filters)
        evidence = max((self._evidence(one, claim) for one in readings), key=_closeness)
        verdict, matches, reason = judge(evidence, filters)
        searched = self._catalog.speeches_within(claim)
        seconds = time.perf_counter() - started
        return Finding(text, verdict, reason, matches, evidence.nearest, evidence.parts, filters, searched, seconds)

    def _evidence(self, quotation: Quotation, claim: Scope) -> Evidence:
        stretches = list(self._places.near(quotation))
        language = _language(stretches)
        rarity = _rarity(quotation, self._lexical.rarest(quotation.written, language), language)
        stretches = _worth_reading(stretches, quotation, rarity)
        content = self._lexical.telling(quotation.written, language)
        laid = _laid(quotation, stretches, rarity)
        share = laid[0].share if laid else 0.0
        # Its pieces may stand anywhere, in any order, whatever an ellipsis says.
        loose = replace(quotation, gaps=frozenset())
        single = bool(laid) and (share >= SINGLE or (share >= SAME and laid[0].alignment.similarity >= SINGLE))
        pieces = [] if single else stitched(_laid(loose, stretches, rarity), rarity, content, share)
        names = self.names
        matches = [match(one, names) for one in laid if one.share >= SAME and not pieces]
        claimed = _claimed(matches, claim)
        return Evidence(
            content=sum(content),
            inside=_best([one for one in matches if one in claimed]),
            outside=_best([one for one in matches if one not in claimed]),
            nearest=match(laid[0]) if share >= NEAR and not matches else None,
            parts=tuple(map(match, pieces)),
        )

    @property
    def names(self) -> frozenset[str]:
        """The words, in small letters, of the speakers' and the countries' names; they are read once."""
        version = self._catalog.version()
        if self._known is None or self._known[0] != version:
            self._known = (version, frozenset(word for name in self._catalog.proper_names() for word in words(name)))
        return self._known[1]


def _closeness(evidence: Evidence) -> float:
    """How near the best match comes, 0..1."""
    return max((one.similarity for one in (*evidence.inside, *evidence.outside)), default=0.0)


def _worth_reading(stretches: Sequence[Stretch], quotation: Quotation, rarity: Sequence[float]) -> list[Stretch]:
    """Those that have about as many of the words as the one that has most."""
    held = [
        sum(rare for word, rare in zip(quotation.words, rarity, strict=True) if stretch.holds(word)) / sum(rarity)
        for stretch in stretches
    ]
    least = max(NEAR, max(held, default=0.0) - _FEWER)
    return [stretch for stretch, share in zip(stretches, held, strict=True) if share >= least]


def _laid(quotation: Quotation, stretches: Sequence[Stretch], rarity: Sequence[float]) -> list[Laid]:
    """The quotation along every stretch, the best first."""
    found = [
        Laid(quotation, stretch, alignment, _share(quotation, _read_as_same(quotation, stretch, alignment), rarity))
        for stretch in stretches
        for alignment in align(quotation, stretch.words)
    ]
    return sorted(found, key=lambda one: (-one.share, -one.alignment.similarity))


def _rarity(quotation: Quotation, known: Sequence[float], language: str | None) -> list[float]:
    """The rarity of each word as it is known, of a number at the most as much as it counts."""
    return [
        min(rare, _FIGURE) if is_number(word, language) else rare
        for word, rare in zip(quotation.written, known, strict=True)
    ]


def _read_as_same(quotation: Quotation, stretch: Stretch, alignment: Alignment) -> set[int]:
    """The words of the quotation that stand in the text, or stand there but for a letter."""
    slips = {
        mine
        for run in alignment.runs
        if not run.same and len(run.claimed) == len(run.stored)
        for mine, theirs in zip(run.claimed, run.stored, strict=True)
        if misspelt(quotation.words[mine].folded, stretch.words[theirs].folded, _SLIP_LETTERS)
    }
    return slips | set(alignment.agreeing())


def _share(quotation: Quotation, agreeing: Collection[int], rarity: Sequence[float]) -> float:
    """How much of the quotation agrees, each word counted by its rarity; of several segments the least."""
    return min(
        sum(rarity[index] for index in part if index in agreeing) / sum(rarity[index] for index in part)
        for part in quotation.segments
    )


def _language(stretches: Sequence[Stretch]) -> str | None:
    """What most of the places that come to mind are written in."""
    found = Counter(one.speech.language for one in stretches).most_common(1)
    return found[0][0] if found else None


def _best(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Those that come near the best, earliest first."""
    least = max((one.similarity for one in matches), default=0.0) - _ALIKE
    return tuple(sorted((one for one in matches if one.similarity >= least), key=_in_time))


def _in_time(one: Match) -> tuple[str, str, int]:
    return (one.date or "9999", one.speech, one.start)


def _claimed(matches: Sequence[Match], claim: Scope) -> list[Match]:
    """Those of the claimed speaker, office and period."""
    speeches = None if claim.speeches is None else frozenset(claim.speeches)
    return [
        one
        for one in matches
        if (speeches is None or one.speech in speeches) and (claim.speakers is None or one.speaker in claim.speakers)
    ]
