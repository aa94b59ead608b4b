"""A transcript page as copied from a ministry's web site.

Its first line runs date and time together, a title names speaker, event, place and date, a line lists the
languages offered; then come salutations and the body, which the copy may have cut short:

    14 May 202110:05
    <blank>
    Foreign Minister Ada Example’s remarks at the First Conference on Examples, Exampleton, May 14, 2021
    <blank>
      • de-DE1 en-GB1 ru-RU1
    <blank>
    Ladies and gentlemen,
"""

import re
from dataclasses import dataclass

from dateutil import parser as dates

from rag.errors import BadInput

_STAMP = re.compile(r"\s*(\d{1,2} [A-Z][a-z]+ \d{4}) ?(\d{1,2}:\d{2})\s*")
_LANGUAGE = re.compile(r"\b([a-z]{2})-[A-Z]{2}\d?\b")
_DATE = r"(?:[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4})"
_TITLE = re.compile(
    r"(?P<who>.+?)[’']s? (?P<what>(?:[\w-]+ ){0,4}?"
    r"(?:remarks?|speech|address|statement|interview|comments?|answers?|introductory remarks)\b.*?)"
    r"(?:\s(?:at|to|before|during|for|in)\s(?P<event>.+?))?"
    rf"(?:,\s(?P<place>[^,\d]+(?:, [^,\d]+)?))?(?:,\s(?P<date>{_DATE}))?\s*"
)
_HEADS = frozenset({
    "Ambassador", "Chair", "Chairman", "Chancellor", "Commissioner", "Director", "Envoy", "General", "King",
    "Minister", "President", "Queen", "Representative", "Secretary", "Secretary-General", "Spokesman", "Spokeswoman",
})  # fmt: skip
_BEFORE_SURNAME = re.compile(r"[A-Z]\.|[a-z]+")
_ENDINGS = tuple(".!?…\"”’')]»")


@dataclass(frozen=True, slots=True)
class Page:
    """What a transcript page says of its speech, and the body below the page's head."""

    title: str
    date: str
    speaker: str | None
    role: str | None
    event: str | None
    place: str | None
    languages: tuple[str, ...]
    cut: bool
    body: str


def is_transcript(text: str) -> bool:
    """Whether the first line is a date and a time run together."""
    return bool(_STAMP.fullmatch(text.lstrip("\n").split("\n", 1)[0]))


def parse(text: str) -> Page:
    """Read a transcript page; raises BadInput where there is no title or no body below it."""
    stamp, _, rest = text.lstrip("\n").partition("\n")
    match = _STAMP.fullmatch(stamp)
    title, _, rest = rest.lstrip("\n").partition("\n")
    if not match or not title.strip() or not rest.strip():
        raise BadInput("a transcript page needs a date line, a title and a body")
    languages, body = _languages(rest)
    named = _TITLE.fullmatch(title.strip())
    role, speaker = _speaker(named["who"]) if named else (None, None)
    return Page(
        title=title.strip(),
        date=_iso(match[1]),
        speaker=speaker,
        role=role,
        event=re.sub(r"^[Tt]he ", "", named["event"]) if named and named["event"] else None,
        place=named["place"] if named else None,
        languages=languages,
        cut=not body.rstrip().endswith(_ENDINGS),
        body=body,
    )


def _languages(rest: str) -> tuple[tuple[str, ...], str]:
    """Take the line of language links off, where there is one; the body keeps its own blank lines."""
    line, _, body = rest.lstrip("\n").partition("\n")
    words = line.replace("•", " ").split()
    if words and all(_LANGUAGE.fullmatch(word) for word in words):
        return tuple(word[:2] for word in words), body.lstrip("\n")
    return (), rest.lstrip("\n")


def _speaker(who: str) -> tuple[str | None, str | None]:
    """Role and name: what follows an office is the name, but after "of" it is the last two words only."""
    words = who.replace(",", "").split()
    heads = [place for place, word in enumerate(words) if word in _HEADS]
    first = heads[-1] + 1 if heads else 0
    if words[first : first + 1] in (["of"], ["for"]):
        of, first = first, len(words) - 2
        while first > of and _BEFORE_SURNAME.fullmatch(words[first]):
            first -= 1
        if first <= of:
            return who, None
    return " ".join(words[:first]) or None, " ".join(words[first:])


def _iso(written: str) -> str:
    try:
        return dates.parse(written).date().isoformat()
    except (ValueError, OverflowError) as error:
        raise BadInput(f"{written!r} is not a date") from error
