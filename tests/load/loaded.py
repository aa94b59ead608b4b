"""The one speech of a document, as most tests of loading want it."""

from pathlib import Path

from rag.errors import BadInput
from rag.load import Document, LoadOptions, speeches
from rag.schema import Speech


def load(path: Path, data: bytes, options: LoadOptions = LoadOptions()) -> Speech:
    """Load what holds exactly one speech; raises BadInput where it fails."""
    (found,) = speeches(Document(path.as_posix(), data, path.parent), options)
    if isinstance(found, Speech):
        return found
    raise BadInput(found.reason)
