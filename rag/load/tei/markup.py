"""XML that strangers wrote: parsed without its document type, without entities and without the network."""

from collections.abc import Iterator
from xml.parsers import expat

from lxml import etree

from rag.errors import UnreadableFile
from rag.load.limits import Limits

ID = "{http://www.w3.org/XML/1998/namespace}id"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_ENTITIES = (
    "unsafe: its XML declares entities, or uses ones that it does not have; save it with the characters themselves"
)


class _RootReached(Exception):
    """The prolog is over; it is how expat is made to stop."""


def parse(data: bytes, limits: Limits) -> etree._Element:
    """The root element, without comments and instructions; raises UnreadableFile."""
    # Ids that stand twice stop a parser that collects them; but in lxml 6.1 one that does not reads document types.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
        collect_ids=_has_doctype(data),
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(_said(str(error))) from error
    limits.check("depth", _depth(root), "elements too deep in each other")
    # What an external document type declares is not read; its entities would be words left out.
    if next(root.iter(etree.Entity), None) is not None:
        raise UnreadableFile(_ENTITIES)
    return root


def name(element: etree._Element) -> str:
    """An element's name, whatever its namespace."""
    return str(etree.QName(element).localname)


def flat(text: str | None) -> str:
    """A text on one line, since line ends and indents of XML say nothing."""
    return " ".join((text or "").split())


def texts(element: etree._Element) -> Iterator[str]:
    """The pieces of text in an element."""
    return (str(text) for text in element.itertext())


def words(element: etree._Element) -> str:
    """All the text in an element, on one line."""
    return flat("".join(texts(element)))


def _has_doctype(data: bytes) -> bool:
    """Whether a document type is declared; raises UnreadableFile where that declares an entity.

    Asked of expat, which reads no other file; libxml2 opens those that parameter entities name before it returns.
    """
    parser = expat.ParserCreate()
    types: list[object] = []
    parser.StartDoctypeDeclHandler = lambda *declared: types.append(declared)
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = _stop
    try:
        parser.Parse(data, True)
    except _RootReached:
        return bool(types)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableFile(_said(str(error))) from error
    return bool(types)


def _refuse(*_declared: object) -> None:
    raise UnreadableFile(_ENTITIES)


def _stop(*_element: object) -> None:
    raise _RootReached


def _said(error: str) -> str:
    # Its advice, a parser without bounds, is for programmers.
    what = (
        "elements too deep in each other" if "Excessive depth" in error else error.removesuffix(" (<string>, line 1)")
    )
    return f"not XML, or broken XML: {flat(what)}"


def _depth(root: etree._Element) -> int:
    deepest = now = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        now += 1 if event == "start" else -1
        deepest = max(deepest, now)
    return deepest
