"""What a page says of itself."""

import codecs
import re
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from rag.dates import days
from rag.errors import BadInput, UnreadableFile
from rag.load.encoding import read
from rag.load.front_matter import FrontMatter, validate
from rag.load.html import linked
from rag.load.options import LoadOptions

DEEPEST = 2048
"""Elements within elements that libxml2 reads; it cuts the page off below."""

_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]{2,40})", re.I)
_ON_THE_WEB = re.compile(r"cp\d+|iso8859-\d+|koi8-[ru]|gb\w*|big5\w*|euc_\w+|shift_jis\w*|mac-\w+|ascii|tis-620")
_MEANT = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
"""What browsers take a name to mean, and so what the authors of pages mean by it (WHATWG Encoding Standard)."""

_DECLARED = re.compile(r"\A\s*<\?xml[^>]*\?>")
_SAVED = re.compile(r"saved from url=\(\d+\)(\S+)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*", re.I)
_DATED = frozenset({
    "article:published_time", "date", "dc.date", "dc.date.issued", "dc.date.created", "dcterms.date", "dcterms.issued",
    "dcterms.created",
})  # fmt: skip


def parse(data: bytes, options: LoadOptions) -> tuple[HtmlElement, str | None]:
    """The page as a tree, and a note where its encoding was guessed.

    Raises UnreadableFile where it is empty or its markup is nested too deep.
    """
    decoded = read(data, options.encoding or _encoding(data))
    # Depth is checked here, by a walk that does not recurse; libxml2 would cut the page off without a word.
    parser = HTMLParser(no_network=True, huge_tree=True, remove_pis=True)
    try:
        whole = document_fromstring(_DECLARED.sub("", decoded.text), parser=parser)
    except etree.ParserError as error:
        raise UnreadableFile("empty: there is no markup in it") from error
    depth = deepest = 0
    for event, _ in etree.iterwalk(whole, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    options.limits.check("depth", deepest, "markup is nested too deep, elements within elements")
    if deepest >= DEEPEST:
        raise UnreadableFile(f"markup is nested too deep, elements within elements: {DEEPEST:,} or more")
    return whole, decoded.note


def _encoding(data: bytes) -> str | None:
    """The encoding that the page names, if it is in that; one that is named wrongly is left to be guessed."""
    named = _CHARSET.search(data[:4096])
    try:
        name = codecs.lookup(named[1].decode()).name if named else ""
        meant = _MEANT.get(name, name)
        data.decode(meant if _ON_THE_WEB.fullmatch(meant) else "utf-8")
    except (LookupError, UnicodeError):
        return None
    return meant or None


def metadata(whole: HtmlElement) -> FrontMatter:
    """Title, date, place, language and address, as far as the page marks them."""
    also = linked.told(whole)
    found = {
        "title": _first(whole, "//article//h1", "//*[@itemprop='headline']")
        or also.get("title")
        or _first(whole, "//meta[@property='og:title']/@content", "//h1", "//title"),
        "date": _date(whole, also.get("date", "")),
        "place": _first(whole, "//*[contains(@class,'p-location')]", "//*[@itemprop='contentLocation']")
        or also.get("place"),
        "language": _language(whole, also.get("language", "")),
        "source": _source(whole, also.get("source", "")),
    }
    return validate({name: value for name, value in found.items() if value})


def languages(whole: HtmlElement) -> tuple[str, ...]:
    """The languages that the page is linked in, its own among them."""
    linked_in = whole.xpath("//*[contains(concat(' ', @rel, ' '), ' alternate ')]/@hreflang")
    named = (_LANGUAGE.fullmatch(one) for one in linked_in)
    own = _language(whole, "")
    found = {match[1].lower() for match in named if match}
    return tuple(sorted({*found, own} if own else found)) if found else ()


def _first(whole: HtmlElement, *paths: str) -> str | None:
    """The text of the first element or attribute that says anything."""
    for path in paths:
        for one in whole.xpath(path):
            text = one if isinstance(one, str) else one.text_content()
            if line := " ".join(text.split()):
                return line
    return None


def _date(whole: HtmlElement, also: str) -> str | None:
    """The day it was published by its own marks, else the one that htmldate finds in the page."""
    marked = whole.xpath("//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content")
    named = [
        meta.get("content", "")
        for meta in whole.iter("meta")
        if (meta.get("name") or meta.get("property") or "").lower() in _DATED
    ]
    # An article with a headline is the page's own; others are teasers of other pages.
    timed = whole.xpath("//article[.//h1]//time/@datetime") or whole.xpath(
        "//article//time/@datetime | //main//time/@datetime"
    )
    matches = map(_DAY.match, (*marked, also, *named, *timed))
    found = [match[0] for match in matches if match and _is_day(match[0])]
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


def _language(whole: HtmlElement, also: str) -> str | None:
    """That of the article, which on a site in several languages need not be the page's."""
    named = whole.xpath(
        "//html/@lang | //meta[@itemprop='inLanguage']/@content | //meta[@property='og:locale']/@content"
    )
    inner = whole.xpath("(//*[@itemprop='articleBody'] | //article)[1]/ancestor-or-self::*[@lang][1]/@lang")
    match = next(filter(None, map(_LANGUAGE.fullmatch, (*inner[-1:], *named, also))), None)
    return match[1].lower() if match else None


def _source(whole: HtmlElement, also: str) -> str | None:
    """The address that the page gives as its own; a saved page's links may lead to files."""
    below = next(iter(whole.xpath("//base/@href")), "")
    named = whole.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    saved = [match[1] for one in whole.getroottree().xpath("//comment()") if (match := _SAVED.search(one.text or ""))]
    return next(filter(None, (_address(one, below) for one in (*named, also, *saved) if one)), None)


def _address(link: str, below: str) -> str | None:
    try:
        address = urljoin(below, link.strip())
        return address if urlsplit(address).scheme in {"http", "https"} else None
    except ValueError:  # brackets that are no IPv6 address
        return None
