"""Words as they are compared: case, accents, spelt-out numbers and the ways of writing a date are taken away."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from text_to_num import alpha2digit

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("october", "oct"),
            ("november", "nov"), ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_DATES = (
    re.compile(rf"\b{_DAY} (?:of )?{_MONTH},? {_YEAR}\b"),
    re.compile(rf"\b{_MONTH} {_DAY},? {_YEAR}\b"),
    re.compile(rf"\b{_MONTH} {_YEAR}\b"),
)
_EMPTY = frozenset({
    "about", "and", "any", "are", "been", "but", "can", "could", "did", "does", "for", "from", "had", "has", "have",
    "her", "his", "how", "into", "its", "not", "our", "say", "said", "says", "she", "should", "that", "the", "their",
    "them", "they", "this", "was", "were", "what", "when", "where", "which", "who", "whom", "whose", "why", "will",
    "with", "would", "you",
})  # fmt: skip


def normal(text: str) -> list[str]:
    """The words of a text: `Seven crowns on April 26th, 2017` gives `7 crowns on 2017-04-26`."""
    folded = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    spelt = alpha2digit(re.sub(r"(?<=[a-z])-(?=[a-z])", " ", bare), "en")
    figures = re.sub(r"\b\d{1,3}(?:[ ,]\d{3})+\b", lambda match: re.sub(r"\D", "", match.group()), spelt)
    whole = re.sub(r"\bper ?cent\b|%", " percent", figures)
    for form in _DATES:
        whole = form.sub(_iso, whole)
    return re.findall(r"\d{4}-\d{2}(?:-\d{2})?|\d+\.\d+|\w+", re.sub(r"'s?\b", "", whole))


def _iso(match: re.Match[str]) -> str:
    found = match.groupdict()
    day = f"-{int(found['day']):02}" if found.get("day") else ""
    return f"{found['year']}-{_MONTHS[found['month']]:02}{day}"


def content_words(text: str) -> set[str]:
    """The words that may carry a topic: three letters and more, or a figure."""
    return {word for word in normal(text) if word not in _EMPTY and (len(word) > 2 or word.isdigit())}


def holds(text: Sequence[str], nugget: Sequence[str]) -> bool:
    """Whether the words of a nugget stand in a text, next to each other and in their order."""
    return bool(nugget) and any(
        list(text[at : at + len(nugget)]) == list(nugget) for at in range(len(text) - len(nugget) + 1)
    )


def token_f1(said: Sequence[str], wanted: Sequence[str]) -> float:
    """Harmonic mean of the share of `said` that is wanted and the share of `wanted` that is said, 0..1."""
    shared = sum((Counter(said) & Counter(wanted)).values())
    return 2 * shared / (len(said) + len(wanted)) if shared else 0.0
