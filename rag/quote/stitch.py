"""Quotations that are put together from words which were said in different places."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.quote.align import Alignment, Run
from rag.quote.match import Laid

WHOLE = 0.8
"""The share of the quotation, its words counted by their rarity, that the pieces must make up."""

SINGLE = 0.8
"""The share from which on a single place is the line, with words changed in it."""

GAIN = 0.15
"""By how much more of it the pieces must make up than the best single place does."""

SHORTEST = 4
"""Words of a piece, of which two must say something; shorter ones are in many places by chance."""

MOST = 4


def stitched(laid: Sequence[Laid], rarity: Sequence[float], content: Sequence[bool], share: float) -> list[Laid]:
    """The pieces of a stitched quotation in its own order, each where it stands verbatim.

    None where they are not most of it, or not much more than the `share` that the best single place has.
    """
    pieces: list[Laid] = []
    left = set(range(len(rarity)))
    while len(pieces) < MOST and (piece := _longest(laid, left, content)):
        pieces.append(piece)
        left -= set(piece.alignment.agreeing())
    covered = 1 - sum(rarity[index] for index in left) / sum(rarity)
    if len(pieces) < 2 or covered < max(WHOLE, share + GAIN):
        return []
    return sorted(pieces, key=lambda one: min(one.alignment.agreeing()))


def _longest(laid: Sequence[Laid], left: set[int], content: Sequence[bool]) -> Laid | None:
    """The longest piece of what is left that stands verbatim somewhere."""
    pieces = [replace(one, alignment=Alignment((run,))) for one in laid for run in _pieces(one.alignment, left)]
    telling = [one for one in pieces if sum(content[index] for index in one.alignment.agreeing()) > 1]
    return max(telling, key=lambda one: len(one.alignment.stored), default=None)


def _pieces(alignment: Alignment, left: set[int]) -> Iterator[Run]:
    """The runs of words that agree, cut down to what is left."""
    for run in alignment.runs:
        free = [place for place, index in enumerate(run.claimed) if index in left] if run.same else []
        if free and len(free) >= SHORTEST and free[-1] - free[0] + 1 == len(free):
            yield Run(True, run.claimed[free[0] : free[-1] + 1], run.stored[free[0] : free[-1] + 1])
