"""Words that say nothing by themselves, and words that point back; in English, and the commonest of others."""

import re
from collections.abc import Iterable

from rag.understand.phrases import AUXILIARY, SPOKEN

WORD = re.compile(r"[^\W_][\w'’-]*")

YEAR = re.compile(r"\b(?:1[6-9]|20)\d{2}\b")

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

CHANGED = re.compile(
    r"\b(?:(?<!that )(?<!this )chang(?:e|ed|ing)|evol(?:ve|ved|ution)|shift(?:ed)?|develop(?:ed|ment)?|over time"
    r"|over the years|year (?:by|after) year|through the years|turn(?:ed)? around)\b",
    re.I,
)
"""What asks how something went on from year to year."""

_STOP = frozenset(
    WORD.findall(
        "a about above according after again all also am an and another any anyone are around as at away back"
        " be because been before being below between both but by can come comes coming could did do does doing"
        " done down during each either else end ever every few for from further get gets getting given go goes"
        " going got great had has have having he her here hers him his how i if in into is it its itself just"
        " kind last later least less like long many me mind more most much must my no nor not now of off often"
        " on once one ones only or other others our out over own part per put really same see seen shall she"
        " should since so some somebody someone something sort still such than that the their theirs them then"
        " there these they thing things this those through time times to together too two under until up upon"
        " us very was way we well were what when where which while who whom whose why will with within without"
        " word words would year years yes yet you your didn't doesn't don't wasn't isn't president minister"
        " prime premier chancellor ambassador apart exactly actually main position view view's views reason"
        " happen happened account compare compared"
        # German, French, Spanish, Russian
        " der das den dem des ein eine einen einem einer und oder aber auch über für mit von vom zum zur bei nach aus"
        " auf im ist sind waren wird hat haben hatte sich nicht wie wer wen wem wann warum wieso wo welche welcher"
        " welches sagte sagten er sie es ihm ihn ihr ihre dort damals dazu davon darüber"
        " le la les un une de du des et ou mais aussi au aux en dans sur pour par avec est sont était ont qui que quoi"
        " quand pourquoi comment où quel quelle quels quelles dit il elle ils elles lui leur cela ça"
        " el los las una del y o pero también al para por con sobre es fue era ha han qué quién quiénes cuándo cómo"
        " dónde cuál cuánto cuántos dijo él ella ellos ellas eso esto ahí allí"
        " и а но или в во на о об с со по к за из у от для что кто кого когда почему как где какой какая какие это этом"
        " он она они его её ее их там тогда был была было были сказал сказала говорил"
    )
)

_SAYING = (
    r"(?:answer|ask|believe|call|describe|explain|give|make|mean|mention|put|quote|respond|say|set|speak|state|talk|tell"
    r"|think|use|want|agree|change)(?:d|s|ing)?|gave|made|meant|said|spoke|thought|told"
)
"""Verbs of which no answer can be told: "What did he say?", but not "What did he promise?"."""

_EMPTY = re.compile(rf"{_SAYING}|{AUXILIARY}", re.I)
_SPOKEN = re.compile(SPOKEN, re.I)


def content(text: str, *, speaking: bool = True) -> list[str]:
    """The words of a text that tell its topic, years left out, each once; without those for a speech if so asked."""
    found = dict.fromkeys(match.group().removesuffix("'s").removesuffix("’s") for match in WORD.finditer(text))
    return [word for word in found if _tells(word) and (speaking or not _SPOKEN.fullmatch(word))]


def _tells(word: str) -> bool:
    plain = word.casefold()
    if len(word) == 1 and not word.isdigit():
        return False
    return not (
        (len(word) < 2 and not word.isdigit())
        or plain in _STOP
        or _EMPTY.fullmatch(word)
        or YEAR.fullmatch(word)
        or plain in MONTHS
    )


def words(text: str) -> set[str]:
    """All words in small letters, possessives as their nouns."""
    return {match.group().casefold().removesuffix("'s").removesuffix("’s") for match in WORD.finditer(text)}


def any_of(alternatives: Iterable[str]) -> str:
    """A pattern for any of the words."""
    return rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)"
