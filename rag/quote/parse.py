"""A quotation as it is written down: its words, what an ellipsis leaves out, and what brackets put in."""

import html
import re
from dataclasses import dataclass
from itertools import pairwise

from rag.quote.words import Word, heard, words
from rag.schema import Span

_ELLIPSIS = re.compile(r"[\[(]\s*(?:…|\.\s?\.\s?\.)\s*[\])]|…|\.\s?\.\s?\.(?:\s?\.)?")
_TAG = re.compile(r"</?(?:a|b|blockquote|br|cite|div|em|i|li|p|q|small|span|strong|sup|u)\b[^<>]*>", re.I)
_BROKEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\s*\n\s*(?=[^\W\d_])")
"""Where a word is broken at the end of a line, as what is copied from a PDF has it."""
_SIC = re.compile(r"[\[(]\s*sic!?\s*[\])]", re.I)
# promise[s], [the treaty]; not [T]he.
_INSERTED = re.compile(
    r"(?<=[^\W\d_])\[[^\[\]]{1,200}\]|\[(?![^\W\d_]\])[^\[\]]{1,200}\](?![^\W\d_])",
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words that are said to be someone's, apart from an editor's.

    `gaps` are the indexes of words before which an ellipsis stands, `insertions` those before which a bracket does,
    with its place in the text; `editorial` are all places that are the editor's.
    """

    text: str
    words: tuple[Word, ...]
    gaps: frozenset[int] = frozenset()
    insertions: tuple[tuple[int, Span], ...] = ()
    editorial: tuple[Span, ...] = ()

    @property
    def bare(self) -> str:
        """The text with spaces for what is the editor's: the same places, and the speaker's own punctuation."""
        text = self.text
        for span in self.editorial:
            text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
        return text

    @property
    def segments(self) -> list[range]:
        """The runs of words that no ellipsis parts, as indexes of words."""
        borders = [0, *sorted(self.gaps - {0, len(self.words)}), len(self.words)]
        return [range(first, last) for first, last in pairwise(borders)]

    @property
    def written(self) -> list[str]:
        """The words as they are written, without brackets around a letter."""
        return [self.text[word.start : word.end].replace("[", "").replace("]", "") for word in self.words]


def unbroken(text: str) -> tuple[str, ...]:
    """The text with words whole that a line's end breaks; then as it is, where any are: the hyphen may be their own."""
    return tuple(dict.fromkeys((_BROKEN.sub("", text), text)))


def parse(text: str) -> Quotation:
    """Read a quotation as it is pasted; one without words has none.

    Its text is that without HTML tags and entities.
    """
    text = html.unescape(_TAG.sub(" ", text))
    sic = [Span(*match.span()) for match in _SIC.finditer(text)]
    ellipses = [Span(*match.span()) for match in _ELLIPSIS.finditer(text)]
    noted = heard(text, 0, len(text))
    brackets = [Span(*match.span()) for match in _INSERTED.finditer(text)]
    brackets = [one for one in brackets if not any(_meet(one, other) for other in (*ellipses, *sic, *noted))]
    brackets = sorted([*brackets, *noted], key=lambda one: one.start)
    own = tuple(word for word in words(text) if not any(_within(word, one) for one in (*sic, *brackets)))
    return Quotation(
        text,
        own,
        frozenset(_before(own, one) for one in ellipses),
        tuple((_before(own, one), one) for one in brackets),
        (*sic, *ellipses, *brackets),
    )


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _within(word: Word, span: Span) -> bool:
    return span.start <= word.start and word.end <= span.end


def _before(found: tuple[Word, ...], place: Span) -> int:
    """How many words stand before the place."""
    return sum(word.start < place.start for word in found)
