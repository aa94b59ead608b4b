"""How questions speak of speaking, and how words are brought to one form before they are compared."""

import re
import unicodedata
from functools import lru_cache

from rag.filters import words

SAYING = (
    r"(?:accuse|admit|advise|announce|answer|apologi[sz]e|argue|ask|believe|blame|call|change|cite|claim|commit|compare"
    r"|condemn|credit|criticise|criticize|declare|defend|demand|deny|describe|expect|explain|give|justify|make|mean"
    r"|mention|name|offer|oppose|pledge|praise|promise|propose|put|quote|recall|refuse|regret|reject|report|respond|say"
    r"|set|speak|state|suggest|support|talk|tell|thank|think|urge|use|want|warn"
    r"|denied|gave|made|meant|said|spoke|thought|told)(?:d|ed|s|es|ing)?"
)


AUXILIARY = r"(?:did|does|do|has|had|have|would|will|could|can|is|was|were)"


SPOKEN = (
    r"(?:speech|speeches|address|remarks|statement|interview|inaugural|lecture|talk|debate|session|conference|opening)"
)


ABOUT = r"(?:about|on|concerning|regarding)"
"""Prepositions that lead to a topic wherever they stand; "of" and "to" do so behind some words only."""


ASKING = frozenset(
    words(
        "a about an and are at by did do does for from had has have he her his how in is it its of on or our position "
        "said say says she that the their they think thinks to view views was were what when where which who why with"
    )
)
"""Words in which it is asked what somebody said; none of them tells a topic, in whatever question it stands."""


_POSSESSED = r"(?:position|view|reason|argument|words)"


def find(plain: str, name: str) -> re.Match[str] | None:
    """The first place where the name stands as whole words."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain) if name in plain else None


def speaks(plain: str, place: re.Match[str]) -> bool:
    """Whether the name stands where a question has the one who speaks."""
    before, after = plain[: place.start()], plain[place.end() :]
    asked = re.search(rf"\b{AUXILIARY}\s+(?:(?!{SAYING}\b)[\w-]+\s+){{0,5}}$", before) and re.match(
        rf"(?:\s+[\w'’-]+){{0,8}}?\s+{SAYING}\b", after
    )
    also = r"(?:\s+and\s+[\w-]+(?:\s+[\w-]+)?)?"
    told = re.match(rf"{also}\s+(?:[\w-]+\s+)?(?:{SAYING}|{SPOKEN}|{_POSSESSED})\b", after)
    source = re.search(r"\b(?:according to|by|quote from)\s+(?:[\w-]+\s+){0,4}$", before)
    return bool(asked or told or source)


def fold(text: str) -> str:
    """Lower case, without accents, possessives and punctuation, single spaces."""
    return respell(text).casefold()


@lru_cache(maxsize=1 << 16)  # The names of an archive are brought to one form for each question.
def respell(text: str) -> str:
    """The same with capitals as they stand."""
    folded = unicodedata.normalize("NFKD", text.replace("’", "'"))
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return " ".join(re.findall(r"[\w-]+", re.sub(r"'s?\b", "", bare)))
