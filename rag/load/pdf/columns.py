"""From the scraps of a page to lines in the order of reading: column by column, but for what runs across them."""

import re
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from rag.load.pdf.glyphs import Scrap

ROWS = 4
"""Fewer rows side by side are no columns."""
FILLED = 0.45
"""The share of a column that its lines take up, at least; the cells of a table take less."""

FAR = 2.5
"""Wider room than this between two rows, in heights of a line, parts what is above from what is below."""

_SMALL, _LARGE = 0.8, 1.6
_MARK = re.compile(r"\s*[\d*†‡§,]{1,5}\s*")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

Row = list[Scrap]
"""Scraps on one height, from left to right."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a column; `head` are the bold words it begins with, `page` counts from 1.

    Raised figures, as footnotes have them, are written as such (¹).
    """

    text: str
    left: float
    right: float
    bottom: float
    size: float
    page: int
    head: str = ""
    bold: bool = False
    italic: bool = False


def blocks(scraps: list[Scrap], page: int) -> Iterator[list[Line]]:
    """The lines of a page, a column or a band across the columns at a time."""
    for band in _far_apart(rows(scraps)):
        for block in _blocks([scrap for row in band for scrap in row]):
            yield [_line(row, page) for row in rows(block)]


def _far_apart(page: list[Row]) -> Iterator[list[Row]]:
    """Parts of a page with so much room between them that they are set apart: a title, say, from the text below."""
    band = page[:1]
    for row, after in pairwise(page):
        if row[0].bottom - after[0].top > FAR * min(row[0].size, after[0].size):
            yield band
            band = []
        band.append(after)
    yield band


def rows(scraps: Iterable[Scrap]) -> list[Row]:
    """Scraps by height, from the top of the page down; raised figures and large initials with the line they are in."""
    found: list[Row] = []
    for scrap in sorted(scraps, key=lambda one: -one.bottom):
        if found and found[-1][0].bottom - scrap.bottom < 0.3 * min(found[-1][0].size, scrap.size):
            found[-1].append(scrap)
        else:
            found.append([scrap])
    return [sorted(row, key=lambda one: one.left) for row in _gathered(found)]


def _gathered(found: list[Row]) -> list[Row]:
    odd = [row for row in found if _is_odd(row, found)]
    kept = [row for row in found if row not in odd]
    for row in odd:
        next(near for near in kept if _overlap(row, near)).extend(row)
    return kept


def _is_odd(row: Row, found: list[Row]) -> bool:
    """Whether a row is but a raised mark, or a large initial, of another."""
    text = _text(row)
    if not _MARK.fullmatch(text) and len(text.strip()) > 2:
        return False
    size = max(one.size for one in row)
    near = [one for one in found if one is not row and _overlap(row, one) and len(_text(one)) > len(text)]
    return any(size < _SMALL * _size(one) or size > _LARGE * _size(one) for one in near)


def _overlap(row: Row, other: Row) -> bool:
    """Whether two rows share more than half of the height of the lower one."""
    shared = min(row[0].top, other[0].top) - max(row[0].bottom, other[0].bottom)
    return shared > 0.5 * min(row[0].size, other[0].size)


def _text(row: Row) -> str:
    return "".join(one.text for one in row)


def _size(row: Row) -> float:
    """The height that most of its letters have."""
    return max(row, key=lambda one: sum(char.isalnum() for char in one.text)).size


def _blocks(scraps: list[Scrap]) -> Iterator[list[Scrap]]:
    gutter = _gutter(scraps)
    if gutter is None:
        yield scraps
        return
    for across, band in _bands(rows(scraps), gutter):
        inside = [one for row in band for one in row]
        if across:
            yield inside
        else:
            yield from _blocks([one for one in inside if one.right <= gutter])
            yield from _blocks([one for one in inside if one.right > gutter])


def _bands(page: list[Row], gutter: float) -> Iterator[tuple[bool, list[Row]]]:
    """Runs of rows that cross the gutter or not; a short last line belongs to the lines across that it ends."""
    runs = [(crosses, list(run)) for crosses, run in groupby(page, lambda row: any(_spans(one, gutter) for one in row))]
    found: list[tuple[bool, list[Row]]] = []
    for crosses, run in runs:
        alone = len({one.right > gutter for row in run for one in row}) == 1 and len(runs) > 1
        if found and found[-1][0] and (crosses or alone):
            found[-1][1].extend(run)
        else:
            found.append((crosses or alone, run))
    return iter(found)


def _spans(scrap: Scrap, at: float) -> bool:
    return scrap.left < at < scrap.right


def _gutter(scraps: list[Scrap]) -> float | None:
    """Where two columns meet; None where there are none."""
    if len(scraps) < 2 * ROWS:
        return None
    left, right = min(one.left for one in scraps), max(one.right for one in scraps)
    inner = range(int(left + 0.15 * (right - left)), int(right - 0.15 * (right - left)), 2)
    crossed = {at: sum(_spans(one, at) for one in scraps) for at in inner}
    if not crossed:
        return None
    fewest = min(crossed.values())
    runs = [list(run) for few, run in groupby(inner, lambda at: crossed[at] == fewest) if few]
    widest: list[int] = max(runs, key=len)
    at = statistics.median(widest)
    return at if _parts(scraps, at, (left, right)) else None


def _parts(scraps: list[Scrap], at: float, edges: tuple[float, float]) -> bool:
    """Whether prose stands on both sides, in more rows than run across."""
    page = rows(one for one in scraps if one.text.strip())
    across = sum(any(_spans(one, at) for one in row) for row in page)
    sides = [[one for one in scraps if one.right <= at], [one for one in scraps if one.left >= at]]
    counts = [len(rows(side)) for side in sides]
    if min(counts) < ROWS or min(counts) < across:
        return False
    widths = (at - edges[0], edges[1] - at)
    filled = (sum(one.right - one.left for one in side) for side in sides)
    return all(part > FILLED * count * width for part, count, width in zip(filled, counts, widths, strict=True))


def _line(row: Row, page: int) -> Line:
    size = _size(row)
    bottom = next(one.bottom for one in row if one.size == size)
    text = head = ""
    opening = True
    last: Scrap | None = None
    for scrap in row:
        raised = scrap.size < _SMALL * size and scrap.bottom > bottom + 0.1 * size and _MARK.fullmatch(scrap.text)
        if raised:
            text = text.rstrip() + scrap.text.strip().translate(_RAISED)
        else:
            text += _space(last, scrap, text) + scrap.text
        opening = opening and scrap.face.bold
        head = text if opening else head
        last = scrap
    worded = [one.face for one in row if any(char.isalpha() for char in one.text)]
    return Line(
        " ".join(text.split()),
        row[0].left,
        max(one.right for one in row),
        bottom,
        size,
        page,
        " ".join(head.split()),
        bool(worded) and all(face.bold for face in worded),
        bool(worded) and all(face.italic for face in worded),
    )


def _space(last: Scrap | None, scrap: Scrap, text: str) -> str:
    """What stands between two scraps of a line."""
    if last is None or text[-1:].isspace():
        return ""
    return " " if scrap.left - last.right > 0.15 * min(last.size, scrap.size) else ""
