"""What a model may not put on a page: links, images, markup, characters that do not show."""

import re

from rag.answer.written.prompt import plain

_IMAGE_OR_LINK = re.compile(r"!?\[(?P<told>[^\]]*)\]\([^)]*\)|!?\[(?P<named>[^\]]+)\]\[[^\]]*\]")
_ADDRESS = re.compile(r"(?:\b[a-z][a-z0-9+.-]*://|\bwww\.|\b(?:data|javascript|mailto|file):)\S*", re.I)
_TAG = re.compile(r"</?[a-z!][^<>]*>|<!--.*?-->", re.I | re.S)
_EMPHASIS = re.compile(r"[`*_~#|<>]+")


def clean(text: str) -> str:
    """The words alone."""
    bare = _TAG.sub(" ", plain(text))
    bare = _IMAGE_OR_LINK.sub(lambda match: match["told"] or match["named"] or "", bare)
    bare = _EMPHASIS.sub("", _ADDRESS.sub("", bare))
    return " ".join(bare.split())
