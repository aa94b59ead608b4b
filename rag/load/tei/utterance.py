"""What stands in an utterance (`<u>`) of a TEI record: paragraphs of words, and remarks of the minutes.

A remark in the middle of a paragraph parts nothing: the paragraph goes on without it, and the remark follows. A
paragraph that a page break parts is one again. Where the words are marked one by one (`<w>`, `<pc>`), they stand apart
unless `join` says that they do not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from rag.load.draft import Part
from rag.load.tei.markup import LANGUAGE, flat, name, texts

REMARKS = frozenset({"note", "kinesic", "incident", "vocal", "gap", "writing", "shift", "pause", "event", "stage", "u"})
"""Elements that tell what happens; their words are nobody's. An utterance within one is someone else's."""
BREAKS = frozenset({"pb", "lb", "cb", "milestone", "anchor"})
"""Elements without text."""
APPARATUS = frozenset({
    "listPerson", "listOrg", "listPlace", "listRelation", "listEvent", "listBibl", "taxonomy", "standOff", "linkGrp",
    "link", "spanGrp",
})  # fmt: skip
"""Elements that tell of the record; their words are not in it."""

_TOKENS = frozenset({"w", "pc"})
_PARAGRAPHS = frozenset({"seg", "p", "ab"})
_APART = _PARAGRAPHS | {"s", "l", "lg", "item", "list", "cell", "row"}

# No XML can hold them, so they mark what was taken out of a text.
_REMARK, _PAGE = "\0", "\1"

_BEFORE_STOP = re.compile(rf"{_REMARK}(?=[,;:.!?…)\]»”])")
_TORN = re.compile(rf"(?<=[^\W\d_])-{_PAGE}(?P<tail>[^\W\d_]+)")
_SPACES = str.maketrans(_REMARK + _PAGE, "  ")
_GAPS = re.compile(rf"[ {_REMARK}{_PAGE}]+")
_ENDED = re.compile(r"[.!?:;…]['\"”“’»)\]]*$")
_JOINERS = frozenset({"und", "oder", "bzw", "bis", "and", "or", "et", "ou"})
SENTENCE = 8
"""Words without a stop at their end that are no heading, so that they go on after a page break."""


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of a paragraph before they are tidied, one piece a page, with the remarks that stood among them."""

    raws: list[str]
    page: int | None
    remarks: list[Part] = field(default_factory=list)


def parts(u: etree._Element, pages: dict[etree._Element, int], language: str | None) -> list[Part]:
    """Its paragraphs and remarks, in order; of a remark in several languages the one in `language`."""
    found: list[_Words | Part] = []
    torn = False
    for piece in _pieces(u, pages, language):
        if piece is None:
            torn = True
            continue
        last = found[-1] if found else None
        if torn and isinstance(piece, _Words) and isinstance(last, _Words) and _goes_on(last.raws[-1], piece.raws[0]):
            last.raws.extend(piece.raws)
            last.remarks.extend(piece.remarks)
        else:
            found.append(piece)
        torn = False
    return [part for piece in found for part in _told(piece)]


def remark(element: etree._Element, page: int | None, language: str | None) -> Part:
    """A remark of the minutes; one without words, such as a bare `<gap reason="inaudible"/>`, by its type."""
    told = [child for child in element if name(child) == "desc"]
    chosen = [one for one in told if one.get(LANGUAGE) == language][:1] or told[:1] or [element]
    # The words of a remark come in pieces ("Beginn:<time>9:10</time>Uhr"), mostly without the spaces between them.
    text = tidied(_REMARK.join(texts(chosen[0])))
    kind = element.get("reason") or element.get("type")
    return Part(text or (f"[{kind}]" if kind and name(element) != "note" else ""), kind="note", page=page)


def _told(piece: _Words | Part) -> Iterator[Part]:
    if isinstance(piece, Part):
        yield piece
        return
    yield Part(tidied(_PAGE.join(piece.raws)), page=piece.page)
    yield from piece.remarks


def tidied(raw: str) -> str:
    """A paragraph as it reads without its remarks and page breaks."""
    marked = _GAPS.sub(_gap, flat(raw))
    return _TORN.sub(_mended, _BEFORE_STOP.sub("", marked)).translate(_SPACES).strip()


def _gap(gap: re.Match[str]) -> str:
    """One character for what stands between two words."""
    return next((mark for mark in (_REMARK, _PAGE) if mark in gap[0]), " ")


def _mended(torn: re.Match[str]) -> str:
    """A word that a page's end breaks; a capital or "and" after the hyphen shows that the hyphen is the word's own."""
    tail = torn["tail"]
    if tail in _JOINERS:
        return f"- {tail}"
    return f"-{tail}" if tail[0].isupper() else tail


def _goes_on(before: str, after: str) -> bool:
    """Whether a paragraph that a page's end cuts goes on in the next one; a heading has no stop at its end either."""
    before = tidied(before)
    if _ENDED.search(before):
        return False
    if re.search(r"[^\W\d_]-$", before):
        return True
    return before.count(" ") >= SENTENCE or tidied(after)[:1].islower()


def _pieces(
    u: etree._Element, pages: dict[etree._Element, int], language: str | None
) -> Iterator[_Words | Part | None]:
    """Paragraphs and remarks as they stand; None for a page break between two of them."""
    if not any(name(child) in _PARAGRAPHS for child in u):
        yield _words(u, pages, language)
        return
    yield from _loose(u.text, pages.get(u))
    for child in u:
        if name(child) in BREAKS:
            yield None
        elif name(child) in REMARKS:
            yield remark(child, pages.get(child), language)
        else:
            yield _words(child, pages, language)
        yield from _loose(child.tail, pages.get(child))


def _loose(text: str | None, page: int | None) -> Iterator[_Words]:
    if text and not text.isspace():
        yield _Words([text], page)


def _words(element: etree._Element, pages: dict[etree._Element, int], language: str | None) -> _Words:
    reader = _Reader(any(name(one) in _TOKENS for one in element.iter()))
    reader.read(element)
    remarks = [remark(one, pages.get(one), language) for one in reader.remarks]
    return _Words(["".join(reader.pieces)], pages.get(element), remarks)


class _Reader:
    """Gathers the words of one paragraph; `tokens` where they are marked one by one."""

    def __init__(self, tokens: bool) -> None:
        self._tokens = tokens
        self.pieces: list[str] = []
        self.remarks: list[etree._Element] = []

    def read(self, element: etree._Element) -> None:
        """Take in an element's words, without its tail."""
        self._take(element.text)
        for child in element:
            self._child(child)
            self._take(child.tail)

    def _child(self, child: etree._Element) -> None:
        kind = name(child)
        if kind in REMARKS:
            self.remarks.append(child)
            self.pieces.append(_REMARK)
        elif kind in _TOKENS:
            self._token(child)
        elif kind in BREAKS:
            self.pieces.append("" if child.get("break") == "no" else _PAGE if kind == "pb" else " ")
        elif kind not in APPARATUS:
            space = [" "] if kind in _APART else []
            self.pieces += space
            self.read(child)
            self.pieces += space

    def _take(self, text: str | None) -> None:
        # Between tokens, white space is layout; they bring their own.
        if text and not (self._tokens and text.isspace()):
            self.pieces.append(text)

    def _token(self, token: etree._Element) -> None:
        join = token.get("join")
        if join in {"left", "both"} and self.pieces and self.pieces[-1] == " ":
            self.pieces.pop()
        # A word that was written as one has its parts in it ("don't"), which mostly have no text of their own.
        self.pieces.append("".join(text.strip() for text in texts(token)))
        if join not in {"right", "both"}:
            self.pieces.append(" ")
