"""What stands on a page of a PDF: scraps of text, each with its box, as pdfium tells them character by character."""

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

GAP = 0.9
"""A gap wider than this, in heights of a letter, parts two scraps; a space within a line hardly ever is."""

_HYPHENS = {0x02, 0xFFFE}
"""What pdfium makes of a hyphen at the end of a line."""
_NEW_LINE = 0x0A
_SOFT = "\u00ad"
_UNMAPPED = {"Cc", "Cn", "Co"}
"""What a character is whose font does not tell which letter it draws."""
_BOLD, _ITALIC = ("bold", "black", "heavy", "demi"), ("italic", "oblique")
_BOLD_WEIGHT = 600

Box = tuple[float, float, float, float]
"""Left, right, bottom and top."""


@dataclass(frozen=True, slots=True)
class Face:
    """How letters look; `upright` where they run as the page does, not up its margin."""

    bold: bool = False
    italic: bool = False
    upright: bool = True


@dataclass(frozen=True, slots=True)
class Scrap:
    """Letters of one face and size in a row; its box is in points from the lower left corner of the page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    face: Face = Face()

    @property
    def size(self) -> float:
        """Its height, which goes with the size of its letters."""
        return self.top - self.bottom


def scraps(page: pypdfium2.PdfPage) -> list[Scrap]:
    """The scraps of a page in the order of its file, which need not be the order of reading."""
    runs: list[list[Scrap]] = []
    for glyph in _glyphs(page):
        if runs and _joins(runs[-1], glyph):
            runs[-1].append(glyph)
        elif glyph.text.strip():
            runs.append([glyph])
    return [_joined(run) for run in runs]


def _glyphs(page: pypdfium2.PdfPage) -> Iterator[Scrap]:
    """Each character as a scrap of its own; of line ends pdfium's own are left out."""
    text = page.get_textpage()
    box, turn, size = pdfium.FS_RECTF(), page.get_rotation(), page.get_size()
    face, drawn = Face(), None
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        # Up the margin, lines are not told apart by where they stand.
        char = " " if code == _NEW_LINE and not face.upright else _char(code)
        if not char:
            continue
        thing = pdfium.FPDFText_GetTextObject(text, index)
        address = ctypes.addressof(thing.contents) if thing else drawn
        if address != drawn:
            face, drawn = _face(text, index, turn), address
        pdfium.FPDFText_GetLooseCharBox(text, index, box)
        yield Scrap(char, *_turned((box.left, box.right, box.bottom, box.top), turn, size), face)


def _char(code: int) -> str:
    if code in _HYPHENS:
        return "-"
    char = chr(code)
    if char in "\r\n" or char == _SOFT:
        return ""
    if char.isspace():
        return " "
    if unicodedata.category(char) in _UNMAPPED:
        return "\ufffd"
    return unicodedata.normalize("NFKC", char) if "\ufb00" <= char <= "\ufb06" else char


def _face(text: pypdfium2.PdfTextPage, index: int, turn: int) -> Face:
    name, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, index, name, len(name), flags)
    font = name.value.decode("latin-1").casefold()
    bold = any(word in font for word in _BOLD) or pdfium.FPDFText_GetFontWeight(text, index) >= _BOLD_WEIGHT
    # Both go clockwise.
    angle = pdfium.FPDFText_GetCharAngle(text, index) + math.radians(turn)
    return Face(bold, any(word in font for word in _ITALIC), math.cos(angle) > 0.99)


def _turned(box: Box, turn: int, size: tuple[float, float]) -> Box:
    """The box as a reader sees it, on a page of that size that is shown turned clockwise."""
    left, right, bottom, top = box
    width, height = size
    if turn == 90:
        return bottom, top, height - right, height - left
    if turn == 180:
        return width - right, width - left, height - top, height - bottom
    if turn == 270:
        return width - top, width - bottom, left, right
    return box


def _joins(run: list[Scrap], glyph: Scrap) -> bool:
    """Whether a character goes on with the scrap before it."""
    if not glyph.text.strip():
        return True
    first, last = run[0], next(one for one in reversed(run) if one.text.strip())
    if not first.face.upright and not glyph.face.upright:
        return True
    size = min(first.size, glyph.size)
    level = abs(first.bottom - glyph.bottom) < 0.2 * size and size > 0.8 * max(first.size, glyph.size)
    # The dots that lead to a page number have boxes of their own in some fonts.
    level = level or (glyph.text == "." and first.bottom <= glyph.bottom < first.top)
    return level and first.face == glyph.face and -first.size < glyph.left - last.right < GAP * first.size


def _joined(run: list[Scrap]) -> Scrap:
    drawn = [one for one in run if one.text.strip()]
    text = "".join(one.text for one in run)
    # pdfium tells characters beyond the first 65,536 in two halves.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    left, right = min(one.left for one in drawn), max(one.right for one in drawn)
    return Scrap(text, left, right, drawn[0].bottom, drawn[0].top, drawn[0].face)
