"""From paths to text: which files are speeches, and their bytes decoded; says why where one is not usable."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from rag.errors import BadInput, UnreadableFile

SUFFIXES = frozenset({".txt", ".md", ".markdown"})


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
    name = file.name.casefold()
    return file.suffix.casefold() in SUFFIXES and not name.startswith((".", "readme"))


def read(path: Path, max_bytes: int) -> bytes:
    """The file's bytes; raises UnreadableFile where it is too large, empty or cannot be opened."""
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise UnreadableFile(
                f"too large: {size:,} bytes, the limit is {max_bytes:,} (ONRECORD_MAX_FILE_BYTES raises it)"
            )
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"cannot be read: {error.strerror}") from error
    if not data.strip():
        raise UnreadableFile("empty: there is no text in it")
    return data


def decode(data: bytes, fallback: str | None) -> str:
    """Text with line ends as \\n and no byte-order mark; UTF-8, else `fallback` where one is given."""
    if b"\x00" in data:
        raise UnreadableFile("binary: it holds NUL bytes, so it is not a text file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _decode_as(fallback, data, error)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if sum(not (char.isprintable() or char.isspace()) for char in text) > len(text) // 20:
        raise UnreadableFile("binary: more than a twentieth of it is control characters")
    return text


def _decode_as(fallback: str | None, data: bytes, error: UnicodeDecodeError) -> str:
    if fallback is None:
        raise UnreadableFile(
            f"not UTF-8: byte 0x{data[error.start]:02x} at {error.start}; "
            "convert it, or name its encoding with --encoding (often cp1252)"
        ) from error
    try:
        return data.decode(fallback)
    except LookupError as unknown:
        raise UnreadableFile(f"{fallback!r} is not an encoding that Python knows") from unknown
    except UnicodeDecodeError as still:
        raise UnreadableFile(
            f"neither UTF-8 nor {fallback}: byte 0x{data[still.start]:02x} at {still.start}"
        ) from still
