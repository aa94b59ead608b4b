"""From a file to its speeches: one module a format, one function here that picks it.

A format module has `drafts(document, options)`; what it yields becomes a `Speech` here, with the user's own
metadata, an id and a language. A speech's text is what was said, as it stands in the file, so that offsets into it
are offsets into what was said; where a format has no plain text of its own, its paragraphs stand a blank line apart.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from slugify import slugify

from rag.errors import BadInput
from rag.load.draft import Draft
from rag.load.files import FORMATS, Document, discover, named_as_table, opened, read
from rag.load.front_matter import FrontMatter
from rag.load.language import identify
from rag.load.limits import Limits
from rag.load.options import LoadOptions
from rag.load.packed import containers
from rag.load.packed.beside import with_tables
from rag.load.packed.containers import is_container
from rag.load.tables import read as read_table
from rag.schema import Failure, Skipped, Speech

__all__ = [
    "VERSION",
    "Document",
    "Limits",
    "LoadOptions",
    "fingerprint",
    "gather",
    "is_container",
    "load",
    "read_table",
    "speeches",
]

VERSION = "6"
"""Raised when the same bytes would load as another speech; files are then loaded again."""

APART = "--"
"""Between a folder and a name in an id; no name has it, since a slug has single hyphens only."""

Choose: TypeAlias = Callable[[tuple[str, ...], str], str]
"""Which of the ids that a speech may have it gets, by them and its text."""


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
    found = (file for folder in sorted(folders) for file in sorted(folder.iterdir()) if named_as_table(file.name))
    tables = {table.parent: read_table(table, {}) for table in found if table not in files and not options.table}
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


def plainest(ids: tuple[str, ...], _text: str) -> str:
    """The first, which is the speech's own name."""
    return ids[0]


def load(path: Path, options: LoadOptions, choose: Choose = plainest) -> Iterator[Speech | Failure | Skipped]:
    """Everything that a file holds; what cannot be used is told, and stops nothing."""
    try:
        if not is_container(path):
            yield from speeches(read(path, options.limits), options, choose)
            return
        within = with_tables(path, options)
        for found in containers.entries(path, options):
            yield from speeches(found, within, choose) if isinstance(found, Document) else [found]
    except BadInput as error:
        yield Failure(str(path), str(error))


def speeches(document: Document, options: LoadOptions, choose: Choose = plainest) -> Iterator[Speech | Failure]:
    """The speeches of one document; what cannot be used is told, and stops no other."""
    try:
        known = options.known(document)
        reader = import_module(f"rag.load.{FORMATS.get(document.suffix, 'text')}")
        for draft in reader.drafts(document, options):
            yield draft if isinstance(draft, Failure) else _named(draft, document, known, choose)
    except BadInput as error:
        yield Failure(document.name, str(error))


def _named(draft: Draft, document: Document, known: FrontMatter, choose: Choose) -> Speech | Failure:
    """The speech, unless no id can be made of its name."""
    try:
        return _speech(draft, document, known, choose)
    except BadInput as error:
        return Failure(f"{document.name}, {draft.name}" if draft.name else document.name, str(error))


def _speech(draft: Draft, document: Document, known: FrontMatter, choose: Choose) -> Speech:
    """The file's own metadata go before the user's."""
    values = {**known.model_dump(exclude_none=True), **draft.found.model_dump(exclude_none=True)}
    values.setdefault("language", identify(draft.text))
    given = values.pop("id", None)
    ids = (_slug(given),) if given else _ids(document, draft.name)
    return Speech(
        id=choose(ids, draft.text),
        text=draft.text,
        languages=draft.languages,
        notes=draft.notes,
        markdown=draft.markdown,
        blocks=draft.blocks,
        voices=draft.voices,
        **values,
    )


def _ids(document: Document, name: str | None) -> tuple[str, ...]:
    """The document's name, then with the folders before it that tell it from others of that name, more and more.

    In an archive all of its folders there come at once, so that no other entry has the same id.
    """
    *folders, _ = PurePosixPath(document.name).parts
    packed = (place for place, folder in enumerate(folders) if is_container(Path(folder)))
    first = next(packed, len(folders)) if document.folder is None else len(folders)
    plain = _slug(" ".join(part for part in (document.stem, name) if part))
    starts = range(min(first, len(folders) - 2) + 1, -1, -1)
    return (plain, *(APART.join(filter(None, [*map(slugify, folders[start:]), plain])) for start in starts))


def _slug(name: str) -> str:
    slug = slugify(name)
    if not slug:
        raise BadInput(f"{name!r} has no letter or digit to make an id of; give an id in the front matter")
    return slug
