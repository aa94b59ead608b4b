"""What of a question tells its topic: its words without those that only ask, in English and the commonest others."""

import re

from rag.conversation.named import Names
from rag.conversation.words import MONTHS, WORD, YEAR, bare
from rag.understand.phrases import ASKING, AUXILIARY, SPOKEN

_STOP = ASKING | frozenset(
    WORD.findall(
        "above according after again all also am another any anyone around as away back be because been before being"
        " below between both but can come comes coming could doing done down during each either else end ever every"
        " few further get gets getting given go goes going got great having here hers him i if into itself just kind"
        " last later least less like long many me mind more most much must my no nor not now off often once one ones"
        " only other others out over own part per put really same see seen shall should since so some somebody someone"
        " something sort still such than theirs them then there these thing things this those through time times"
        " together too two under until up upon us very way we well while whom whose will within without word words"
        " would year years yes yet you your didn't doesn't don't wasn't isn't president minister prime premier"
        " chancellor ambassador apart exactly actually main view's reason happen happened account compare compared"
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
    found = dict.fromkeys(map(bare, WORD.findall(text)))
    return [word for word in found if _tells(word) and (speaking or not _SPOKEN.fullmatch(word))]


def _tells(word: str) -> bool:
    plain = word.casefold()
    letter = len(word) == 1 and not word.isdigit()
    return not (letter or plain in _STOP or plain in MONTHS or _EMPTY.fullmatch(word) or YEAR.fullmatch(word))


def topic_of(question: str, own: Names) -> list[str]:
    """The words of its topic that are nobody's name."""
    return [word for word in content(question) if not (own.is_person(word) or own.is_country(word))]
