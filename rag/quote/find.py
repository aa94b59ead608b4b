"""The lookup: a quotation laid along every stretch of the archive that may hold it, and what that comes to."""

import time
from collections import Counter
from collections.abc import Sequence

from rag.catalog import Catalog
from rag.errors import BadInput
from rag.filters import Filters, Scope
from rag.lexical import LexicalIndex
from rag.quote.align import align
from rag.quote.judge import Evidence, judge
from rag.quote.match import Laid, match
from rag.quote.parse import Quotation, parse
from rag.quote.places import Places, Stretch
from rag.quote.stitch import stitched
from rag.quote.verdict import Finding, Match

LONGEST = 1_000
"""Words that a quotation may have."""

SAME = 0.6
"""The share of a quotation, its words counted by their rarity, from which on what a text has of it is the same line."""

NEAR = 0.3
"""The same share from which on a passage is worth telling of where nothing matches."""

_ALIKE = 0.15
"""How far below the best match others may fall and be listed as the same line."""


class QuoteFinder:
    """Looks quotations up in one archive."""

    def __init__(self, catalog: Catalog, lexical: LexicalIndex) -> None:
        self._catalog = catalog
        self._lexical = lexical
        self._places = Places(catalog, lexical)

    def find(self, text: str, filters: Filters = Filters()) -> Finding:
        """The verdict on a quotation that is claimed to be of the speaker, office or period that `filters` name.

        Raises BadInput for one without words, or with more than a thousand.
        """
        started = time.perf_counter()
        quotation = parse(text)
        if not 1 <= len(quotation.words) <= LONGEST:
            raise BadInput(f"a quotation has 1 to {LONGEST:,} words; this one has {len(quotation.words):,}")
        evidence = self._evidence(quotation, self._catalog.scope(filters))
        verdict, matches, reason = judge(evidence, filters)
        searched = self._catalog.speeches_in(filters)
        seconds = time.perf_counter() - started
        return Finding(text, verdict, reason, matches, evidence.nearest, evidence.parts, filters, searched, seconds)

    def _evidence(self, quotation: Quotation, claim: Scope) -> Evidence:
        stretches = list(self._places.near(quotation))
        language = _language(stretches)
        rarity = self._rarity(quotation, language)
        content = self._lexical.telling(quotation.written, language)
        laid = [
            Laid(quotation, stretch, found, sum(rarity[index] for index in found.agreeing()) / sum(rarity))
            for stretch in stretches
            for found in align(quotation, stretch.words)
        ]
        laid.sort(key=lambda one: (-one.share, -one.alignment.similarity))
        least = max(SAME, laid[0].share - _ALIKE) if laid else SAME
        matches = sorted((match(one) for one in laid if one.share >= least), key=_in_time)
        nearest = match(laid[0]) if laid and not matches and laid[0].share >= NEAR else None
        return Evidence(
            content=sum(content),
            inside=tuple(one for one in matches if _is_claimed(one, claim)),
            outside=tuple(one for one in matches if not _is_claimed(one, claim)),
            nearest=nearest,
            parts=() if matches else tuple(map(match, stitched(quotation, laid, rarity, content))),
        )

    def _rarity(self, quotation: Quotation, language: str | None) -> list[float]:
        """How rare each word is in the archive, above 0 to 1."""
        stems = [self._lexical.terms(word, language) for word in quotation.written]
        known = self._lexical.rarity([stem for one in stems for stem in one], language)
        return [max((known[stem] for stem in one), default=0.1) for one in stems]


def _language(stretches: Sequence[Stretch]) -> str | None:
    """What most of the places that come to mind are written in."""
    found = Counter(one.speech.language for one in stretches).most_common(1)
    return found[0][0] if found else None


def _in_time(one: Match) -> tuple[str, str, int]:
    return (one.date or "9999", one.speech, one.start)


def _is_claimed(one: Match, claim: Scope) -> bool:
    spoken = claim.speeches is None or one.speech in claim.speeches
    return spoken and (claim.speakers is None or one.speaker in claim.speakers)
