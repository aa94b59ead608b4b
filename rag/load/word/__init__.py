"""What word processors write: DOCX, ODT and RTF, told apart by how they begin, whatever their suffix says."""

from collections.abc import Iterator

from rag.errors import UnreadableFile
from rag.load.draft import Draft, compose
from rag.load.files import Document
from rag.load.front_matter import FrontMatter
from rag.load.limits import Clock
from rag.load.options import LoadOptions
from rag.load.record import Styled, spoken
from rag.load.titles import sensible
from rag.load.word import ooxml, opendocument, package, rtf

_ODT = "application/vnd.oasis.opendocument"
"""How the media type of an ODT begins, and of a template of one."""


def drafts(document: Document, options: LoadOptions) -> Iterator[Draft]:
    """The one speech of a word processor's file; raises UnreadableFile where it is locked, broken or empty."""
    title, told = _read(document.data, Clock(options.limits), options)
    if not any(any(map(str.isalpha, one.part.text)) for one in told):
        raise UnreadableFile("empty: there is no text in it")
    parts, voices = spoken(told, options.known(document))
    text, blocks = compose(parts)
    yield Draft(text, FrontMatter(title=sensible(title, told[0].part.text)), blocks=blocks, voices=voices)


def _read(data: bytes, clock: Clock, options: LoadOptions) -> tuple[str | None, list[Styled]]:
    if data.lstrip().startswith(b"{\\rtf"):
        return None, rtf.read(data)
    package.check(data, options.limits)
    return opendocument.read(data, clock) if package.media_type(data).startswith(_ODT) else ooxml.read(data, clock)
