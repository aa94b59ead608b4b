"""Countries under the several names that an archive has for one."""

import re
from collections.abc import Iterable
from functools import lru_cache

from rag.honorifics import word_set
from rag.people.names import spelt

_FORM = word_set(
    "the of and republic kingdom state federal federation federative islamic arab plurinational bolivarian hashemite"
    " commonwealth principality grand duchy sultanate co operative socialist soviet peoples people independent union"
    " confederation"
)
"""Words of a country's full name that its short name lacks; "democratic" and "south" tell one country from another."""

_WELL_KNOWN = {
    "us": ["united", "states"],
    "usa": ["united", "states"],
    "america": ["united", "states"],
    "uk": ["united", "kingdom"],
    "britain": ["united", "kingdom"],
    "greatbritain": ["united", "kingdom"],
}

_FIRST_IS_KNOWN = word_set(
    "china korea viet vietnam taiwan singapore cambodia kampuchea hungary lao laos thailand malaysia malaya indonesia"
    " myanmar burma ethiopia eritrea iceland mongolia bhutan hong"
)


def homes(countries: Iterable[str]) -> dict[str, str]:
    """Each country by one of its names, so that "United States of America", "United States" and "USA" are one."""
    return _homes(frozenset(countries))


@lru_cache(maxsize=8)  # An archive's are asked for again with each question.
def _homes(countries: frozenset[str]) -> dict[str, str]:
    names = sorted(countries, key=lambda name: (len(name), name))
    known: dict[str, str] = {}
    found: dict[str, str] = {}
    for name in names:
        keys = _short_names(name)
        found[name] = next((known[key] for key in keys if key in known), name)
        known |= {key: found[name] for key in keys if key not in known}
    return found | _abbreviated(found)


def _abbreviated(found: dict[str, str]) -> dict[str, str]:
    """What "UK" and "USSR" stand for, where one country's name alone begins so."""
    full: dict[str, set[str]] = {}
    for name, home in found.items():
        full.setdefault(_initials(name), set()).add(home)
    short = {name: full.get(name.casefold(), set()) for name in found if name.isupper() and found[name] == name}
    return {name: next(iter(meant)) for name, meant in short.items() if len(meant) == 1}


def _short_names(country: str) -> list[str]:
    words = [word.plain for word in spelt(re.sub(r"\(.*?\)", "", country))]
    words = _WELL_KNOWN.get("".join(words), words)
    plain = [word for word in words if word not in _FORM]
    plain = words if plain in ([], ["united"]) else plain
    before = words[: words.index("of")] if "of" in words else []
    called = [] if "republic" in before or all(word in _FORM for word in before) else [" ".join(sorted(before))]
    return [" ".join(sorted(plain)), "".join(plain), *called]


def _initials(country: str) -> str:
    words = [word.plain for word in spelt(country) if word.plain not in {"the", "of", "and"}]
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def first_is_known(home: str | None) -> bool:
    """Whether people there are called by the first word of a name, which is the surname or the only name of theirs."""
    return home is not None and not _FIRST_IS_KNOWN.isdisjoint(word.plain for word in spelt(home))
