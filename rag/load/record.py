"""Records of what several people said, as word processors and typesetters set them: names, minutes, words.

A record tells who speaks in bold, at the head of a paragraph or in one of its own; its minutes ("It was so decided.")
stand in italics; its title page comes before the first name. A document without such names is left as it is.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from rag.load import turns
from rag.load.draft import Part
from rag.load.front_matter import FrontMatter
from rag.load.turns import labels
from rag.load.turns.cast import country
from rag.schema import Kind, Voice

NAME = 100
"""A name has no more characters."""
MINUTES = 40
"""Italics of more words than these are not the minutes'."""
TITLE_PAGE = 0.1
"""What comes before the first name is a title page, where it is no more of the text than this."""
RARE = 0.01
"""A style of its own that fewer paragraphs have is not that of what is said."""

SOFT_HYPHEN = "\u00ad"

_BLANK = re.compile(r"\n\s*\n")
_BRACKETED = re.compile(r"\s*\([^()]*\)")
_LABELLED = re.compile(r"(?P<brackets>(?:\s*\([^()]*\))*)\s*:(?:\s|$)")
_ENDED = re.compile(r"[.?!:;,…]['\"”’»)\]]*$")
_LANGUAGE = re.compile(r"\s*\((?:interpretation|interprétation|spoke|speaking|translated)\s[^()]*\)", re.I)
_COUNTRY = re.compile(r"(?P<name>.+?)\s*\((?P<country>[A-Z][^()]+)\)")
_OFFICE = re.compile(r"(?i:the|el|la|els|les|le|il|lo|der|die|o|a)\s+(?P<office>[^()]+)")
_HOLDER = re.compile(rf"{_OFFICE.pattern[:-1]}?)\s*\((?P<name>[A-ZÀ-Þ][^()]*\s[^()]+)\)")
_QUOTED = ("“", '"', "«", "„")


@dataclass(frozen=True, slots=True)
class Styled:
    """A paragraph with how it looks; `style` is its style's name, where that is one of the document's own."""

    part: Part
    bold: bool = False
    italic: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph that look alike."""

    text: str
    bold: bool = False
    italic: bool = False


def paragraphs(pieces: list[Piece], kind: Kind | None = None, style: str | None = None) -> Iterator[Styled]:
    """The paragraphs that pieces make up: one, or several where blank lines stand between them."""
    for run in _parted(pieces):
        text = _tidy(run)
        worded = [piece for piece in run if any(map(str.isalnum, piece.text))]
        head = _tidy(takewhile(lambda piece: piece.bold or not piece.text.strip(), run))
        bold, italic = (bool(worded) and all(getattr(piece, look) for piece in worded) for look in ("bold", "italic"))
        # A name in bold may have its country or its holder behind it, in plain brackets.
        bold = bold or bool(head and _BRACKETED.fullmatch(text, len(head)))
        if text:
            yield Styled(Part(text, kind=kind, label=None if kind else label(text, head)), bold, italic, style)


def noted(text: str) -> Styled:
    """A footnote, which is a paragraph of its own wherever its mark stands."""
    return Styled(Part(" ".join(text.split()), kind="note"))


def label(text: str, head: str) -> str | None:
    """The bold words at the head of a paragraph, with what follows in brackets, where a colon follows."""
    if not head or not text.startswith(head) or head == text or len(head) > NAME:
        return None
    if head.endswith(":"):
        return head
    match = _LABELLED.match(text, len(head))
    return text[: match.start() + len(match["brackets"])] if match else None


def _parted(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Pieces before and after each blank line."""
    run: list[Piece] = []
    for piece in pieces:
        first, *others = _BLANK.split(piece.text)
        run.append(replace(piece, text=first))
        for text in others:
            yield run
            run = [replace(piece, text=text)]
    yield run


def _tidy(pieces: Iterable[Piece]) -> str:
    """The words with single spaces, the line breaks kept."""
    lines = "".join(piece.text for piece in pieces).replace(SOFT_HYPHEN, "").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def spoken(found: Iterable[Styled], known: FrontMatter) -> tuple[list[Part], tuple[Voice, ...]]:
    """The paragraphs with who speaks in them, and who is heard beside the main speaker that is `known`."""
    told = _plain([_figures(one) for one in found])
    names = _names(told)
    told = [_headed(_named(one) if _name(one) in names else one) for one in told]
    if sum(one.part.label is not None for one in told) > 1:
        told = _minutes(told, set_apart=bool(names))
        told = told if known.speaker else introduced(told)
    parts = [_said(one.part) for one in told]
    found_labels = [part.label for part in parts if part.label]
    holders, countries = _holders(found_labels), _countries(found_labels)
    named = [replace(part, label=_titled_name(part.label, holders)) if part.label else part for part in parts]
    parts, voices = turns.attribute(named, known.speaker, known.role)
    return parts, tuple(replace(one, country=one.country or countries.get(one.name)) for one in voices)


def _said(part: Part) -> Part:
    """A paragraph without its label, and the label without the language that was spoken."""
    if not part.label:
        return part
    text = part.text.removeprefix(part.label).lstrip(" :")
    return replace(part, text=text, label=_LANGUAGE.sub("", part.label).rstrip(" :"))


def _holders(found: Iterable[str]) -> dict[str, str]:
    """Who holds an office, where a label tells it: `The Minister of Health (Ada Lund)`; not where two have held it."""
    told: defaultdict[str, set[str]] = defaultdict(set)
    for match in filter(None, map(_HOLDER.fullmatch, {*found})):
        if not country(f"of {match['name']}"):
            told[match["office"].casefold()].add(match["name"])
    return {office: names.pop() for office, names in told.items() if len(names) == 1}


def _titled_name(name: str, holders: dict[str, str]) -> str:
    """A label as a name with its office, where it is an office whose holder is told of, here or elsewhere."""
    match = _HOLDER.fullmatch(name) or _OFFICE.fullmatch(name)
    if not match:
        return name
    holder = match.groupdict().get("name") or holders.get(match["office"].casefold())
    return f"{holder}, {match['office']}" if holder and not country(f"of {holder}") else name


def is_heading(text: str) -> bool:
    """Whether a paragraph that is all bold, or larger than the others, reads like a heading and no sentence."""
    return len(text) <= 2 * NAME and not _ENDED.search(text)


def _plain(told: list[Styled]) -> list[Styled]:
    """The paragraphs; where most of the text is bold, that tells nothing and is forgotten."""
    bold = sum(len(one.part.text) for one in told if one.bold)
    mostly = 2 * bold > sum(len(one.part.text) for one in told)
    return [replace(one, bold=False) for one in told] if mostly else told


def _headed(one: Styled) -> Styled:
    heading = one.bold and not one.part.kind and not one.part.label and is_heading(one.part.text)
    return replace(one, part=replace(one.part, kind="heading")) if heading else one


def _figures(one: Styled) -> Styled:
    """A number of a document or of a procedure, which nobody reads out, is a note."""
    text = one.part.text
    numbers = sum(map(str.isdigit, text)) > 2 * sum(map(str.isalpha, text)) and not _ENDED.search(text)
    if one.part.kind or one.part.label or not numbers or len(text) < 6:
        return one
    return replace(one, part=replace(one.part, kind="note"))


def _name(one: Styled) -> str | None:
    """The words of a bold paragraph that may name who speaks next."""
    text = " ".join(one.part.text.split())
    if not one.bold or one.part.label or not 1 < len(text) <= NAME or re.search(r"\d", text):
        return None
    return text if is_heading(text) or text.endswith(":") else None


def _names(told: list[Styled]) -> set[str | None]:
    """The bold paragraphs that name speakers: those of a style in which most come back, or those that come back."""
    if sum(one.part.label is not None for one in told) > 1:
        return set()
    styles: defaultdict[str | None, Counter[str]] = defaultdict(Counter)
    for one in told:
        if name := _name(one):
            styles[one.style][name] += 1
    return {name for style, counts in styles.items() for name in _recurring(counts, bool(style))}


def _recurring(counts: Counter[str], styled: bool) -> set[str]:
    often = {name for name, count in counts.items() if count > 1}
    if len(often) < 2:
        return set()
    if styled and len(counts) <= 0.7 * counts.total():
        return {*counts}
    # A voice that is heard once is better taken for a speaker than his words for another's.
    return often if styled else {name for name in counts if name in often or labels.could_be(name.rstrip(":"))}


def _named(one: Styled) -> Styled:
    return replace(one, part=Part("", label=one.part.text.strip(), page=one.part.page))


def _minutes(told: list[Styled], set_apart: bool) -> list[Styled]:
    """Italics, and styles that are hardly used, as notes; a style may slip, so not right behind a name."""
    styles = Counter(one.style for one in told)
    found: list[Styled] = []
    for before, one in zip([None, *told], told, strict=False):
        rare = set_apart and one.style is not None and styles[one.style] < RARE * len(told)
        follows = before is not None and before.part.label is not None and not before.part.text
        italic = one.italic and len(one.part.text.split()) <= MINUTES and not one.part.text.startswith(_QUOTED)
        minutes = one.part.kind is None and one.part.label is None and (italic or (rare and not follows))
        found.append(replace(one, part=replace(one.part, kind="note")) if minutes else one)
    return found


def introduced(told: list[Styled], share: float = TITLE_PAGE) -> list[Styled]:
    """What stands before the first name as notes, but for headings, where it is no more of the text than `share`."""
    first = next((place for place, one in enumerate(told) if one.part.label), 0)
    sizes = [len(one.part.text) for one in told]
    if sum(sizes[:first]) > share * sum(sizes):
        return told
    page = [replace(one, part=replace(one.part, kind=one.part.kind or "note")) for one in told[:first]]
    return page + told[first:]


def _countries(found: Iterable[str]) -> dict[str, str]:
    """The countries of speakers that have one in brackets: `Mr. Lund (Norland)`; most brackets have to hold one."""
    matches = [match for match in map(_COUNTRY.match, {*found}) if match]
    told = {match: country(f"of {match['country']}") for match in matches}
    if 2 * sum(map(bool, told.values())) <= len(matches):
        return {}
    return {labels.read(match["name"], frozenset()).name: name or match["country"] for match, name in told.items()}
