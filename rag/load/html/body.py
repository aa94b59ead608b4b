"""The part of a page that was said, and its paragraphs."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import TypeAlias

from lxml import etree
from lxml.html import HtmlElement, fromstring, tostring

from rag.load.record import Piece, Styled
from rag.load.record import paragraphs as parted
from rag.schema import Kind

Element: TypeAlias = HtmlElement

MARKED = (
    "//*[@itemprop='articleBody']",
    "//*[contains(concat(' ', @class, ' '), ' e-content ')]",
    "//*[contains(concat(' ', @class, ' '), ' entry-content ')]",
)
"""Where pages say that their article is: schema.org, then microformats."""

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_UNSAID = frozenset({
    "aside", "audio", "button", "canvas", "dialog", "embed", "figcaption", "figure", "footer", "form", "iframe", "img",
    "input", "link", "math", "meta", "nav", "noscript", "object", "picture", "script", "select", "style", "svg",
    "template", "textarea", "time", "video",
})  # fmt: skip
_UNSAID_CLASS = re.compile(
    r"(?:^|\s)(?:hidden|visually-?hidden|sr-only|screen-reader-text|no-?print|\S*tooltip\S*|share\S*|social\S*|related\S*"
    r"|breadcrumb\S*|gallery\S*|slider\S*|slide|carousel\S*|captions?|wp-caption\S*|photo\S*|tags?|comments?|masha-ignore"
    r"|read__(?:bottom|tags|more)\S*)(?:\s|$)",
    re.I,
)
_UNSHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BOLD = frozenset({"b", "strong"})
_ITALIC = frozenset({"i", "em", "cite"})


def find(whole: Element) -> Element | None:
    """The element that holds what was said, without what is not shown or not said; None where there is no word."""
    marked = [one for path in MARKED for one in whole.xpath(path)]
    for one in marked:
        main = _said(one)
        if main.text_content().strip():
            return main
    return None if marked else _extracted(whole)


def _extracted(whole: Element) -> Element | None:
    """By trafilatura, on a page that marks nothing."""
    import trafilatura

    found = trafilatura.extract(
        tostring(_said(whole), encoding="unicode"), output_format="html", include_formatting=True, favor_precision=True
    )
    return _said(fromstring(found)) if found else None


def _said(one: Element) -> Element:
    """A copy without what is not shown and what is not said."""
    main = deepcopy(one)
    for inner in [element for element in main.iterdescendants() if _is_unsaid(element)]:
        # What stands after it is not within it.
        if inner.getparent() is not None:
            inner.drop_tree()
    return main


def _is_unsaid(element: Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _UNSAID:
        return True
    unshown = "hidden" in element.attrib or element.get("aria-hidden") == "true"
    unshown = unshown or bool(_UNSHOWN.search(element.get("style", "")))
    return unshown or bool(_UNSAID_CLASS.search(element.get("class", "")))


def letters(main: Element) -> tuple[int, int]:
    """How many letters there are, and how many of them within links."""
    linked = sum(len("".join(link.text_content().split())) for link in main.iter("a"))
    return len("".join(main.text_content().split())), linked


def paragraphs(main: Element) -> Iterator[Styled]:
    """The blocks of the body, in order."""
    for tag, pieces in _runs(main):
        heading: Kind | None = "heading" if re.fullmatch(r"h[1-6]", tag) else None
        yield from parted(pieces, heading)


def _runs(main: Element) -> Iterator[tuple[str, list[Piece]]]:
    """The words between two borders of blocks, with the tag of the block that they stand in."""
    run: list[Piece] = []
    block: str = main.tag
    within: list[str] = []
    for event, element in etree.iterwalk(main, events=("start", "end")):
        if element.tag in _BLOCKS:
            if run:
                yield block, run
            run = []
            within = [*within, element.tag] if event == "start" else within[:-1]
            block = within[-1] if within else main.tag
        elif event == "start" and element.tag == "br":
            # Two of them, with nothing but space between, make a blank line, which parts paragraphs.
            before = "".join(piece.text for piece in run).rstrip(" ")
            run.append(Piece("\n\n" if before.endswith("\n") else "\n"))
        words = element.text if event == "start" else element.tail if element is not main else None
        if words:
            run.append(_piece(words, element if event == "start" else element.getparent()))
    if run:
        yield block, run


def _piece(words: str, within: Element) -> Piece:
    looks = {one.tag for one in (within, *within.iterancestors())}
    return Piece(re.sub(r"\s+", " ", words), bold=bool(looks & _BOLD), italic=bool(looks & _ITALIC))
