"""From paths to bytes: which files are speeches, and what they hold; says why where one is not usable."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from rag.errors import BadInput, UnreadableFile
from rag.load.limits import Limits

FORMATS = {
    ".txt": "text", ".md": "text", ".markdown": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".pdf": "pdf", ".docx": "word", ".odt": "word", ".rtf": "word",
    ".xml": "tei",
    ".csv": "rows", ".tsv": "rows", ".xlsx": "rows", ".ods": "rows",
    ".json": "rows", ".jsonl": "rows", ".ndjson": "rows",
}  # fmt: skip
"""The module of `rag.load` that reads files of a suffix."""

PACKED = frozenset({".zip", ".tar", ".tgz", ".txz", ".tbz2", ".gz", ".xz", ".bz2"})
"""Suffixes of archives and of compressed files."""

TABLES = frozenset({f"metadata{suffix}" for suffix in (".jsonl", ".csv", ".xlsx")})
"""Names of files that tell of the files beside them, and are no speeches themselves."""


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes under a name: a file's, or an entry's of an archive ("un.zip/2019/opening.txt").

    `folder` is where its neighbours lie, which a format may need; None within an archive.
    """

    name: str
    data: bytes
    folder: Path | None = None

    @property
    def stem(self) -> str:
        """The last part of the name, without its suffix."""
        return PurePosixPath(self.name).stem

    @property
    def suffix(self) -> str:
        """The suffix in small letters, with its dot."""
        return PurePosixPath(self.name).suffix.casefold()


def discover(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Files to load and files to skip (hidden, README or of another type), absolute, sorted, each once.

    A file or folder named outright is taken whatever its name; hidden folders below one are not entered, and what
    they hold is not listed. Raises BadInput where a path does not exist.
    """
    wanted: dict[Path, None] = {}
    skipped: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            for file in _walk(path.resolve()):
                (wanted if _is_speech(file) else skipped)[file] = None
        elif path.exists():
            wanted[path.resolve()] = None
        else:
            raise BadInput(f"{path}: no such file or folder")
    return list(wanted), [file for file in skipped if file not in wanted]


def _walk(folder: Path) -> Iterator[Path]:
    found: list[Path] = []
    for parent, folders, names in os.walk(folder):
        # In place, so that `os.walk` does not enter `.git` or `.venv`, which may hold thousands of files.
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(parent, name) for name in names]
    return (file for file in sorted(found) if file.is_file())


def _is_speech(file: Path) -> bool:
    return named_as_speech(file.name) or file.suffix.casefold() in PACKED


def named_as_speech(name: str) -> bool:
    """Whether a file of that name is read as speeches: by its suffix, and not hidden, a README or a table."""
    bare = PurePosixPath(name.casefold())
    return bare.suffix in FORMATS and not bare.name.startswith((".", "readme")) and not named_as_table(name)


def named_as_table(name: str) -> bool:
    """Whether a file of that name tells of those beside it."""
    return PurePosixPath(name.casefold()).name in TABLES


def read(path: Path, limits: Limits) -> Document:
    """The file's bytes; raises UnreadableFile where it is too large, empty or cannot be opened."""
    with opened(path) as file:
        limits.check("file_bytes", path.stat().st_size, "too large, bytes")
        data = file.read()
    if not data.strip():
        raise UnreadableFile("empty: there is no text in it")
    return Document(path.as_posix(), data, path.parent)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file, open for reading; raises UnreadableFile where it cannot be opened or read."""
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise UnreadableFile(f"cannot be read: {error.strerror}") from error
