"""What the user says of all files at once: how they are read, and what is known of them beside."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from rag.errors import BadInput
from rag.load.files import FORMATS, Document
from rag.load.front_matter import FrontMatter, validate
from rag.load.limits import Limits
from rag.load.tables import Table

Grouping = Literal["speaker", "sitting"]
"""What is one speech in the record of a parliament: what one says without a break, or a whole sitting."""


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How files are read.

    `pattern` reads metadata out of file names ("{year}-{speaker}"); `fields` gives metadata where a file has
    none of its own; `table` has a row of metadata for each file, `tables` one for each file below a folder;
    `encoding` is for files that are not UTF-8; `columns` are the columns that a key is read from, in files that hold
    a speech a row (role: "post"); `grouping` says whether a parliament's sitting is one speech or one for each speaker;
    `only` is a pattern ("*.xml") that the names within an archive must fit.
    """

    pattern: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    encoding: str | None = None
    table: Table | None = None
    columns: dict[str, str] = field(default_factory=dict)
    tables: dict[Path, Table] = field(default_factory=dict)
    grouping: Grouping = "speaker"
    only: str | None = None
    limits: Limits = Limits()

    def fingerprint(self, path: Path) -> str:
        """Changes whenever the same bytes may load as other speeches."""
        table = self._table(path)
        row = table.fingerprint(path) if table else ""
        said = (self.pattern, sorted(self.fields.items()), self.encoding, sorted(self.columns.items()))
        return f"{said} {row} {self.grouping} {self.only}"

    def known(self, document: Document) -> FrontMatter:
        """What the user says of a document beside what it says itself: fields, then its name, then the table."""
        table = self._table(Path(document.name))
        row = table.of(Path(document.name)).model_dump(exclude_none=True) if table else {}
        return validate({**_from_name(document.stem, self.pattern), **self.fields, **row})

    def _table(self, path: Path) -> Table | None:
        """The table that the user named, else the nearest one that lies above the file."""
        # A file with a speech a row has its metadata in its rows.
        if FORMATS.get(path.suffix.casefold()) == "rows":
            return None
        return self.table or next((self.tables[folder] for folder in path.parents if folder in self.tables), None)


def _from_name(stem: str, pattern: str | None) -> dict[str, object]:
    """Metadata from a file name: `{year}-{speaker}` reads `2009-Obama`; `_` stands for a space in a value."""
    if pattern is None:
        return {}
    match = re.fullmatch(_compiled(pattern), stem)
    if not match:
        raise BadInput(f"the file name {stem!r} does not have the form {pattern!r}")
    found = {name: value.replace("_", " ") for name, value in match.groupdict().items()}
    if "year" in found:
        found.setdefault("date", found.pop("year"))
    return dict(found)


def _compiled(pattern: str) -> str:
    names = re.findall(r"{(\w+)}", pattern)
    wrong = [name for name in names if name not in {*FrontMatter.model_fields, "year"}]
    if wrong or not names or len(set(names)) != len(names):
        allowed = ", ".join([*FrontMatter.model_fields, "year"])
        raise BadInput(f"the pattern {pattern!r} needs names in braces, each once, from: {allowed}")
    parts = re.split(r"{(\w+)}", pattern)
    return "".join(f"(?P<{part}>.+?)" if index % 2 else re.escape(part) for index, part in enumerate(parts))
