"""From a file to its speeches: one module a format, one function here that picks it.

A format module has `drafts(document, options)`; what it yields becomes a `Speech` here, with the user's own
metadata, an id and a language. A speech's text is what was said, as it stands in the file, so that offsets into it
are offsets into what was said; where a format has no plain text of its own, its paragraphs stand a blank line apart.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from slugify import slugify

from rag.errors import BadInput
from rag.load.draft import Draft
from rag.load.files import FORMATS, TABLES, Document, discover, opened, read
from rag.load.front_matter import FrontMatter
from rag.load.language import identify
from rag.load.limits import Limits
from rag.load.options import LoadOptions
from rag.load.packed import containers
from rag.load.tables import read as read_table
from rag.schema import Failure, Skipped, Speech

__all__ = [
    "VERSION",
    "Document",
    "Limits",
    "LoadOptions",
    "fingerprint",
    "gather",
    "load",
    "read_table",
    "speeches",
]

VERSION = "5"
"""Raised when the same bytes would load as another speech; files are then loaded again."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Files to load and files to skip, and the options to load them with."""

    files: tuple[Path, ...]
    skipped: tuple[Path, ...]
    options: LoadOptions


def gather(paths: Iterable[Path], options: LoadOptions) -> Gathered:
    """Find the files; tables of metadata that lie beside them are read. Raises BadInput where one cannot be."""
    files, skipped = discover(paths)
    folders = {file.parent for file in (*files, *skipped)}
    found = (folder / name for folder in sorted(folders) for name in sorted(TABLES))
    tables = {table.parent: read_table(table, {}) for table in found if table.exists() and table not in files}
    return Gathered(tuple(files), tuple(skipped), replace(options, tables=tables))


def fingerprint(path: Path, options: LoadOptions) -> str:
    """SHA-256 of a file's bytes and of all that decides how they are read; raises UnreadableFile."""
    digest = hashlib.sha256(f"{VERSION} {options.fingerprint(path)}".encode())
    for part in (path, *_lists_beside(path)):
        with opened(part) as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()


def _lists_beside(path: Path) -> list[Path]:
    """The lists of persons that a TEI file's speakers are named by."""
    if FORMATS.get(path.suffix.casefold()) != "tei":
        return []
    from rag.load.tei.register import neighbours

    return neighbours(path.parent, path.stem)


def load(path: Path, options: LoadOptions) -> Iterator[Speech | Failure | Skipped]:
    """Everything that a file holds; what cannot be used is told, and stops nothing."""
    try:
        for document in (
            containers.entries(path, options) if containers.is_container(path) else [read(path, options.limits)]
        ):
            yield from speeches(document, options) if isinstance(document, Document) else [document]
    except BadInput as error:
        yield Failure(str(path), str(error))


def speeches(document: Document, options: LoadOptions) -> Iterator[Speech | Failure]:
    """The speeches of one document; what cannot be used is told, and stops no other."""
    try:
        known = options.known(document)
        reader = import_module(f"rag.load.{FORMATS.get(document.suffix, 'text')}")
        for draft in reader.drafts(document, options):
            yield draft if isinstance(draft, Failure) else _named(draft, document, known)
    except BadInput as error:
        yield Failure(document.name, str(error))


def _named(draft: Draft, document: Document, known: FrontMatter) -> Speech | Failure:
    """The speech, unless no id can be made of its name."""
    try:
        return _speech(draft, document, known)
    except BadInput as error:
        return Failure(f"{document.name}, {draft.name}" if draft.name else document.name, str(error))


def _speech(draft: Draft, document: Document, known: FrontMatter) -> Speech:
    """The file's own metadata go before the user's."""
    values = {**known.model_dump(exclude_none=True), **draft.found.model_dump(exclude_none=True)}
    values.setdefault("language", identify(draft.text))
    name = values.pop("id", None) or " ".join(part for part in (document.stem, draft.name) if part)
    return Speech(
        id=_slug(name),
        text=draft.text,
        languages=draft.languages,
        notes=draft.notes,
        markdown=draft.markdown,
        blocks=draft.blocks,
        voices=draft.voices,
        **values,
    )


def _slug(name: str) -> str:
    slug = slugify(name)
    if not slug:
        raise BadInput(f"{name!r} has no letter or digit to make an id of; give an id in the front matter")
    return slug
