"""What a format module makes of a document: drafts of speeches, before the user's own metadata are added."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from rag.load.front_matter import FrontMatter
from rag.schema import Block, Kind, Voice

BREAK = "\n\n"
"""What stands between two paragraphs of a composed text."""


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph as a format tells it.

    `speaker` is None for the main speaker of the speech; `label` are the words that the format sets apart at its
    head ("The President:" in bold), which are no words of the speech.
    """

    text: str
    speaker: str | None = None
    kind: Kind | None = None
    page: int | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A speech as its document tells it; `name` tells it from others in the same document."""

    text: str
    found: FrontMatter = field(default_factory=FrontMatter)
    name: str | None = None
    blocks: tuple[Block, ...] = ()
    voices: tuple[Voice, ...] = ()
    languages: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    markdown: bool = False


def compose(parts: Iterable[Part]) -> tuple[str, tuple[Block, ...]]:
    """The text of a speech out of its paragraphs, and where each of them stands in it; blank ones are left out."""
    texts: list[str] = []
    blocks: list[Block] = []
    start = 0
    for part in parts:
        text = part.text.strip()
        if text:
            blocks.append(Block(start, start + len(text), part.speaker, part.kind, part.page))
            texts.append(text)
            start += len(text) + len(BREAK)
    return BREAK.join(texts), tuple(blocks)
