"""Word's DOCX: its paragraphs as they are read, those of tables and text boxes too; what was deleted is not."""

import io
import re
from collections.abc import Iterator
from typing import cast

import docx
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.parser import oxml_parser
from docx.oxml.text.paragraph import CT_P
from docx.oxml.text.run import CT_R
from docx.styles.style import BaseStyle, CharacterStyle, ParagraphStyle
from docx.text.font import Font
from docx.text.paragraph import Paragraph
from lxml import etree

from rag.errors import UnreadableFile
from rag.load.limits import Clock
from rag.load.record import Piece, Styled, noted, paragraphs
from rag.schema import Kind

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = frozenset({qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"), _FALLBACK})
"""Of a paragraph: what is deleted, stands elsewhere by now, is a paragraph of its own, or is there twice."""
_WRITTEN = {qn("w:tab"): " ", qn("w:ptab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_NOTES = {
    qn("w:footnoteReference"): (RELATIONSHIP_TYPE.FOOTNOTES, qn("w:footnote")),
    qn("w:endnoteReference"): (RELATIONSHIP_TYPE.ENDNOTES, qn("w:endnote")),
}
_HEADING = re.compile(r"(?i)(?:heading \d|title|subtitle)$")
_CONTENTS = re.compile(r"(?i)(?:toc|table of figures)\b")


def read(data: bytes, clock: Clock) -> tuple[str | None, list[Styled]]:
    """The title among the properties, and the paragraphs; raises UnreadableFile."""
    # What python-docx makes of parts that are missing or of another kind shows wherever they are asked for.
    try:
        word = docx.Document(io.BytesIO(data))
        return word.core_properties.title, list(_paragraphs(word, clock))
    except (OpcError, KeyError, TypeError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise UnreadableFile("not a Word file, or a damaged one: it cannot be opened") from error


def _paragraphs(word: Word, clock: Clock) -> Iterator[Styled]:
    reader = _Reader(word)
    for element in _elements(word.element.body):
        clock.check()
        yield from reader.paragraph(Paragraph(element, word))


def _elements(parent: etree._Element) -> Iterator[CT_P]:
    """Paragraphs in the order of the file, with those in cells, content controls and text boxes."""
    for child in parent:
        if isinstance(child, CT_P):
            yield child
        if child.tag != _FALLBACK:
            yield from _elements(child)


def _runs(parent: etree._Element) -> Iterator[CT_R]:
    for child in parent:
        if isinstance(child, CT_R):
            yield child
        elif child.tag not in _GONE:
            yield from _runs(child)


class _Reader:
    """Reads the paragraphs of one file, and remembers how its styles look and what its notes say."""

    def __init__(self, word: Word) -> None:
        self._word = word
        self._looks: dict[tuple[str, str], bool | None] = {}
        self._notes = {reference: _notes(word, *place) for reference, place in _NOTES.items()}

    def paragraph(self, paragraph: Paragraph) -> Iterator[Styled]:
        """A paragraph, or those that blank lines part it into; its footnotes behind it."""
        style = cast(ParagraphStyle, paragraph.style)
        runs = [run for run in _runs(paragraph._p) if not Font(run).hidden]
        pieces = [Piece(_text(run), self._is_strong(run, style), self._is(run, style, "italic")) for run in runs]
        yield from paragraphs(pieces, _kind(style), None if style.builtin else style.name)
        yield from (noted(text) for run in runs for text in self._noted(run))

    def _noted(self, run: CT_R) -> Iterator[str]:
        for child in run:
            if child.tag in _NOTES:
                yield self._notes[child.tag].get(child.get(qn("w:id"), ""), "")

    def _is_strong(self, run: CT_R, style: ParagraphStyle) -> bool:
        return any(self._is(run, style, look) for look in ("bold", "all_caps", "small_caps"))

    def _is(self, run: CT_R, style: ParagraphStyle, look: str) -> bool:
        """How a run looks: by itself, else by its style, else by its paragraph's."""
        direct: bool | None = getattr(Font(run), look)
        if direct is None and run.style:
            own = self._word.part.get_style(run.style, WD_STYLE_TYPE.CHARACTER)
            direct = self._styled(cast(CharacterStyle, own), look)
        return bool(self._styled(style, look) if direct is None else direct)

    def _styled(self, style: CharacterStyle, look: str) -> bool | None:
        key = (style.style_id, look)
        if key not in self._looks:
            self._looks[key] = next(
                (found for one in _line(style) if (found := getattr(one.font, look)) is not None), None
            )
        return self._looks[key]


def _line(style: CharacterStyle) -> Iterator[CharacterStyle]:
    """A style and those that it is based on; at most ten, since a damaged file may go in circles."""
    found: BaseStyle | None = style
    for _ in range(10):
        if not isinstance(found, CharacterStyle):
            return
        yield found
        found = found.base_style


def _kind(style: ParagraphStyle) -> Kind | None:
    names = [one.name or "" for one in _line(style)]
    if _CONTENTS.match(names[0]):
        return "note"
    return "heading" if any(map(_HEADING.match, names)) else None


def _text(run: CT_R) -> str:
    return "".join(_written(child) for child in run)


def _written(child: etree._Element) -> str:
    if child.tag == qn("w:t"):
        return child.text or ""
    # A break of a page or a column ends no line.
    return "" if child.get(qn("w:type")) in {"page", "column"} else _WRITTEN.get(str(child.tag), "")


def _notes(word: Word, kind: str, tag: str) -> dict[str, str]:
    """The texts of the file's footnotes or endnotes by their ids."""
    try:
        part = word.part.part_related_by(kind)
    except KeyError:
        return {}
    notes = etree.fromstring(part.blob, oxml_parser).iter(tag)
    return {
        note.get(qn("w:id"), ""): " ".join("".join(map(_text, _runs(one))).strip() for one in _elements(note))
        for note in notes
    }
