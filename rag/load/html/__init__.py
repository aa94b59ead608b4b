"""Transcript pages as web sites have them and browsers save them.

What a page says of itself (schema.org, microformats, OpenGraph, `<time>`, the canonical link) is its metadata; the
element that it marks as the article's body is the speech, else the one that trafilatura finds. What is not shown
(tooltips, hidden elements) and what is not said (captions, galleries, buttons) is left out; each block is a paragraph.
Names in bold at the head of paragraphs say who speaks, as in any record (`record`).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from rag.errors import UnreadableFile
from rag.load import record
from rag.load.draft import Draft, Part, compose
from rag.load.files import Document
from rag.load.front_matter import FrontMatter
from rag.load.html import body, page
from rag.load.options import LoadOptions
from rag.load.text import byline
from rag.schema import Voice

LEAST = 25
"""Words of a body; a page with fewer holds a caption or a greeting of the site."""

LINKED = 0.5
"""The share of a body's letters within links from which it is a list of other pages."""


def drafts(document: Document, options: LoadOptions) -> Iterator[Draft]:
    """The speech of a page; raises UnreadableFile that says what the page is where it holds none."""
    whole = page.parse(document.data, options)
    told = page.metadata(whole)
    main = body.find(whole)
    if main is None:
        raise UnreadableFile("no speech on this page: its body is empty")
    _check(main)
    known = _with_speaker(told, options.known(document))
    parts, voices = record.spoken(_introduced(list(body.paragraphs(main))), known)
    if not known.speaker:
        known, voices = _with_main_voice(known, parts, voices)
    text, blocks = compose(parts)
    found = told.model_copy(update={name: getattr(known, name) for name in ("speaker", "role", "country")})
    yield Draft(text, found, blocks=blocks, voices=voices, languages=page.languages(whole))


def _check(main: body.Element) -> None:
    letters, linked = body.letters(main)
    if letters and linked / letters > LINKED:
        raise UnreadableFile("no speech on this page: it is a list of links to others")
    if len(" ".join(main.itertext()).split()) < LEAST:
        raise UnreadableFile("no speech on this page: its body has hardly a word, as a page of photographs has")


def _introduced(found: list[record.Styled]) -> list[record.Styled]:
    """What the site says before the first name, where it is little, is nobody's words."""
    first = next((place for place, one in enumerate(found) if one.part.label), 0)
    before, whole = (sum(len(one.part.text) for one in some) for some in (found[:first], found))
    if before > record.TITLE_PAGE * whole:
        return found
    noted = [replace(one, part=replace(one.part, kind=one.part.kind or "note")) for one in found[:first]]
    return [*noted, *found[first:]]


def _with_speaker(told: FrontMatter, known: FrontMatter) -> FrontMatter:
    """What is known of the speech, with the speaker that its title names."""
    whole = known.model_copy(update=told.model_dump(exclude_none=True))
    named = byline.speaker(whole.title) if whole.title and not whole.speaker else None
    return whole.model_copy(update={"speaker": named.name, "role": whole.role or named.role}) if named else whole


def _with_main_voice(
    known: FrontMatter, parts: list[Part], voices: tuple[Voice, ...]
) -> tuple[FrontMatter, tuple[Voice, ...]]:
    """The one who says more than half of all words is the main speaker; without one there is none."""
    words = Counter[str]()
    for part in parts:
        if part.kind is None:
            words[part.speaker or ""] += len(part.text.split())
    if not words:
        return known, voices
    name, most = words.most_common(1)[0]
    if not name or most * 2 <= words.total():
        return known, voices
    voice = next((one for one in voices if one.name == name), Voice(name))
    told = {"speaker": name, "role": known.role or voice.role, "country": known.country or voice.country}
    return known.model_copy(update=told), tuple(one for one in voices if one != voice)
