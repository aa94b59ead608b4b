"""What unpacking may cost: bytes are counted as they come out, since an archive may lie about its sizes."""

import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from rag.errors import BadInput, UnreadableFile
from rag.load.limits import Clock, Limits

if TYPE_CHECKING:
    from _typeshed import SupportsRead, WriteableBuffer

CHUNK = 1 << 16

BROKEN = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, OverflowError,
    RuntimeError,
)  # fmt: skip
"""What the standard library raises at bytes that are not what their format wants."""


class Exhausted(BadInput):
    """An archive costs more than it may; nothing more is taken from it."""


@dataclass(slots=True)
class Budget:
    """What one archive has cost so far, with all that it holds; `packed` is its size as it lies there, in bytes."""

    limits: Limits
    packed: int
    clock: Clock
    entries: int = 0
    unpacked: int = 0

    def enter(self) -> None:
        """Count an entry; raises Exhausted."""
        self.entries += 1
        self._check()

    def count(self, size: int) -> None:
        """Count bytes that came out; raises Exhausted."""
        self.unpacked += size
        self._check()

    def idle(self, seconds: float) -> None:
        """Take off time that others spent on what came out."""
        self.clock = replace(self.clock, started=self.clock.started + seconds)

    def _check(self) -> None:
        try:
            self.limits.check("entries", self.entries, "too many entries")
            self.limits.check("total_bytes", self.unpacked, "unpacks to too much, bytes so far")
            # What is no larger than one file may be does no harm, however well it was packed.
            if self.unpacked > self.limits.file_bytes:
                times = self.unpacked // max(self.packed, 1)
                self.limits.check("ratio", times, "unpacks to too many times its size")
            self.clock.check()
        except UnreadableFile as error:
            raise Exhausted(str(error)) from error


class Metered(io.RawIOBase):
    """A stream whose bytes are counted as they are read."""

    def __init__(self, stream: "SupportsRead[bytes]", budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def readable(self) -> bool:
        """It is for reading only."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """As many bytes as the stream has ready, into `buffer`; raises Exhausted."""
        view = memoryview(buffer)
        data = self._stream.read(len(view))
        view[: len(data)] = data
        self._budget.count(len(data))
        return len(data)


def metered(stream: "SupportsRead[bytes]", budget: Budget) -> io.BufferedReader:
    """The same bytes, counted in chunks."""
    return io.BufferedReader(Metered(stream, budget), CHUNK)


def read(stream: "SupportsRead[bytes]", limits: Limits) -> bytes:
    """All of it; raises UnreadableFile where that is more than one file may have."""
    data = bytearray()
    for chunk in _pieces(stream):
        data += chunk
        limits.check("file_bytes", len(data), "too large, bytes so far")
    return bytes(data)


def _pieces(stream: "SupportsRead[bytes]") -> Iterator[bytes]:
    return iter(partial(stream.read, CHUNK), b"")


def chunks(data: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """The parts of an office file (DOCX, XLSX, ODT, ODS) piece by piece, each under its name; raises BadInput.

    To be gone through before a library reads such a file, which it does without any limit.
    """
    budget = Budget(limits, len(data), Clock(limits))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for part in package.infolist():
                budget.enter()
                refuse_method(part)
                with package.open(part) as stream:
                    yield from ((part.filename, chunk) for chunk in _pieces(metered(stream, budget)))
    except BROKEN as error:
        raise UnreadableFile(f"broken, or locked with a password: {error}") from error


def refuse_method(entry: zipfile.ZipInfo) -> None:
    """Raise UnreadableFile where `zipfile` would unpack any amount at once: it does so with bzip2 and LZMA."""
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise UnreadableFile("packed in a way that is not read here; pack it anew as a plain zip (deflate)")
