"""Tables that hold a speech a row: CSV, TSV, JSON, JSON lines, XLSX and ODS.

A key is read from the column that the user names (`--column role=post`, and `--column text=...` for what was said),
else from the first column that has one of the names in `keys`; case, spaces, `-` and `_` are alike. Columns
that no key is read from are left alone, and named in the notes of the speeches that have something there. Of a workbook
each sheet with a column for the text is read.

A speech's id is what its row has under `id`; a bare number there, or the number of the row, is told apart from those of
other files by the file's name ("speeches-17", "speeches-row-12").
"""

from collections.abc import Iterator, Mapping

from rag.errors import BadInput, UnreadableFile
from rag.load.draft import BREAK, Draft
from rag.load.files import Document
from rag.load.options import LoadOptions
from rag.load.tables import metadata
from rag.load.tables.keys import TEXT, check, known, named
from rag.load.tables.sheet import Row, sheets, written
from rag.schema import Failure

FULL = 32_767
"""Characters that a cell of Excel can hold; what is longer was cut there, and may have come here by way of CSV."""


def drafts(document: Document, options: LoadOptions) -> Iterator[Draft | Failure]:
    """A speech a row; a row that cannot be used is told, and stops no other."""
    seen: list[str] = []
    count = 0
    part = None
    for sheet in sheets(document, options.encoding, options.limits):
        names = named(sheet.columns, options.columns)
        seen += sheet.columns
        if TEXT not in names:
            continue
        check(sheet.columns, options.columns)
        # The first sheet goes without its name, so that adding others changes no id.
        part = "" if part is None else sheet.name or ""
        for row in sheet.rows:
            count += 1
            options.limits.check("entries", count, "too many rows")
            yield _one(row, names, part, document)
    if part is None:
        raise BadInput(f"no column holds what was said ({known(seen)}); name it: --column text=COLUMN")
    if not count:
        raise UnreadableFile("empty: there is no row below the names of the columns")


def _one(row: Row, names: Mapping[str, str], part: str, document: Document) -> Draft | Failure:
    try:
        return _draft(row, names, part)
    except BadInput as error:
        where = (document.name, f"sheet {part}" if part else "", f"row {row.number}")
        return Failure(", ".join(filter(None, where)), str(error))


def _draft(row: Row, names: Mapping[str, str], part: str) -> Draft:
    if row.wrong:
        raise BadInput(row.wrong)
    text = _text(row.cells.get(names[TEXT]))
    if not text:
        raise UnreadableFile(f"there is no text in its column {names[TEXT]!r}")
    found = metadata(row, {key: name for key, name in names.items() if key != TEXT})
    name = " ".join(filter(None, (part, found.id or f"row-{row.number}")))
    if found.id and found.id.isdecimal():
        found = found.model_copy(update={"id": None})
    return Draft(text, found, name, notes=_notes(row, names))


def _text(cell: object) -> str | None:
    """What was said, which JSON may hold as a list of paragraphs."""
    if isinstance(cell, list) and all(isinstance(one, str) for one in cell):
        cell = BREAK.join(cell)
    if cell is not None and not isinstance(cell, (str, list, dict)):
        raise BadInput("text holds a number or a date, not words")
    try:
        return written(cell)
    except BadInput as error:
        raise BadInput(f"text holds {error}") from error


def _notes(row: Row, names: Mapping[str, str]) -> tuple[str, ...]:
    left = [name for name, cell in row.cells.items() if name not in names.values() and cell not in (None, "", [], {})]
    notes = [f"columns left alone: {', '.join(left)}"] if left else []
    if len(str(row.cells[names[TEXT]])) == FULL:
        notes.append(f"the text is likely cut: it has the {FULL:,} characters that a cell of Excel can hold")
    return tuple(notes)
