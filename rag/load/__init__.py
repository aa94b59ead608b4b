"""From a file to a speech: one module a format, one function here that picks it.

`load` returns a `Speech` whose text is the body as it stands in the file, so that offsets into it are
offsets into what was said.
"""

import hashlib
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from slugify import slugify

from rag.errors import BadInput, UnreadableFile
from rag.load import transcript
from rag.load.files import decode, discover, read
from rag.load.front_matter import FrontMatter, parse, validate
from rag.load.table import Table
from rag.load.table import read as read_table
from rag.schema import Speech

__all__ = ["VERSION", "LoadOptions", "discover", "fingerprint", "load", "read", "read_table"]

VERSION = "3"
"""Raised when the same bytes would load as another speech; files are then loaded again."""


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """What the user says of all files at once.

    `pattern` reads metadata out of file names ("{year}-{speaker}"); `fields` gives metadata where a file has
    none of its own; `table` has a row of metadata for each file; `encoding` is for files that are not UTF-8.
    """

    pattern: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    encoding: str | None = None
    table: Table | None = None
    max_bytes: int = sys.maxsize

    def fingerprint(self, path: Path) -> str:
        """Changes whenever the same bytes may load as another speech."""
        row = self.table.fingerprint(path) if self.table else ""
        return f"{VERSION} {self.pattern} {sorted(self.fields.items())} {self.encoding} {row}"


def fingerprint(path: Path, data: bytes, options: LoadOptions) -> str:
    """SHA-256 of a file's bytes and of all that decides how they are read."""
    return hashlib.sha256(data + b"\x00" + options.fingerprint(path).encode()).hexdigest()


def load(path: Path, data: bytes, options: LoadOptions) -> Speech:
    """The speech in a file; raises BadInput with the reason where there is none."""
    text = decode(data, options.encoding)
    row = options.table.of(path).model_dump(exclude_none=True) if options.table else {}
    defaults = validate({**_from_name(path.stem, options.pattern), **options.fields, **row})
    if transcript.is_transcript(text):
        return _from_page(transcript.parse(text), _slug(path.stem), defaults)
    found, body = parse(text)
    if not body.strip():
        raise UnreadableFile("empty: there is front matter but no text below it")
    values = {**defaults.model_dump(exclude_none=True), **found.model_dump(exclude_none=True)}
    speech_id = _slug(values.pop("id", path.stem))
    return Speech(id=speech_id, text=body, markdown=path.suffix.casefold() != ".txt", **values)


def _from_page(page: transcript.Page, speech_id: str, defaults: FrontMatter) -> Speech:
    values = defaults.model_dump(exclude_none=True, exclude={"id"})
    # The title is read by an English pattern, so a page that it fits is in English.
    values |= {"language": "en"} if page.event else {}
    found = ("title", "date", "speaker", "role", "event", "place")
    values |= {name: getattr(page, name) for name in found if getattr(page, name)}
    notes = ("the text is cut: it ends in the middle of a sentence",) if page.cut else ()
    return Speech(id=_slug(defaults.id or speech_id), text=page.body, languages=page.languages, notes=notes, **values)


def _slug(name: str) -> str:
    slug = slugify(name)
    if not slug:
        raise BadInput(f"{name!r} has no letter or digit to make an id of; give an id in the front matter")
    return slug


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
