"""One page for the archive, by its address."""

import hashlib
import json
from dataclasses import dataclass
from email.message import Message
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from slugify import slugify
from urllib3.util import parse_url

from rag.errors import FetchError, UnreadableFile
from rag.fetch.request import INTERNET, Answer, Deadline, Network, opened
from rag.load.files import FORMATS, Document
from rag.load.limits import Limits

SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".xhtml",
    "text/plain": ".txt", "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/rtf": ".rtf", "text/rtf": ".rtf",
    "application/xml": ".xml", "text/xml": ".xml", "application/tei+xml": ".xml",
    "text/csv": ".csv", "text/tab-separated-values": ".tsv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/json": ".json", "application/jsonl": ".jsonl", "application/x-ndjson": ".ndjson",
}  # fmt: skip
"""The suffix that files of a media type have."""

VAGUE = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream"})
"""Media types that servers give whatever they have no other for."""

_HEADERS = {"Accept-Encoding": "gzip, deflate"}
TABLE = "metadata.jsonl"
"""Where the addresses of kept pages are, in a form that the ingest reads."""

_LONGEST = 120
"""Letters of a name, so that any file system takes it."""


@dataclass(frozen=True, slots=True)
class Page:
    """What stood at an address: `url` is where its redirects led, `encoding` the one that the server names."""

    url: str
    document: Document
    encoding: str | None


def page(url: str, limits: Limits, network: Network = INTERNET) -> Page:
    """Download a page of the public internet; raises FetchError that says in one line why it cannot be had."""
    with opened(url, _HEADERS, Deadline(limits.seconds), network) as answer:
        if answer.status != 200:
            raise answer.refusal
        told = _told(answer)
        suffix = _suffix(answer.url, told.get_content_type() if answer.header("Content-Type") else "")
        data = _body(answer, limits)
    return Page(answer.url, Document(_name(answer.url, suffix), data), told.get_content_charset())


def keep(one: Page, folder: Path) -> Path:
    """Write a page as a file, which the ingest reads as any other, and its address into the table beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    table = folder / TABLE
    rows = [json.loads(line) for line in table.read_text("utf-8").splitlines()] if table.exists() else []
    rows = [row for row in rows if row["file"] != one.document.name]
    rows.append({"file": one.document.name, "source": one.url})
    _write(table, "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode())
    return _write(folder / one.document.name, one.document.data)


def _write(file: Path, data: bytes) -> Path:
    """Put a file in the place of what it was before, as a whole."""
    part = file.with_name(f"{file.name}.part")
    part.write_bytes(data)
    return part.replace(file)


def _body(answer: Answer, limits: Limits) -> bytes:
    what = f"{answer.url}: too large, bytes"
    limits.check("file_bytes", answer.length or 0, what)
    data = bytearray()
    for piece in answer.unpacked():
        data += piece
        limits.check("file_bytes", len(data), f"{what} so far")
    if not data.strip():
        raise UnreadableFile(f"{answer.url}: empty: there is no text in it")
    return bytes(data)


def _told(answer: Answer) -> Message:
    """The header that names the media type and the encoding, taken apart."""
    message = Message()
    message["Content-Type"] = answer.header("Content-Type")
    return message


def _suffix(url: str, media: str) -> str:
    """By the media type; by the address where that says little."""
    named = PurePosixPath(parse_url(url).path or "").suffix.casefold()
    found = SUFFIXES.get(media)
    if named in FORMATS and (media in VAGUE or (found and FORMATS[found] == FORMATS[named])):
        return named
    if not found:
        raise FetchError(
            f"{url}: it is {media or 'of no stated type'}, which is not read; download it and ingest the file"
        )
    return found


def _name(url: str, suffix: str) -> str:
    """A file's name made of the whole address, since speeches are called after their files."""
    bare = slugify(unquote(url.partition("://")[2]).removesuffix(suffix)) or "page"
    if len(bare) > _LONGEST:
        bare = f"{bare[:_LONGEST]}-{hashlib.sha256(url.encode()).hexdigest()[:8]}"
    return bare + suffix
