"""What was only offered, asked for, planned or demanded, told as done: "I offered my resignation" is no resignation.

English alone; other languages' sentences are held against none of it.
"""

from collections.abc import Iterator
from itertools import islice

import regex

from rag.support.read import Read
from rag.support.verdict import Problem

_UNREAL = regex.compile(
    r"(?:offer|propos|suggest|recommend|promis|plan|intend|hop|want|wish|ask|request|demand|consider|threaten|invit"
    r"|advis|urg)(?:e|es|ed|s|ing|ned|ning)?|will|shall|should|ought|supposed|going",
    regex.I,
)
"""Words after which something is not, or not yet."""

_TOLD = regex.compile(
    rf"{_UNREAL.pattern}|(?:plan|proposal|suggestion|recommendation|request|offer|idea|intention|if|unless|whether|would"
    r"|could|may|might|must|let|said|says|say|saying|according|told|argued|reported|called|calls|next|are to|is to)",
    regex.I,
)
"""Words by which a sentence may tell as much."""

_TO_BE = regex.compile(r"\b(?:is|are|was|were|has|have|had|due)\s+to\b", regex.I)
_BREAK = regex.compile(r"[;:.!?]")
_REACH = 4
"""Telling words behind such a word that it makes unreal."""

_SHARE = 0.75
"""The share of these that a sentence must have to tell the same as done; "paid" is not "pay"."""


def unreal(claim: Read, nearest: Read) -> Iterator[Problem]:
    """A problem where the claim tells as done what its nearest sentence offers, asks for or plans; one at most."""
    if any(_TOLD.fullmatch(token.text) for token in claim.tokens) or _TO_BE.search(claim.text):
        return
    for place, token in enumerate(nearest.tokens):
        after = list(islice(_after(nearest, place), _REACH)) if _UNREAL.fullmatch(token.text) else []
        if len(after) > 1 and sum(stem in claim.stems for stem in after) >= _SHARE * len(after):
            yield Problem("strength", token.text, f"the paragraph has it as what somebody would: “{token.text}”")
            return


def _after(read: Read, place: int) -> Iterator[str]:
    """The stems of the telling words behind one, to the end of its clause."""
    for index in range(place + 1, len(read.tokens)):
        if _BREAK.search(read.text, read.tokens[index - 1].end, read.tokens[index].start):
            return
        if index in read.telling:
            yield read.stems[index]
