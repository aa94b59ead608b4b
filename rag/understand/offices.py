"""Offices and countries that a question names."""

import re
from collections.abc import Collection, Sequence

from rag.filters import Filters
from rag.schema import Office
from rag.understand.phrases import SAYING, find, fold, respell, speaks

_HEAD = r"(?:prime minister|minister|president|chancellor|king|queen|ambassador|secretary|director|governor)"


_ADVERB = r"(?:ever|also|really|then|exactly|actually|first|once)"


_OFFICE = re.compile(
    rf"(?:(?P<duty>[\w-]+) )?(?P<head>{_HEAD})(?: (?:of|for) (?P<of>[\w-]+(?: [\w-]+){{0,4}}?))?"
    rf"(?<!\bunited)(?= (?:{_ADVERB} )?{SAYING}\b)",  # "States" is no verb after "United".
    re.I,
)


_NO_DUTY = frozenset(
    {"new", "former", "then", "old", "late", "first", "current", "acting", "a", "an", "that", "this", "which", "what"}
    | {"did", "does", "do", "has", "had", "would", "will", "their", "our", "its", "no", "any", "other", "same", "by"}
)


_ROLE_NOISE = frozenset(
    {"of", "the", "for", "and", "affairs", "his", "her", "de", "des", "la", "le", "to", "in", "at", "on", "s"}
)


_SHORTENED = {"pm": "prime minister", "fm": "foreign minister"}


_NEAR = 5
"""Words that may stand between a country and an office that is meant to be its own, and one more."""


_KINDS = frozenset({"states", "kingdom", "republic", "emirates", "islands", "federation", "union"})
"""Last words of country names that name no country alone."""


_DEMONYM = r"n|an|ian|i|ese|ish|er|ns|ans|ians|ers"


_SPELLING = {"defense": "defence", "secretary-general": "secretary"}


def named_office(text: str, offices: Sequence[Office]) -> Filters | None:
    """The office that the question names with its country, in the ways it is written; None where it could be several.

    Of several countries it is the nearest one's: "What did Guyana's president want of Venezuela?"
    """
    plain = _expanded(fold(text))
    fitting = [office for office in offices if names_role(plain, office)]
    most = max((len(_duties(office)) for office in fitting), default=0)
    best = [office for office in fitting if len(_duties(office)) == most]
    nearest = min((_apart(plain, office) for office in best), default=_NEAR)
    meant = [office for office in best if _apart(plain, office) == nearest < _NEAR]
    if len({(_duties(office), _where(plain, office.country or "")) for office in meant}) != 1:
        return None
    roles = {office.role for office in meant if office.role}
    untold = {office.country for office in meant if office.country and not _in_role(office)}
    return Filters(role=tuple(sorted(roles)), country=tuple(sorted(untold)))


def _expanded(plain: str) -> str:
    """The same with offices that are shortened written out."""
    return " ".join(_SHORTENED.get(word, word) for word in plain.split())


def _duties(office: Office) -> frozenset[str]:
    """The words of the role that say what it is, not where."""
    return frozenset(role_words(office.role or "")) - set(fold(office.country or "").split())


def _in_role(office: Office) -> bool:
    """Whether the role itself tells the country, as in "Minister of Defence of Halvorn"."""
    return names_country(fold(office.role or ""), office.country)


def _apart(plain: str, office: Office) -> int:
    """How many words stand between the country and the nearest word of the role."""
    words = [one for word in _duties(office) for one in re.finditer(rf"\b{re.escape(word)}\b", plain)]
    gaps = [
        plain[min(one.end(), end) : max(one.start(), start)]
        for one in words
        for start, end in _where(plain, office.country or "")
    ]
    return min((len(gap.split()) for gap in gaps), default=_NEAR)


def names_role(plain: str, office: Office) -> bool:
    """Whether the question has every word of the duty, and the country."""
    if not office.role:
        return False
    duties = _duties(office)
    said = {_SPELLING.get(word, word) for word in plain.split()}
    return bool(duties) and duties <= said and names_country(plain, office.country)


def unknown_offices(text: str, offices: Sequence[Office], surnames: Collection[str]) -> tuple[str, ...]:
    """Offices whom the question has speak, and which no speaker of the archive held."""
    spelled = respell(text)
    asked = {match.group(): match for match in _OFFICE.finditer(spelled)}
    return tuple(
        name
        for name, match in asked.items()
        if speaks(spelled.casefold(), match)
        and fold(match["duty"] or "") not in surnames
        and _is_particular(match)
        and not any(_fits(match, office) for office in offices)
    )


def _is_particular(asked: re.Match[str]) -> bool:
    """Whether it has a duty or a country: "the president" may be anyone whose office the archive does not tell."""
    return bool(asked["of"] or (role_words(asked["duty"] or "") and fold(asked["duty"]) not in _NO_DUTY))


def _fits(asked: re.Match[str], office: Office) -> bool:
    """Whether an office that is asked about may be this one: no duty and no country is named that it lacks."""
    country = office.country or ""
    told = {*role_words(office.role or ""), *role_words(country), *_NO_DUTY}
    named = role_words(" ".join(part for part in asked.group("duty", "head", "of") if part))
    return all(word in told or names_country(word, country) for word in named)


def role_words(role: str) -> list[str]:
    """The words of a role that tell it from others, in one spelling."""
    return [_SPELLING.get(word, word) for word in fold(role).split() if word not in _ROLE_NOISE]


def named_countries(text: str, offices: Sequence[Office]) -> list[str]:
    """The countries of the archive that the question names."""
    plain = fold(text)
    countries = dict.fromkeys(office.country for office in offices)
    return [country for country in countries if country and names_country(plain, country)]


def names_country(plain: str, country: str | None) -> bool:
    """The country by name, or by an adjective made of it (Kestria, Kestrian; Germany, German)."""
    words = [word for word in fold(country or "").split() if word not in _ROLE_NOISE]
    if not words:
        return False
    if words[-1] in _KINDS and not all(find(plain, word) for word in words[:-1]):
        return False
    return bool(_where(plain, country or ""))


def _where(plain: str, country: str) -> tuple[tuple[int, int], ...]:
    """Where a country's name, or an adjective made of it, starts and ends."""
    words = [word for word in fold(country).split() if word not in _ROLE_NOISE]
    stems = "|".join(re.escape(stem) for stem in (words[-1], words[-1][:-1]) if len(stem) >= 4) if words else ""
    if not stems or words[-1][:3] not in plain:
        return ()
    return tuple(match.span() for match in re.finditer(rf"(?<!\w)(?:{stems})(?:{_DEMONYM})?(?!\w)", plain))
