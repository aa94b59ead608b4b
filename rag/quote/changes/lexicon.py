"""The phrases of a language that mark a meaning, from our tables and from Babel."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.quote.changes.marks import PART, Mark, Token, stem
from rag.quote.changes.tables import TABLES, Steps, Table
from rag.quote.verdict import ChangeKind

_PERIODS = ("minute", "hour", "day", "week", "month", "year", "decade", "century")
_LENGTHS = ("kilometer", "mile", "meter")
_CURRENCIES = ("USD", "EUR", "GBP", "JPY", "CNY", "RUB")

JOINING = "joining"
"""The value of a negation that counts only where nothing before it in the clause negates."""

TOUCHED = "touched"
"""The value of a word that shows how far a negation reaches, and is none."""

SHORT_MONTHS = "short months"
"""The group of names like Mar and Dec, which are months beside a number only."""

Phrase = tuple[str, ...]
"""A phrase by the stems of its words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase marks, as in Mark."""

    kind: ChangeKind
    group: str
    value: str
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The entries of each phrase; a phrase with none is an idiom, whose words mark nothing."""

    language: str
    table: Table
    entries: Mapping[Phrase, tuple[Entry, ...]]
    longest: int

    def marks(self, found: Sequence[Token]) -> list[Mark]:
        """The marks of tokens, of phrases that overlap those of the longer one."""
        stems = ["" if token.text == "US" else stem(token.text, self.language) for token in found]
        marks: list[Mark] = []
        index = 0
        while index < len(found):
            size = self._size(stems, index)
            start, end = found[index].start, found[index + max(size, 1) - 1].end
            for entry in self.entries.get(tuple(stems[index : index + size]), ()):
                marks.append(Mark(entry.kind, entry.group, entry.value, start, end, entry.alone))
            index += max(size, 1)
        return marks

    def _size(self, stems: Sequence[str], index: int) -> int:
        """How many words the longest phrase that starts here has; 0 where none does."""
        sizes = range(min(self.longest, len(stems) - index), 0, -1)
        return next((size for size in sizes if tuple(stems[index : index + size]) in self.entries), 0)


@lru_cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language by its code; of one that has no table, Babel's part."""
    table = TABLES.get(language, Table(deny=""))
    entries: dict[Phrase, list[Entry]] = {}
    for phrases, entry in (*_of_table(table), *_of_babel(language)):
        for phrase in phrases.split(","):
            if key := _key(phrase, language):
                held = entries.setdefault(key, [])
                held += [entry] if entry and not _holds(held, entry) else []
    longest = max((len(key) for key in entries), default=0)
    return Lexicon(language, table, {key: tuple(held) for key, held in entries.items()}, longest)


def _holds(entries: Sequence[Entry], entry: Entry) -> bool:
    """Whether it is there, or, since "America" is no short form of "Americas", another name is."""
    return entry in entries or (entry.group == "name" and any(one.group == "name" for one in entries))


def _key(phrase: str, language: str) -> Phrase:
    """The stems of a phrase as a table writes it."""
    return tuple(stem(part, language) for part in PART.findall(phrase.lower()))


def _of_table(table: Table) -> Iterator[tuple[str, Entry | None]]:
    yield table.deny, Entry("negation", "not", "not")
    yield table.join, Entry("negation", "not", JOINING)
    yield table.touched, Entry("negation", "not", TOUCHED)
    for number, pair in enumerate(filter(None, table.opposites.split(";"))):
        for side, phrases in zip(("one", "other"), pair.split(" / "), strict=True):
            yield phrases, Entry("negation", f"opposite {number}", side, alone=False)
    for group, steps in table.ladders.items():
        yield from _steps("strength", group, steps)
    for group, steps in table.scales.items():
        yield from _steps("strength", group, steps, alone=False)
    yield from _steps("name", "person", table.persons, alone=False)
    yield from _steps("date", "day named", table.days)
    yield from _steps("date", "turn", table.turns, alone=False)
    yield from ((phrase, Entry("name", "name", code)) for phrase, code in table.aliases.items())
    yield table.percent, None
    yield table.idioms, None


def _steps(kind: ChangeKind, group: str, steps: Steps, alone: bool = True) -> Iterator[tuple[str, Entry]]:
    """Each step by its first phrase."""
    yield from ((phrases, Entry(kind, group, phrases.split(",")[0], alone)) for phrases in steps)


def _of_babel(language: str) -> Iterator[tuple[str, Entry]]:
    from babel import Locale

    locale = Locale.parse(language)
    for width, days in (("months", locale.months["format"]), ("weekdays", locale.days["format"])):
        yield from ((name, Entry("date", width, str(number))) for number, name in days["wide"].items())
    for number, name in locale.months["format"]["abbreviated"].items():
        if name != locale.months["format"]["wide"][number]:
            yield name, Entry("date", SHORT_MONTHS, str(number))
    for number, name in locale.months["stand-alone"]["wide"].items():
        yield name, Entry("date", "months", str(number))
    for code, name in locale.territories.items():
        if code != "001":
            yield name.split(" (")[0].replace("&", "and"), Entry("name", "name", code)
    yield from _units(language)


def _units(language: str) -> Iterator[tuple[str, Entry]]:
    """Periods, lengths and currencies in the forms that numbers ask for, British spellings too."""
    from babel.numbers import get_currency_name, get_currency_symbol

    for period in _PERIODS:
        yield from (
            (form, Entry("date", "period", period, alone=False)) for form in _forms(f"duration-{period}", language)
        )
    for length in _LENGTHS:
        yield from (
            (form, Entry("number", "unit", length, alone=False)) for form in _forms(f"length-{length}", language)
        )
    for code in _CURRENCIES:
        entry = Entry("number", "unit", code, alone=False)
        yield from ((get_currency_name(code, count, language).split()[-1], entry) for count in (1, 2, 5))
        yield get_currency_symbol(code, language)[-1:], entry


def _forms(unit: str, language: str) -> set[str]:
    """A unit in the singular and in the plurals; none where Babel has no word for it."""
    from babel.units import format_unit

    locales = (language, "en_GB") if language == "en" else (language,)
    forms = {format_unit(count, unit, "long", locale=locale) for locale in locales for count in (1, 2, 5)}
    return {form.strip("\xa0 0123456789") for form in forms if unit not in form}
