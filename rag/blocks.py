"""Where the paragraphs of a text stand whose format does not mark them."""

import re
import statistics
from collections.abc import Iterator

from rag.schema import Span

LONG_LINE = 120
"""Characters of a line, in the middle of all, from which lines are not wrapped but are paragraphs."""

BLANK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
"""The gap of a blank line or several."""


def spans(text: str, markdown: bool) -> Iterator[Span]:
    """What stands between blank lines; in a plain text whose lines are too long to be wrapped ones, each line."""
    ends = re.compile(r"\n") if not markdown and _line_is_paragraph(text) else BLANK
    start = 0
    for end, after in [*(gap.span() for gap in ends.finditer(text)), (len(text), len(text))]:
        yield from trimmed(text, Span(start, end))
        start = after


def trimmed(text: str, span: Span) -> Iterator[Span]:
    """The span without white space at its ends; none where there is nothing else."""
    piece = span.cut(text)
    if piece.strip():
        yield Span(span.start + len(piece) - len(piece.lstrip()), span.start + len(piece.rstrip()))


def _line_is_paragraph(text: str) -> bool:
    blocks = (block.strip().split("\n") for block in BLANK.split(text))
    lengths = [len(line) for block in blocks for line in block[:-1]]
    return bool(lengths) and statistics.median(lengths) > LONG_LINE
