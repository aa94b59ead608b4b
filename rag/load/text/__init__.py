"""Markdown and plain text: a page as copied from a ministry's site, else front matter and a body.

A body that is hard-wrapped is put together anew (`reflow`); any other is the speech's text as it stands.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from rag.blocks import spans
from rag.errors import UnreadableFile
from rag.load import turns
from rag.load.draft import Draft, Part, compose
from rag.load.encoding import read
from rag.load.files import Document
from rag.load.front_matter import FrontMatter, parse, validate
from rag.load.options import LoadOptions
from rag.load.text import byline, dateline, transcript
from rag.load.text.reflow import Reflowed, reflow
from rag.schema import Block

_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_TAG = re.compile(r"</?(?:s|u|b|i|em|del|ins|sub|sup|span|strong|small|mark)(?:\s[^<>]*)?>")
_BREAK = re.compile(r"[^\S\n]*<br\s*/?>\s*")
_SPACES = re.compile(r"[^\S\n]+")
_EMPHASIS = re.compile(r"(?P<mark>\*{1,3}|_{1,3})(?P<inside>[^*_]+)(?P=mark)")


def drafts(document: Document, options: LoadOptions) -> Iterator[Draft]:
    """The one speech of a text file."""
    decoded = read(document.data, options.encoding)
    notes = (decoded.note,) if decoded.note else ()
    if transcript.is_transcript(decoded.text):
        yield _page(transcript.parse(decoded.text), notes)
        return
    found, body = parse(decoded.text)
    if not body.strip():
        raise UnreadableFile("empty: there is front matter but no text below it")
    markdown = PurePath(document.name).suffix.casefold() != ".txt"
    known = _joined(options.known(document), found)
    found = _joined(found, _by_title(known))
    known = _joined(known, found)
    wrapped = reflow(body, markdown)
    draft = _rebuilt(wrapped, markdown, known) if wrapped else _as_it_stands(body, markdown, known)
    yield replace(draft, found=_joined(found, draft.found), notes=notes + draft.notes, markdown=markdown)


def _joined(first: FrontMatter, second: FrontMatter) -> FrontMatter:
    """Both; what `second` tells goes before."""
    return first.model_copy(update=second.model_dump(exclude_none=True))


def _by_title(known: FrontMatter) -> FrontMatter:
    """Who speaks, where only the title tells it."""
    told = byline.speaker(known.title) if known.title and not known.speaker else None
    return FrontMatter(speaker=told.name, role=known.role or told.role) if told else FrontMatter()


def _as_it_stands(body: str, markdown: bool, known: FrontMatter) -> Draft:
    """The body as the text, with blocks where it names who speaks or has stage directions."""
    paragraphs = list(spans(body, markdown))
    parts = [Part(body[span.start : span.end]) for span in paragraphs]
    told, voices = turns.attribute(parts, known.speaker, known.role)
    if told == parts:
        return Draft(body)
    # What was taken off stood at the head, so that the words end where the paragraph does.
    blocks = (
        Block(span.end - len(part.text), span.end, part.speaker, part.kind)
        for span, part in zip(paragraphs, told, strict=True)
        if part.text
    )
    return Draft(body, blocks=tuple(blocks), voices=voices)


def _rebuilt(wrapped: Reflowed, markdown: bool, known: FrontMatter) -> Draft:
    texts = [_unmarked(text) if markdown else text for text in wrapped.paragraphs]
    head = dateline.read(texts)
    parts = [Part(text, kind="note" if place < head.paragraphs else None) for place, text in enumerate(texts)]
    told, voices = turns.attribute(parts, known.speaker, known.role)
    text, blocks = compose(replace(part, text=_SPACES.sub(" ", part.text)) for part in told)
    day = head.date or (byline.day(known.title) if known.title else None)
    notes = (f"{wrapped.pages} lines with page numbers are left out",) if wrapped.pages else ()
    return Draft(
        text, FrontMatter(date=day, place=known.place or head.place), blocks=blocks, voices=voices, notes=notes
    )


def _unmarked(text: str) -> str:
    """A paragraph without escapes, tags of type, and emphasis on all of it; the rest of Markdown stays."""
    bare = _ESCAPED.sub(r"\1", _TAG.sub("", _BREAK.sub("\n", text)))
    whole = _EMPHASIS.fullmatch(bare)
    return whole["inside"].strip() if whole else bare


def _page(page: transcript.Page, notes: tuple[str, ...]) -> Draft:
    told = ("title", "date", "speaker", "role", "event", "place")
    found = validate({name: getattr(page, name) for name in told if getattr(page, name)})
    # The title is read by an English pattern, so a page that it fits is in English.
    if page.event:
        found = found.model_copy(update={"language": "en"})
    cut = ("the text is cut: it ends in the middle of a sentence",) if page.cut else ()
    return replace(_as_it_stands(page.body, False, found), found=found, languages=page.languages, notes=notes + cut)
