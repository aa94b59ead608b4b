"""Neighbouring sentences of a paragraph that are quoted as one, so that none leans on what is not shown."""

import re
from dataclasses import dataclass, replace

from rag.schema import Paragraph, Span

LONGEST_LEAD_IN = 400
"""Characters up to which the sentence before is quoted too, where a quotation would begin on a pronoun."""

SHORT = 90
"""Characters under which a sentence seldom says enough alone, so that the next one is quoted too."""

_LEANS_BACK = re.compile(
    r"(?:it|this|that|these|those|they|he|she|such|both|neither|so|but|and|there|their|its|his|her|then)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring sentences of one paragraph, `first` to `last`, counted from 0."""

    paragraph: Paragraph
    first: int
    last: int

    @classmethod
    def around(cls, paragraph: Paragraph, index: int) -> "Run":
        """The sentence with the one before that it leans on, and the next that leans on it or fills it out."""
        follows = index + 1 < len(paragraph.sentences)
        short = len(paragraph.sentence(index)) < SHORT
        more = follows and (short or _leans_back(paragraph, index + 1))
        return cls(paragraph, index - _leans_back(paragraph, index), index + more)

    def meets(self, other: "Run") -> bool:
        """Whether both stand in one paragraph with at most one sentence between them."""
        return self.paragraph == other.paragraph and self.first <= other.last + 2 and other.first <= self.last + 2

    def joined(self, other: "Run") -> "Run":
        """Both, with what stands between them."""
        return replace(self, first=min(self.first, other.first), last=max(self.last, other.last))

    @property
    def sentences(self) -> int:
        """How many sentences it has."""
        return self.last - self.first + 1

    @property
    def span(self) -> Span:
        """Where it stands in the speech's text."""
        return Span(self.paragraph.sentences[self.first].start, self.paragraph.sentences[self.last].end)

    @property
    def text(self) -> str:
        """Its words."""
        start = self.paragraph.start
        return self.paragraph.text[self.span.start - start : self.span.end - start]


def _leans_back(paragraph: Paragraph, index: int) -> bool:
    """Whether a sentence of the paragraph cannot be understood without the one before it."""
    if index == 0 or not _LEANS_BACK.match(paragraph.sentence(index)):
        return False
    before = paragraph.sentences[index - 1]
    return before.end - before.start <= LONGEST_LEAD_IN
