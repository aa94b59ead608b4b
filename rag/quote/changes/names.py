"""Names: countries by their code, and words with a capital where no sentence begins.

`Angela Merkel` and `Merkel` are one, `Michelle Obama` and `Barack Obama` two. A title or an office is no name.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import regex

from rag.quote.changes.lexicon import Lexicon, lexicon
from rag.quote.changes.marks import Mark, Token, begins

_ENDINGS = ("ians", "ian", "ans", "an", "ns", "n", "ese", "is", "i", "ish", "s", "a", "e", "y", "ey", "en", "ain")
"""What an English name of a country and of its people differ in: Russia, Russian; China, Chinese."""

_NOUNS_HAVE_CAPITALS = frozenset({"de", "lb"})
_GAP = regex.compile(r"[\s\-'’.]*")
_SHORTEST = 4


def names(
    found: Sequence[Token], text: str, words: Lexicon, marks: Sequence[Mark], known: Collection[str]
) -> Iterator[Mark]:
    """The names among tokens; neighbours are one, with its words as its value.

    `marks` are what else is told of the text, `known` words that are names where a sentence begins, too.
    """
    language = words.language
    taken = {place for mark in marks for place in range(mark.start, mark.end)}
    capitals = [token for token in found if token.start not in taken and _is_name(token, text, language, known)]
    cluster: list[Token] = []
    for token in capitals:
        if cluster and not _GAP.fullmatch(text, cluster[-1].end, token.start):
            yield _mark(cluster, language)
            cluster = []
        cluster.append(token)
    if cluster:
        yield _mark(cluster, language)


def plain_names(found: Iterable[Token], text: str) -> set[str]:
    """The words, in small letters, that have a capital where no sentence begins."""
    return {token.text.lower() for token in found if token.text[:1].isupper() and not begins(text, token.start)}


def _is_name(token: Token, text: str, language: str, known: Collection[str]) -> bool:
    word = token.text
    if len(word) < 2 or not word[0].isupper() or word.lower() in _titles(language):
        return False
    if word.isupper():
        return len(word) <= 5 or not text.isupper()
    if _country(word, language):
        return True
    return language not in _NOUNS_HAVE_CAPITALS and word.lower() in known


@lru_cache
def _titles(language: str) -> frozenset[str]:
    return frozenset(lexicon(language).table.titles.split(", "))


def _mark(cluster: Sequence[Token], language: str) -> Mark:
    words = [token.text.lower().replace(".", "") for token in cluster]
    codes = [_code(token.text, language) or word for token, word in zip(cluster, words, strict=True)]
    return Mark("name", "name", " ".join(codes), cluster[0].start, cluster[-1].end)


def _code(word: str, language: str) -> str | None:
    """The code of a country by its people's name, or by its code itself: US, U.S., EU."""
    plain = word.replace(".", "")
    return plain if plain in _codes(language) else _country(word, language)


def _country(word: str, language: str) -> str | None:
    countries = _by_people(language)
    return next((countries[form] for form in _forms(word.lower()) if form in countries), None)


@lru_cache
def _codes(language: str) -> frozenset[str]:
    held = lexicon(language).entries.values()
    return frozenset(entry.value for entries in held for entry in entries if entry.group == "name")


@lru_cache
def _by_people(language: str) -> Mapping[str, str]:
    """Countries by the forms of their names; those that two share are left out."""
    if language != "en":
        return {}
    forms: dict[str, set[str]] = {}
    for name, code in _countries(lexicon(language)).items():
        for form in _forms(name):
            forms.setdefault(form, set()).add(code)
    return {form: next(iter(codes)) for form, codes in forms.items() if len(codes) == 1}


def _countries(words: Lexicon) -> dict[str, str]:
    return {
        phrase[0]: entry.value
        for phrase, entries in words.entries.items()
        for entry in entries
        if entry.group == "name" and len(phrase) == 1
    }


def _forms(word: str) -> list[str]:
    """The word, then without each ending, the longest form first."""
    cut = {word.removesuffix(ending) for ending in _ENDINGS}
    return sorted((form for form in cut | {word} if len(form) >= _SHORTEST), key=len, reverse=True)


def unmatched(these: Sequence[Mark], those: Sequence[Mark]) -> list[Mark]:
    """The names among these that none of those stands for, by some of its words or all."""
    others = [set(mark.value.split()) for mark in those]
    return [mark for mark in these if not any(_one(set(mark.value.split()), other) for other in others)]


def _one(words: set[str], others: set[str]) -> bool:
    return words <= others or others <= words
