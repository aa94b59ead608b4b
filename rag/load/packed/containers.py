"""Archives (zip, tar) and compressed files (gzip, xz, bzip2): what they hold, one entry after the other, in memory.

Nothing is written where an entry's name says, so that no name can lead anywhere; one that tries to is refused all the
same. A broken entry fails alone where the format allows it; what costs more than `Limits` allow stops the archive.
"""

import bz2
import gzip
import io
import lzma
import re
import shutil
import stat
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from rag.errors import UnreadableFile
from rag.load.files import PACKED, Document, named_as_speech, named_as_table, opened
from rag.load.limits import Clock, Limits
from rag.load.options import LoadOptions
from rag.load.packed.unpack import BROKEN, CHUNK, Budget, Exhausted, metered, read, refuse_method
from rag.schema import Failure, Skipped

if TYPE_CHECKING:
    from _typeshed import SupportsRead

NESTED = 3
"""How many archives may lie one within the other, the outermost counted."""

HEADER_BYTES = 1_000_000
"""The longest extra header of a tar's entry, which tells a long name or the like, and is read at once."""

_COMPRESSIONS: dict[bytes, Callable[[IO[bytes]], "SupportsRead[bytes]"]] = {
    b"\x1f\x8b": lambda stream: gzip.GzipFile(fileobj=stream, mode="rb"),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}
_EXTRA_HEADERS = frozenset({
    tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK,
})  # fmt: skip
_ENCRYPTED, _UTF8 = 0x1, 0x800
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class _Archive:
    """An archive or a compressed file; `depth` is 1 for one that lies in no other, with which all share the budget.

    `wanted` tells by its name which entry is looked for.
    """

    name: str
    stream: IO[bytes]
    budget: Budget
    wanted: Callable[[PurePosixPath], bool]
    depth: int = 1


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an archive holds under a name, to be opened before the next; `refusal` says why it must not be."""

    name: str
    opened: Callable[[], IO[bytes] | None]
    refusal: str | None = None


def is_container(path: Path) -> bool:
    """Whether a file of that name holds other files."""
    return path.suffix.casefold() in PACKED


def entries(path: Path, options: LoadOptions) -> Iterator[Document | Failure | Skipped]:
    """The files of an archive, and of archives within it, as documents ("un.zip/2019/opening.txt").

    What is no speech by its name is told as skipped. Raises UnreadableFile where the archive cannot be opened.
    """
    only = options.only
    yield from _read(path, options.limits, lambda name: named_as_speech(name.name) and (not only or name.match(only)))


def tables(path: Path, limits: Limits) -> Iterator[Document | Failure]:
    """The tables of metadata that lie in an archive, in the order of their names; a failure is that of a table.

    What else is wrong with the archive is left to `entries` to tell.
    """
    found = _read(path, limits, lambda name: named_as_table(name.name))
    told = {one.name if isinstance(one, Document) else one.file: one for one in found if not isinstance(one, Skipped)}
    yield from (told[name] for name in sorted(told) if named_as_table(name))


def _read(
    path: Path, limits: Limits, wanted: Callable[[PurePosixPath], bool]
) -> Iterator[Document | Failure | Skipped]:
    with opened(path) as file:
        budget = Budget(limits, path.stat().st_size, Clock(limits))
        try:
            for found in _contents(_Archive(path.as_posix(), file, budget, wanted)):
                left = time.monotonic()
                yield found
                budget.idle(time.monotonic() - left)
        except Exhausted as error:
            yield Failure(path.as_posix(), str(error))


def _contents(archive: _Archive) -> Iterator[Document | Failure | Skipped]:
    """What is in an archive; where it breaks off, that is told, too. Raises Exhausted."""
    empty = True
    try:
        for entry in _listed(archive):
            empty = False
            yield from _found(entry, archive)
    except (UnreadableFile, *BROKEN) as error:
        yield Failure(archive.name, _said(error))
    else:
        if empty:
            yield Failure(archive.name, "empty: there is no file in it")


def _found(entry: _Entry, archive: _Archive) -> Iterator[Document | Failure | Skipped]:
    inner = _tidy(entry.name)
    name = f"{archive.name}/{inner}"
    if _leads_out(entry.name):
        yield Failure(f"{archive.name}, entry {entry.name!r}", "its name leads out of the archive")
    elif not _is_wanted(PurePosixPath(inner), archive):
        yield Skipped(name)
    elif entry.refusal:
        yield Failure(name, entry.refusal)
    elif is_container(Path(inner)):
        yield from _within(entry, name, archive)
    else:
        yield _document(entry, name, archive.budget.limits)


def _document(entry: _Entry, name: str, limits: Limits) -> Document | Failure:
    try:
        data = read(_stream(entry), limits)
    except (UnreadableFile, *BROKEN) as error:
        return Failure(name, _said(error))
    return Document(name, data) if data.strip() else Failure(name, "empty: there is no text in it")


def _within(entry: _Entry, name: str, archive: _Archive) -> Iterator[Document | Failure | Skipped]:
    """What is in an archive that lies in another; a large one is laid on disk, since zips are read to and fro."""
    if archive.depth >= NESTED:
        yield Failure(name, f"an archive within archives, more than {NESTED} deep; unpack it first")
        return
    with tempfile.SpooledTemporaryFile(max_size=archive.budget.limits.file_bytes) as file:
        try:
            shutil.copyfileobj(_stream(entry), file, CHUNK)
        except (UnreadableFile, *BROKEN) as error:
            yield Failure(name, _said(error))
            return
        file.seek(0)
        yield from _contents(_Archive(name, file, archive.budget, archive.wanted, archive.depth + 1))


def _stream(entry: _Entry) -> IO[bytes]:
    stream = entry.opened()
    if stream is None:
        raise UnreadableFile("not a file")
    return stream


def _said(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if isinstance(error, UnreadableFile) else f"broken: {text or type(error).__name__}"


# Names


def _tidy(name: str) -> str:
    """A path with `/`, in which what cannot be shown or stored is replaced."""
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in name)
    return PurePosixPath(shown.replace("\\", "/")).as_posix()


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return not name or not parts[0] or ".." in parts or "\0" in name or bool(_DRIVE.match(name))


def _is_wanted(name: PurePosixPath, archive: _Archive) -> bool:
    """Whether it is what is looked for or an archive by its name, and not hidden or litter of a Mac."""
    hidden = any(part.startswith((".", "__MACOSX")) for part in name.parts)
    return not hidden and (archive.wanted(name) or name.suffix.casefold() in PACKED)


# Formats


def _listed(archive: _Archive) -> Iterator[_Entry]:
    """What an archive lists, whatever it is by its first bytes; raises UnreadableFile where that is no archive."""
    head = archive.stream.read(8)
    archive.stream.seek(0)
    if head.startswith(b"PK"):
        return _zipped(archive.stream, archive.budget)
    unpacked = next((opened for magic, opened in _COMPRESSIONS.items() if head.startswith(magic)), None)
    stream = metered(unpacked(archive.stream) if unpacked else archive.stream, archive.budget)
    if _is_tar(stream, archive.name):
        return _tarred(stream, archive.budget)
    if unpacked:
        return iter([_Entry(PurePosixPath(archive.name).stem, lambda: stream)])
    raise UnreadableFile("not an archive: it is neither zip, tar, gzip, xz nor bzip2")


def _zipped(stream: IO[bytes], budget: Budget) -> Iterator[_Entry]:
    with zipfile.ZipFile(stream) as archive:
        for entry in archive.infolist():
            budget.enter()
            name = _zip_name(entry)
            if not name.endswith(("/", "\\")):
                yield _Entry(name, partial(_unzipped, archive, entry, budget), _zip_refusal(entry))


def _unzipped(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> IO[bytes]:
    refuse_method(entry)
    return metered(archive.open(entry), budget)


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """Without the flag for UTF-8 a name should be in cp437, but is UTF-8 all the same where a Mac wrote it."""
    if entry.flag_bits & _UTF8:
        return entry.orig_filename
    try:
        return entry.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.orig_filename


def _zip_refusal(entry: zipfile.ZipInfo) -> str | None:
    if entry.flag_bits & _ENCRYPTED:
        return "encrypted; unpack it with its password, and ingest what comes out"
    kind = stat.S_IFMT(entry.external_attr >> 16)
    return None if kind in {0, stat.S_IFREG} else "a link or a device, not a file"


def _is_tar(stream: io.BufferedReader, name: str) -> bool:
    """By the mark in its first header; the oldest tars have none, and are known by their names."""
    return stream.peek(512)[257:262] == b"ustar" or ".tar" in PurePosixPath(name.casefold()).suffixes


def _tarred(stream: IO[bytes], budget: Budget) -> Iterator[_Entry]:
    # As a stream, so that all that is unpacked is counted, entries that are passed over, too.
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Member, encoding="utf-8", errors="replace") as archive:
        for member in archive:
            budget.enter()
            if not member.isdir():
                plain = member.isreg() and not member.issparse()
                refusal = None if plain else "a link, a device or a sparse file, not a plain one"
                yield _Entry(member.name, partial(archive.extractfile, member), refusal)


class _Member(tarfile.TarInfo):
    """An entry of a tar whose broken header is an error, which `tarfile` would take for the end of the archive."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "_Member":
        """Read a header; raises ReadError, and UnreadableFile where it announces another of a length that none has."""
        try:
            member = super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as error:
            if not buf.strip(b"\0"):  # the mark of the end, or the end without one
                raise
            raise tarfile.ReadError(str(error)) from error
        if member.size < 0 or (member.type in _EXTRA_HEADERS and member.size > HEADER_BYTES):
            raise UnreadableFile("broken: a header of a length that none has")
        return member
