"""What differs in meaning between two sides of a change, one kind after the other."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.quote.changes.lexicon import Lexicon
from rag.quote.changes.marks import Mark, Token, stem
from rag.quote.changes.names import unmatched
from rag.quote.verdict import ChangeKind


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a change: its tokens and the marks in them."""

    tokens: tuple[Token, ...]
    marks: tuple[Mark, ...]

    def of(self, kind: ChangeKind) -> list[Mark]:
        """The marks of a kind."""
        return [mark for mark in self.marks if mark.kind == kind]


@dataclass(frozen=True, slots=True)
class Difference:
    """A kind in which two sides differ, with the marks of each that the other has not."""

    kind: ChangeKind
    claimed: tuple[Mark, ...]
    stored: tuple[Mark, ...]


def differences(claimed: Side, stored: Side, words: Lexicon) -> Iterator[Difference]:
    """The kinds in which two sides differ; the strength of what is denied is not compared with what is not."""
    denied = _negated(claimed, stored, words)
    if denied:
        yield Difference("negation", tuple(_denials(claimed)), tuple(_denials(stored)))
    for kind in ("number", "date", "name", "strength"):
        mine, theirs = _left(claimed.of(kind), stored.of(kind))
        if (mine or theirs) and not (denied and kind == "strength"):
            yield Difference(kind, tuple(mine), tuple(theirs))


def _denials(side: Side) -> list[Mark]:
    return [mark for mark in side.of("negation") if mark.group == "not"]


def _negated(claimed: Side, stored: Side, words: Lexicon) -> bool:
    """Whether one side says the opposite: two negations cancel out, be they of one side or of both."""
    return (len(_denials(claimed)) + len(_denials(stored)) + _reversals(claimed, stored, words)) % 2 == 1


def _reversals(claimed: Side, stored: Side, words: Lexicon) -> int:
    """How many words of one side have their opposite on the other."""
    reversed_at: set[tuple[int, int]] = set()
    for group in {mark.group for mark in claimed.of("negation")} - {"not"}:
        mine, theirs = _left(_in(group, claimed), _in(group, stored))
        reversed_at |= {(mine[0].start, theirs[0].start)} if mine and theirs else set()
    return len(reversed_at) + _turned(claimed, stored, words)


def _in(group: str, side: Side) -> list[Mark]:
    return [mark for mark in side.marks if mark.group == group]


def _turned(claimed: Side, stored: Side, words: Lexicon) -> int:
    """How many words differ in a prefix such as un-, or in -less and -ful."""
    mine, theirs = _words(claimed), _words(stored)
    mine, theirs = mine - theirs, theirs - mine
    return sum(any(_opposite(one, other, words) or _opposite(other, one, words) for other in theirs) for one in mine)


def _words(side: Side) -> set[str]:
    """The words that deny nothing by themselves."""
    denying = [mark for mark in side.marks if mark.group == "not"]
    free = (token for token in side.tokens if not any(mark.start <= token.start < mark.end for mark in denying))
    return {token.text.lower() for token in free}


_STEM = 4
"""Letters that a word must have left without its prefix: united is not un- and ited."""


def _opposite(word: str, plain: str, words: Lexicon) -> bool:
    """Whether `word` is `plain` with a prefix that denies it, or with -less where the other has -ful or nothing."""
    language, table = words.language, words.table
    if stem(word, language) in {stem(whole, language) for whole in table.whole.split(", ")}:
        return False
    if language == "en" and word.endswith("less"):
        return word.removesuffix("less") in (plain, plain.removesuffix("ful"))
    cut = [word.removeprefix(prefix) for prefix in table.prefixes.split(", ") if prefix and word.startswith(prefix)]
    return any(len(one) >= _STEM and stem(one, language) == stem(plain, language) for one in cut)


def _left(claimed: Sequence[Mark], stored: Sequence[Mark]) -> tuple[list[Mark], list[Mark]]:
    """The marks of each side that the other has not, group by group; one that is not alone only beside another."""
    left: tuple[list[Mark], list[Mark]] = ([], [])
    for group in dict.fromkeys(mark.group for mark in (*claimed, *stored)):
        mine = [mark for mark in claimed if mark.group == group]
        theirs = [mark for mark in stored if mark.group == group]
        without = unmatched if group == "name" else _without
        mine, theirs = without(mine, theirs), without(theirs, mine)
        if (mine and theirs) or any(mark.alone for mark in (*mine, *theirs)):
            left[0].extend(mine)
            left[1].extend(theirs)
    return left


def _without(these: Sequence[Mark], those: Sequence[Mark]) -> list[Mark]:
    """These less those, value by value, as often as each occurs."""
    held = Counter(mark.value for mark in those)
    rest = []
    for mark in these:
        if held[mark.value]:
            held[mark.value] -= 1
        else:
            rest.append(mark)
    return rest
