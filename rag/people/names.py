"""Names taken apart, and how much two of them agree."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from nicknames import NickNamer
from rapidfuzz.distance import OSA
from slugify import slugify

from rag.honorifics import MEN, OFFICES, WOMEN, word_set


def _folded(words: Collection[str]) -> frozenset[str]:
    """The words in plain letters, as those of a name are compared."""
    return frozenset(map(slugify, words))


_MEN = _folded(MEN) | word_set("monsieur king prince father archbishop bishop cardinal")
_WOMEN = _folded(WOMEN) | word_set("madame mlle srta queen princess baroness sister")
_COURTESY = (
    _MEN
    | _WOMEN
    | word_set(
        "dr doctor his her their your excellency excellencies highness royal serene majesty holiness eminence beatitude"
        " the right rt hon honourable honorable most reverend rev sheikh shaikh sheik shaykh sayyid syed alhaji"
        " alhaj hadj hajj haji hadji tun dato datuk seri sri ratu professor prof eng ing lic colonel col lieutenant lt"
        " general gen major maj brigadier brig captain capt commander commodore marshal field air admiral sergeant"
        " chief flight wing commandant comrade pope patriarch imam ayatollah rabbi justice judge crown grand duke"
        " emperor"
    )
)
_OFFICES = _folded(OFFICES) | word_set("presidentin presidence foreign state press government acting former")
_TITLES = _COURTESY | _OFFICES
_NO_NAME = _OFFICES | word_set("the of for and la le el los las lo der die das")
_PARTS = word_set(
    "a aide audience host interpreter interviewer journalist journalists member moderator official operator"
    " participant participants q question questions remark reporter response senior translator voice voices"
)
"""What labels call those who take part in a talk without a name."""
_PARTICLES = word_set(
    "al el ul bin ben ibn bint ould wuld de da do dos das del della di du d la le las los les lo van von der den ter"
    " ten te zu zum y e i and the af av"
)
_SON = word_set("bin ben ibn bint")
_SENIORITY = {"jr": "jr", "jnr": "jr", "sr": "sr", "snr": "sr"}
_AFTER = _SENIORITY.keys() | word_set("phd md mp mep qc kc obe cbe kbe esq")
_NUMBER = re.compile(r"x{0,2}(?:ix|iv|v?i{0,3})")
_SERVANT = re.compile(r"abd(?:[aeiou]l?)?")
_STYLE = re.compile(r"^\s*H\.?\s?(?:E|R\.?\s?H|M)\b\.?(?=\s)")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\][]*\]")
_APOSTROPHE = re.compile(r"['’‘ʼ`´]")
_WORD = re.compile(rf"[^\W_]+(?:{_APOSTROPHE.pattern}[^\W_]+)*")


class Word(NamedTuple):
    """A word in plain small letters, and as it is written at `start` to `end`."""

    plain: str
    written: str
    start: int
    end: int


@dataclass(frozen=True)
class Name:
    """A name taken apart: `words` are in order, initials among them; none where it is only an office.

    `surnames` are words that capitals mark as such, `fathers` those that follow a bin,
    `hyphened` those of a double name that stand behind a hyphen; `number` is a king's, or "jr" or
    "sr"; `woman` is what a courtesy title tells; `glued` has all letters of the name; `shown` is the name as written,
    without honorifics.
    """

    words: tuple[str, ...]
    surnames: frozenset[str]
    fathers: frozenset[str]
    hyphened: frozenset[str]
    number: str | None
    woman: bool | None
    glued: str
    shown: str

    @cached_property
    def full(self) -> tuple[str, ...]:
        """The words that are more than an initial."""
        return tuple(word for word in self.words if len(word) > 1)

    @cached_property
    def fullness(self) -> tuple[int, int, int]:
        """By what the fullest of several names is found."""
        return len(self.full), len(self.words), len(self.glued)

    @cached_property
    def length(self) -> tuple[int, ...]:
        """By what the shorter of two names is found."""
        return len(self.words), *self.fullness

    @cached_property
    def spoken(self) -> tuple[str | None, ...]:
        """The words by their sound, and the number."""
        return (*(sounds(word)[0] for word in self.words), self.number)

    @property
    def is_bare(self) -> bool:
        """Whether it is a surname alone, or with initials; a king has a number."""
        return len(self.full) < 2 and self.number in {None, "jr", "sr"}


@lru_cache(maxsize=1 << 16)
def _fold(word: str) -> tuple[str, ...]:
    """The word in plain small letters; several where it is written without spaces, as Chinese is."""
    return tuple(part for part in slugify(_APOSTROPHE.sub("", word)).split("-") if part)


def spelt(text: str) -> list[Word]:
    """The words of a text, in order."""
    return [
        Word(part, *found) for match in _WORD.finditer(text) for found in [_place(match)] for part in _fold(found[0])
    ]


def _place(match: re.Match[str]) -> tuple[str, int, int]:
    return match.group(), match.start(), match.end()


def read(text: str, places: Collection[str]) -> Name:
    """Take a name apart; `places` are words of countries, which an office before it may name."""
    plain = _BRACKETED.sub(lambda match: " " * len(match.group()), unicodedata.normalize("NFC", text))
    plain = _STYLE.sub(lambda match: " " * len(match.group()), plain)
    found = _forward(plain)
    if all(word.plain in _NO_NAME for word in found):
        return Name(
            (), frozenset(), frozenset(), frozenset(), None, None, "".join(word.plain for word in found), text.strip()
        )
    titles, rest = _untitled(found, places)
    shown = plain[min(word.start for word in rest) : max(word.end for word in rest)]
    number, rest = _numbered(rest)
    marked = _marked(rest)
    words = _joined([word.plain for word in _surname_last(rest, marked)])
    hyphened = frozenset(word.plain for word in rest if plain[word.start - 1 : word.start] == "-")
    fathers = _fathers([word.plain for word in rest])
    man, woman = not _MEN.isdisjoint(titles), not _WOMEN.isdisjoint(titles)
    glued = "".join(word.plain for word in rest)
    return Name(words, marked, fathers, hyphened, number, woman if man != woman else None, glued, shown)


def names_nobody(label: str) -> bool:
    """Whether a label names an office or a part in a talk, and nobody: "The President", "El president", "Question"."""
    return all(word.plain in _NO_NAME | _PARTS | _COURTESY for word in spelt(label))


def _forward(plain: str) -> list[Word]:
    """The words of "Lund, Ada" from the first name on; of "Ada Lund, Minister" those before the comma."""
    found = spelt(plain)
    comma = plain.find(",")
    left = [word for word in found if word.start < comma]
    right = [word for word in found if word.start > comma]
    if all(word.plain in _COURTESY for word in left) or all(word.plain in _AFTER for word in right):
        return found
    named = len(right) <= 3 and not any(word.plain in _OFFICES for word in right)
    return right + left if named else left


def _untitled(found: list[Word], places: Collection[str]) -> tuple[list[str], list[Word]]:
    """Titles and offices before the name, and the name: not the country in "President of Norland Ada Lund"."""
    start, last = 0, len(found) - 1
    while start < last and found[start].plain in _TITLES:
        start += 1
    if start and found[start].plain in {"of", "for"}:
        while start < last and (found[start].plain in places or found[start].plain in {"of", "for", "the"}):
            start += 1
    rest = found[start:]
    end = next((place for place, word in enumerate(rest) if place and word.plain == "of"), len(rest))
    return [word.plain for word in found[:start]], rest[:end]


def _numbered(rest: list[Word]) -> tuple[str | None, list[Word]]:
    """A king's number or junior and senior, and the words beside it."""
    number = None
    while len(rest) > 1 and rest[-1].plain in _AFTER:
        number = _SENIORITY.get(rest[-1].plain, number)
        rest = rest[:-1]
    for place, word in enumerate(rest[1:], 1):
        is_last = place == len(rest) - 1 and word.written.isupper()
        if _NUMBER.fullmatch(word.plain) and (len(word.plain) > 1 or is_last):
            return word.plain, rest[:place] + rest[place + 1 :]
    return number, rest


def _marked(rest: list[Word]) -> frozenset[str]:
    """The words in capitals, where others are not."""
    capitals = {word.plain for word in rest if len(word.plain) > 1 and word.written.isupper()}
    return frozenset(capitals - _PARTICLES) if any(not word.written.isupper() for word in rest) else frozenset()


def _fathers(parts: list[str]) -> frozenset[str]:
    """The words that follow a "bin", be an article between or not."""
    sons = [place for place, part in enumerate(parts) if part in _SON]
    return frozenset("".join(_joined(parts[place + 1 :])[:1]) for place in sons)


def _surname_last(rest: list[Word], marked: frozenset[str]) -> list[Word]:
    """The same with a surname that stands before the first name, as capitals mark it, moved behind it."""
    start = next((at for at, word in enumerate(rest) if not word.written.isupper() or len(word.plain) < 2), 0)
    before = any(word.plain in marked for word in rest[:start])
    behind = any(word.plain in marked for word in rest[start:])
    return rest[start:] + rest[:start] if before and not behind else rest


def _joined(parts: list[str]) -> tuple[str, ...]:
    """The words without particles; what Arabic and Scots names write apart or as one is one."""
    words: list[str] = []
    before = ""
    for part in parts:
        if part in _PARTICLES:
            continue
        if _SERVANT.fullmatch(part) or part in {"mc", "mac"}:
            before = "abd" if part.startswith("abd") else part
            continue
        words.append(before + part)
        before = ""
    return tuple([*words, before] if before else words) or tuple(parts)


_SOUNDS = (
    ("dj", "j"), ("zh", "j"), ("tch", "c"), ("sch", "s"), ("kh", "h"), ("gh", "g"), ("ph", "f"), ("th", "t"),
    ("dh", "d"), ("sh", "s"), ("ck", "k"), ("q", "k"), ("c", "k"), ("x", "ks"), ("w", "v"), ("z", "s"), ("ou", "u"),
    ("oo", "u"), ("ee", "i"), ("y", "i"), ("j", "i"), ("o", "u"),
)  # fmt: skip


@lru_cache(maxsize=1 << 16)
def sounds(word: str) -> tuple[str, str]:
    """The word as most transliterations agree on it: with an e that may be an a, and with one that may be an i."""
    plain = re.sub(r"(?<=[aeiou])h$", "", re.sub(r"^abd[aeiou]l?(?=[a-z]{2})", "abd", word))
    for written, meant in _SOUNDS:
        plain = plain.replace(written, meant)
    as_a, as_i = (re.sub(r"(.)\1+", r"\1", plain.replace("e", vowel)) for vowel in "ai")
    return as_a, as_i


Slack = Literal["letters", "sounds", "slips"]
"""What two spellings of one word may differ in: nothing, what transliterations differ in, or a letter besides."""


@lru_cache(maxsize=1 << 18)
def alike(one: str, other: str, slack: Slack) -> bool:
    """Whether they may be spellings of one name: "Sergei" and "Sergey", not "Maria" and "Mario"."""
    if one == other:
        return True
    if slack == "letters" or min(len(one), len(other)) < 4:
        return False
    if not set(sounds(one)).isdisjoint(sounds(other)):
        return True
    pairs = list(zip(sounds(one), sounds(other), strict=True))
    long_enough = min(len(sound) for pair in pairs for sound in pair) >= 6
    close = any(OSA.distance(left, right, score_cutoff=1) <= 1 for left, right in pairs)
    return slack == "slips" and long_enough and close and not _are_inflected(one, other)


def _are_inflected(one: str, other: str) -> bool:
    """Whether a last vowel makes one the name of a man and the other of a woman."""
    short, long = sorted((one, other), key=len)
    if len(short) == len(long):
        return short[:-1] == long[:-1] and {short[-1], long[-1]} == {"a", "o"}
    return long == f"{short}a"


def _are_nicknames(one: str, other: str) -> bool:
    return other in _nicknames(one) or one in _nicknames(other)


@lru_cache(maxsize=1 << 16)
def _nicknames(name: str) -> frozenset[str]:
    return frozenset(_namer().nicknames_of(name))


@lru_cache(maxsize=1)
def _namer() -> NickNamer:
    return NickNamer()


def agreement(one: Name, other: Name, slack: Slack) -> int:
    """How many words two names share where one may be the other written shorter, else 0; a number counts as a word."""
    if one.number and other.number and one.number != other.number:
        return 0
    short, long = (one, other) if one.length <= other.length else (other, one)
    if one.glued == other.glued:
        common = max(len(long.full), 1)
    elif _is_father(short, long):
        common = 0
    else:
        common = _shared(short.words, long.words, slack) or _shared_when_turned(short, long, slack)
    return common + (1 if common and one.number and one.number == other.number else 0)


def _is_father(short: Name, long: Name) -> bool:
    """Whether the shorter begins where the longer goes on to the father: "Hamad bin Khalifa", "Tamim bin Hamad"."""
    first = short.words[0]
    if first in short.fathers or alike(first, long.words[0], "slips"):
        return False
    return any(alike(first, one, "slips") for one in long.fathers)


def _shared_when_turned(one: Name, other: Name, slack: Slack) -> int:
    """The same where the surname stands first in one of two names of one length."""
    if one.fathers or other.fathers or len(one.words) != len(other.words):
        return 0
    turned = ([*one.words[place:], *one.words[:place]] for place in range(1, len(one.words)))
    return max((_shared(words, other.words, slack) for words in turned), default=0)


def _shared(short: Sequence[str], long: Sequence[str], slack: Slack) -> int:
    """How many words of the shorter the longer has, if it has them all and in order; initials in their own place."""
    common = place = 0
    for index, word in enumerate(short):
        given = index < len(short) - 1
        while place < len(long) and not _stands_for(word, long[place], slack, index == place, given):
            place += 1
        if place == len(long):
            return 0
        common += len(word) > 1 and len(long[place]) > 1
        place += 1
    return common


def _stands_for(word: str, other: str, slack: Slack, in_place: bool, given: bool) -> bool:
    if len(word) == 1 or len(other) == 1:
        return in_place and word[0] == other[0]
    return alike(word, other, slack) or (in_place and given and slack != "letters" and _are_nicknames(word, other))
