"""The part of a page that was said, and its paragraphs."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import TypeAlias

from lxml import etree
from lxml.html import HtmlElement, fromstring, tostring

from rag.load.record import Piece, Styled
from rag.load.record import paragraphs as parted

Element: TypeAlias = HtmlElement

MARKED = (
    "//*[contains(concat(' ', @itemprop, ' '), ' articleBody ')]",
    "//*[contains(concat(' ', @class, ' '), ' e-content ')]",
    "//*[contains(concat(' ', @class, ' '), ' entry-content ')]",
)
"""Where pages say that their article is: schema.org, then microformats."""

MOST = 0.5
"""The share of a page's letters from which an element is its frame, whatever it is called."""

ANCHOR = 30
"""Letters and digits of a paragraph that stands nowhere else by chance."""

NEAR = 12
"""Paragraphs within which the next one that was found stands."""

GROWTH = 1.3
"""How much longer what was found may get by what stands between; more than that is not the speech's."""

FRAMED = 2
"""Paragraphs within a frame; an element with fewer is a caption, a button or a form to fill in."""

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "iframe", "li", "main",
    "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "video",
})  # fmt: skip
_UNSAID = frozenset({
    "aside", "audio", "button", "canvas", "dialog", "embed", "figcaption", "footer", "iframe", "img", "input", "link",
    "math", "meta", "nav", "noscript", "object", "picture", "script", "select", "style", "svg", "template", "textarea",
    "video",
})  # fmt: skip
_UNSHOWN_CLASS = re.compile(
    r"(?:^|\s)(?:(?:is-|u-|element-)?hidden|invisible|element-invisible|visually-?hidden|sr-only|show-for-sr|d-none"
    r"|screen-reader-text|no-?print|print-only|visible-print\S*|\S*tooltip\S*)(?:\s|$)",
    re.I,
)
_UNSAID_CLASS = re.compile(
    r"(?:^|\s)(?:share\S*|social\S*|related\S*|breadcrumb\S*|gallery\S*|slider\S*|slide|carousel\S*|captions?"
    r"|wp-caption\S*|photo\S*|tags?|comments?|masha-ignore|read__(?:bottom|tags|more)\S*)(?:\s|$)",
    re.I,
)
_UNSHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SET_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_SET_ITALIC = re.compile(r"font-style\s*:\s*italic", re.I)
_HEADING = re.compile(r"h[1-6]")
_NOTE_MARK = re.compile(r"\W{0,3}(?:\d{1,3}|\*+|[†‡])\W{0,3}")
_BOLD = frozenset({"b", "strong"})
_ITALIC = frozenset({"i", "em", "cite"})


def find(whole: Element) -> tuple[Element, list[Styled]] | None:
    """The element that holds what was said, without what is not shown or not said, and its blocks in order.

    None where there is no word.
    """
    marked = [one for path in MARKED for one in whole.xpath(path)]
    for parts in _articles([one for one in marked if one.text_content().strip() and _is_seen(one)]):
        main = _joined([_said(part) for part in parts])
        if main.text_content().strip():
            return main, [*_paragraphs(main)]
    return None if marked else _extracted(whole)


def _is_seen(element: Element) -> bool:
    return not any(_is_unshown(one) for one in (element, *element.iterancestors()))


def _articles(marked: list[Element]) -> list[list[Element]]:
    """The bodies, each as the parts that are marked within one article; none lies within another."""
    found: dict[Element | None, list[Element]] = {}
    taken: set[Element] = set()
    around: set[Element] = set()
    for one in marked:
        above = [*one.iterancestors()]
        if one not in around and one not in taken and taken.isdisjoint(above):
            article = next((other for other in above if other.tag == "article" or "itemscope" in other.attrib), None)
            found.setdefault(article, []).append(one)
            taken.add(one)
            around.update(above)
    return [*found.values()]


def _joined(found: list[Element]) -> Element:
    """The parts of a body as one element; a part that says the same as one before it is a copy for the printer."""
    first, *others = found
    words = {" ".join(first.text_content().split())}
    for one in others:
        text = " ".join(one.text_content().split())
        if text not in words:
            words.add(text)
            one.tail = None
            first.append(one)
    return first


def _extracted(whole: Element) -> tuple[Element, list[Styled]] | None:
    """By trafilatura, on a page that marks nothing."""
    import trafilatura

    said = _said(whole)
    found = trafilatura.extract(
        tostring(said, encoding="unicode"), output_format="html", include_formatting=True, favor_precision=True
    )
    if not found:
        return None
    main = _said(fromstring(found))
    return main, _completed([*_paragraphs(main)], [*_paragraphs(said)])


def _completed(found: list[Styled], page: list[Styled]) -> list[Styled]:
    """What was found, with all that stands between on the page: short lists and repeated words are left out else."""
    keys, on_page = [*map(_key, found)], [*map(_key, page)]
    anchors = {key for key in keys if len(key) >= ANCHOR}
    places = [place for place, key in enumerate(on_page) if key in anchors]
    seen = anchors.intersection(on_page)
    heads = [place for place, key in enumerate(keys) if key in seen]
    if not places:
        return found
    before = _reach(keys[heads[0] :: -1], on_page[places[0] :: -1])
    after = _reach(keys[heads[-1] :], on_page[places[-1] :])
    whole = page[places[0] - before : places[-1] + after + 1]
    known = {*map(_key, whole)} >= {*keys}
    return whole if known and _size(whole) <= GROWTH * max(_size(found), _repeated(whole)) else found


def _reach(keys: list[str], on_page: list[str]) -> int:
    """How far the page has the keys after the first, in their order and near to each other."""
    place = 0
    for key in keys[1:]:
        near = on_page[place + 1 : place + 1 + NEAR]
        place += near.index(key) + 1 if key in near else 0
    return place


def _repeated(whole: list[Styled]) -> int:
    """The letters of words that are said more than once, which trafilatura tells once."""
    counts = Counter(one.part.text for one in whole)
    return sum(len(text) * count for text, count in counts.items() if count > 1)


def _key(one: Styled) -> str:
    return "".join(filter(str.isalnum, one.part.text))


def _size(some: Iterable[Styled]) -> int:
    return sum(len(one.part.text) for one in some)


def _said(one: Element) -> Element:
    """A copy without what is not shown and what is not said."""
    main = deepcopy(one)
    main.tail = None
    _clear(element for element in main.iterdescendants() if _is_never_said(element))
    most = MOST * len(main.text_content())
    _clear(element for element in main.iterdescendants() if _is_aside(element, most) or _is_mark(element))
    return main


def _clear(unsaid: Iterator[Element]) -> None:
    """What stands after an element is not within it; an empty block stays, and parts what is before it from that."""
    for element in [*unsaid]:
        if isinstance(element.tag, str):
            element.clear(keep_tail=True)
        elif element.getparent() is not None:
            element.drop_tree()


def _is_never_said(element: Element) -> bool:
    return not isinstance(element.tag, str) or element.tag in _UNSAID or _is_unshown(element)


def _is_unshown(element: Element) -> bool:
    """A page's own body may be hidden until its scripts have run."""
    if element.tag in {"html", "body"}:
        return False
    hidden = "hidden" in element.attrib or element.get("aria-hidden") == "true"
    hidden = hidden or bool(_UNSHOWN.search(element.get("style", "")))
    return hidden or bool(_UNSHOWN_CLASS.search(element.get("class", "")))


def _is_aside(element: Element, most: float) -> bool:
    """By its tag or the name of its class, which say little of an element that frames most of the page."""
    if element.tag == "figure":
        return element.find(".//table") is None and element.find(".//blockquote") is None
    if element.tag != "form" and not _UNSAID_CLASS.search(element.get("class", "")):
        return False
    return len(element.text_content()) <= most or len(element.findall(".//p")) < FRAMED


def _is_mark(element: Element) -> bool:
    """A footnote's mark that leads to it, or a time that stands alone in its block, as a page's date does."""
    if element.tag == "a" and element.get("href", "").startswith("#"):
        return bool(_NOTE_MARK.fullmatch(element.text_content().strip()))
    parent = element.getparent()
    if element.tag != "time" or parent is None:
        return False
    return bool(element.text_content().strip() == parent.text_content().strip())


def letters(main: Element) -> tuple[int, int]:
    """How many letters there are, and how many of them within links."""
    linked = sum(len("".join(link.text_content().split())) for link in main.iter("a"))
    return len("".join(main.text_content().split())), linked


def _paragraphs(main: Element) -> Iterator[Styled]:
    """The blocks of the body, in order."""
    for within, pieces in _runs(main):
        yield from parted(pieces, "heading" if any(map(_HEADING.fullmatch, within)) else None)


def _runs(main: Element) -> Iterator[tuple[tuple[str, ...], list[Piece]]]:
    """The words between two borders of blocks, with the tags of the blocks that they stand in."""
    run: list[Piece] = []
    within: tuple[str, ...] = ()
    for event, element in etree.iterwalk(main, events=("start", "end")):
        if element.tag in _BLOCKS:
            if run:
                yield within, run
            run = []
            within = (*within, element.tag) if event == "start" else within[:-1]
        run += _marks(event, element, run)
        words = element.text if event == "start" else element.tail if element is not main else None
        if words:
            run.append(_piece(words, element if event == "start" else element.getparent()))
    if run:
        yield within, run


def _marks(event: str, element: Element, run: list[Piece]) -> list[Piece]:
    """What a browser shows of an element beside its words: a line's end, quotation marks."""
    if element.tag == "q" and element.text_content():
        return [Piece("“" if event == "start" else "”")]
    if element.tag != "br" or event == "end":
        return []
    # Two of them, with nothing but space between, make a blank line, which parts paragraphs.
    before = next((piece.text.rstrip(" ") for piece in reversed(run) if piece.text.strip(" ")), "")
    return [Piece("\n\n" if before.endswith("\n") else "\n")]


def _piece(words: str, within: Element) -> Piece:
    around = (within, *within.iterancestors())
    tags = {one.tag for one in around}
    styles = " ".join(one.get("style", "") for one in around)
    bold = bool(tags & _BOLD or _SET_BOLD.search(styles))
    space = r"[^\S\n]+" if "pre" in tags else r"\s+"
    return Piece(re.sub(space, " ", words), bold=bold, italic=bool(tags & _ITALIC or _SET_ITALIC.search(styles)))
