"""Tables of metadata that lie in an archive, which tell of the files below them there as those in a folder do."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from rag.errors import BadInput
from rag.load.files import Document
from rag.load.options import LoadOptions
from rag.load.packed import containers
from rag.load.tables import Table
from rag.load.tables import read as read_table
from rag.schema import Failure


def with_tables(path: Path, options: LoadOptions) -> LoadOptions:
    """The options with an archive's tables, where the user names none; raises BadInput where one cannot be read."""
    if options.table:
        return options
    found = {Path(one.name).parent: one for one in map(_usable, containers.tables(path, options.limits))}
    return replace(options, tables={**options.tables, **{folder: _table(one) for folder, one in found.items()}})


def _usable(found: Document | Failure) -> Document:
    if isinstance(found, Failure):
        raise BadInput(f"{found.file}: {found.reason}")
    return found


def _table(document: Document) -> Table:
    """Read from a file, as any other."""
    with TemporaryDirectory() as folder:
        file = Path(folder, Path(document.name).name)
        file.write_bytes(document.data)
        try:
            return read_table(file, {})
        except BadInput as error:
            raise BadInput(f"{document.name}{str(error).removeprefix(str(file))}") from error
