"""A table of metadata beside the files: CSV, JSON lines or XLSX, a row for each file.

Its column `file` holds the file's name, or the end of its path ("2019/opening.md"); other columns are keys of the front
matter by their names (`keys`), or by what the user says ("role=post"). Columns that are neither are left alone.

Where no column names the file, a key makes its name, without the suffix, of those that do ("{ISO Code}_{Session}").
Whoever wrote such a table did not go by the files, so what one side lacks is no error: it is counted (`Table.gaps`).
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path

from rag.errors import BadInput, UnreadableFile
from rag.load.files import PACKED, Document
from rag.load.front_matter import FrontMatter, validate
from rag.load.limits import Limits
from rag.load.tables.keys import TEXT, check, known, lacking, named, spelled
from rag.load.tables.sheet import Row, Sheet, sheets, written

FILE = "file"
SHOWN = 3
"""How many names a count is told with."""

_BRACED = re.compile(r"{([^{}]+)}")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table by the end of the path they tell of, and the columns that were not used.

    With `keyed`, rows go by the name of the file alone, `doubled` are the names that several rows have, and `asked`
    gathers the names of the files that were looked up.
    """

    path: Path
    rows: dict[str, FrontMatter]
    unused: tuple[str, ...] = ()
    keyed: bool = False
    doubled: frozenset[str] = frozenset()
    asked: set[str] = field(default_factory=set, compare=False)

    def of(self, file: Path) -> FrontMatter:
        """What the table says of a file; raises UnreadableFile where one that names files says nothing of it."""
        row = self._row(file)
        if row is None and not self.keyed:
            raise UnreadableFile(f"has no row in {self.path.name}; add one, or ingest it without that table")
        return row or FrontMatter()

    def fingerprint(self, file: Path) -> str:
        """Changes whenever the file's row does, or any row where it holds other files; empty where it has none."""
        if file.suffix.casefold() in PACKED:
            return _digest(f"{name} {row.model_dump_json()}" for name, row in sorted(self.rows.items()))
        row = self._row(file)
        return _digest([row.model_dump_json()]) if row else ""

    def gaps(self) -> str:
        """What files and rows lack of each other, in one line; empty where nothing, or where no file was looked up."""
        if not self.asked:
            return ""
        found = {
            "files without a row": self.asked - self.rows.keys(),
            "rows without a file": self.rows.keys() - self.asked,
            "files with several rows, of which is taken what agrees": self.asked & self.doubled,
        }
        return "; ".join(f"{what}: {_counted(names)}" for what, names in found.items() if names)

    def _row(self, file: Path) -> FrontMatter | None:
        """By the longest end of its path that has a row; with a key, by its name."""
        if self.keyed:
            name = _alike(file.stem)
            self.asked.add(name)
            return self.rows.get(name)
        ends = ("/".join(file.parts[start:]) for start in range(len(file.parts)))
        return next((self.rows[end] for end in ends if end in self.rows), None)


def _digest(rows: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _counted(names: Iterable[str]) -> str:
    every = sorted(names)
    return f"{len(every):,} ({', '.join(every[:SHOWN])}{', ...' if len(every) > SHOWN else ''})"


def read(path: Path, columns: Mapping[str, str], key: str | None = None) -> Table:
    """Read a table; `columns` gives the column that a key is read from where its name does not tell it.

    `key` makes the file's name of columns in braces where none holds it. Raises BadInput that names the row where one
    cannot be used.
    """
    wanted = _braced(key) if key else [FILE]
    sheet = _sheet(path, wanted)
    try:
        names = named(sheet.columns, columns)
        check(sheet.columns, {key: name for key, name in columns.items() if key != TEXT})
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from error
    names.pop(TEXT, None)  # a table that tells of files may hold their texts, too
    places = spelled(sheet.columns, wanted)
    rows: dict[str, list[FrontMatter]] = {}
    for row in sheet.rows:
        try:
            file = _stem(row, key, places) if key else _file(row, places[FILE], rows)
            rows.setdefault(file, []).append(metadata(row, names))
        except BadInput as error:
            raise BadInput(f"{path}, row {row.number}: {error}") from error
    return Table(
        path,
        {file: reduce(_agreed, told) for file, told in rows.items()},
        tuple(name for name in sheet.columns if name not in {*places.values(), *names.values()}),
        keyed=key is not None,
        doubled=frozenset(file for file, told in rows.items() if len(told) > 1),
    )


def metadata(row: Row, names: Mapping[str, str]) -> FrontMatter:
    """What a row tells under the columns of that `names`, by key; raises BadInput."""
    found: dict[str, object] = {}
    for key, name in names.items():
        try:
            found[key] = written(row.cells.get(name))
        except BadInput as error:
            raise BadInput(f"{key} holds {error}") from error
    return validate(found)


def _agreed(one: FrontMatter, other: FrontMatter) -> FrontMatter:
    """What both say; who of two speakers it is, nothing tells."""
    return one.model_copy(update={key: None for key, value in one if value != getattr(other, key)})


def _file(row: Row, column: str, taken: Mapping[str, object]) -> str:
    file = _cell(row, column).replace("\\", "/").removeprefix("./").strip("/")
    if not file:
        raise BadInput("it names no file")
    if file in taken:
        raise BadInput(f"{file} has a row already")
    return file


def _stem(row: Row, key: str, places: Mapping[str, str]) -> str:
    """The name of the row's file; one with a blank cell in it is no file's."""
    return _alike(_BRACED.sub(lambda name: _cell(row, places[name[1]]), key))


def _cell(row: Row, column: str) -> str:
    if row.wrong:
        raise BadInput(row.wrong)
    return written(row.cells.get(column)) or ""


def _alike(stem: str) -> str:
    """A name without what tables and files write in different ways: capitals, and zeros before a number."""
    return _ZEROS.sub("", stem.casefold())


def _braced(key: str) -> list[str]:
    names = _BRACED.findall(key)
    if not names:
        raise BadInput(f'the key {key!r} names no column; write it as in "{{ISO Code}}_{{Session}}_{{Year}}"')
    return names


def _sheet(path: Path, wanted: Sequence[str]) -> Sheet:
    """The first one that has the columns that tell of which file a row is."""
    seen: list[str] = []
    try:
        document = Document(path.as_posix(), path.read_bytes())
        for one in sheets(document, None, Limits()):
            if not lacking(one.columns, wanted):
                return one
            seen += one.columns
    except (OSError, UnreadableFile) as error:
        raise BadInput(f"{path}: the table cannot be read: {error}") from error
    absent = ", ".join(map(repr, lacking(seen, wanted) or wanted))
    hint = "; where others do, say how: --table-key" if wanted == [FILE] else ""
    raise BadInput(f"{path}: there is no column {absent} that names the file of each row ({known(seen)}){hint}")
