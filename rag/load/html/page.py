"""What a page says of itself."""

import re
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from rag.dates import days
from rag.errors import BadInput, UnreadableFile
from rag.load.encoding import read
from rag.load.front_matter import FrontMatter, validate
from rag.load.options import LoadOptions

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.I)
_DECLARED = re.compile(r"\A\s*<\?xml[^>]*\?>")
_SAVED = re.compile(r"saved from url=\(\d+\)(\S+)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*", re.I)


def parse(data: bytes, options: LoadOptions) -> HtmlElement:
    """The page as a tree; raises UnreadableFile where it is empty or its markup is nested too deep."""
    named = _CHARSET.search(data[:4096])
    text = read(data, options.encoding or (named[1].decode() if named else None)).text
    # Depth is checked here, by a walk that does not recurse; libxml2 would cut the page off without a word.
    parser = HTMLParser(no_network=True, huge_tree=True, remove_pis=True)
    try:
        whole = document_fromstring(_DECLARED.sub("", text), parser=parser)
    except etree.ParserError as error:
        raise UnreadableFile("empty: there is no markup in it") from error
    depth = deepest = 0
    for event, _ in etree.iterwalk(whole, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    options.limits.check("depth", deepest, "markup is nested too deep, elements within elements")
    return whole


def metadata(whole: HtmlElement) -> FrontMatter:
    """Title, date, place, language and address, as far as the page marks them."""
    found = {
        "title": _first(whole, "//article//h1", "//*[@itemprop='headline']", "//meta[@property='og:title']/@content")
        or _first(whole, "//h1", "//title"),
        "date": _date(whole),
        "place": _first(whole, "//*[contains(@class,'p-location')]", "//*[@itemprop='contentLocation']"),
        "language": _language(whole),
        "source": _source(whole),
    }
    return validate({name: value for name, value in found.items() if value})


def languages(whole: HtmlElement) -> tuple[str, ...]:
    """The languages that the page is linked in, its own among them."""
    named = (_LANGUAGE.fullmatch(one) for one in whole.xpath("//link[@rel='alternate']/@hreflang"))
    own = _language(whole)
    found = {match[1].lower() for match in named if match and match[1].lower() != "x"}
    return tuple(sorted({*found, own} if own else found)) if found else ()


def _first(whole: HtmlElement, *paths: str) -> str | None:
    """The text of the first element or attribute that says anything."""
    for path in paths:
        for one in whole.xpath(path):
            text = one if isinstance(one, str) else one.text_content()
            if line := " ".join(text.split()):
                return line
    return None


def _date(whole: HtmlElement) -> str | None:
    """The day it was published by its own marks, else the one that htmldate finds in the page."""
    marked = whole.xpath(
        "//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content"
        " | //meta[@property='article:published_time']/@content | //article//time/@datetime | //main//time/@datetime"
    )
    found = [match[0] for match in map(_DAY.match, marked) if match and _is_day(match[0])]
    return found[0] if found else _searched(whole)


def _searched(whole: HtmlElement) -> str | None:
    from htmldate import find_date

    return find_date(whole, extensive_search=False, original_date=True)


def _is_day(date: str) -> bool:
    try:
        days(date)
    except BadInput:
        return False
    return True


def _language(whole: HtmlElement) -> str | None:
    named = whole.xpath(
        "//html/@lang | //meta[@itemprop='inLanguage']/@content | //meta[@property='og:locale']/@content"
    )
    match = next(filter(None, map(_LANGUAGE.fullmatch, named)), None)
    return match[1].lower() if match else None


def _source(whole: HtmlElement) -> str | None:
    """The address that the page gives as its own; a saved page's links may lead to files."""
    named = whole.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    saved = [match[1] for one in whole.getroottree().xpath("//comment()") if (match := _SAVED.search(one.text or ""))]
    return next((one for one in (*named, *saved) if urlsplit(one).scheme in {"http", "https"}), None)
