"""ODT, OpenDocument's texts: paragraphs as they are read; what was deleted, and comments, are not."""

import io
import re
from collections.abc import Iterator
from zipfile import BadZipFile

import odfdo
from lxml import etree

from rag.errors import UnreadableFile
from rag.load.limits import Clock
from rag.load.record import Piece, Styled, noted, paragraphs
from rag.schema import Kind

_GONE = frozenset({
    "text:tracked-changes", "text:table-of-content", "text:alphabetical-index", "text:bibliography",
    "text:sequence-decls", "office:annotation", "office:annotation-end", "office:forms", "text:ruby-text",
})  # fmt: skip
"""What is deleted, a comment, or made out of the text."""
_WRITTEN = {"text:s": " ", "text:tab": " ", "text:line-break": "\n"}
_TITLE = re.compile(r"(?:Title|Subtitle|Heading(?:_20_\d+)?)$")
# LibreOffice's own, which say nothing of one document.
_COMMON = re.compile(r"Standard|Default|Text_20_body|Quotations|List|Table|Preformatted|Footnote|Hanging|First_20_line")


def read(data: bytes, clock: Clock) -> tuple[str | None, list[Styled]]:
    """The title among the properties, and the paragraphs; raises UnreadableFile."""
    # odfdo reads a part no sooner than it is asked for.
    try:
        document = odfdo.Document(io.BytesIO(data))
        return document.meta.title, list(_paragraphs(document, clock))
    except (BadZipFile, KeyError, TypeError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise UnreadableFile("not an ODT file, damaged, or locked by a password: it cannot be opened") from error


def _paragraphs(document: odfdo.Document, clock: Clock) -> Iterator[Styled]:
    reader = _Reader(document)
    # Asked for although no paragraph may need it, since a file without its styles is not sound.
    document.get_style("paragraph", "Standard")
    for element in _elements(document.body):
        clock.check()
        yield from reader.paragraph(element)


def _elements(parent: odfdo.Element) -> Iterator[odfdo.Element]:
    """Paragraphs and headings in the order of the file, with those in cells and frames."""
    for child in parent.children:
        if child.tag in {"text:p", "text:h"}:
            yield child
        if child.tag not in _GONE and child.tag != "text:note":
            yield from _elements(child)


class _Reader:
    """Reads the paragraphs of one file, and remembers how its styles look."""

    def __init__(self, document: odfdo.Document) -> None:
        self._document = document
        self._lines: dict[tuple[str, str], list[odfdo.Element]] = {}

    def paragraph(self, element: odfdo.Element) -> Iterator[Styled]:
        """A paragraph, or those that blank lines part it into; its footnotes behind it."""
        line = self._line("paragraph", element)
        notes: list[str] = []
        pieces = list(self._pieces(element, line, notes))
        yield from paragraphs(pieces, _kind(element, line), _own_name(line))
        yield from map(noted, notes)

    def _pieces(self, element: odfdo.Element, line: list[odfdo.Element], notes: list[str]) -> Iterator[Piece]:
        bold, italic = _is_strong(line), _look(line, "fo:font-style") in {"italic", "oblique"}
        yield Piece(element.text or "", bold, italic)
        for child in element.children:
            if child.tag == "text:note":
                notes.append(self._note(child))
            elif child.tag in _WRITTEN:
                yield Piece(_WRITTEN[child.tag], bold, italic)
            elif child.tag not in _GONE and not child.tag.startswith("draw:"):
                yield from self._pieces(child, self._line("text", child) + line, notes)
            yield Piece(child.tail or "", bold, italic)

    def _note(self, note: odfdo.Element) -> str:
        elements = (one for body in note.get_elements("text:note-body") for one in _elements(body))
        return " ".join("".join(piece.text for piece in self._pieces(one, [], [])) for one in elements)

    def _line(self, family: str, element: odfdo.Element) -> list[odfdo.Element]:
        """The style of an element and those that it is based on."""
        key = (family, element.get_attribute_string("text:style-name") or "")
        if key not in self._lines:
            self._lines[key] = [*self._styles(*key)] if key[1] else []
        return self._lines[key]

    def _styles(self, family: str, name: str | None) -> Iterator[odfdo.Element]:
        # At most ten, since a damaged file may go in circles.
        for _ in range(10):
            style = self._document.get_style(family, name) if name else None
            if style is None:
                return
            yield style
            name = style.get_attribute_string("style:parent-style-name")


def _look(line: list[odfdo.Element], name: str) -> str | None:
    """The first of some styles that says something of a look."""
    for style in line:
        for properties in style.get_elements("style:text-properties"):
            if value := properties.get_attribute_string(name):
                return value
    return None


def _is_strong(line: list[odfdo.Element]) -> bool:
    bold = _look(line, "fo:font-weight") in {"bold", "600", "700", "800", "900"}
    return bold or _look(line, "fo:font-variant") == "small-caps" or _look(line, "fo:text-transform") == "uppercase"


def _kind(element: odfdo.Element, line: list[odfdo.Element]) -> Kind | None:
    names = (style.get_attribute_string("style:name") or "" for style in line)
    return "heading" if element.tag == "text:h" or any(map(_TITLE.match, names)) else None


def _own_name(line: list[odfdo.Element]) -> str | None:
    """The name of the first style that someone named: automatic ones are P1, P2, ..."""
    names = [style.get_attribute_string("style:name") or "" for style in line]
    named = next((name for name in names if not re.fullmatch(r"P\d+", name)), None)
    return None if named is None or _COMMON.match(named) else named
