"""A table of metadata beside the files: CSV or JSON lines, a row for each file.

Its column `file` holds the file's name, or the end of its path ("2019/opening.md"); other columns are keys of the front
matter, or are named as such by the user ("role=post"). Columns that are neither are left alone.
"""

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.errors import BadFrontMatter, BadInput, UnreadableFile
from rag.load.front_matter import FrontMatter, validate

FILE = "file"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table by the end of the path they tell of, and the columns that were not used."""

    path: Path
    rows: dict[str, FrontMatter]
    unused: tuple[str, ...] = ()

    def of(self, file: Path) -> FrontMatter:
        """What the table says of a file; raises UnreadableFile where it says nothing."""
        row = self._row(file)
        if row is None:
            raise UnreadableFile(f"has no row in {self.path.name}; add one, or ingest it without that table")
        return row

    def fingerprint(self, file: Path) -> str:
        """Changes whenever the file's row does; empty where it has none."""
        row = self._row(file)
        return hashlib.sha256(row.model_dump_json().encode()).hexdigest() if row else ""

    def _row(self, file: Path) -> FrontMatter | None:
        """By the longest end of its path that has a row."""
        ends = ("/".join(file.parts[start:]) for start in range(len(file.parts)))
        return next((self.rows[end] for end in ends if end in self.rows), None)


def read(path: Path, columns: Mapping[str, str]) -> Table:
    """Read a table; `columns` gives the column that a key is read from where it is not the key's own name.

    Raises BadInput that names the row where one cannot be used.
    """
    present, raw = _raw(path)
    names = {key: columns.get(key, key) for key in FrontMatter.model_fields}
    if FILE not in present:
        raise BadInput(f"{path}: there is no column {FILE!r} that names the file of each row")
    if absent := [name for key, name in columns.items() if key not in names or name not in present]:
        raise BadInput(f"{path}: no such column or key: {', '.join(absent)}; the columns are {', '.join(present)}")
    rows: dict[str, FrontMatter] = {}
    for number, row in enumerate(raw, start=1):
        file = str(row.get(FILE) or "").replace("\\", "/").removeprefix("./").strip("/")
        if not file or file in rows:
            raise BadInput(f"{path}, row {number}: {f'{file} has a row already' if file else 'it names no file'}")
        rows[file] = _row(path, number, {key: row.get(name) for key, name in names.items()})
    unused = tuple(name for name in present if name not in {FILE, *names.values()})
    return Table(path, rows, unused)


def _row(path: Path, number: int, values: Mapping[str, object]) -> FrontMatter:
    given = {key: value for key, value in values.items() if value is not None and value != ""}
    if nested := [key for key, value in given.items() if isinstance(value, (list, dict))]:
        raise BadInput(f"{path}, row {number}: {nested[0]} holds a list or an object, not a value")
    try:
        return validate({key: str(value) for key, value in given.items()})
    except BadFrontMatter as error:
        raise BadInput(f"{path}, row {number}: {error}") from error


def _raw(path: Path) -> tuple[list[str], list[dict[str, object]]]:
    """The names of the columns, and the rows."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: the table cannot be read: {error}") from error
    return _json_rows(path, text) if path.suffix.casefold() in {".jsonl", ".ndjson"} else _csv_rows(path, text)


def _csv_rows(path: Path, text: str) -> tuple[list[str], list[dict[str, object]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        rows: list[dict[str, object]] = [dict(row) for row in reader]
    except csv.Error as error:
        raise BadInput(f"{path}, line {reader.line_num}: {error}") from error
    for number, row in enumerate(rows, start=1):
        if None in row:
            raise BadInput(f"{path}, row {number}: it has more cells than there are columns")
    return list(reader.fieldnames or ()), rows


def _json_rows(path: Path, text: str) -> tuple[list[str], list[dict[str, object]]]:
    rows = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadInput(f"{path}, line {number} is not JSON: {error}") from error
        if not isinstance(row, dict):
            raise BadInput(f"{path}, line {number} is not an object of columns")
        rows.append(row)
    return list(dict.fromkeys(name for row in rows for name in row)), rows
