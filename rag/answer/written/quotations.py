"""Quotations in what a model wrote: looked up in the paragraphs it was shown, and put in as they stand there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.written.prompt import Evidence
from rag.quote.align import Alignment, align
from rag.quote.parse import Quotation, parse
from rag.quote.words import words
from rag.schema import Citation

_DOUBLE = re.compile("''|‘’|‚‘|′′|[❝❞〝〞〟″‶‟⹂]")
"""Marks that are as good as a double quotation mark."""
_QUOTED = re.compile(
    r"“[^“”]+”|\"[^\"]+\"|＂[^＂]+＂|„[^„“”]+[“”]|«[^«»]+»|‹[^‹›]+›|「[^「」]+」|『[^『』]+』|｢[^｢｣]+｣"
    r"|(?<!\w)['‘‚‛](?=\w)[^'‘’‚‛]+(?:['’]\w[^'‘’‚‛]*)*['‘’](?!\w)"
)
_MARKS = re.compile(r"[“”\"＂„«»‹›「」『』｢｣]")

NEAR = 0.75
"""The share of words that agree from which on a quotation is put right, rather than losing its marks."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence whose quotations are slices of the paragraphs cited for them; `repaired` were not as written.

    `own` are its words around them.
    """

    text: str
    own: str
    citations: tuple[Citation, ...]
    repaired: int


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a paragraph that a quotation may be of, and how they agree."""

    citation: Citation
    alignment: Alignment

    @property
    def verbatim(self) -> bool:
        """Whether they are the same, but for case and marks."""
        return all(run.same for run in self.alignment.runs)


def put_in(text: str, cited: Sequence[Evidence], others: Sequence[Evidence]) -> Quoted:
    """The text with each quotation as it stands in a cited paragraph, or verbatim in another that was shown.

    One that is nearly what stands there is put right; what stands nowhere loses its quotation marks.
    """
    citations: list[Citation] = []
    repaired = 0
    text = _DOUBLE.sub('"', text)
    pieces: list[str] = []
    own: list[str] = []
    end = 0
    for match in _QUOTED.finditer(text):
        words_said = match.group()[1:-1].strip()
        place = _found(words_said, cited, others)
        own += [_MARKS.sub("", text[end : match.start()]), " … " if place else _bare(words_said)]
        pieces += [own[-2], f"“{place.citation.quote}”" if place else own[-1]]
        repaired += place is None or place.citation.quote != words_said
        citations += [place.citation] if place else []
        end = match.end()
    rest = _MARKS.sub("", text[end:])
    return Quoted("".join([*pieces, rest]), "".join([*own, rest]), tuple(dict.fromkeys(citations)), repaired)


def _bare(text: str) -> str:
    """Without quotation marks, those within included."""
    return _MARKS.sub("", _QUOTED.sub(lambda match: match.group()[1:-1], text))


def _found(said: str, cited: Sequence[Evidence], others: Sequence[Evidence]) -> Place | None:
    quotation = parse(said)
    if not quotation.words:
        return None
    here = [place for one in cited for place in places(quotation, one)]
    there = [place for one in others for place in places(quotation, one) if place.verbatim]
    best = max([*here, *there], key=lambda place: (place.verbatim, place.alignment.similarity), default=None)
    return best if best and best.alignment.similarity >= NEAR else None


def places(quotation: Quotation, one: Evidence) -> list[Place]:
    """Where in a paragraph the words may stand, the words within an ellipsis with them."""
    paragraph = one.paragraph
    stored = words(paragraph.text)
    found = []
    for alignment in align(quotation, stored):
        held = alignment.stored
        start, end = stored[held.start].start, stored[held.stop - 1].end
        quote = paragraph.text[start:end]
        place = (paragraph.start + start, paragraph.start + end)
        found.append(Place(Citation(paragraph.speech, paragraph.number, *place, quote), alignment))
    return found
