"""Negation and strength: what a sentence denies or demands, its paragraphs must deny or demand."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

from rag.quote.changes.marks import Mark
from rag.support.read import Read
from rag.support.verdict import Problem

_WEAK = frozenset({"may", "might", "can", "could"})
_ALLOWED = {"must": frozenset({"must"})} | dict.fromkeys(_WEAK, _WEAK | {"should", "would"})
"""What the nearest sentences must say, where they have a modal verb at all, for the sentence to say this one."""

_SHARE = 0.5
"""The share of the words denied on one side, by rarity, from which on the other says the opposite."""


def senses(claim: Read, stored: Sequence[Read], rarity: Mapping[str, float]) -> Iterator[Problem]:
    """A problem where the claim turns around, strengthens or weakens what the sentences nearest to it say."""
    yield from _negation(claim, stored, rarity)
    yield from _strength(claim, stored)


def _negation(claim: Read, stored: Sequence[Read], rarity: Mapping[str, float]) -> Iterator[Problem]:
    """Each word is held against the nearest sentence that has it, where it may be denied or not."""
    mine = _polarity(claim)
    theirs: dict[str, set[bool]] = {}
    for read in stored:
        theirs = _polarity(read) | theirs
    denied = [stem for stem in _only(mine, True) if stem in theirs]
    if added := _turned(denied, [stem for stem in denied if theirs[stem] == {False}], rarity):
        yield Problem("negation", _first(claim, added), "the paragraph says it without the negation")
    elif not _opposites([claim]) - _opposites(stored):
        yield from islice(_dropped(claim, stored, theirs, rarity), 1)


def _dropped(
    claim: Read, stored: Sequence[Read], theirs: Mapping[str, set[bool]], rarity: Mapping[str, float]
) -> Iterator[Problem]:
    """A problem for each sentence that denies what the claim only affirms."""
    mine = _polarity(claim)
    for read in stored:
        denied = _only(_polarity(read), True)
        affirmed = [stem for stem in denied if mine.get(stem) == {False} and theirs[stem] == {True}]
        if not any(True in mine.get(stem, ()) for stem in denied) and _turned(denied, affirmed, rarity):
            yield Problem("negation", _first(claim, affirmed), "the paragraph denies it")


def _only(polarity: Mapping[str, set[bool]], denied: bool) -> list[str]:
    return [stem for stem, found in polarity.items() if found == {denied}]


def _turned(denied: Collection[str], affirmed: Collection[str], rarity: Mapping[str, float]) -> Collection[str]:
    """The words affirmed on the other side where they are most of those denied on one, by rarity; else none."""
    share = sum(rarity[stem] for stem in affirmed)
    return affirmed if share > _SHARE * sum(rarity[stem] for stem in denied) else ()


def _opposites(reads: Sequence[Read]) -> set[tuple[str, str]]:
    """The sides of pairs such as accept and refuse that stand in sentences; one may deny what another negates."""
    return {(mark.group, mark.value) for read in reads for mark in read.of("negation") if mark.group != "not"}


def _polarity(read: Read) -> dict[str, set[bool]]:
    """Whether each telling stem is denied, or both where it stands twice."""
    found: dict[str, set[bool]] = {}
    for index in sorted(read.telling):
        found.setdefault(read.stems[index], set()).add(index in read.denied)
    return found


def _first(claim: Read, stems: Collection[str]) -> str:
    return next((token.text for token, stem in zip(claim.tokens, claim.stems, strict=True) if stem in stems), "")


def turned(claim: Read, stored: Sequence[Read]) -> int:
    """How many words of the claim have only their opposite in the sentences."""
    theirs = _opposites(stored)
    groups = {group for group, _ in theirs}
    return sum(group in groups for group, _ in _opposites([claim]) - theirs)


def _strength(claim: Read, stored: Sequence[Read]) -> Iterator[Problem]:
    told = {mark.value for read in stored for mark in _modals(read)}
    for mark in _modals(claim):
        allowed = _ALLOWED.get(mark.value)
        if told and allowed and not told & allowed:
            yield Problem("strength", claim.cut(mark), f"the paragraph says {' and '.join(sorted(told))}")


def _modals(read: Read) -> list[Mark]:
    """The modal verbs that are not denied."""
    denied = {read.tokens[index].start for index in read.denied}
    return [mark for mark in read.of("strength") if mark.group == "modal" and mark.start not in denied]
