"""Documents that are zips of XML files (DOCX, ODT): what one may cost is asked before anything in it is read."""

import io
import zipfile
import zlib

from rag.errors import UnreadableFile
from rag.load.limits import Limits
from rag.load.packed.unpack import refuse_method

_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How old Word files begin, and new ones that a password locks."""
_XML = (".xml", ".rels")


def check(data: bytes, limits: Limits) -> None:
    """Raise UnreadableFile where it is no sound zip, unpacks to too much, or holds XML that declares entities."""
    if data.startswith(_LOCKED):
        raise UnreadableFile("an old Word file, or one locked by a password: save it anew as .docx, without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_size(package, len(data), limits)
            for entry in package.infolist():
                refuse_method(entry)
                if entry.flag_bits & 1:
                    raise UnreadableFile("locked by a password: save it without one and load that")
                if entry.filename.endswith(_XML):
                    _check_entities(package.read(entry))
    # Python raises NotImplementedError for ways of packing that it does not know, EOFError for an entry cut short.
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise UnreadableFile("not a word processor's file, or a damaged one: it cannot be unpacked") from error


def media_type(data: bytes) -> str:
    """What an OpenDocument file, sound as `check` found it, says that it is; empty for others."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read("mimetype").decode("latin-1") if "mimetype" in package.namelist() else ""


def _check_size(package: zipfile.ZipFile, packed: int, limits: Limits) -> None:
    # What an entry says of its size is a bound: `read` stops there and finds that the checksum is wrong.
    size = sum(entry.file_size for entry in package.infolist())
    limits.check("entries", len(package.infolist()), "too many files in it")
    limits.check("total_bytes", size, "too large when unpacked, bytes")
    limits.check("ratio", size // max(packed, 1), "unpacks to more than its size says, times")


def _check_entities(xml: bytes) -> None:
    """Neither format has a document type; entities of one could grow without end."""
    # Without its zeros, UTF-16 reads like ASCII.
    if b"<!DOCTYPE" in xml.replace(b"\x00", b""):
        raise UnreadableFile("unsafe: its XML declares a document type, which no word processor writes")
