"""Where conversations are kept: as files in a folder, or in memory alone."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from rag.conversation.kept import Kept, parse
from rag.errors import ArchiveError, BadInput, NotFound

_ID = re.compile(r"[0-9a-f]{16}")
"""An id comes from an address that anybody can write; it must lead nowhere else."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a list of conversations tells of each."""

    id: str
    title: str
    changed: AwareDatetime


@dataclass(frozen=True, slots=True)
class Listed:
    """The conversations there are, the latest first, and why some cannot be read."""

    heads: tuple[Head, ...] = ()
    unreadable: tuple[str, ...] = ()


class Shelf(Protocol):
    """Keeps conversations by their ids."""

    def listed(self) -> Listed:
        """Those that are kept."""
        ...

    def get(self, name: str) -> Kept:
        """The conversation of an id; raises NotFound, or BadInput where it cannot be read."""
        ...

    def put(self, kept: Kept) -> None:
        """Keep one, in the place of what it was before; raises ArchiveError where that cannot be."""
        ...

    def drop(self, name: str) -> None:
        """Keep it no longer."""
        ...


class InMemory:
    """A shelf that is gone with its owner."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}

    def listed(self) -> Listed:
        """Those that are kept."""
        return Listed(_latest([Head(one.id, one.title, one.changed) for one in self._kept.values()]))

    def get(self, name: str) -> Kept:
        """The conversation of an id; raises NotFound."""
        if name not in self._kept:
            raise NotFound("this conversation is not here: none is kept longer than its page is open")
        return self._kept[name]

    def put(self, kept: Kept) -> None:
        """Keep one, in the place of what it was before."""
        self._kept[kept.id] = kept

    def drop(self, name: str) -> None:
        """Keep it no longer."""
        self._kept.pop(name, None)


class OnDisk:
    """A shelf of JSON files, `<id>.json`, in a folder that is made with the first; files of other names are let be."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def listed(self) -> Listed:
        """Those that are kept."""
        files = [file for file in self._folder.glob("*.json") if _ID.fullmatch(file.stem)]
        told = list(filter(None, map(_head, files)))
        unreadable = tuple(sorted(one for one in told if isinstance(one, str)))
        return Listed(_latest([one for one in told if isinstance(one, Head)]), unreadable)

    def get(self, name: str) -> Kept:
        """The conversation of an id; raises NotFound, or BadInput where it cannot be read."""
        file = self._file(name)
        try:
            return _whole(file, _stamp(file))
        except FileNotFoundError as error:
            raise NotFound("this conversation is not here any more, or was kept in another archive") from error
        except (OSError, BadInput) as error:
            raise BadInput(_told(file, error)) from error

    def put(self, kept: Kept) -> None:
        """Keep one, in the place of what it was before; at any moment the file holds the one or the other."""
        file = self._file(kept.id)
        with self._writing():
            self._folder.mkdir(parents=True, exist_ok=True)
            _replace(file, kept.text())

    def drop(self, name: str) -> None:
        """Keep it no longer."""
        with self._writing():
            self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        if not _ID.fullmatch(name):
            raise NotFound(f"{name!r} is no conversation")
        return self._folder / f"{name}.json"

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ArchiveError(f"{self._folder} cannot be written to: {error.strerror or error}") from error


def _replace(file: Path, text: str) -> None:
    with NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, suffix=".part", delete=False) as part:
        try:
            part.write(text)
            part.flush()
            os.fsync(part.fileno())
            Path(part.name).replace(file)
        except OSError:
            with suppress(OSError):
                Path(part.name).unlink()
            raise


_Stamp = tuple[int, int, int]
"""What changes when a file is replaced, so that one that did not is not read again."""


def _stamp(file: Path) -> _Stamp:
    found = file.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino


def _head(file: Path) -> Head | str | None:
    """What a list tells of a file, or why it cannot be read; None where it has just gone."""
    try:
        return _read_head(file, _stamp(file))
    except FileNotFoundError:
        return None
    except OSError as error:
        return _told(file, error)


@lru_cache(maxsize=4096)
def _read_head(file: Path, stamp: _Stamp) -> Head | str:
    try:
        return replace(_heads().validate_json(file.read_bytes()), id=file.stem)
    except ValidationError:
        return _told(file, BadInput("not a conversation"))


@lru_cache(maxsize=64)
def _whole(file: Path, stamp: _Stamp) -> Kept:
    # The name decides, so that a file that was copied is one of its own.
    return replace(parse(file.read_bytes()), id=file.stem)


@cache
def _heads() -> TypeAdapter[Head]:
    return TypeAdapter(Head)


def _told(file: Path, error: OSError | BadInput) -> str:
    why = error.strerror if isinstance(error, OSError) else error
    return f"{file.name} in the folder {file.parent.name} cannot be read ({why}); it is left as it is"


def _latest(heads: list[Head]) -> tuple[Head, ...]:
    return tuple(sorted(heads, key=lambda one: one.changed, reverse=True))
