"""Rows of named cells out of CSV, JSON, JSON lines, XLSX and ODS; a row that is broken is told and stops no other."""

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import reduce
from itertools import chain, groupby
from xml.parsers import expat

from rag.errors import BadInput, UnreadableFile
from rag.load.encoding import decode
from rag.load.files import Document
from rag.load.limits import Limits
from rag.load.packed.unpack import chunks

CELLS = 5_000_000
"""The largest sheet, from its first to its last cell: it is laid out in memory with all empty cells between."""

_DELIMITERS = ",;\t|"
_REFERENCE = re.compile(r"(?P<column>[A-Za-z]*)(?P<row>\d{1,18})")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by their column, or what is `wrong` with them.

    `number` counts from 1 below the head and counts blank rows, so that it stays when rows are added at the end.
    """

    number: int
    cells: dict[str, object] = field(default_factory=dict)
    wrong: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a head; its rows, blank ones left out, can be gone through once."""

    columns: tuple[str, ...]
    rows: Iterator[Row]
    name: str | None = None


def sheets(document: Document, encoding: str | None, limits: Limits) -> Iterator[Sheet]:
    """The sheets of a workbook, or the one of another file; raises BadInput where it is not what its name says."""
    if document.suffix in {".xlsx", ".ods"}:
        yield from _workbook(document.data, limits)
        return
    text = decode(document.data, encoding)
    yield _json(text, document.suffix) if document.suffix in {".json", ".jsonl", ".ndjson"} else _csv(text)


def written(cell: object) -> str | None:
    """A cell as text, dates as ISO 8601, None where it is blank; raises BadInput at what is no text."""
    if isinstance(cell, (list, dict)):
        raise BadInput("a list or an object, not a value")
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return None
    text = _spelt(cell).replace("\r\n", "\n").replace("\r", "\n").strip()
    if re.search("[\0\ud800-\udfff]", text):
        raise BadInput("a NUL or half a character, which is no text")
    return text or None


def _spelt(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


# A grid of cells, the first row of which is the head


def _grid(records: Iterable[Sequence[object]], name: str | None = None) -> Sheet:
    lines = iter(records)
    head = next((line for line in lines if not _blank(line)), ())
    columns: list[str] = []
    for place, cell in enumerate(head, start=1):
        column = " ".join(str(cell).split()) or f"column {place}"
        columns.append(f"{column} ({place})" if column in columns else column)
    return Sheet(tuple(columns), _rows(columns, lines), name)


def _rows(columns: Sequence[str], lines: Iterator[Sequence[object]]) -> Iterator[Row]:
    number = 0
    try:
        for number, line in enumerate(lines, start=1):
            if not _blank(line[len(columns) :]):
                yield Row(number, wrong="it has more cells than there are columns")
            elif not _blank(line):
                yield Row(number, dict(zip(columns, line, strict=False)))
    except csv.Error as error:
        yield Row(number + 1, wrong=f"its quotation marks do not pair ({error}); it and all below it cannot be read")


def _blank(line: Sequence[object]) -> bool:
    return all(cell is None or not str(cell).strip() for cell in line)


def _csv(text: str) -> Sheet:
    # Only ever raised: it is one setting for the whole process, and no cell is longer than its file.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    text = re.sub(r"\A\s*sep=.\n", "", text).lstrip("\n")
    delimiter = max(_DELIMITERS, key=lambda mark: _width(text, mark))
    try:
        # Files of tabs are often written without quotation, so that a mark in them is a mark.
        if delimiter == "\t" and not _pairs(text):
            return _grid(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE))
        return _grid(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableFile(f"its head is not CSV: {error}") from error


def _width(text: str, delimiter: str) -> int:
    """How many columns the first row has, if that is the delimiter."""
    return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), ()))


def _pairs(text: str) -> bool:
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True):
            pass
    except csv.Error:
        return False
    return True


# JSON


def _json(text: str, suffix: str) -> Sheet:
    whole = suffix == ".json" or text.lstrip().startswith("[")
    rows = _whole(text) if whole else _lines(text)
    return Sheet(tuple(dict.fromkeys(name for row in rows for name in row.cells)), iter(rows))


def _whole(text: str) -> list[Row]:
    try:
        found = _parsed(text)
    except BadInput as error:
        if "Extra data" in str(error):
            return _lines(text)
        raise UnreadableFile(str(error)) from error
    return [_row(number, one) for number, one in enumerate(found if isinstance(found, list) else [found], start=1)]


def _lines(text: str) -> list[Row]:
    # Not `splitlines`, which cuts at U+2028, too; that may stand in the middle of a string.
    return [_line(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]


def _line(number: int, line: str) -> Row:
    try:
        return _row(number, _parsed(line))
    except BadInput as error:
        return Row(number, wrong=str(error))


def _row(number: int, found: object) -> Row:
    return Row(number, found) if isinstance(found, dict) else Row(number, wrong="it is not an object of columns")


def _parsed(text: str) -> object:
    try:
        # NaN and Infinity, which are not JSON, are what some libraries write for an empty cell.
        return json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"it is not JSON: {error}") from error


# Workbooks


def _workbook(data: bytes, limits: Limits) -> Iterator[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook

    _measure(data, limits)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            yield _grid(book.get_sheet_by_name(name).iter_rows(), name)
    except CalamineError as error:
        raise UnreadableFile(f"not a workbook that can be read: {error}") from error


def _measure(data: bytes, limits: Limits) -> None:
    """Raise BadInput where calamine would find no end, or no memory: in XML that is broken, and at a cell far out."""
    for name, part in groupby(chunks(data, limits), key=lambda piece: piece[0]):
        first = next(part)[1]
        if b"<" in first[:8]:
            _parse(name, chain([first], (piece for _, piece in part)))


def _parse(name: str, pieces: Iterable[bytes]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = _Extent().see
    try:
        for piece in pieces:
            parser.Parse(piece)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableFile(f"broken: {name} in it is not XML: {error}") from error


@dataclass(slots=True)
class _Extent:
    """How far out the cells of a sheet of XLSX lie."""

    rows: int = 1
    columns: int = 1

    def see(self, _tag: str, attributes: Mapping[str, str]) -> None:
        """Look at the start of an element; raises UnreadableFile."""
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        if not place:
            return
        self.rows = max(self.rows, int(place["row"]))
        self.columns = max(self.columns, _number(place["column"]))
        if self.rows * self.columns > CELLS:
            size = f"{self.rows:,} rows and {self.columns:,} columns"
            raise UnreadableFile(f"a sheet of {size}; {CELLS:,} cells are the limit")


def _number(column: str) -> int:
    """A is 1, Z 26, AA 27."""
    return reduce(lambda number, letter: 26 * number + ord(letter) - ord("A") + 1, column.upper(), 0)
