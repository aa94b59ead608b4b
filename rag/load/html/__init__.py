"""Transcript pages as web sites have them and browsers save them.

What a page says of itself (schema.org, microformats, OpenGraph, `<time>`, the canonical link) is its metadata; the
element that it marks as the article's body is the speech, else the one that trafilatura finds. What is not shown
(tooltips, hidden elements) and what is not said (captions, galleries, buttons) is left out; each block is a paragraph.
Names in bold at the head of paragraphs say who speaks, as in any record (`record`).
"""

import re
from collections import Counter
from collections.abc import Iterator

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

ERROR = 150
"""Words of a body; one with more is a page about an error, and no error page."""

LINKED = 0.5
"""The share of a body's letters within links from which it is a list of other pages."""

NARRATED = 0.5
"""The share of a text that the site may tell of the occasion, where it draws a rule below."""

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts that set no space between words, of which a word has about two."""

_ERROR = re.compile(
    r"(?i)\b40[34]\b|\berror \d{3}\b|\b(?:page|document|file) (?:was |is |could |can )?not (?:be )?found"
    r"|\bnot found\W*$|access denied|page introuvable|seite nicht gefunden|página no encontrada|pagina non trovata"
    r"|страница не найдена"
)


def drafts(document: Document, options: LoadOptions) -> Iterator[Draft]:
    """The speech of a page; raises UnreadableFile that says what the page is where it holds none."""
    whole, note = page.parse(document.data, options)
    told = page.metadata(whole)
    main, styled = body.find(whole) or (None, [])
    _check(main, told.title or "")
    known = _with_speaker(told, options.known(document))
    parts, voices = record.spoken(_introduced(_below(told.title, styled), known), known)
    if not known.speaker:
        known, voices = _with_main_voice(known, parts, voices)
    text, blocks = compose(parts)
    found = told.model_copy(update={name: getattr(known, name) for name in ("speaker", "role", "country")})
    notes = (note,) if note else ()
    yield Draft(text, found, blocks=blocks, voices=voices, languages=page.languages(whole), notes=notes)


def _check(main: body.Element | None, title: str) -> None:
    text = "" if main is None else main.text_content()
    if main is None or not text.strip():
        raise UnreadableFile("no speech on this page: its body is empty")
    letters, linked = body.letters(main)
    words = max(len(text.split()), len(_UNSPACED.findall(text)) // 2)
    if words < ERROR and _ERROR.search(title):
        raise UnreadableFile(f"no speech on this page: it is an error page ({title!r}); save the speech's own page")
    if linked > LINKED * letters:
        raise UnreadableFile("no speech on this page: it is a list of links to others")
    if words < LEAST:
        raise UnreadableFile("no speech on this page: its body has hardly a word, as a page of photographs has")


def _below(title: str | None, found: list[record.Styled]) -> list[record.Styled]:
    """The paragraphs without a first one that is the page's title again."""
    first, *others = found or [record.Styled(Part(""))]
    is_title = first.part.kind == "heading" and " ".join(first.part.text.split()) == title
    return others if is_title else [first, *others]


def _introduced(found: list[record.Styled], known: FrontMatter) -> list[record.Styled]:
    """What the site says before the first name is nobody's words, where it is little or a rule parts it from them."""
    first = next((place for place, one in enumerate(found) if one.part.label), 0)
    ruled = first > 0 and not known.speaker and not any(map(str.isalnum, found[first - 1].part.text))
    return record.introduced(found, NARRATED if ruled else record.TITLE_PAGE)


def _with_speaker(told: FrontMatter, known: FrontMatter) -> FrontMatter:
    """What is known of the speech, with the speaker that its title names."""
    whole = known.model_copy(update=told.model_dump(exclude_none=True))
    named = byline.speaker(whole.title) if whole.title and not whole.speaker else None
    return whole.model_copy(update={"speaker": named.name, "role": whole.role or named.role}) if named else whole


def _with_main_voice(
    known: FrontMatter, parts: list[Part], voices: tuple[Voice, ...]
) -> tuple[FrontMatter, tuple[Voice, ...]]:
    """The one who says more than half is the main speaker; there is none where words of nobody's would become his."""
    said = Counter[str]()
    for part in parts:
        if part.kind is None:
            said[part.speaker or ""] += len(part.text)
    name, most = said.most_common(1)[0] if said else ("", 0)
    if said[""] or most * 2 <= said.total():
        return known, voices
    voice = next((one for one in voices if one.name == name), Voice(name))
    told = {"speaker": name, "role": known.role or voice.role, "country": known.country or voice.country}
    return known.model_copy(update=told), tuple(one for one in voices if one != voice)
