"""From a question to a query: whom, which office, which country and which year it names.

What is unmistakable becomes a filter ("what did Marosz say", "in his 2018 address"). What may as well be the
topic ("was Marosz right about Rehn") becomes a boost. A name that two speakers share is decided by a country,
role or full name in the question, and else stays open; a name with a slip in it ("Maros") is a boost. All are
shown to the user.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from rag.schema import Facets, Filters, Office, Query

_SAYING = (
    r"(?:accuse|admit|advise|announce|answer|apologi[sz]e|argue|ask|believe|blame|call|change|cite|claim|commit|compare"
    r"|condemn|credit|criticise|criticize|declare|defend|demand|deny|describe|expect|explain|give|justify|make|mean"
    r"|mention|name|offer|oppose|pledge|praise|promise|propose|put|quote|recall|refuse|regret|reject|report|respond|say"
    r"|set|speak|state|suggest|support|talk|tell|thank|think|urge|use|want|warn"
    r"|denied|gave|made|meant|said|spoke|thought|told)(?:d|ed|s|es|ing)?"
)
_AUXILIARY = r"(?:did|does|do|has|had|have|would|will|could|can|is|was|were)"
_SPOKEN = (
    r"(?:speech|speeches|address|remarks|statement|interview|inaugural|lecture|talk|debate|session|conference|opening)"
)
_POSSESSED = r"(?:position|view|reason|argument|words)"
_ATTRIBUTION = re.compile(
    r"\s*(?:who\b(?!['’]s? speech)|whose\b|by whom"
    r"|which (?:speaker|minister|president|leader|country|state|politician|general))",
    re.I,
)
_YEAR = r"(?:1[6-9]|20)\d{2}"
_RECENT = re.compile(r"\b(?:now|nowadays|currently|today|still|latest|most recent|these days)\b", re.I)
_WORD = r"[A-Z][\w'’-]+"
_TITLE = r"(?:Mr|Mrs|Ms|Dr|President|Minister|Chancellor|Ambassador|General|Secretary)\.?"
_PERSON = rf"(?:{_WORD}\s+){{1,3}}{_WORD}|{_TITLE}\s+{_WORD}"
_HEAD = r"(?:prime minister|minister|president|chancellor|king|queen|ambassador|secretary|director|governor)"
_ADVERB = r"(?:ever|also|really|then|exactly|actually|first|once)"
_OFFICE = re.compile(
    rf"(?:(?P<duty>[\w-]+) )?(?P<head>{_HEAD})(?: (?:of|for) (?P<of>[\w-]+(?: [\w-]+){{0,4}}?))?"
    rf"(?= (?:{_ADVERB} )?{_SAYING}\b)",
    re.I,
)
_NO_DUTY = frozenset(
    {"new", "former", "then", "old", "late", "first", "current", "acting", "a", "an", "that", "this", "which", "what"}
    | {"did", "does", "do", "has", "had", "would", "will", "their", "our", "its", "no", "any", "other", "same", "by"}
)
_ROLE_NOISE = frozenset(
    {"of", "the", "for", "and", "affairs", "his", "her", "de", "des", "la", "le", "to", "in", "at", "on", "s"}
)
_COMMON = frozenset({
    "best", "bill", "black", "brown", "can", "church", "day", "good", "gray", "green", "grey",
    "hill", "hope", "justice", "king", "little", "long", "love", "march", "mark", "may", "might", "park",
    "peace", "poor", "power", "price", "rice", "rich", "short", "small", "speaker", "strait", "strong",
    "sun", "white", "will", "wise", "wood", "young",
})  # fmt: skip
"""Surnames that are words; in a question all in small letters they are taken for these."""
_ARTICLE = re.compile(r"^(?:al|el)-(?=\w)", re.I)
_SHORTENED = {"pm": "prime minister", "fm": "foreign minister"}
_NEAR = 5
"""Words that may stand between a country and an office that is meant to be its own, and one more."""
_KINDS = frozenset({"states", "kingdom", "republic", "emirates", "islands", "federation", "union"})
"""Last words of country names that name no country alone."""
_DEMONYM = r"n|an|ian|i|ese|ish|er|ns|ans|ians|ers"
_SPELLING = {"defense": "defence", "secretary-general": "secretary"}

_SLIP = 0.83
"""Likeness from which a word counts as a misspelt surname; one wrong letter in six."""

_SHORTEST = 3
"""Letters from which a surname in small letters is taken for one."""

_SLIP_LETTERS = 5
"""Shorter surnames are too much like other words to forgive a slip."""


@dataclass(frozen=True, slots=True)
class _Named:
    """Speakers that one place of the question may mean, and whether it makes them the one who speaks."""

    speakers: tuple[str, ...]
    speaks: bool


def understand(text: str, filters: Filters, offices: Sequence[Office], facets: Facets = Facets()) -> Query:
    """The query that a question comes to; `filters` are the user's own and are never overruled."""
    strangers = _unknown_persons(text, offices)
    who, boosts = _who(text, filters, offices, strangers)
    when, years = _periods(text, filters, facets.years)
    what = () if filters.event else _events(text, facets.events)
    found = replace(who, since=when.since, until=when.until, event=what)
    named = {name: getattr(filters, name) or getattr(found, name) for name in Filters.__slots__}
    return Query(text, Filters(**named), (*boosts, *years), (*strangers, *_unknown_offices(text, offices)))


def _who(
    text: str, filters: Filters, offices: Sequence[Office], strangers: Sequence[str]
) -> tuple[Filters, list[Filters]]:
    """Speaker, role or country, as a filter and as boosts; a question for the speaker is narrowed to none."""
    attribution = bool(_ATTRIBUTION.match(text))
    if filters.speaker or filters.role:
        return Filters(), []
    if named := _speakers(text, offices, {_surname(name) for name in strangers}):
        return (Filters(), []) if attribution else _by_name(named)
    if office := _office(text, offices):
        return (Filters(), [office]) if attribution else (office, [])
    countries = [] if filters.country else _countries(text, offices)
    return Filters(), [Filters(country=(country,)) for country in countries]


def _by_name(named: Sequence[_Named]) -> tuple[Filters, list[Filters]]:
    speaking = [one.speakers for one in named if one.speaks and _one_person(one.speakers)]
    others = [Filters(speaker=one.speakers) for one in named if one.speakers not in speaking]
    return Filters(speaker=tuple(dict.fromkeys(name for names in speaking for name in names))), others


def _one_person(names: Sequence[str]) -> bool:
    """Whether names may be ways to write one: each has all the words of the shortest ("General Michel Aoun")."""
    words = sorted((set(re.split(r"[\s-]+", _plain(name))) - {"al", "el"} for name in names), key=len)
    return all(words[0] <= others for others in words)


# People


def _speakers(text: str, offices: Sequence[Office], not_these: set[str]) -> list[_Named]:
    """Speakers by full name, else by surname, else by a surname with a slip in it; not by a stranger's surname."""
    plain = _plain(text)
    holders = _by_surname(offices)
    named = []
    for surname, names in holders.items():
        whole = [(name, place) for name in names if " " in name and (place := _find(plain, _plain(name)))]
        if whole:
            named += [_Named((name,), _speaks(plain, place)) for name, place in whole]
        elif surname not in not_these and (place := _find(plain, surname)) and _looks_like_name(text, surname):
            named.append(_Named(_narrowed(plain, names, offices), _speaks(plain, place)))
    return named or _misspelt(text, {one: names for one, names in holders.items() if one not in not_these})


def _by_surname(offices: Sequence[Office]) -> dict[str, list[str]]:
    holders: dict[str, list[str]] = {}
    names = list(dict.fromkeys(office.speaker for office in offices))
    for name in names:
        if surname := _surname(name):
            holders.setdefault(surname, []).append(name)
    return {**_by_middle_name(names), **holders}


def _by_middle_name(names: Iterable[str]) -> dict[str, list[str]]:
    """Words within a name that one person alone has: "Petro" of "Gustavo Petro Urrego"."""
    holders: dict[str, list[str]] = {}
    for name in names:
        for word in _plain(name).split()[1:-1]:
            if len(word) >= _SLIP_LETTERS - 1:
                holders.setdefault(word, []).append(name)
    return {word: held for word, held in holders.items() if _one_person(held)}


def _surname(name: str) -> str:
    return _ARTICLE.sub("", _plain(name).rpartition(" ")[2])


def _misspelt(text: str, holders: dict[str, list[str]]) -> list[_Named]:
    written = {_plain(word) for word in re.findall(rf"\b{_WORD}", text)}
    words = [word for word in written if len(word) >= _SLIP_LETTERS]
    return [_Named(tuple(names), False) for surname, names in holders.items() if _like_any(surname, words)]


def _like_any(surname: str, words: Iterable[str]) -> bool:
    return len(surname) >= _SLIP_LETTERS and any(
        word[:1] == surname[:1] and SequenceMatcher(None, word, surname).ratio() >= _SLIP for word in words
    )


def _narrowed(plain: str, holders: list[str], offices: Sequence[Office]) -> tuple[str, ...]:
    """Of several speakers with one surname those whose country or role the question names, else all."""
    fitting = [
        office.speaker
        for office in offices
        if office.speaker in holders and (_names_country(plain, office.country) or _names_role(plain, office))
    ]
    return tuple(dict.fromkeys(fitting)) or tuple(holders)


def _looks_like_name(text: str, surname: str) -> bool:
    """Capitalised, unless the whole question is in small letters and the name is no common word."""
    words = re.findall(r"[^\W\d_][\w'’-]*", text)
    written = [bare for word in words if _plain(bare := _ARTICLE.sub("", word)).startswith(surname)]
    common = len(surname) < _SHORTEST or surname in _COMMON or re.fullmatch(_SAYING, surname)
    return any(word[0].isupper() for word in written) or (text == text.lower() and not common)


def _find(plain: str, name: str) -> re.Match[str] | None:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain) if name in plain else None


def _speaks(plain: str, place: re.Match[str]) -> bool:
    """Whether the name stands where a question has the one who speaks."""
    before, after = plain[: place.start()], plain[place.end() :]
    asked = re.search(rf"\b{_AUXILIARY}\s+(?:(?!{_SAYING}\b)[\w-]+\s+){{0,5}}$", before) and re.match(
        rf"(?:\s+[\w'’-]+){{0,8}}?\s+{_SAYING}\b", after
    )
    also = r"(?:\s+and\s+[\w-]+(?:\s+[\w-]+)?)?"
    told = re.match(rf"{also}\s+(?:[\w-]+\s+)?(?:{_SAYING}|{_SPOKEN}|{_POSSESSED})\b", after)
    source = re.search(r"\b(?:according to|by|quote from)\s+(?:[\w-]+\s+){0,4}$", before)
    return bool(asked or told or source)


def _unknown_persons(text: str, offices: Sequence[Office]) -> tuple[str, ...]:
    """Persons whom the question has speak, and who are no speaker of the archive, by surname or by first name."""
    surnames = _by_surname(offices)
    places = {word for office in offices for word in _plain(office.country or "").split()}
    titles = {word for office in offices for word in _role_words(office.role or "")}
    asked = re.findall(rf"\b(?i:{_AUXILIARY})\s+({_PERSON})(?=[\s,]+(?:\w+\s+){{0,3}}?{_SAYING}\b)", text)
    cited = re.findall(rf"\b(?i:according to)\s+({_PERSON})", text)
    return tuple(name for name in (*asked, *cited) if not _is_known(name, surnames, places, titles))


def _is_known(name: str, surnames: dict[str, list[str]], places: set[str], titles: set[str]) -> bool:
    """Whether the name may be a speaker's, a place's or an office's; a first name must be the speaker's own."""
    words = [word for word in _plain(name).split() if not re.fullmatch(_TITLE, word, re.I) and word not in titles]
    if not words or set(words) & places or any(_names_country(word, place) for word in words for place in places):
        return True
    holders = surnames.get(words[-1])
    if holders is None:
        return any(_like_any(surname, words[-1:]) for surname in surnames)
    return any(" " not in holder or set(words) <= set(_plain(holder).split()) for holder in holders)


# Offices and countries


def _office(text: str, offices: Sequence[Office]) -> Filters | None:
    """The office that the question names with its country, in the ways it is written; None where it could be several.

    Of several countries it is the nearest one's: "What did Guyana's president want of Venezuela?"
    """
    plain = _expanded(_plain(text))
    fitting = [office for office in offices if _names_role(plain, office)]
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
    return frozenset(_role_words(office.role or "")) - set(_plain(office.country or "").split())


def _in_role(office: Office) -> bool:
    """Whether the role itself tells the country, as in "Minister of Defence of Halvorn"."""
    return _names_country(_plain(office.role or ""), office.country)


def _apart(plain: str, office: Office) -> int:
    """How many words stand between the country and the nearest word of the role."""
    words = [one for word in _duties(office) for one in re.finditer(rf"\b{re.escape(word)}\b", plain)]
    gaps = [
        plain[min(one.end(), end) : max(one.start(), start)]
        for one in words
        for start, end in _where(plain, office.country or "")
    ]
    return min((len(gap.split()) for gap in gaps), default=_NEAR)


def _names_role(plain: str, office: Office) -> bool:
    if not office.role:
        return False
    duties = _duties(office)
    said = {_SPELLING.get(word, word) for word in plain.split()}
    return bool(duties) and duties <= said and _names_country(plain, office.country)


def _unknown_offices(text: str, offices: Sequence[Office]) -> tuple[str, ...]:
    """Offices whom the question has speak, and which no speaker of the archive held."""
    spelled = _spelled(text)
    asked = {match.group(): match for match in _OFFICE.finditer(spelled)}
    people = set(_by_surname(offices))
    return tuple(
        name
        for name, match in asked.items()
        if _speaks(spelled.casefold(), match)
        and _plain(match["duty"] or "") not in people
        and not any(_fits(match, office) for office in offices)
    )


def _fits(asked: re.Match[str], office: Office) -> bool:
    """Whether an office that is asked about may be this one: no duty and no country is named that it lacks."""
    role, country = _role_words(office.role or ""), office.country or ""
    named = _role_words(" ".join(part for part in asked.group("duty", "head", "of") if part))
    return all(word in role or word in _NO_DUTY or _names_country(word, country) for word in named)


def _role_words(role: str) -> list[str]:
    return [_SPELLING.get(word, word) for word in _plain(role).split() if word not in _ROLE_NOISE]


def _countries(text: str, offices: Sequence[Office]) -> list[str]:
    plain = _plain(text)
    countries = dict.fromkeys(office.country for office in offices)
    return [country for country in countries if country and _names_country(plain, country)]


def _names_country(plain: str, country: str | None) -> bool:
    """The country by name, or by an adjective made of it (Kestria, Kestrian; Germany, German)."""
    words = [word for word in _plain(country or "").split() if word not in _ROLE_NOISE]
    if not words:
        return False
    if words[-1] in _KINDS and not all(_find(plain, word) for word in words[:-1]):
        return False
    return bool(_where(plain, country or ""))


def _where(plain: str, country: str) -> tuple[tuple[int, int], ...]:
    """Where a country's name, or an adjective made of it, starts and ends."""
    words = [word for word in _plain(country).split() if word not in _ROLE_NOISE]
    stems = "|".join(re.escape(stem) for stem in (words[-1], words[-1][:-1]) if len(stem) >= 4) if words else ""
    if not stems or words[-1][:3] not in plain:
        return ()
    return tuple(match.span() for match in re.finditer(rf"(?<!\w)(?:{stems})(?:{_DEMONYM})?(?!\w)", plain))


# Time and occasion


def _periods(text: str, own: Filters, dated: Sequence[str]) -> tuple[Filters, list[Filters]]:
    """A year that belongs to the speaking becomes a filter, any other a boost; "now" boosts the latest year.

    `dated` are the years of the archive's speeches. A year that is none of them may as well be the topic's, unless
    someone is said to have spoken in it ("his 1990 address").
    """
    if own.since or own.until:
        return Filters(), []
    of_speaking = re.search(
        rf"\b(?P<a>{_YEAR})(?:['’]s)?\s+(?:[\w'’-]+\s+){{0,2}}{_SPOKEN}\b"
        rf"|\b{_SPOKEN}\s+(?:[\w'’-]+\s+){{0,4}}?(?:in|of|from)\s+(?P<b>{_YEAR})\b"
        rf"|^\s*[Ii]n\s+(?P<c>{_YEAR}),?\s+(?:what|how|why|which|did|where|when)\b",
        text,
        re.I,
    )
    if of_speaking:
        year = of_speaking["a"] or of_speaking["b"] or of_speaking["c"]
        owned = re.search(rf"(?:['’]s|\b(?:his|her|their))\s+{year}\b", text, re.I)
        if year in dated or owned:
            return Filters(since=year, until=year), []
    years = list(dict.fromkeys(re.findall(rf"\b{_YEAR}\b", text)))
    boosts = [Filters(since=year, until=year) for year in years]
    if dated and not years and _RECENT.search(text):
        boosts.append(Filters(since=max(dated)))
    return Filters(), boosts


def _events(text: str, events: Iterable[str]) -> tuple[str, ...]:
    plain = _plain(text)
    return tuple(event for event in events if _find(plain, _plain(event)))


def _plain(text: str) -> str:
    """Lower case, without accents, possessives and punctuation, single spaces."""
    return _spelled(text).casefold()


def _spelled(text: str) -> str:
    """The same with capitals as they stand."""
    folded = unicodedata.normalize("NFKD", text.replace("’", "'"))
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return " ".join(re.findall(r"[\w-]+", re.sub(r"'s?\b", "", bare)))
