"""Sentences that a model copied from a paragraph without quotation marks; they are shown as the quotations they are.

As prose they would be nobody's "I" and nobody's "it".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer.run import Run
from rag.answer.written.prompt import Evidence
from rag.answer.written.quotations import places
from rag.quote.changes.tables import TABLES
from rag.quote.parse import Quotation, parse
from rag.quote.words import words

_LEAST = 4
"""Words of a sentence from which on it is no chance that it stands in a paragraph, too."""

_BROKEN_OFF = re.compile(r"(?:\b(?:says?|said|states?|stated)\s+that|:)\s*[.:]?$", re.I)
"""An end that promises more."""

_AFTER_LABEL = re.compile(r"\s*(?:[-–—:,]\s*)+")


@dataclass(frozen=True, slots=True)
class Copied:
    """Whole sentences of a paragraph that were copied one after another, `sentences` of them by the model."""

    evidence: Evidence
    run: Run
    sentences: int = 1

    def followed(self, other: "Copied") -> "Copied | None":
        """Both as one, where the other begins where this one ends; else None."""
        same = self.evidence == other.evidence and other.run.first == self.run.last + 1
        return replace(self, run=self.run.joined(other.run), sentences=self.sentences + 1) if same else None


def copied(text: str, evidence: Sequence[Evidence], before: Copied | None = None) -> Copied | None:
    """The sentences that the text is a copy of, in the first paragraph that has them; None where it is none.

    Short ones count right behind those copied before, else only where one paragraph alone has them. What is said in the
    first person is widened to whole sentences; of other words a part may be cut so that it says something else, so that
    they must be whole.
    """
    quotation = parse(text)
    if not quotation.words:
        return None
    if before and (next_ := _standing(quotation, before.evidence)) and before.followed(next_):
        return next_
    held = dict.fromkeys(evidence)
    if len(quotation.words) < _LEAST:
        standing = [found for one in held if (found := _standing(quotation, one))]
        return standing[0] if len(standing) == 1 else None
    return next((found for one in held if (found := _standing(quotation, one))), None)


def unlabelled(text: str, evidence: Sequence[Evidence]) -> str:
    """Without the label of a paragraph that a model copied with its text: "Ada Lund, Norland, 2019 - The toll…"."""
    labels = sorted({label for one in evidence for label in (one.label, one.speech.label)}, key=len, reverse=True)
    for label in labels:
        after = _AFTER_LABEL.match(text, len(label)) if text.startswith(label) else None
        if after:
            return text[after.end() :]
    return text


def says_nothing(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether it has no word but those of a label, or breaks off at "said that"."""
    bare = _BROKEN_OFF.sub("", text)
    said = {word.folded for word in words(bare)}
    return bare != text or any(said <= {word.folded for word in words(one.label)} for one in evidence)


def _standing(quotation: Quotation, one: Evidence) -> Copied | None:
    paragraph = one.paragraph
    for place in places(quotation, one):
        if place.verbatim:
            held = place.citation
            inside = [
                index
                for index, span in enumerate(paragraph.sentences)
                if span.start < held.end and held.start < span.end
            ]
            run = Run(paragraph, inside[0], inside[-1])
            whole = len(quotation.words) == len(parse(run.text).words)
            if whole or _has_first_person(quotation, one.speech.language):
                return Copied(one, run)
    return None


def in_first_person(text: str, language: str | None) -> bool:
    """Whether it speaks of "I" or "we", in the language that it rests on."""
    return _has_first_person(parse(text), language)


def _has_first_person(quotation: Quotation, language: str | None) -> bool:
    table = TABLES.get(language or "en")
    persons = {word for forms in table.persons[:2] for word in forms.split(", ")} if table else set()
    return any(word.folded in persons for word in quotation.words)
