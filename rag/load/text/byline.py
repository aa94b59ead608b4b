"""Who speaks and when, by a title: `Remarks by President Lund Before the Canal Conference (March 19, 2024)`."""

import re
from datetime import date

from dateutil import parser as dates

from rag.load.turns.labels import Told, is_capitals, is_crowd, is_office, read

LONGEST_NAME = 4
"""Words; more than these hold something else beside a name."""

_BY = re.compile(
    r"(?i)\b(?:remarks|speech|address|statement|toasts?|comments|gaggle|briefing|call|conference|interview|keynote"
    r"|testimony|eulogy|lecture)\b(?:[\s,]+(?:as\s+(?:prepared|delivered)(?:\s+for\s+delivery)?"
    r"|introductory|opening|closing|virtual|video))*,?\s+(?:by|of)\s+(?P<who>.+)",
)
_OCCASION = re.compile(
    r"(?i)(?:about|aboard|after|ahead|against|announc\w+|as|at|before|celebrat\w+|during|following|for|from|honor\w+|in"
    r"|into|introduc\w+|near|on|regarding|restor\w+|to|toward|touting|under|upon|welcom\w+|while|with|without|\w{3,}ing"
    r"|and|&|re|via)"
)
_DAY = r"(?:[A-Z][a-z]+\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4})"
_AT_END = re.compile(rf"(?:\((?P<inside>{_DAY})\)|[,–—-]\s*(?P<after>{_DAY}))\s*$")
_BRACKETED = re.compile(rf"\((?P<day>{_DAY})\)")


def speaker(title: str) -> Told | None:
    """Name and office of the first whom the title says the remarks are by; None where it names nobody."""
    match = _BY.search(" ".join(title.split()))
    who = _named(match["who"].split()) if match else []
    if not who:
        return None
    told = read(_cased(" ".join(who)), frozenset())
    if told.name == told.role or is_crowd(told.name) or is_office(told.name):
        return None
    return told if len(told.name.split()) <= LONGEST_NAME else None


def _cased(who: str) -> str:
    return who.title() if is_capitals(who) and len(who) > 4 else who


def _named(words: list[str]) -> list[str]:
    """The words of office and name: capitals up to one that goes on to the occasion."""
    found: list[str] = []
    for word in words:
        bare = word.strip(",;:|()")
        if not bare or word.startswith("(") or (_OCCASION.fullmatch(bare) and bare != "King"):
            break
        if not (bare[0].isupper() or bare in {"of", "the", "de", "von", "van", "da", "bin"}):
            break
        found.append(bare)
        if bare != word:
            break
    while found and found[-1] in {"of", "the"}:
        found.pop()
    return found


def day(title: str) -> str | None:
    """The ISO date at the end of a title, in brackets or after a comma."""
    match = _AT_END.search(title.strip())
    return _iso(match["inside"] or match["after"]) if match else None


def bracketed_day(line: str) -> str | None:
    """The ISO date that a line is, in brackets."""
    match = _BRACKETED.fullmatch(line.strip())
    return _iso(match["day"]) if match else None


def _iso(written: str) -> str | None:
    try:
        found: date = dates.parse(written).date()
    except (ValueError, OverflowError):
        return None
    return found.isoformat()
