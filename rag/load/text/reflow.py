"""Hard-wrapped texts: lines put together again, and the paragraphs that the wrapping has hidden.

A text is hard-wrapped where most of its lines break off in mid-sentence, and only since the next word had no room.
Its paragraphs end, by the first of these signs that the text uses:

1. at blank lines, unless they come in mid-sentence as between pages;
2. before lines that are indented;
3. after a line that ends a sentence although the next line's first word had still had room.

Numbered paragraphs ("29. ...") begin anew in any case; one without an end (5,000 characters) is cut at sentences.
Lines are put together with a space; a hyphen at a line's end
is undone where the text has the word without it elsewhere, and stands otherwise ("Vice-" "President"). Numbers of
pages go: nobody spoke them. So the words that go in come out, but for those. Texts that are not hard-wrapped are left
as they are.
"""

import re
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import nupunkt

Measure = Callable[[str], float]
"""How wide a text stands on its line."""

MIN_LINES = 4
LONG = 16
"""Lines a paragraph from which on blank lines are likely to be ends of pages, so that the third sign is asked too."""
ENDLESS, PIECE = 5_000, 800
"""Characters from which on a paragraph is cut, and of the pieces it is cut to, at the least."""
SHORT = 0.6
"""A line that breaks off below this share of the width, and before a capital, does so on purpose (an address)."""
SOFT_HYPHENS = 3
"""Words put together that stand whole elsewhere, from which on the text is taken to be hyphenated throughout."""
TYPED = 130
"""No wrapped line has more characters than this."""


class _Widths(dict[str, float]):
    """Of letters in Times, in em, to a fifth: UN records are set in it, and typed pages are measured by `len`."""

    def __missing__(self, _char: str) -> float:
        return 0.5


_WIDTH = _Widths({
    **dict.fromkeys("ijlt.,;:'’‘!|/ ", 0.27),
    **dict.fromkeys("frI()[]-“”\"", 0.35),
    **dict.fromkeys("aceszkvxysJ", 0.44),
    **dict.fromkeys("wABCDEFGHKLNOPQRSTUVXYZ", 0.68),
    **dict.fromkeys("mMW—", 0.8),
})  # fmt: skip
_ENDED = re.compile(r"[.!?…:]['\"”’»)\]]*$")
_ASIDE = re.compile(r"\([^()]{3,80}\)")
_UNSPACED = re.compile(r"[^\W_][-—/]$")
_ABBREVIATED = re.compile(r"(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|St|H\.E|No|Nos|Gen|Art|Messrs|[A-Z])\.$")
_NUMBERED = re.compile(r"(?P<number>\d{1,3})\.\s+\S")
_PAGE = re.compile(r"\s*(?:[A-Z]?\d{2}-\d{5}\s+)?(?P<number>\d{1,4})(?:\s+[A-Z]?\d{2}-\d{5})?\s*")
_SYMBOL = re.compile(r"\s*[A-Z]?\d{2}-\d{5}\s*|\s*\*\d{7}\*\s*")


@dataclass(frozen=True, slots=True)
class Reflowed:
    """Paragraphs of a hard-wrapped text, and how many lines of page numbers were left out."""

    paragraphs: tuple[str, ...]
    pages: int = 0


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with words; `gap` where a blank one is above it, `seam` where a page ends there."""

    text: str
    indented: bool
    gap: bool
    seam: bool
    hard: bool

    @property
    def ends(self) -> bool:
        """Whether it ends a sentence."""
        return bool(_ENDED.search(self.text)) and not _ABBREVIATED.search(self.text)

    @property
    def opens(self) -> bool:
        """Whether it can begin a sentence."""
        return not self.text.lstrip("“\"‘'«([-—– ")[:1].islower()

    @property
    def first(self) -> str:
        """Its first word."""
        return self.text.split(maxsplit=1)[0]


def reflow(text: str, markdown: bool) -> Reflowed | None:
    """The paragraphs of a hard-wrapped text; None where it is not one."""
    lines, pages = _lines(text, markdown)
    broken = _broken(lines)
    if not broken:
        return None
    measure = _measure(broken)
    width = _width(lines, measure)
    full = sum(not _fits(line, after, measure, 0.9 * width) for line, after in broken)
    if full < 0.7 * len(broken):
        return None
    starts = _starts(lines, measure, width, markdown)
    joiner = _Joiner(lines, markdown, lambda line: measure(line) < SHORT * width)
    runs = (lines[start:end] for start, end in pairwise([*starts, len(lines)]))
    return Reflowed(tuple(piece for run in runs for piece in _divided(joiner.join(run))), pages)


def _divided(paragraph: str) -> Iterator[str]:
    """A paragraph; where its length tells that the wrapping has hidden all signs, pieces that end on sentences."""
    start = 0
    for _, end in nupunkt.sent_spans(paragraph) if len(paragraph) > ENDLESS else ():
        if end - start >= PIECE <= len(paragraph) - end:
            yield paragraph[start:end].strip()
            start = end
    yield paragraph[start:].strip()


def _lines(text: str, markdown: bool) -> tuple[list[_Line], int]:
    """The lines with words, without those that only number a page."""
    rows = text.split("\n")
    pages = _pages(rows) if not markdown else set()
    lines: list[_Line] = []
    gap = seam = False
    for place, row in enumerate(rows):
        if place in pages:
            seam = True
        elif not row.strip():
            gap = True
        else:
            hard = markdown and row.endswith(("  ", "\\"))
            lines.append(_Line(row.strip(), row[:1].isspace(), gap and not seam, seam, hard))
            gap = seam = False
    return lines, len(pages)


def _pages(rows: list[str]) -> set[int]:
    """Where a line is nothing but a page's number: beside a blank line, and one more or less than another."""
    found = [(place, int(match["number"])) for place, row in enumerate(rows) if (match := _PAGE.fullmatch(row))]
    found = [(place, number) for place, number in found if _stands_alone(rows, place)]
    numbers = {number for _, number in found}
    pages = {place for place, number in found if {number - 1, number + 1} & numbers or len(found) == 1}
    return pages | {place for place, row in enumerate(rows) if _SYMBOL.fullmatch(row)}


def _stands_alone(rows: list[str], place: int) -> bool:
    around = [rows[near] for near in (place - 1, place + 1) if 0 <= near < len(rows)]
    return len(around) < 2 or any(not row.strip() for row in around)


def _broken(lines: list[_Line]) -> list[tuple[_Line, _Line]]:
    """Lines that break off in mid-sentence, each with the next; none where they are few."""
    inner = [(line, after) for line, after in pairwise(lines) if not after.gap and not line.hard]
    broken = [(line, after) for line, after in inner if not after.first[:1].isupper() and not line.ends]
    if len(inner) < MIN_LINES or len(broken) < 0.4 * len(inner):
        return []
    return broken if statistics.median(len(line.text) for line, _ in broken) < TYPED else []


def _measure(broken: list[tuple[_Line, _Line]]) -> Measure:
    """Letters of one width or of several: the one by which lines that break in mid-sentence are more alike."""
    return min((len, _set_width), key=lambda measure: _spread([measure(line.text) for line, _ in broken]))


def _set_width(text: str) -> float:
    return sum(map(_WIDTH.__getitem__, text))


def _spread(widths: list[float]) -> float:
    return statistics.pstdev(widths) / statistics.fmean(widths)


def _width(lines: list[_Line], measure: Measure) -> float:
    """How wide a line can be: all but a twentieth keep to it, not counting those that are not wrapped at all."""
    widths = sorted(measure(line.text) for line in lines)
    wrapped = [width for width in widths if width <= 1.4 * statistics.median(widths)]
    return wrapped[int(len(wrapped) * 0.95)]


def _fits(line: _Line, after: _Line, measure: Measure, width: float) -> bool:
    """Whether the next line's first word had had room."""
    return measure(f"{line.text} {after.first}") <= width


def _starts(lines: list[_Line], measure: Measure, width: float, markdown: bool) -> list[int]:
    """Places of the lines that begin a paragraph."""
    spaced = markdown or _is_spaced(lines)
    indented = not spaced and _is_indented(lines)
    fit = not indented and (not spaced or _gaps(lines) * LONG < len(lines))
    numbered = _is_numbered(lines)
    starts = [0]
    for place, (line, after) in enumerate(pairwise(lines), start=1):
        begins = (indented and after.indented) or (spaced and after.gap and (markdown or line.ends or after.opens))
        if line.ends and after.opens:
            begins |= fit and not markdown and _fits(line, after, measure, width)
            begins |= numbered and bool(_NUMBERED.match(after.text))
        if begins or _ASIDE.fullmatch(line.text) or _ASIDE.fullmatch(after.text):
            starts.append(place)
    return starts


def _gaps(lines: list[_Line]) -> int:
    return sum(line.gap for line in lines)


def _is_spaced(lines: list[_Line]) -> bool:
    """Whether blank lines stand between paragraphs, and not where a page happened to end."""
    gaps = [line for line, after in pairwise(lines) if after.gap]
    return sum(line.ends for line in gaps) > 0.7 * len(gaps)


def _is_indented(lines: list[_Line]) -> bool:
    """Whether the first lines of paragraphs are indented."""
    before = [line for line, after in pairwise(lines) if after.indented]
    return 0.02 * len(lines) < len(before) < 0.5 * len(lines) and sum(line.ends for line in before) > 0.7 * len(before)


def _is_numbered(lines: list[_Line]) -> bool:
    numbers = [int(match["number"]) for line in lines if (match := _NUMBERED.match(line.text))]
    return len(numbers) > 2 and sum(after == before + 1 for before, after in pairwise(numbers)) > len(numbers) / 2


class _Joiner:
    """What stands between two lines that are put together; `rows` are all lines of the text."""

    def __init__(self, rows: list[_Line], markdown: bool, short: Callable[[str], bool]) -> None:
        self._markdown, self._short = markdown, short
        found = (re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", row.text.casefold()) for row in rows)
        self._words = frozenset(word for words in found for word in words)
        split = [halves for line, after in pairwise(rows) if (halves := _halves(line.text, after.text))]
        soft = sum(f"{head}{tail}" in self._words for head, tail in split)
        hard = sum(f"{head}-{tail}" in self._words for head, tail in split)
        self._hyphenates = soft >= SOFT_HYPHENS and soft > 2 * hard

    def join(self, rows: list[_Line]) -> str:
        """The lines of a paragraph on one; breaks that were made on purpose stay."""
        text = rows[0].text
        for line, after in pairwise(rows):
            if line.text.endswith(("-", "¬", "\u00ad")) and self._is_soft(line.text, after.text):
                text = text[:-1] + after.text
            else:
                text += self._between(line, after) + after.text
        return text

    def _between(self, line: _Line, after: _Line) -> str:
        if line.hard or (self._short(line.text) and not line.ends and after.opens and not after.seam):
            return "\n"
        unspaced = _UNSPACED.search(line.text) and after.text[:1].isalnum() and not self._markdown
        return "" if unspaced else " "

    def _is_soft(self, before: str, after: str) -> bool:
        """Whether a hyphen is the line's and not the word's, by what else stands in the text."""
        halves = _halves(before, after)
        if self._markdown or not before.endswith("-") or not halves:
            return not before.endswith("-")
        head, tail = halves
        if f"{head}-{tail}" in self._words:
            return False
        return f"{head}{tail}" in self._words or self._hyphenates


def _halves(before: str, after: str) -> tuple[str, str] | None:
    """The letters around a hyphen at the end of a line, in small ones; None where none is, or a capital follows."""
    head, tail = re.search(r"[^\W\d_]+(?=-$)", before), re.match(r"[^\W\d_]+", after)
    return (head[0].casefold(), tail[0].casefold()) if head and tail and not after[:1].isupper() else None
