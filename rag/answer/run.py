"""Neighbouring sentences of a paragraph that are quoted as one, so that none leans on what is not shown."""

import re
from dataclasses import dataclass, replace

from rag.schema import Paragraph, Span
from rag.understand.periods import YEAR

LONGEST_LEAD_IN = 400
"""Characters up to which the sentence before is quoted too, where a quotation would begin on a pronoun."""

SHORT = 90
"""Characters under which a sentence seldom says enough alone, so that the next one is quoted too."""

_I_SAID = r"\bI (?:\w+ )?(?:said|told|promised|predicted|reported|claimed|gave)\b"
_ONCE = rf"\b(?i:{YEAR}|last|ago|yesterday)\b"
_OPEN = re.compile(rf"\?[”\"»]?$|{_I_SAID}.*{_ONCE}|{_ONCE}.*{_I_SAID}", re.S)
"""A question, or what the speaker said before: what he says now may be the opposite, and follows."""

_FOLLOWING = 2
"""Sentences that are quoted behind one that is open, so that what it opens is not left out."""

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
        """The sentence with the one before that it leans on, and with what leans on it, fills it out or turns it."""
        last, text = len(paragraph.sentences) - 1, paragraph.sentence(index)
        if _OPEN.search(text):
            more = _FOLLOWING
        else:
            more = int(len(text) < SHORT or (index < last and _leans_back(paragraph, index + 1)))
        return cls(paragraph, index - _leans_back(paragraph, index), min(index + more, last))

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
