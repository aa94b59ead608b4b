"""Changes to an English sentence as people make them in quoting: some harmless, some that alter what is meant.

Each takes a sentence and a random generator, and gives the changed sentence, or None where a careful person could not
make that change there: no negation where English has no place for it, no number where there is none.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random

Edit = Callable[[str, Random], str | None]

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MONTH = rf"(?:{'|'.join(_MONTHS)})"
_NUMBER_WORDS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty",
    "seventy", "eighty", "ninety",
)  # fmt: skip
_POWERS = ("hundred", "thousand", "million", "billion")
_NO = re.compile(
    r"\b(?:not|never|no|nor|none|neither|nobody|nothing|nowhere|cannot|without|hardly|seldom|rarely|scarcely|barely|few|little"
    r"|refuse\w*|fail\w*|den(?:y|ied|ies)|lack\w*)\b|n[’']t\b",
    re.I,
)
_WEIGHTY = re.compile(
    rf"{_NO.pattern}|\d|\b(?:must|may|might|shall|should|will|would|can|could|all|every|only|always|first|second|third"
    rf"|one|half|{'|'.join((*_NUMBER_WORDS, *_POWERS))})\b|(?-i:\b[A-Z])",
    re.I,
)


def weighty(text: str) -> bool:
    """Whether these words hold a negation, a number, a degree or a name, so that to touch them is not harmless."""
    return bool(_WEIGHTY.search(text))


def _replaced(text: str, found: re.Match[str], by: str, group: str | int = 0) -> str:
    return text[: found.start(group)] + by + text[found.end(group) :]


def _somewhere(form: re.Pattern[str], text: str, rng: Random) -> re.Match[str] | None:
    found = list(form.finditer(text))
    return rng.choice(found) if found else None


def _another(than: str, among: Iterable[str], rng: Random) -> str:
    return rng.choice([one for one in among if one.casefold() != than.casefold()])


def _like(word: str, by: str) -> str:
    """The replacement with a capital where the word had one."""
    return by[0].upper() + by[1:] if word[0].isupper() else by


# Harmless


_LEADS_IN = frozenset({
    "after", "and", "as", "at", "before", "behind", "beside", "between", "but", "by", "during", "for", "from", "in",
    "into", "like", "of", "off", "on", "over", "through", "to", "under", "upon", "which", "while", "who", "with",
})  # fmt: skip
"""Words that begin what can be left out."""


def ellipsis(text: str, rng: Random) -> str | None:
    """A phrase or clause of two to eight light words left out of the middle, and marked so."""
    words = list(re.finditer(r"\S+", text))
    starts = [at for at in range(4, len(words) - 5) if words[at].group() in _LEADS_IN]
    spans = [
        (first, end)
        for first in starts
        for end in range(first + 2, min(first + 9, len(words) - 3))
        if _ends(words, end) and not weighty(text[words[first].start() : words[end - 1].end()])
    ]
    if not spans:
        return None
    first, end = rng.choice(spans)
    mark = rng.choice(("…", "...", ". . .", "[...]", "[…]", "(...)"))
    return f"{text[: words[first].start()].rstrip()} {mark} {text[words[end].start() :]}"


def _ends(words: Sequence[re.Match[str]], end: int) -> bool:
    """Whether a phrase can end before this word: at a comma, or before a word that begins another."""
    return words[end - 1].group()[-1] in ",;:" or words[end].group() in _LEADS_IN - {"of", "to"}


_PRONOUN = re.compile(r"(?<![\w’'])(?P<who>[Hh]e|[Ss]he|[Tt]hey|[Ww]e) (?=[a-z])")
_MEANT = {
    "he": ("[the minister]", "[the speaker’s predecessor]"),
    "she": ("[the minister]", "[the speaker’s predecessor]"),
    "they": ("[the others]", "[the critics]"),
    "we": ("[the government]", "[as a people]"),
}


def bracket(text: str, rng: Random) -> str | None:
    """A reader's help in square brackets: who is meant, or what the hall did at a comma."""
    if rng.random() < 0.5 and (comma := _somewhere(re.compile(r"(?<=[a-z]),(?= [a-z])"), text, rng)):
        return _replaced(text, comma, rng.choice((", [applause]", ", [laughter]")))
    found = _somewhere(_PRONOUN, text, rng)
    return found and f"{text[: found.end()]}{rng.choice(_MEANT[found['who'].casefold()])} {text[found.end() :]}"


_CLAUSE = re.compile(
    r"(?:,(?: and| but| so)? |\b(?:that|and|but) )"
    r"(?=(?:the|a|an|my|our|his|her|their|its|it|he|she|they|we|there|this|these|those|you|some|most|everyone) )"
)


def bracketed_capital(text: str, _: Random) -> str | None:
    """A clause from within the sentence, made to begin one: its first letter a capital in brackets."""
    starts = [found.end() for found in _CLAUSE.finditer(text)]
    start = next((one for one in starts if len(text[one:].split()) >= 8 and not _NO.search(text[:one])), None)
    return None if start is None else f"[{text[start].upper()}]{text[start + 1 :]}"


_SYNONYMS: Mapping[str, str] = {
    "afterwards": "later", "almost": "nearly", "answered": "replied", "began": "started", "begin": "start",
    "begun": "started", "big": "large", "chose": "picked", "country": "nation",
    "countries": "nations", "difficult": "hard", "everybody": "everyone", "everyone": "everybody", "entire": "whole",
    "freedom": "liberty", "help": "aid", "large": "big", "liberty": "freedom", "nation": "country",
    "nations": "countries", "nearly": "almost", "often": "frequently", "perhaps": "maybe", "purchase": "buy",
    "replied": "answered", "speak": "talk", "started": "began", "task": "job",
    "upon": "on", "whole": "entire", "wished": "wanted", "journey": "trip", "glad": "happy",
    "rapidly": "quickly", "shut": "closed", "ship": "vessel", "ships": "vessels", "hold": "keep", "children": "kids",
    "house": "home", "houses": "homes", "money": "funds", "men": "people", "great": "big",
    "clever": "smart", "building": "house", "aid": "help", "peoples": "nations", "road": "way", "believe": "think",
    "kept": "held", "seek": "look for", "build": "construct", "work": "labour", "told": "informed",
}  # fmt: skip
_SPELT: Mapping[str, str] = {
    "labour": "labor", "labor": "labour", "honour": "honor", "honor": "honour", "harbour": "harbor",
    "harbor": "harbour", "colour": "color", "favour": "favor", "favor": "favour", "neighbour": "neighbor",
    "neighbours": "neighbors", "neighbors": "neighbours", "defence": "defense", "defense": "defence",
    "centre": "center", "center": "centre", "programme": "program", "program": "programme", "grey": "gray",
    "licence": "license", "metres": "meters", "metre": "meter", "kilometres": "kilometers",
    "kilometre": "kilometer", "recognise": "recognize", "recognize": "recognise", "organisation": "organization",
    "organization": "organisation", "organisations": "organizations", "organizations": "organisations",
    "realise": "realize", "judgement": "judgment", "judgment": "judgement", "fulfil": "fulfill",
    "fulfill": "fulfil", "centimetres": "centimeters", "plough": "plow", "endeavour": "endeavor",
    "endeavor": "endeavour", "behaviour": "behavior", "tonnes": "tons", "travelling": "traveling",
}  # fmt: skip


def _one_of(words: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(words, key=len, reverse=True))})\b")


_SYNONYM, _SPELLING = _one_of(_SYNONYMS), _one_of(_SPELT)


def synonym(text: str, rng: Random) -> str | None:
    """A word of much the same meaning in place of another."""
    found = _somewhere(_SYNONYM, text, rng)
    return found and _replaced(text, found, _SYNONYMS[found.group()])


def spelling(text: str, rng: Random) -> str | None:
    """The other side's spelling of a word, else two letters of a long word changed over."""
    if found := _somewhere(_SPELLING, text, rng):
        return _replaced(text, found, _SPELT[found.group()])
    found = _somewhere(re.compile(r"(?<![\w’'-])[a-z]{7,}(?![\w’'-])"), text, rng)
    if found is None or weighty(found.group()):
        return None
    word = found.group()
    places = [at for at in range(2, len(word) - 2) if word[at] != word[at + 1]]
    at = rng.choice(places)
    return _replaced(text, found, word[:at] + word[at + 1] + word[at] + word[at + 2 :])


_FILLER = re.compile(
    r"(?<!\bnot)(?P<adverb> (?:very|quite|indeed|rather(?! than)|simply|also|really|even(?! if| though)))(?= [a-z])"
    r"|(?P<aside>, (?:however|of course|indeed|I think|I hope|I believe|in fact|as you know|therefore),)(?= [a-z])"
    r"|\b(?:says?|said|thinks?|thought|believe|hope|know|knew|told (?:you|me|us|them))(?P<that> that)"
    r"(?= (?:the|we|it|he|she|they|I|you|our) )"
)


def dropped(text: str, rng: Random) -> str | None:
    """A word left out that carries little: an adverb of degree, an aside, `that`."""
    found = _somewhere(_FILLER, text, rng)
    return found and _replaced(text, found, "", str(found.lastgroup))


_PAIR = re.compile(r"(?<![\w’'-])(?P<a>[a-z]{3,}) and (?P<b>[a-z]{3,})(?=[,.;:?!])")
_ADVERB = re.compile(
    r"\b(?P<a>is|are|was|were|has|have|had|would|could|can) (?P<b>also|now|already|often|still|then) (?=[a-z])"
)


def word_order(text: str, rng: Random) -> str | None:
    """Two words of a pair changed over, or an adverb before its verb."""
    if found := _somewhere(_ADVERB, text, rng):
        return _replaced(text, found, f"{found['b']} {found['a']} ")
    found = _somewhere(_PAIR, text, rng)
    if found is None or found["a"] == found["b"] or weighty(found["a"]) or weighty(found["b"]):
        return None
    return _replaced(text, found, f"{found['b']} and {found['a']}")


# Changes of meaning

_SUBJECT = (
    r"(?<![\w’'-])(?<!as )(?<!than )(?<!what )(?<!how )(?<!nor )(?<![Ii]f )"
    r"(?:[Ii]t|[Hh]e|[Ss]he|[Ww]e|I|[Tt]hey|[Yy]ou|[Tt]his|[Tt]here|which|who)"
)
_TAKES_NOT = re.compile(
    rf"{_SUBJECT} (?P<verb>is|are|was|were|will|would|shall|should|can|could|must|might|may"
    r"|(?:has|have|had)(?= (?:been|[a-z]+ed|done|made|given|taken|seen|come|gone|become|found|said|had|kept) ))"
    r"(?= [a-z])(?! (?:to say|why|also|still|already|always|now|even|therefore|indeed|all|both|each|almost|nearly|about"
    r"|more|perhaps|of course|like|some)\b)"
)
_POLAR = re.compile(
    r"\b(?:any\w*|either|ever|yet|until|unless|at all|whether|if|lest|as it were|only|but|so much|than)\b", re.I
)
"""Words beside which `not` goes in or out badly, or means something else."""


def negated(text: str, rng: Random) -> str | None:
    """`not` behind an auxiliary that follows its subject, in a sentence that says yes throughout."""
    if _NO.search(text) or _POLAR.search(text) or text.rstrip().endswith("?"):
        return None
    found = _somewhere(_TAKES_NOT, text, rng)
    if found is None:
        return None
    return _replaced(text, found, "cannot" if found["verb"] == "can" else f"{found['verb']} not", "verb")


_HAS_NOT = re.compile(
    r"\b(?:is|are|was|were|will|would|shall|should|can|could|must|may|might|has|have|had)(?P<no> not| never)"
    r"(?= [a-z])(?! (?:merely|just|simply|even|least|so|always|all|every|necessarily|again|before|once|more)\b)"
    r"|\bcan(?P<joined>not)(?= [a-z])|\b(?:I|[Ww]e|[Tt]hey|[Yy]ou)(?P<helped> do not)(?= [a-z])"
)


def affirmed(text: str, rng: Random) -> str | None:
    """The one negation of a sentence left out."""
    if len(_NO.findall(text)) != 1 or _POLAR.search(text):
        return None
    found = _somewhere(_HAS_NOT, text, rng)
    return found and _replaced(text, found, "", str(found.lastgroup))


_BEFORE = r"\b(?:[Ii]n|[Oo]f|[Ss]ince|[Uu]ntil|[Bb]y|[Ff]rom|[Tt]o|[Bb]efore|[Aa]fter)"
_DATED = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?= {_MONTH}\b)|\b{_MONTH} (?P<day_after>\d{{1,2}})(?!\w|[,.]\d)"
    rf"|(?<=\d )(?P<month>{_MONTH})\b|(?:{_BEFORE}|\b[Ll]ast) (?P<month_in>{_MONTH})\b"
    rf"|(?:{_BEFORE}|(?<=\d),) (?P<year>1[789]\d\d|20\d\d)\b(?![,.]\d| [a-z]+s\b)"
)


def dated(text: str, rng: Random) -> str | None:
    """Another day, month or year in a date."""
    found = _somewhere(_DATED, text, rng)
    if found is None:
        return None
    group = str(found.lastgroup)
    said = found[group]
    if group.startswith("day"):
        by = _another(said, map(str, range(1, 29)), rng)
    elif group.startswith("month"):
        by = _another(said, (one for one in _MONTHS if one != "May"), rng)
    else:
        by = str(int(said) + rng.choice((-10, -3, -2, -1, 1, 2, 3, 10)))
    return _replaced(text, found, by, group)


_FIGURE = re.compile(
    rf"(?<![\w.,’'-]){''.join(f'(?<!{month} )' for month in _MONTHS)}"
    r"(?!(?:1[5-9]|20)\d\d\b(?![,.]\d))(?P<figure>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d+)?"
    rf"(?![\w’'-]|[.,:/]\d| {_MONTH}\b| ?[ap]\.?m\b)"
)
_SPELT_NUMBER = re.compile(rf"(?<![\w-])(?P<figure>{'|'.join(_NUMBER_WORDS)})(?![\w-])", re.I)
_POWER = re.compile(rf"(?<=[a-z\d] )(?P<figure>{'|'.join(_POWERS)})(?![\w-])")
_CLOCK = re.compile(r"\b(?:[Aa]t|[Bb]y|past|to) \d{1,2}(?:\.\d\d)?\b")


def numbered(text: str, rng: Random) -> str | None:
    """Another number: other figures of the same length, another number word, a million for a thousand."""
    if _CLOCK.search(text):
        return None
    forms = [(_FIGURE, _other_figure), (_SPELT_NUMBER, _other_word), (_POWER, _other_power)]
    rng.shuffle(forms)
    for form, other in forms:
        if found := _somewhere(form, text, rng):
            return _replaced(text, found, _like(found["figure"], other(found["figure"], rng)), "figure")
    return None


def _other_figure(said: str, rng: Random) -> str:
    return str(_another(said[0], "123456789", rng)) + said[1:]


def _other_word(said: str, rng: Random) -> str:
    return _another(said, _NUMBER_WORDS, rng)


def _other_power(said: str, rng: Random) -> str:
    return _another(said, _POWERS, rng)


_STRONG: Mapping[str, Sequence[str]] = {
    "must": ("may", "might", "should", "could"), "may": ("must",), "might": ("must",), "should": ("must", "might"),
    "shall": ("may", "might"), "will": ("may", "might"),
}  # fmt: skip
_MODAL = re.compile(
    r"(?<![\w’'-])(?P<modal>must)(?= (?:not )?[a-z])"
    rf"|{_SUBJECT} (?P<own>may|might|shall|will|(?<!I )should)(?= (?:not )?[a-z])(?! (?:like|have|as well)\b)"
)


def weakened(text: str, rng: Random) -> str | None:
    """`may` for `must`, `must` for `should` and the like: what was bound is left open, or the other way about."""
    found = _somewhere(_MODAL, text, rng)
    if found is None or (text.rstrip().endswith("?") and found["modal"] is None):
        return None
    group = str(found.lastgroup)
    return _replaced(text, found, rng.choice(_STRONG[found[group]]), group)


def renamed(text: str, form: re.Pattern[str], names: Sequence[str], rng: Random) -> str | None:
    """Another of the names in place of one; `form` finds them by a group `name`."""
    found = _somewhere(form, text, rng)
    others = [one for one in names if one not in text]
    return _replaced(text, found, rng.choice(others), "name") if found and others else None
