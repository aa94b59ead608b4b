"""From a question to a query: whom, which office, which country and which year it names.

What is unmistakable becomes a filter ("what did Marosz say", "in his 2018 address"). What may as well be the
topic ("was Marosz right about Rehn") becomes a boost. A name that two speakers share is decided by a country,
role or full name in the question, and else stays open. Both are shown to the user.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.schema import Filters, Office, Query

_SAYING = (
    r"(?:say|says|said|saying|tell|told|speak|spoke|talk|talked|propose|proposed|call|called|claim|claimed|argue|argued"
    r"|announce|announced|promise|promised|mention|mentioned|think|thought|state|stated|describe|described|explain"
    r"|explained|give|gave|quote|quoted|ask|asked|warn|warned|want|wanted|demand|demanded|suggest|suggested|accuse"
    r"|accused|admit|admitted|regret|regretted|apologise|apologize|defend|defended|oppose|opposed|support|supported"
    r"|refuse|refused|make|made|use|used|cite|cited|report|reported|offer|offered|blame|blamed|put|set|believe|believed"
    r"|criticise|criticize|praise|praised|name|named|answer|answered|respond|responded|compare|compared|urge|urged"
    r"|commit|pledge|pledged|declare|declared|expect|change|changed|mean|meant|justify|justified|condemn|condemned|thank)"
)
_AUXILIARY = r"(?:did|does|do|has|had|have|would|will|could|can|is|was|were)"
_SPOKEN = r"(?:speech|speeches|address|remarks|statement|interview|inaugural|lecture|talk|debate|session|conference|opening)"
_ATTRIBUTION = re.compile(
    r"\s*(?:who\b(?!['’]s? speech)|which (?:speaker|minister|president|leader|country|state|politician|general)|whose\b|by whom)",
    re.I,
)
_YEAR = r"(?:1[6-9]|20)\d{2}"
_PERSON = r"(?:[A-Z][\w'’-]+\s+){1,2}[A-Z][\w'’-]+|(?:Mr|Mrs|Ms|Dr|President|Minister|Chancellor|Ambassador|General|Secretary)\.?\s+[A-Z][\w'’-]+"
_ROLE_NOISE = frozenset(
    {"of", "the", "for", "and", "affairs", "his", "her", "de", "des", "la", "le", "to", "in", "at", "on", "s"}
)
_SPELLING = {"defense": "defence", "secretary-general": "secretary"}


@dataclass(frozen=True, slots=True)
class _Named:
    """Speakers that one place of the question may mean, and whether it makes them the one who speaks."""

    speakers: tuple[str, ...]
    speaks: bool


def understand(
    text: str, filters: Filters, offices: Sequence[Office], events: Iterable[str] = ()
) -> Query:
    """The query that a question comes to; `filters` are the user's own and are never overruled."""
    found, boosts = Filters(), []
    attribution = bool(_ATTRIBUTION.match(text))
    named = [] if filters.speaker else _speakers(text, offices)
    speaking = [one for one in named if one.speaks and not attribution and len(one.speakers) == 1]
    if speaking:
        found = replace(found, speaker=tuple(dict.fromkeys(one.speakers[0] for one in speaking)))
    elif not attribution:
        boosts += [Filters(speaker=one.speakers) for one in named]
    role = None if named or filters.role or filters.speaker else _role(text, offices)
    if role:
        found = replace(found, role=(role,)) if not attribution else found
        boosts += [Filters(role=(role,))] if attribution else []
    found, boosts = _periods(text, filters, found, boosts)
    found = replace(found, event=_events(text, events)) if not filters.event else found
    if not (named or role or filters.country):
        boosts += [Filters(country=(country,)) for country in _countries(text, offices)]
    return Query(text, _joined(filters, found), tuple(boosts), _unknown(text, offices))


def _joined(own: Filters, found: Filters) -> Filters:
    chosen = {name: getattr(own, name) or getattr(found, name) for name in Filters.__slots__}
    return Filters(**chosen)


# People


def _speakers(text: str, offices: Sequence[Office]) -> list[_Named]:
    names = list(dict.fromkeys(office.speaker for office in offices))
    plain, named, taken = _plain(text), [], set()
    for name in names:
        whole = _find(plain, _plain(name))
        if whole and " " in name:
            named.append(_Named((name,), _speaks(plain, whole)))
            taken.add(_surname(name))
    by_surname: dict[str, list[str]] = {}
    for name in names:
        by_surname.setdefault(_surname(name), []).append(name)
    for surname, holders in by_surname.items():
        place = None if surname in taken else _find(plain, surname)
        if place and _looks_like_name(text, surname):
            named.append(_Named(_narrowed(plain, holders, offices), _speaks(plain, place)))
    return named


def _surname(name: str) -> str:
    return _plain(name).split()[-1]


def _narrowed(plain: str, holders: list[str], offices: Sequence[Office]) -> tuple[str, ...]:
    """Of several speakers with one surname those whose country or role the question names, else all."""
    fitting = [
        office.speaker
        for office in offices
        if office.speaker in holders and (_names_country(plain, office.country) or _names_role(plain, office))
    ]
    return tuple(dict.fromkeys(fitting)) or tuple(holders)


def _looks_like_name(text: str, surname: str) -> bool:
    """Capitalised, unless the whole question is in small letters."""
    written = [word for word in re.findall(r"[^\W\d_][\w'’-]*", text) if _plain(word).startswith(surname)]
    return any(word[0].isupper() for word in written) or text == text.lower()


def _find(plain: str, name: str) -> re.Match[str] | None:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain)


def _speaks(plain: str, place: re.Match[str]) -> bool:
    """Whether the name stands where a question has the one who speaks."""
    before, after = plain[: place.start()], plain[place.end() :]
    asked = re.search(rf"\b{_AUXILIARY}\s+(?:(?!{_SAYING}\b)[\w-]+\s+){{0,5}}$", before) and re.match(
        rf"(?:\s+[\w'’-]+){{0,8}}?\s+{_SAYING}\b", after
    )
    told = re.match(rf"(?:'s?)?\s+(?:[\w-]+\s+){{0,1}}(?:{_SAYING}|{_SPOKEN}|position|view|reason|argument|words)\b", after)
    source = re.search(r"\b(?:according to|by|quote from)\s+(?:[\w-]+\s+){0,4}$", before)
    return bool(asked or told or source)


def _unknown(text: str, offices: Sequence[Office]) -> tuple[str, ...]:
    """Persons whom the question has speak and who are no speaker of the archive."""
    known = {word for office in offices for word in _plain(office.speaker).split()}
    places = {word for office in offices for word in _plain(office.country or "").split()}
    found = re.findall(
        rf"\b(?:{_AUXILIARY}|[Aa]ccording to)\s+({_PERSON})(?=[\s,?]+(?:\w+\s+){{0,3}}?{_SAYING}\b|\s*[,?])", text
    )
    return tuple(
        name for name in found if not {*_plain(name).split()} & known and not {*_plain(name).split()} & places
    )


# Offices and countries


def _role(text: str, offices: Sequence[Office]) -> str | None:
    """The one role, of one country, that the question names in full; None where it could be several."""
    plain = _plain(text)
    fitting = {office.role for office in offices if office.role and _names_role(plain, office)}
    longest = max((len(_role_words(role)) for role in fitting), default=0)
    best = {role for role in fitting if len(_role_words(role)) == longest}
    return best.pop() if len(best) == 1 else None


def _names_role(plain: str, office: Office) -> bool:
    if not office.role:
        return False
    country = set(_plain(office.country or "").split())
    duties = set(_role_words(office.role)) - country
    said = {_SPELLING.get(word, word) for word in plain.split()}
    return bool(duties) and duties <= said and _names_country(plain, office.country)


def _role_words(role: str) -> list[str]:
    return [_SPELLING.get(word, word) for word in _plain(role).split() if word not in _ROLE_NOISE]


def _countries(text: str, offices: Sequence[Office]) -> list[str]:
    countries = dict.fromkeys(office.country for office in offices if office.country)
    return [country for country in countries if country and _names_country(_plain(text), country)]


def _names_country(plain: str, country: str | None) -> bool:
    """The country by name, or by an adjective that begins like it (Kestria, Kestrian)."""
    if not country:
        return False
    words = [word for word in _plain(country).split() if word not in _ROLE_NOISE]
    return bool(words) and all(
        re.search(rf"(?<!\w){re.escape(word[: max(4, len(word) - 2)])}\w{{0,5}}", plain) for word in words[-1:]
    )


# Time and occasion


def _periods(
    text: str, own: Filters, found: Filters, boosts: list[Filters]
) -> tuple[Filters, list[Filters]]:
    """A year that belongs to the speaking becomes a filter, any other a boost."""
    if own.since or own.until:
        return found, boosts
    of_speaking = re.search(
        rf"\b(?P<a>{_YEAR})(?:['’]s)?\s+(?:[\w'’-]+\s+){{0,2}}{_SPOKEN}\b"
        rf"|\b{_SPOKEN}\s+(?:[\w'’-]+\s+){{0,4}}?(?:in|of|from)\s+(?P<b>{_YEAR})\b"
        rf"|^\s*[Ii]n\s+(?P<c>{_YEAR}),?\s+(?:what|how|why|which|did|where|when)\b",
        text,
        re.I,
    )
    if of_speaking:
        year = of_speaking["a"] or of_speaking["b"] or of_speaking["c"]
        return replace(found, since=year, until=year), boosts
    years = dict.fromkeys(re.findall(rf"\b{_YEAR}\b", text))
    return found, [*boosts, *(Filters(since=year, until=year) for year in years)]


def _events(text: str, events: Iterable[str]) -> tuple[str, ...]:
    plain = _plain(text)
    return tuple(event for event in events if _find(plain, _plain(event)))


def _plain(text: str) -> str:
    """Lower case, without accents, possessives and punctuation, single spaces."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return " ".join(re.findall(r"[\w-]+", re.sub(r"'s?\b", "", bare)))
