"""Persons that a question names: speakers of the archive, in the ways they may be written, and strangers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rag.filters import Filters
from rag.people import names_nobody
from rag.schema import Office
from rag.understand.known import Known
from rag.understand.offices import names_country, names_role, role_words
from rag.understand.phrases import AUXILIARY, SAYING, find, fold, speaks

_WORD = r"[A-Z][\w'’-]+"


_TITLE = r"(?:Mr|Mrs|Ms|Dr|President|Minister|Chancellor|Ambassador|General|Secretary)\.?"


_PERSON = rf"(?:{_WORD}\s+){{1,3}}{_WORD}|{_TITLE}\s+{_WORD}"


_COMMON = frozenset({
    "best", "bill", "black", "brown", "can", "church", "day", "good", "gray", "green", "grey",
    "hill", "hope", "justice", "king", "little", "long", "love", "march", "mark", "may", "might", "park",
    "peace", "poor", "power", "price", "rice", "rich", "short", "small", "speaker", "strait", "strong",
    "sun", "white", "will", "wise", "wood", "young",
})  # fmt: skip
"""Surnames that are words; in a question all in small letters they are taken for these."""


_ARTICLE = re.compile(r"^(?:al|el)-(?=\w)", re.I)


_SLIP = 0.83
"""Likeness from which a word counts as a misspelt surname; one wrong letter in six."""


_SHORTEST = 3
"""Letters from which a surname in small letters is taken for one."""


_SLIP_LETTERS = 5
"""Shorter surnames are too much like other words to forgive a slip."""


@dataclass(frozen=True, slots=True)
class Named:
    """Speakers that one place of the question may mean, and whether it makes them the one who speaks.

    A `slip` is in a name that is not quite theirs.
    """

    speakers: tuple[str, ...]
    speaks: bool
    slip: bool = False


def named_speakers(text: str, known: Known, not_these: set[str], period: Filters) -> list[Named]:
    """Speakers by full name, else by surname, else by a surname with a slip in it; not by a stranger's surname.

    Of several with one surname those are meant whose country or role the question names, else who speak in the period.
    """
    plain = fold(text)
    holders = by_surname(known)
    named = []
    for surname, names in holders.items():
        whole = [(name, place) for name in names if " " in name and (place := find(plain, fold(name)))]
        if whole:
            named += [Named((name,), speaks(plain, place)) for name, place in whole]
        elif surname not in not_these and (place := find(plain, surname)) and _looks_like_name(text, surname):
            meant = _narrowed(plain, names, known.offices)
            meant = meant if known.are_one(meant) else known.speaking(meant, period)
            named.append(Named(meant, speaks(plain, place)))
    return named or _misspelt(text, {one: names for one, names in holders.items() if one not in not_these})


def by_surname(known: Known) -> dict[str, list[str]]:
    """Speakers by surname, and by a middle name that one person alone has."""
    holders: dict[str, list[str]] = {}
    names = [name for name in dict.fromkeys(office.speaker for office in known.offices) if not names_nobody(name)]
    for name in names:
        if surname := surname_of(name):
            holders.setdefault(surname, []).append(name)
    return {**_by_middle_name(names, known), **holders}


def _by_middle_name(names: Iterable[str], known: Known) -> dict[str, list[str]]:
    """Words within a name that one person alone has: "Petro" of "Gustavo Petro Urrego"."""
    holders: dict[str, list[str]] = {}
    for name in names:
        for word in fold(name).split()[1:-1]:
            if len(word) >= _SLIP_LETTERS - 1:
                holders.setdefault(word, []).append(name)
    return {word: held for word, held in holders.items() if known.are_one(held)}


def surname_of(name: str) -> str:
    """The last word of a name, without an article ("al-Assad" and "Assad" are one)."""
    return _ARTICLE.sub("", fold(name).rpartition(" ")[2])


def _misspelt(text: str, holders: dict[str, list[str]]) -> list[Named]:
    written = {fold(word) for word in re.findall(rf"\b{_WORD}", text)}
    words = [word for word in written if len(word) >= _SLIP_LETTERS]
    return [
        Named(tuple(names), speaks=False, slip=True) for surname, names in holders.items() if _like_any(surname, words)
    ]


def _like_any(surname: str, words: Iterable[str]) -> bool:
    return len(surname) >= _SLIP_LETTERS and any(
        word[:1] == surname[:1] and SequenceMatcher(None, word, surname).ratio() >= _SLIP for word in words
    )


def _narrowed(plain: str, holders: list[str], offices: Sequence[Office]) -> tuple[str, ...]:
    """Of several speakers with one surname those whose country or role the question names, else all."""
    fitting = [
        office.speaker
        for office in offices
        if office.speaker in holders and (names_country(plain, office.country) or names_role(plain, office))
    ]
    return tuple(dict.fromkeys(fitting)) or tuple(holders)


def _looks_like_name(text: str, surname: str) -> bool:
    """Capitalised, unless the whole question is in small letters and the name is no common word."""
    words = re.findall(r"[^\W\d_][\w'’-]*", text)
    written = [bare for word in words if fold(bare := _ARTICLE.sub("", word)).startswith(surname)]
    common = len(surname) < _SHORTEST or surname in _COMMON or re.fullmatch(SAYING, surname)
    return any(word[0].isupper() for word in written) or (text == text.lower() and not common)


def unknown_persons(text: str, known: Known) -> tuple[str, ...]:
    """Persons whom the question has speak, and who are no speaker of the archive, by surname or by first name."""
    surnames = by_surname(known)
    places = {word for office in known.offices for word in fold(office.country or "").split()}
    titles = {word for office in known.offices for word in role_words(office.role or "")}
    asked = re.findall(rf"\b(?i:{AUXILIARY})\s+({_PERSON})(?=[\s,]+(?:\w+\s+){{0,3}}?{SAYING}\b)", text)
    cited = re.findall(rf"\b(?i:according to)\s+({_PERSON})", text)
    return tuple(name for name in (*asked, *cited) if not _is_known(name, surnames, places, titles))


def _is_known(name: str, surnames: dict[str, list[str]], places: set[str], titles: set[str]) -> bool:
    """Whether the name may be a speaker's, a place's or an office's; a first name must be the speaker's own."""
    words = [word for word in fold(name).split() if not re.fullmatch(_TITLE, word, re.I) and word not in titles]
    if not words or set(words) & places or any(names_country(word, place) for word in words for place in places):
        return True
    holders = surnames.get(words[-1])
    if holders is None:
        return any(_like_any(surname, words[-1:]) for surname in surnames)
    return any(" " not in holder or set(words) <= set(fold(holder).split()) for holder in holders)
