"""PDF files: letters by pdfium, put in the order of reading and into paragraphs by where they stand on the page."""

import re
from collections.abc import Iterator
from contextlib import closing

import pypdfium2
from dateutil import parser as dates

from rag.errors import UnreadableFile
from rag.load.draft import Draft, Part, compose
from rag.load.files import Document
from rag.load.front_matter import FrontMatter
from rag.load.limits import Clock
from rag.load.options import LoadOptions
from rag.load.pdf import columns, furniture, glyphs, typeset
from rag.load.pdf.glyphs import Scrap
from rag.load.record import Styled, spoken
from rag.load.titles import sensible

UNMAPPED = 0.3
"""The share of characters without a meaning from which on a text is none."""

_UN = re.compile(r"United Nations (?P<symbol>[AEST](?:/[A-Z0-9.()-]+){1,4})")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATED = re.compile(rf"(?:.*\s)?(?P<date>\d{{1,2}} (?:{_MONTHS}) \d{{4}})(?:, .*)?")


def drafts(document: Document, options: LoadOptions) -> Iterator[Draft]:
    """The one speech of a PDF; raises UnreadableFile where it is locked, broken or a scan."""
    clock = Clock(options.limits)
    with closing(_opened(document)) as pdf:
        options.limits.check("pages", len(pdf), "too long, pages")
        pages = [_scraps(pdf, index, clock) for index in range(len(pdf))]
        title = pdf.get_metadata_value("Title")
        scanned = [index + 1 for index, page in enumerate(pages) if not page and _has_picture(pdf, index)]
    _check(pages)
    told = list(_paragraphs(pages, clock))
    parts, voices = spoken(told, options.known(document))
    text, blocks = compose(parts)
    yield Draft(text, _found(title, told), blocks=blocks, voices=voices, notes=_told(scanned))


def _opened(document: Document) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(document.data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).casefold():
            raise UnreadableFile("locked by a password: save it without one and load that") from error
        raise UnreadableFile("not a PDF, or a damaged one: it cannot be opened") from error


def _scraps(pdf: pypdfium2.PdfDocument, index: int, clock: Clock) -> list[Scrap]:
    clock.check()
    try:
        with closing(pdf[index]) as page:
            return glyphs.scraps(page)
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile(f"damaged: page {index + 1} cannot be read") from error


def _has_picture(pdf: pypdfium2.PdfDocument, index: int) -> bool:
    with closing(pdf[index]) as page:
        return next(page.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,)), None) is not None


def _told(scanned: list[int]) -> tuple[str, ...]:
    if not scanned:
        return ()
    return (f"pages without text, perhaps scans: {', '.join(map(str, scanned))}; run text recognition (OCR) on them",)


def _check(pages: list[list[Scrap]]) -> None:
    text = "".join(scrap.text for page in pages for scrap in page)
    count = f"{len(pages)} page{'s' if len(pages) != 1 else ''}"
    if not any(map(str.isalpha, text)) and "\ufffd" not in text:
        raise UnreadableFile(f"it has {count} and no text: a scan; run text recognition (OCR) on it first")
    if text.count("\ufffd") > UNMAPPED * len(text):
        raise UnreadableFile(
            f"it has {count}, but its fonts do not tell which letters they draw; run text recognition (OCR) on it first"
        )


def _paragraphs(pages: list[list[Scrap]], clock: Clock) -> Iterator[Styled]:
    blocks: list[typeset.Block] = []
    for number, page in enumerate(furniture.stripped([_upright(page) for page in pages]), start=1):
        clock.check()
        blocks += columns.blocks(page, number)
    yield from typeset.paragraphs(blocks)
    for number, page in enumerate(pages, start=1):
        yield from (Styled(Part(scrap.text, kind="note", page=number)) for scrap in page if not scrap.face.upright)


def _upright(page: list[Scrap]) -> list[Scrap]:
    return [scrap for scrap in page if scrap.face.upright]


def _found(title: str, told: list[Styled]) -> FrontMatter:
    """What the file says of its speech: a title that is no file name; a UN document's symbol and date."""
    known = sensible(title, told[0].part.text if told else "")
    head = [one.part.text for one in told if one.part.page == 1 and len(one.part.text) < 80]
    symbols = {match["symbol"] for text in head if (match := _UN.fullmatch(text))}
    days = {match["date"] for text in head if (match := _DATED.fullmatch(text))}
    if len(symbols) != 1:
        return FrontMatter(title=known)
    date = dates.parse(days.pop()).date().isoformat() if len(days) == 1 else None
    return FrontMatter(title=known or symbols.pop(), date=date)
