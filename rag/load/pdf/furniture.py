"""The furniture of a document's pages, which nobody spoke: running heads and feet, numbers of pages and of lines."""

import re
from collections import defaultdict
from itertools import pairwise

from rag.load.pdf.columns import Row, rows
from rag.load.pdf.glyphs import Scrap

EDGE = 3
"""Furniture is among so many rows at the head or the foot of a page."""
LEVEL = 3.0
"""By so many points the height of a running head may differ from page to page."""
NUMBERED = 8
"""Fewer figures in a column at the margin do not count lines."""

_NUMBER = re.compile(
    r"(?i)[\s\-–—|\[(]*(?:(?:page|seite|página|pagina|p\.|стр\.)\s*)?(?P<number>\d{1,4})"
    r"(?:\s*(?:/|of|von|de|di|из)\s*\d{1,4})?[\s\-–—|\])]*"
)
_DIGITS = re.compile(r"\d+")

Place = tuple[int, Scrap]
"""A scrap and the index of its page."""


def stripped(pages: list[list[Scrap]]) -> list[list[Scrap]]:
    """The scraps of each page without its furniture."""
    numbered = [_without_line_numbers(page) for page in pages]
    edges = [_edges(page) for page in numbered]
    outer = [(index, row) for index, ends in enumerate(edges) for row in ends]
    alone = [(index, scrap) for index, row in outer for scrap in row if _stands_alone(scrap, row)]
    gone = _page_numbers(alone, len(pages))
    gone |= _repeated([(index, scrap) for index, row in outer for scrap in row], len(pages))
    gone |= {(index, scrap) for index, page in enumerate(numbered) for scrap in _apart(page, index, gone)}
    return [[scrap for scrap in page if (index, scrap) not in gone] for index, page in enumerate(numbered)]


def _edges(page: list[Scrap]) -> list[Row]:
    found = rows(page)
    return found[:EDGE] + found[EDGE:][-EDGE:]


def _stands_alone(scrap: Scrap, row: Row) -> bool:
    others = [one for one in row if one is not scrap]
    return all(max(one.left - scrap.right, scrap.left - one.right) > 2 * scrap.size for one in others)


def _repeated(outer: list[Place], pages: int) -> set[Place]:
    """What stands at one height of several pages, whatever the figures in it."""
    alike: defaultdict[str, list[Place]] = defaultdict(list)
    worded = ((index, scrap) for index, scrap in outer if any(map(str.isalpha, scrap.text)))
    for index, scrap in worded:
        alike[_DIGITS.sub("#", " ".join(scrap.text.split()))].append((index, scrap))
    least = 2 if pages <= 5 else 3 if pages <= 20 else 4
    return {place for group in alike.values() for place in group if len(_level_with(place, group)) >= least}


def _level_with(place: Place, group: list[Place]) -> set[int]:
    return {index for index, scrap in group if abs(scrap.bottom - place[1].bottom) <= LEVEL}


def _page_numbers(outer: list[Place], pages: int) -> set[Place]:
    """Figures that count on with the pages; on a document of one page, its 1."""
    steps: defaultdict[int, list[Place]] = defaultdict(list)
    for index, scrap in outer:
        if match := _NUMBER.fullmatch(scrap.text):
            steps[int(match["number"]) - index].append((index, scrap))
    counted = {step: group for step, group in steps.items() if step == 1 or len({index for index, _ in group}) > 1}
    return {place for group in counted.values() for place in group if len(group) > 1 or pages == 1 or place[0]}


def _apart(page: list[Scrap], index: int, gone: set[Place]) -> list[Scrap]:
    """The first and last row, where they stand off from the text and are at both margins, or have no words."""
    found = rows(scrap for scrap in page if (index, scrap) not in gone)
    if len(found) < 2:
        return []
    width = max(scrap.right for scrap in page) - min(scrap.left for scrap in page)
    ends = ((found[0], found[1]), (found[-1], found[-2]))
    running = (row for row, near in ends if _stands_off(row, near) and (_is_wide(row, width) or not _has_words(row)))
    return [scrap for row in running if index or not _has_words(row) for scrap in row]


def _stands_off(row: Row, near: Row) -> bool:
    return abs(row[0].bottom - near[0].bottom) > 1.5 * row[0].size


def _is_wide(row: Row, width: float) -> bool:
    gap = max((after.left - before.right for before, after in pairwise(row)), default=0.0)
    return gap > 0.4 * width and all(len(one.text) <= 60 for one in row)


def _has_words(row: Row) -> bool:
    return any(char.isalpha() for one in row for char in one.text)


def _without_line_numbers(page: list[Scrap]) -> list[Scrap]:
    """The page without figures at its left margin that count its lines."""
    figures = {scrap for scrap in page if re.fullmatch(r"\s*\d{1,2}\s*", scrap.text)}
    others = [scrap for scrap in page if scrap not in figures]
    if len(figures) < NUMBERED or not others:
        return page
    margin = sorted(scrap.left for scrap in others)[len(others) // 20]
    lined = sorted((scrap for scrap in figures if scrap.right < margin), key=lambda one: -one.bottom)
    counts = [int(scrap.text) for scrap in lined]
    rising = sum(after == before + 1 for before, after in pairwise(counts))
    if len(lined) < NUMBERED or rising < 0.9 * (len(lined) - 1):
        return page
    return [scrap for scrap in page if scrap not in {*lined}]
