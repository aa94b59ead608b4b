"""Small workbooks, made on the fly."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from string import ascii_uppercase
from xml.sax.saxutils import escape

import odfdo

Cell = str | int | date | None
Sheets = Mapping[str, Sequence[Sequence[Cell]]]

_OFFICE = "http://schemas.openxmlformats.org"
_MAIN = f"{_OFFICE}/spreadsheetml/2006/main"
_LINKS = f"{_OFFICE}/officeDocument/2006/relationships"
_PACKAGE = f"{_OFFICE}/package/2006/relationships"
_STYLES = f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'


def xlsx(sheets: Sheets) -> bytes:
    """A workbook as a spreadsheet writes it, each cell with its reference."""
    return package({name: _rows(rows) for name, rows in sheets.items()})


def package(sheets: Mapping[str, str]) -> bytes:
    """A workbook of sheets that are given as the XML of their rows."""
    named = list(enumerate(sheets, start=1))
    tags = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in named)
    links = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n, _ in named]
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_OFFICE}/package/2006/content-types"/>',
        "_rels/.rels": _relations([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{tags}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations([*links, ("rId0", "styles", "styles.xml")]),
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{n}.xml": _worksheet(sheets[name]) for n, name in named},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def _relations(links: Sequence[tuple[str, str, str]]) -> str:
    tags = "".join(f'<Relationship Id="{id_}" Type="{_LINKS}/{kind}" Target="{to}"/>' for id_, kind, to in links)
    return f'<Relationships xmlns="{_PACKAGE}">{tags}</Relationships>'


def _worksheet(rows: str) -> str:
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def _rows(rows: Sequence[Sequence[Cell]]) -> str:
    return "".join(f'<row r="{number}">{_row(number, row)}</row>' for number, row in enumerate(rows, start=1))


def _row(number: int, row: Sequence[Cell]) -> str:
    return "".join(_cell(f"{letter}{number}", cell) for letter, cell in zip(ascii_uppercase, row, strict=False))


def _cell(place: str, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    if isinstance(cell, date):
        return f'<c r="{place}" s="1"><v>{(cell - date(1899, 12, 30)).days}</v></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'


def ods(sheets: Sheets) -> bytes:
    """The same as LibreOffice writes it."""
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    for name, rows in sheets.items():
        table = odfdo.Table(name)
        table.set_values([list(row) for row in rows])
        document.body.append(table)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
