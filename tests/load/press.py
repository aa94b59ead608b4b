"""Writes PDFs for tests: words at given places, in Courier, whose letters are 0.6 em wide."""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

WIDTH = 6.0
LEADING = 12.0
FONTS = {"Courier": "F1", "Courier-Bold": "F2", "Courier-Oblique": "F3", "Dingbats": "F4"}

_PICTURE = b"q 100 0 0 100 72 600 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x7f EI Q"


@dataclass(frozen=True, slots=True)
class Word:
    """A text that begins at a place, in points from the lower left corner."""

    text: str
    left: float
    bottom: float
    size: float = 10.0
    font: str = "Courier"


def pdf(*pages: Iterable[Word] | bytes, turned: int = 0, title: str | None = None, locked: bool = False) -> bytes:
    """Pages of words, or of raw drawing; `turned` clockwise when shown."""
    kids = " ".join(f"{10 + 2 * place} 0 R" for place in range(len(pages)))
    fonts = " ".join(f"/{short} {place} 0 R" for place, short in enumerate(FONTS.values(), start=3))
    objects: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        7: f"<< /Title ({title}) >>".encode(),
        8: b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O (%s) /U (%s) >>" % (b"o" * 32, b"u" * 32),
    }
    objects |= {number: _font(name) for number, name in enumerate(FONTS, start=3)}
    for place, page in enumerate(pages):
        drawn = page if isinstance(page, bytes) else b"\n".join(map(_set, page))
        box = f"/MediaBox [0 0 612 792] /Rotate {turned} /Resources << /Font << {fonts} >> >>"
        objects[10 + 2 * place] = f"<< /Type /Page /Parent 2 0 R /Contents {11 + 2 * place} 0 R {box} >>".encode()
        objects[11 + 2 * place] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn)
    trailer = ("/Info 7 0 R" if title else "") + (f"/Encrypt 8 0 R /ID [<{'00' * 16}> <{'00' * 16}>]" if locked else "")
    return _file(objects, trailer.encode())


def picture() -> bytes:
    """What a page draws that holds a picture and no text."""
    return _PICTURE


def _font(name: str) -> bytes:
    if name == "Dingbats":
        # Draws shapes of its own, and does not tell what they mean.
        return (
            b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 700] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 1"
            b" /LastChar 3 /Widths [600 600 600] /Encoding << /Differences [1 /x1 /x2 /x3] >>"
            b" /CharProcs << >> /Resources << >> >>"
        )
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()


def _set(word: Word) -> bytes:
    text = word.text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    place = f"BT /{FONTS[word.font]} {word.size} Tf {word.left} {word.bottom} Td (".encode()
    return place + text + b") Tj ET"


def _file(objects: dict[int, bytes], trailer: bytes) -> bytes:
    data = b"%PDF-1.4\n"
    table = b"xref\n0 1\n0000000000 65535 f \n"
    for number, body in sorted(objects.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = max(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(data))
    return data + table + end


def column(lines: Iterable[str], left: float = 72, top: float = 700, font: str = "Courier") -> Iterator[Word]:
    """Lines one below the other; blanks at their heads indent them, an empty one leaves room."""
    for place, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if line.strip():
            yield Word(line.strip(), left + indent * WIDTH, top - place * LEADING, font=font)


def wrapped(*paragraphs: str, width: int = 60, indent: int = 3) -> list[str]:
    """Paragraphs as a typesetter breaks them, each first line indented."""
    return [
        line
        for paragraph in paragraphs
        for line in textwrap.wrap(paragraph, width, initial_indent=" " * indent, break_on_hyphens=False)
    ]
