"""Questions for whatever was said on a topic: "What did Rehn say about the closure?", "Rehn on ice"."""

import re

from rag.understand.periods import YEAR
from rag.understand.phrases import AUXILIARY

_WHO = r"(?P<who>[^?]+?)"
_EVER = r"(?:\s+(?:ever|really|also|actually|once|publicly))*"
_ON = r"(?:about|on|of|to|towards?|regarding|concerning|against|for)"
_SAY = (
    r"(?:say|said|says|think|thought|thinks|speak|spoke|spoken|talk|talked"
    r"|(?:tell|told|tells)\s+(?:the\s+)?[\w'’-]+|comment|commented|remark"
    r"|remarked|have to say|had to say|believe|feel|argue|argued|write|written|complain|complained|warn|warned)"
)
_RAISE = (
    r"(?:mention(?:s|ed)?|discuss(?:es|ed)?|raised?|address(?:es|ed)?|br(?:ing|ought) up|touch(?:ed)? (?:up)?on"
    r"|talk(?:s|ed)? (?:about|of|on)|sp(?:eak|oke|oken) (?:about|of|on)|refer(?:red)? to|comment(?:ed)? on)"
)
_SEE = r"(?:see|view|regard|judge|describe|sp(?:eak|oken?) of|talk(?:ed)? about)"
_VIEW = r"(?:positions?|views?|stance|opinions?|thoughts?|remarks?|comments?|attitude|line|statements?|words?)"
_SPEAKERS = r"(?:speakers?|ministers?|presidents?|leaders?|countries|country|states?|delegations?|politicians?)"
_ASKS = rf"(?:what|how|why|who|whom|whose|when|where|which|and|or|{AUXILIARY}|is|are|do)\b"
_TOPIC = r"(?P<topic>[^?]+?)"

_FORMS = tuple(
    re.compile(rf"^\W*{form}\W*$", re.I)
    for form in (
        rf"what\s+(?:was|has been|had been|is|is being)\s+said\s+{_ON}\s+{_TOPIC}",
        rf"(?:(?:was|is|has)\s+)?(?:there\s+)?anything\s+(?:been\s+)?said\s+{_ON}\s+{_TOPIC}",
        rf"(?:what|anything)\s+(?:all\s+)?{AUXILIARY}\s+{_WHO}{_EVER}\s+{_SAY}\s+{_ON}\s+{_TOPIC}",
        rf"how\s+{AUXILIARY}\s+{_WHO}{_EVER}\s+{_SEE}\s+{_TOPIC}",
        rf"{AUXILIARY}\s+{_WHO}{_EVER}\s+{_RAISE}\s+{_TOPIC}",
        rf"{AUXILIARY}\s+{_WHO}{_EVER}\s+(?:say|said)\s+anything\s+{_ON}\s+{_TOPIC}",
        rf"what\s+(?:was|were|is|are|about)?\s*{_WHO}(?:['’]s?)?\s+{_VIEW}\s+{_ON}\s+{_TOPIC}",
        rf"(?:who|which\s+{_SPEAKERS})\s+(?:all\s+)?(?:has\s+|have\s+)?(?:ever\s+)?{_RAISE}\s+{_TOPIC}",
        rf"according\s+to\s+{_WHO},\s+what\s+(?:about|of)\s+{_TOPIC}",
        rf"{_WHO}(?:['’]s?)\s+{_VIEW}\s+{_ON}\s+{_TOPIC}",
        rf"(?P<who>[\w.'’-]+(?:\s+[\w.'’-]+){{0,3}}?)(?:\s+(?:on|about)|,|:)\s+(?P<topic>(?!{_ASKS}|\d)[^?,]+?)",
    )
)
"""Forms of such questions, in their order; `who` is left out where nobody in particular is meant."""

_ANYONE = re.compile(
    rf"(?:any|some|every|no)(?:one|body)|people|they|(?:(?:the|these|all|any|all the)\s+)?"
    rf"(?:speech(?:es)?|archive|transcripts?|texts?|records?|documents?|{_SPEAKERS})",
    re.I,
)
"""Whom a question asks about that asks about nobody in particular."""

_DAY = r"(?:(?:the\s+)?(?:\d{1,2}\s+)?[a-z]+\s+(?:\d{1,2},?\s+)?)?"
_PERIOD = (
    rf"(?:in|on|during|between|since|before|after|by|from|until)\s+{_DAY}{YEAR}\b"
    rf"(?:\s*(?:and|to|until|-|–)\s*{YEAR}\b)?"
)
_WHEN = re.compile(rf"(?:^\W*{_PERIOD},?\s+|,?\s+{_PERIOD})", re.I)
_BARE = len(_FORMS) - 1


def named_topic(text: str) -> tuple[str, str] | None:
    """Who is asked about, empty where nobody is, and the topic without its year; None for any other question."""
    timeless = _WHEN.sub("", text)
    for place, form in enumerate(_FORMS):
        found = form.match(timeless)
        if found:
            told = found.groupdict()
            who, topic = told.get("who") or "", told["topic"].strip()
            if place == _BARE and not _is_name(who):
                return None
            return "" if _ANYONE.fullmatch(who) else who, topic
    return None


def _is_name(who: str) -> bool:
    return bool(re.fullmatch(r"(?:[A-Z][\w.'’-]+\s*)+", who)) or who.islower()
