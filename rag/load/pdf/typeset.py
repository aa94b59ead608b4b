"""From the lines of typeset pages to paragraphs, by what typesetters do: indents, gaps, short last lines, faces.

A paragraph that runs over a column or a page is one. Footnotes become notes behind the paragraph that their page ends
in, and their marks go out of the text. A hyphen at a line's end is undone where the document's other words do not
speak for it.
"""

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from rag.load.draft import Part
from rag.load.pdf.columns import Line
from rag.load.record import Styled, is_heading, label
from rag.schema import Kind

Block = list[Line]
"""The lines of a column, or of a band across the columns."""

INDENT = 0.8
"""An indent is wider than this, in heights of a line; so is an outdent."""
SHORT = 0.6
"""A line that breaks off below this share of the width does so on purpose."""
ENOUGH = 4
"""More lines than these tell how wide their column is."""
BELOW = 2
"""So many short lines may stand below footnotes: the number of the document, say."""

_ENDED = re.compile(r"[.!?…:]['\"”’»)\]]*[⁰¹²³⁴-⁹]*$")
_BULLET = re.compile(r"[•▪◦‣●■–—-]\.?\s")
_NUMBERED = re.compile(r"(?:\(?\d{1,3}[.)]|\([a-z]{1,4}\)|[a-z]\)|[IVXLC]+\.)\s")
_MARK = re.compile(r"[⁰¹²³⁴-⁹]+|[*†‡§]+")
_MARKS = re.compile(r"(?<=\S)(?:[⁰¹²³⁴-⁹]+|[*†‡§]+)(?:,(?=[⁰¹²³⁴-⁹]))?")


@dataclass(frozen=True, slots=True)
class _Face:
    """How a document is set: height of its lines and what stands between them, in points."""

    size: float
    leading: float
    margins: dict[int, float]

    def margin(self, line: Line, block: Block) -> float:
        """How far to the right the lines of its column run."""
        rights = [one.right for one in block if not one.bold]
        known = max(rights) if len(rights) > ENOUGH else self.margins[_column(block)]
        return 0.0 if line.bold else known


@dataclass(frozen=True, slots=True)
class _Run:
    """The lines of one paragraph, or of a part of it; `note` where it is a footnote."""

    lines: list[Line]
    block: Block
    note: bool = False


def paragraphs(blocks: Iterable[Block]) -> list[Styled]:
    """The paragraphs of a document whose blocks come in the order of reading."""
    found = [block for block in blocks if block]
    if not found:
        return []
    face = _face(found)
    runs = _continued([run for block in found for run in _runs(block, face)], face)
    joiner = _Joiner([line for block in found for line in block])
    marks = {run.lines[0].page: set[str]() for run in runs}
    for run in runs:
        if run.note and (match := _MARK.match(run.lines[0].text)):
            marks[run.lines[0].page].add(match[0])
    return [_styled(run, joiner, face, marks) for run in runs]


def _face(blocks: list[Block]) -> _Face:
    letters: Counter[float] = Counter()
    rights: dict[int, list[float]] = {}
    for block in blocks:
        rights.setdefault(_column(block), []).extend(line.right for line in block)
        for line in block:
            letters[round(line.size, 1)] += len(line.text)
    size = max(letters, key=lambda one: letters[one])
    margins = {column: sorted(found)[int(0.95 * len(found))] for column, found in rights.items()}
    return _Face(size, _leading(blocks, size), margins)


def _column(block: Block) -> int:
    """What tells columns apart: where their lines begin, in steps of half an inch."""
    return round(min(line.left for line in block) / 36)


def _leading(blocks: list[Block], size: float) -> float:
    """From line to line within a paragraph: where the first breaks off in mid-sentence."""
    steps = [
        before.bottom - after.bottom
        for block in blocks
        for before, after in pairwise(block)
        if _flows(before, after) and abs(after.size - size) < 0.1 * size
    ]
    return statistics.median(steps) if steps else 1.1 * size


def _flows(before: Line, after: Line) -> bool:
    """Whether a sentence goes on from a line to the next."""
    return not _ENDED.search(before.text) and after.text[:1].islower()


def _runs(block: Block, face: _Face) -> Iterator[_Run]:
    """The paragraphs of a block."""
    foot = _foot(block, face)
    run: Block = []
    for place, line in enumerate(block):
        if run and (place == foot or _begins(place, block, face, run)):
            yield _Run(run, block, note=place > foot)
            run = []
        run.append(line)
    yield _Run(run, block, note=len(block) > foot)


def _foot(block: Block, face: _Face) -> int:
    """Where the footnotes of a block begin: small lines at its end of which the first has a mark, or tiny ones."""
    place, below = len(block), BELOW
    while place and (_is_small(block[place - 1], face) or (below and len(block[place - 1].text) < 30)):
        place -= 1
        below -= not _is_small(block[place], face)
    small = block[place:]
    marked = (at for at, line in enumerate(small) if _MARK.match(line.text) or line.size < 0.87 * face.size)
    return place + next(marked, len(small))


def _is_small(line: Line, face: _Face) -> bool:
    return line.size < 0.93 * face.size


def _begins(place: int, block: Block, face: _Face, run: Block) -> bool:
    """Whether a line begins a paragraph."""
    before, line = block[place - 1], block[place]
    step = before.bottom - line.bottom
    if step < 0 or step > 1.2 * face.leading * max(1.0, line.size / face.size):
        return True
    if before.text.endswith("-") or _flows(before, line):
        return False
    return _is_other(before, line) or _is_moved(place, block, run) or _is_short(before, line, block, face)


def _is_other(before: Line, line: Line) -> bool:
    """Whether a line looks other than the one before it, or has the mark of a list, a note or a speaker."""
    if before.bold != line.bold or abs(before.size - line.size) > 0.12 * before.size or label(line.text, line.head):
        return True
    listed = _BULLET.match(line.text) or (_NUMBERED.match(line.text) and _ENDED.search(before.text))
    return bool(listed or _MARK.match(line.text))


def _is_moved(place: int, block: Block, run: Block) -> bool:
    """Whether a line is indented against its neighbours, or stands out after lines that hang."""
    before, line = block[place - 1], block[place]
    room = INDENT * line.size
    if line.left < before.left - room:
        return len(run) > 1
    if len(run) > 1 and line.left > before.left + room:
        return True
    # The second line may hang under the first; else two first lines stand one below the other.
    after = block[place + 1].left if place + 1 < len(block) else min(one.left for one in block)
    alike = abs(line.left - before.left) < room and _ENDED.search(before.text)
    return len(run) == 1 and line.left > after + room and bool(line.left > before.left + room or alike)


def _is_short(before: Line, line: Line, block: Block, face: _Face) -> bool:
    """Whether the line before had had room for the first word of this one; for much more, if it ends no sentence."""
    if before.bold and line.bold and not _ENDED.search(before.text):
        return False
    margin = face.margin(before, block)
    if not _ENDED.search(before.text):
        return before.right - before.left < SHORT * (margin - before.left)
    word = line.text.split(maxsplit=1)[0]
    wide = (line.right - line.left) / len(line.text) * (len(word) + 1)
    return before.right + wide < margin - 0.5 * line.size


def _continued(runs: list[_Run], face: _Face) -> list[_Run]:
    """Paragraphs that run over a column or a page put together; what stands between the parts comes behind them."""
    found: list[_Run] = []
    last: int | None = None
    indents = _has_indents(runs, face)
    for run in runs:
        if run.note:
            found.append(run)
        elif last is not None and run.block is not found[last].block and _goes_on(found[last], run, face, indents):
            found[last] = _Run(found[last].lines + run.lines, run.block)
        else:
            last = len(found)
            found.append(run)
    return found


def _has_indents(runs: list[_Run], face: _Face) -> bool:
    """Whether paragraphs begin with an indent."""
    long = [run for run in runs if len(run.lines) > 1 and not run.note]
    indented = sum(run.lines[0].left > run.lines[1].left + INDENT * face.size for run in long)
    return indented > len(long) / 2


def _goes_on(run: _Run, after: _Run, face: _Face, indents: bool) -> bool:
    before, line = run.lines[-1], after.lines[0]
    if before.text.endswith("-") or _flows(before, line):
        return abs(before.size - line.size) < 0.12 * face.size
    if _is_other(before, line) or _NUMBERED.match(line.text) or _is_short(before, line, run.block, face):
        return False
    left = after.lines[1].left if len(after.lines) > 1 else min(one.left for one in after.block)
    return line.left < left + INDENT * line.size and (indents or not _ENDED.search(before.text))


def _styled(run: _Run, joiner: "_Joiner", face: _Face, marks: dict[int, set[str]]) -> Styled:
    text = joiner.join(run.lines)
    first = run.lines[0]
    if run.note:
        return Styled(Part(text, kind="note", page=first.page))
    known = set[str]().union(*(marks.get(line.page, set()) for line in run.lines))
    text = _MARKS.sub(lambda match: "" if match[0].rstrip(",") in known else match[0], text)
    bold, italic = (all(getattr(line, look) for line in run.lines) for look in ("bold", "italic"))
    large = all(line.size > 1.15 * face.size for line in run.lines)
    kind: Kind | None = "heading" if large and is_heading(text) else None
    return Styled(Part(text, kind=kind, page=first.page, label=label(text, first.head)), bold, italic)


class _Joiner:
    """Puts lines together; all the document's words tell which hyphens are its own."""

    def __init__(self, lines: list[Line]) -> None:
        inner = (re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", _whole(line.text).casefold()) for line in lines)
        self._words = frozenset(word for words in inner for word in words)
        self._before = frozenset(word.partition("-")[0] for word in self._words if "-" in word)
        broken = [found for before, after in pairwise(lines) if (found := _broken(before.text, after.text))]
        soft = sum(head + tail in self._words for head, tail in broken)
        hard = sum(f"{head}-{tail}" in self._words for head, tail in broken)
        self._hyphenates = soft > hard or (soft == hard and len(broken) > 0.03 * len(lines))

    def join(self, lines: list[Line]) -> str:
        """The text of a paragraph on one line."""
        text = lines[0].text
        for line in lines[1:]:
            if re.search(r"[^\W_]-$", text):
                text = (text[:-1] if self._is_soft(text, line.text) else text) + line.text
            else:
                text += " " + line.text
        return text

    def _is_soft(self, before: str, after: str) -> bool:
        """Whether a hyphen is the line's and not the word's."""
        found = _broken(before, after)
        if found is None or f"{found[0]}-{found[1]}" in self._words:
            return False
        head, tail = found
        if head + tail in self._words:
            return True
        compound = head in self._before or (head in self._words and tail in self._words)
        return self._hyphenates and not compound


def _whole(text: str) -> str:
    """A line without a word that its end breaks."""
    return re.sub(r"[^\W\d_]+-$", "", text)


def _broken(before: str, after: str) -> tuple[str, str] | None:
    """The two parts of a word that a line's end breaks; None where the second cannot go on with the first."""
    head, tail = re.search(r"([^\W\d_]+)-$", before), re.match(r"[^\W\d_]+", after)
    if not head or not tail or not tail[0][0].islower():
        return None
    return head[1].casefold(), tail[0].casefold()
