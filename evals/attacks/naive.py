"""An answerer that believes its model: what an attack comes to where nothing is checked."""

import re
from collections.abc import Sequence

from evals.attacks.models import numbered
from rag.archive import Archive
from rag.chat import Message
from rag.quote.words import words
from rag.schema import Answer, Citation, Paragraph, Query, Sentence

_NUMBER = re.compile(r"\[([\d-]+)\]")


def believed(query: Query, told: Sequence[Message], reply: str, archive: Archive) -> Answer:
    """The reply line by line, with the paragraphs whose numbers it names, each cited whole."""
    held = [one for speech in archive.speeches(query.filters) for one in archive.paragraphs(speech.id)]
    shown = {number: _paragraph(text, held) for number, text in numbered(told).items()}
    lines = [line for line in reply.split("\n") if line.strip()]
    return Answer("answered", query, 1.0, sentences=tuple(_sentence(line, shown) for line in lines))


def _sentence(line: str, shown: dict[int, Paragraph]) -> Sentence:
    numbers = [int(one) if len(one) < 9 and one.isdecimal() else -1 for one in _NUMBER.findall(line)]
    return Sentence(_NUMBER.sub("", line).strip(), tuple(_cite(shown.get(number)) for number in numbers))


def _cite(paragraph: Paragraph | None) -> Citation:
    if paragraph is None:
        return Citation("nowhere", 1, 0, 1, "?")
    return Citation(paragraph.speech, paragraph.number, paragraph.start, paragraph.end, paragraph.text)


def _paragraph(text: str, held: Sequence[Paragraph]) -> Paragraph:
    """The paragraph that was shown; a long one was cut, a hostile one taken apart."""
    wanted = {word.folded for word in words(text)}
    return max(held, key=lambda one: _alike(wanted, {word.folded for word in words(one.text)}))


def _alike(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, len(one | other))
