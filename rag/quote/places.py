"""Where in the archive a quotation may stand: stretches of text that share phrases or rare words with it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from rag.catalog import Catalog
from rag.lexical import LexicalIndex
from rag.quote.parse import Quotation
from rag.quote.words import Word, words
from rag.schema import SPOKEN, Paragraph, Passage, Speech

VERBATIM = 400
"""Passages looked at that hold a whole run of the quotation's words, since speakers repeat themselves; of a short one,
which stands in many places by chance, a dozen for each of its words."""
NEAR = 12
"""Passages looked at that hold a part of it, and again of those that share words with it."""
_RUN = 24
"""Words of the runs that are searched for as a whole; passages are longer as a rule."""
_SHINGLE = 4
_SHINGLES = 12
_RARE = 10


@dataclass(frozen=True)
class Stretch:
    """Neighbouring paragraphs of one speech and one turn; words have offsets into the speech's text."""

    speech: Speech
    paragraphs: tuple[Paragraph, ...]

    @cached_property
    def words(self) -> list[Word]:
        """The words of all its paragraphs, in order."""
        return [word for one in self.paragraphs for word in words(self.speech.text, one.start, one.end)]

    def holds(self, word: Word) -> bool:
        """Whether the word may be in it: told at a glance, and of what is not plain letters always."""
        return not (word.folded.isascii() and word.folded.isalpha()) or word.folded in self._glance

    @cached_property
    def _glance(self) -> str:
        return self.speech.text[self.paragraphs[0].start : self.paragraphs[-1].end].casefold()

    def between(self, start: int, end: int) -> list[Paragraph]:
        """Its paragraphs that characters `start` to `end` of the speech touch."""
        return [one for one in self.paragraphs if one.start < end and start < one.end]


class Places:
    """Finds stretches through the lexical index and reads them from the catalog."""

    def __init__(self, catalog: Catalog, lexical: LexicalIndex) -> None:
        self._catalog = catalog
        self._lexical = lexical

    def near(self, quotation: Quotation) -> Iterator[Stretch]:
        """Stretches that may hold the quotation, wide enough for all of it, those with most in common first."""
        ids = [
            *self._lexical.phrases(_runs(quotation), min(VERBATIM, 12 * len(quotation.words))),
            *self._lexical.phrases(_shingles(quotation), NEAR),
            *self._lexical.words(" ".join(self._rare(quotation.written)), NEAR),
        ]
        found = self._catalog.passages(list(dict.fromkeys(one for one, _ in ids)))
        passages = [found[one] for one in dict.fromkeys(one for one, _ in ids) if one in found]
        for speech, first, last in _regions(passages, len(quotation.text)):
            yield from self._stretches(self._catalog.speech(speech), first, last)

    def _rare(self, written: Sequence[str]) -> list[str]:
        """The rarest words, by which alone most passages can be told apart, and for which there is least to read."""
        rarity = self._lexical.rarest(written, None)
        places = sorted(range(len(written)), key=lambda place: -rarity[place])[:_RARE]
        return [written[place] for place in places]

    def _stretches(self, speech: Speech, first: int, last: int) -> Iterator[Stretch]:
        spoken = [one for one in self._catalog.paragraphs_of(speech, first, last) if one.kind in SPOKEN]
        for _, turn in groupby(spoken, key=lambda one: one.turn):
            yield Stretch(speech, tuple(turn))


def _regions(passages: Sequence[Passage], characters: int) -> Iterator[tuple[str, int, int]]:
    """Speech, first and last paragraph around each passage; those that meet are one."""
    room = 1 + characters // 200
    wide: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in passages:
        wide[one.speech].append((max(1, one.first - room), one.last + room))
    for speech, regions in wide.items():
        first, last = sorted(regions)[0]
        for start, end in sorted(regions)[1:]:
            if start > last + 1:
                yield speech, first, last
                first = start
            last = max(last, end) if start <= last + 1 else end
        yield speech, first, last


def _runs(quotation: Quotation) -> list[str]:
    """Each segment, the long ones in pieces that a passage can hold."""
    plain = quotation.written
    pieces = [
        plain[start : min(start + _RUN, part.stop)]
        for part in quotation.segments
        for start in range(part.start, part.stop, _RUN)
    ]
    longest = max(map(len, pieces))
    return [" ".join(piece) for piece in pieces if len(piece) >= min(_SHINGLE, longest)]


def _shingles(quotation: Quotation) -> list[str]:
    """Runs of four words, evenly drawn from all there are."""
    plain = quotation.written
    starts = range(max(1, len(plain) - _SHINGLE + 1))
    step = max(1, len(starts) // _SHINGLES)
    return [" ".join(plain[start : start + _SHINGLE]) for start in starts[::step]]
