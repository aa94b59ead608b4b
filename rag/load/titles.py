"""Titles as programs write them into the properties of a file: many are the file's name, or the words it began with."""

import re

_FILE_NAME = re.compile(
    r"(?i)microsoft (?:word|powerpoint)\b|(?:untitled|document|dokument)\W*\d*$"
    r"|.*\.(?:docx?|odt|rtf|indd|pdf|qxd|pages|tmp|wpd)$"
)


def sensible(title: str | None, opening: str) -> str | None:
    """The title of a file whose text has that `opening`; None where it is a file's name or the opening, cut short."""
    title = " ".join((title or "").split())
    if len(title) < 3 or _FILE_NAME.match(title):
        return None
    cut = opening.startswith(title) and len(opening) > len(title)
    return None if cut else title
