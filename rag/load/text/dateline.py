"""The lines above a transcript's first words: its title again, the place, the date and the time.

Grain Exchange
Delta City, Norland
(March 19, 2024)
<blank>
4:49 P.M. NST
"""

import re
from dataclasses import dataclass

from rag.load.text import byline
from rag.load.turns import labels

REACH = 12
"""Paragraphs among which the time of day is looked for."""

LONGEST = 40
"""Words of a paragraph that can be part of a head."""

_TIME = re.compile(r"(?i)\(?\d{1,2}:\d{2}\s*[ap]\.?\s?m\.?(?:\s*\(?[a-z]{1,5}\)?|\s+\(?local(?: time)?\)?)?\.?")
_NAME = r"[A-ZÀ-Þ][\w.’'-]*(?: (?:[A-ZÀ-Þ\d][\w.’'-]*|of|the|at|and|de|la|on|&))*"
_PLACE = re.compile(rf"{_NAME}(?:, {_NAME})+(?<![^A-Z]\.)")
_PREPARED = re.compile(r"(?i)\(?\W*as (?:prepared|delivered)\b.*")
_MANNER = re.compile(r"(?i)(?:via|see|as|office of|for immediate|on-the-record|background)\b.*|\W*")


@dataclass(frozen=True, slots=True)
class Dateline:
    """How many paragraphs the head has, and what it tells."""

    paragraphs: int = 0
    place: str | None = None
    date: str | None = None


def read(paragraphs: list[str]) -> Dateline:
    """The head of a transcript: down to the time of day, or lines that are nothing but a place or a date."""
    count = _down_to_time(paragraphs) or _places(paragraphs)
    lines = [_bare(line) for text in paragraphs[:count] for line in text.split("\n")]
    date = next((day for line in lines if (day := byline.bracketed_day(line))), None)
    return Dateline(count, _place(lines), date)


def _bare(line: str) -> str:
    return line.replace("*", "").strip(" _\xa0,")


def _down_to_time(paragraphs: list[str]) -> int:
    for count, text in enumerate(paragraphs[:REACH], start=1):
        if _TIME.fullmatch(_bare(text)):
            return count
        label, colon, _ = text.partition(":")
        if len(text.split()) > LONGEST or (colon and (labels.is_sure(label) or labels.is_asker(label))):
            return 0
    return 0


def _places(paragraphs: list[str]) -> int:
    """Leading paragraphs of which each line is a place, a date in brackets, or tells that it was prepared."""
    count = 0
    while count < len(paragraphs) and all(map(_is_head, map(_bare, paragraphs[count].split("\n")))):
        count += 1
    return count


def _is_head(line: str) -> bool:
    if _PREPARED.fullmatch(line) or byline.bracketed_day(line):
        return True
    named = any(labels.is_address(part.strip()) or labels.has_office(part) for part in line.split(","))
    return bool(_PLACE.fullmatch(line)) and not named and len(line.split()) <= 10


def _place(lines: list[str]) -> str | None:
    """The last lines that are neither in capitals nor in brackets, nor tell how it was said."""
    told = [line for line in lines if not _TIME.fullmatch(line) and not _MANNER.fullmatch(line)]
    named = [line for line in told if not line.isupper() and not line.startswith("(")]
    return ", ".join(named) if 0 < len(named) <= 3 and all(len(line.split()) <= 10 for line in named) else None
