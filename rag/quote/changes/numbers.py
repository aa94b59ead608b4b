"""Numbers, in figures or spelt out, by their value: `3 per cent`, `three percent` and `3%` are one."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import regex

from rag.quote.changes.marks import Mark, Token
from rag.quote.changes.tables import RUSSIAN_NUMBERS, TABLES

_SPELT = frozenset({"da", "de", "en", "es", "fr", "it", "nl", "pt"})
"""Languages that text2num reads."""

_OTHERS = {"en": {"half": "+0.5", "quarter": "x0.25", "quarters": "x0.25", "dozen": "x12", "dozens": "x12",
                  "trillion": "x1e12", "trillions": "x1e12"}}  # fmt: skip
"""English numbers that it does not: added to the one before, or times it."""

_SUFFIXES = {"k": "x1e3", "m": "x1e6", "mn": "x1e6", "bn": "x1e9", "tn": "x1e12"}
_SCALES = frozenset({100.0, 1e3, 1e6, 1e9, 1e12})
_LINK = regex.compile(r"[\s\-‐‑]+(?:(?:and|et|y|und|e)\s+)?(?:an?\s+)?")
_FIGURE = regex.compile(r"(\d+(?:[.,\s]\d+)*)(\D*)")
_FRACTION = regex.compile(r"(\d+)/([1-9]\d*)")
_ORDINAL = regex.compile(r"([1-9]\d*)(?:st|nd|rd|th|er|ère|e|ème|\.|º|ª|o|a)(s?)")
_COUNTED = regex.compile(r"\s+(?:people|men|women|children|(?!was|is|has|this|us|as|its)\p{Ll}{2,}s)\b")
_SIGNS = frozenset("$€£¥")


def numbers(found: Sequence[Token], text: str, language: str) -> Iterator[Mark]:
    """The numbers of a text; a bare one from 1500 to 2099 is a year unless it counts something."""
    group: list[Token] = []
    for token in found:
        if not _spelling(token.text, language) or (group and token.start < _percent(text, group[-1].end, language)):
            continue
        if group and not _LINK.fullmatch(text, group[-1].end, token.start):
            yield from _marks(group, text, language)
            group = []
        group.append(token)
    if group:
        yield from _marks(group, text, language)


def is_number(word: str, language: str | None) -> bool:
    """Whether a word is a figure or a number spelt out."""
    return bool(_spelling(word, language or "en"))


@lru_cache(maxsize=1 << 14)
def _spelling(word: str, language: str) -> str:
    """The number word or figure in the form that text2num goes on with; empty where it is none."""
    lower = word.lower()
    if figure := _FIGURE.fullmatch(lower):
        return _figure(regex.sub(r"\s", "", figure[1]), figure[2])
    if fraction := _FRACTION.fullmatch(lower):
        return repr(int(fraction[1]) / int(fraction[2]))
    if language == "ru":
        return RUSSIAN_NUMBERS.get(lower, "")
    if other := _OTHERS.get(language, {}).get(lower):
        return other
    return lower if _read(lower, language) != lower else ""


def _figure(digits: str, suffix: str) -> str:
    """A figure without thousands separators, its decimals behind a point."""
    whole = regex.fullmatch(r"[1-9]\d{0,2}(?:[.,]\d{3})+([.,]\d+)?", digits)
    plain = regex.sub(r"[.,](?=\d{3}(?:\D|$))", "", digits) if whole else digits
    plain = plain.replace(",", ".")
    return f"{plain} {_SUFFIXES[suffix]}" if suffix in _SUFFIXES else plain + suffix


def _read(phrase: str, language: str) -> str:
    """The phrase with its number words in figures."""
    from text_to_num import alpha2digit

    language = "en" if language == "ru" else language
    return str(alpha2digit(phrase, language, 0)) if language in _SPELT else phrase


def _marks(group: Sequence[Token], text: str, language: str) -> Iterator[Mark]:
    start, end = group[0].start, group[-1].end
    spelt = [_spelling(token.text, language) for token in group]
    links = ["", *(text[one.end : two.start].replace("-", " ") for one, two in pairwise(group))]
    phrase = "".join(regex.sub(r"\ban?\b", "", link) + word for link, word in zip(links, spelt, strict=True))
    values = _values(_read(phrase, language).split())
    several = len(group) == 1 and language == "en" and spelt[0][0].isalpha() and group[0].text.endswith("s")
    percent = _percent(text, end, language)
    for value in values:
        yield _mark(value + ("s" if several else ""), (start, percent or end), bool(percent), text)


def _values(items: Sequence[str]) -> list[str]:
    """The numbers that items in figures come to: `3.5 1000000` is one, `19 99` a year, `2 3rds` a fraction."""
    values: list[str] = []
    for item in items:
        before = _number(values[-1]) if values else None
        joined = _joined(before, item)
        if joined is not None:
            values[-1:] = [repr(joined)]
        elif _number(item.lstrip("x+")) is not None:
            values.append(repr(_number(item.lstrip("x+"))))
        elif ordinal := _ORDINAL.fullmatch(item):
            values.append(f"{int(ordinal[1])}th")
        elif item[0].isdigit():
            values.append(item)
    return values


def _joined(before: float | None, item: str) -> float | None:
    """What the item makes of the number before it; None where it is a number of its own."""
    value = _number(item.lstrip("x+"))
    ordinal = _ORDINAL.fullmatch(item)
    if before is None:
        return None
    if ordinal and (ordinal[2] or before == 1):
        return before / int(ordinal[1])
    if value is None:
        return None
    if item[0] == "x" or value in _SCALES:
        return before * value
    if item[0] == "+":
        return before + value
    return before * 100 + value if 15 <= before <= 20 and 10 <= value <= 99 and value % 1 == 0 else None


def _number(item: str) -> float | None:
    try:
        return float(item)
    except ValueError:
        return None


def _percent(text: str, end: int, language: str) -> int:
    """Where a percent sign or its words end that stand at `end`; 0 where none do."""
    words = TABLES[language].percent if language in TABLES else "%"
    match = regex.compile(rf"\s*(?:{'|'.join(words.split(', '))})(?!\w)(?!\s+points?\b)", regex.I).match(text, end)
    return int(match.end()) if match else 0


def _mark(value: str, place: tuple[int, int], percent: bool, text: str) -> Mark:
    start, end = place
    number = _number(value)
    year = number is not None and number % 1 == 0 and 1500 <= number <= 2099
    bare = not percent and text[max(0, start - 1) : start] not in _SIGNS and "," not in text[start:end]
    if regex.fullmatch(r"\d{4}s", value) or (year and bare and not _COUNTED.match(text, end)):
        return Mark("date", "years", value, start, end)
    if percent:
        return Mark("number", "number", f"{value}%", start, end)
    # "One" comes and goes with articles: one of us, no one, a country.
    return Mark("number", "number", value, start, end, alone=value not in ("1.0", "1th"))
