"""What a model may not put on a page: links, images, markup, marks of citation, characters that do not show."""

from html import unescape

import regex

from rag.answer.written.prompt import plain

_IMAGE_OR_LINK = regex.compile(
    r"!?\[(?P<told>[^\[\]]*)\]\([^()]*(?:\)|$)|!?\[(?P<named>[^\[\]]+)\]\[[^\[\]]*\]|^\s*\[[^\[\]]+\]:\s"
)
_ADDRESS = regex.compile(
    r"(?:\b[a-z][a-z0-9+.-]*\s*:\s*)?(?://|\\\\)\S*|\bwww\.\S*|\b(?:data|javascript|vbscript|mailto|file):\S+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.\p{L}{2,}/\S*",
    regex.I,
)
_TAG = regex.compile(r"</?[a-z!][^<>]*>|<!--.*?-->", regex.I | regex.S)
_MARK = regex.compile(r"[\[［【〔⟦]+[\s^]*\p{N}+[\s\p{P}\p{N}]*?[\]］】〕⟧]+|[①-⓿❶-➓]|(?<!\b\p{Ll}?m)[⁰¹²³⁴-⁹]+")
"""A number as citations are marked by; those that may stand in a reply are read before. Squares and cubes are none."""
_EMPHASIS = regex.compile(r"[`*_~#|<>]+")


def clean(text: str) -> str:
    """The words alone; nothing where there are none."""
    bare, before = text, ""
    # What is taken out may leave behind another of its kind.
    while bare != before:
        before, bare = bare, _once(bare)
    return bare if any(map(str.isalnum, bare)) else ""


def _once(text: str) -> str:
    bare = _TAG.sub(" ", plain(unescape(text)))
    bare = _IMAGE_OR_LINK.sub(lambda match: match["told"] or match["named"] or "", bare)
    bare = _EMPHASIS.sub("", _MARK.sub("", _ADDRESS.sub("", bare)))
    return " ".join(bare.split())
