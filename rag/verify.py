"""Every quotation against the catalog before it is shown: an answer cannot say what was not said."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from rag.errors import NotFound
from rag.schema import CITABLE, Address, Citation, Paragraph, Sentence

Lookup = Callable[[Address], list[Paragraph]]


def holds(citation: Citation, lookup: Lookup) -> bool:
    """Whether the quoted words stand, letter for letter, at the cited place, and may be cited."""
    try:
        (paragraph,) = lookup(Address(citation.speech, citation.paragraph, citation.paragraph))
    except NotFound:
        return False
    inside = paragraph.start <= citation.start < citation.end <= paragraph.end
    words = paragraph.text[citation.start - paragraph.start : citation.end - paragraph.start]
    return inside and words == citation.quote and paragraph.kind in CITABLE


def verified(sentences: Iterable[Sentence], lookup: Lookup) -> tuple[tuple[Sentence, ...], int]:
    """The sentences whose citations hold, and how many citations did not; a sentence left with none is dropped."""
    kept: list[Sentence] = []
    failed = 0
    for sentence in sentences:
        sound = tuple(citation for citation in sentence.citations if holds(citation, lookup))
        failed += len(sentence.citations) - len(sound)
        if sound and len(sound) == len(sentence.citations):
            kept.append(replace(sentence, citations=sound))
    return tuple(kept), failed
