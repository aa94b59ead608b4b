"""A table of metadata beside the files: CSV, JSON lines or XLSX, a row for each file.

Its column `file` holds the file's name, or the end of its path ("2019/opening.md"); other columns are keys of the front
matter by their names (`keys`), or by what the user says ("role=post"). Columns that are neither are left alone.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.errors import BadInput, UnreadableFile
from rag.load.files import Document
from rag.load.front_matter import FrontMatter, validate
from rag.load.limits import Limits
from rag.load.tables.keys import TEXT, check, named
from rag.load.tables.sheet import Row, Sheet, sheets, written

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
    """Read a table; `columns` gives the column that a key is read from where its name does not tell it.

    Raises BadInput that names the row where one cannot be used.
    """
    sheet = _sheet(path)
    try:
        names = named(sheet.columns, columns)
        check(sheet.columns, {key: name for key, name in columns.items() if key != TEXT})
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from error
    names.pop(TEXT, None)  # a table that tells of files may hold their texts, too
    rows: dict[str, FrontMatter] = {}
    for row in sheet.rows:
        try:
            file = _file(row, rows)
            rows[file] = metadata(row, names)
        except BadInput as error:
            raise BadInput(f"{path}, row {row.number}: {error}") from error
    return Table(path, rows, tuple(name for name in sheet.columns if name not in {FILE, *names.values()}))


def metadata(row: Row, names: Mapping[str, str]) -> FrontMatter:
    """What a row tells under the columns of that `names`, by key; raises BadInput."""
    found: dict[str, object] = {}
    for key, name in names.items():
        try:
            found[key] = written(row.cells.get(name))
        except BadInput as error:
            raise BadInput(f"{key} holds {error}") from error
    return validate(found)


def _file(row: Row, taken: Mapping[str, object]) -> str:
    if row.wrong:
        raise BadInput(row.wrong)
    file = (written(row.cells.get(FILE)) or "").replace("\\", "/").removeprefix("./").strip("/")
    if not file:
        raise BadInput("it names no file")
    if file in taken:
        raise BadInput(f"{file} has a row already")
    return file


def _sheet(path: Path) -> Sheet:
    """The first one that has a column for files."""
    try:
        document = Document(path.as_posix(), path.read_bytes())
        found = next((one for one in sheets(document, None, Limits()) if FILE in one.columns), None)
    except (OSError, UnreadableFile) as error:
        raise BadInput(f"{path}: the table cannot be read: {error}") from error
    if found is None:
        raise BadInput(f"{path}: there is no column {FILE!r} that names the file of each row")
    return found
