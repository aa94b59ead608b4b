"""Questions for whatever was said on a topic: "What did Rehn say about the closure?", "Rehn on ice"."""

import re

from rag.understand.phrases import AUXILIARY

_WHO = r"(?P<who>[^?]+?)"
_EVER = r"(?:\s+(?:ever|really|also|actually|once|publicly))*"
_ON = r"(?:about|on|of|to|towards?|regarding|concerning|against|for)"
_SAY = (
    r"(?:say|said|says|think|thought|thinks|speak|spoke|spoken|talk|talked|tell us|told us|comment|commented|remark"
    r"|remarked|have to say|had to say|believe|feel|argue|argued|write|written|complain|complained|warn|warned)"
)
_RAISE = (
    r"(?:mention(?:s|ed)?|discuss(?:es|ed)?|raised?|address(?:es|ed)?|br(?:ing|ought) up|touch(?:ed)? (?:up)?on"
    r"|talk(?:s|ed)? (?:about|of|on)|sp(?:eak|oke|oken) (?:about|of|on)|refer(?:red)? to|comment(?:ed)? on)"
)
_SEE = r"(?:see|view|regard|judge|describe|sp(?:eak|oken?) of|talk(?:ed)? about)"
_VIEW = r"(?:positions?|views?|stance|opinions?|thoughts?|remarks?|comments?|attitude|line|statements?|words?)"
_TOPIC = r"(?P<topic>[^?]+?)"

_FORMS = tuple(
    re.compile(rf"^\W*{form}\W*$", re.I)
    for form in (
        rf"what\s+(?:was|has been|had been|is|is being)\s+said\s+{_ON}\s+{_TOPIC}",
        rf"(?:what|anything)\s+(?:all\s+)?{AUXILIARY}\s+{_WHO}{_EVER}\s+{_SAY}\s+{_ON}\s+{_TOPIC}",
        rf"how\s+{AUXILIARY}\s+{_WHO}{_EVER}\s+{_SEE}\s+{_TOPIC}",
        rf"{AUXILIARY}\s+{_WHO}{_EVER}\s+{_RAISE}\s+{_TOPIC}",
        rf"{AUXILIARY}\s+{_WHO}{_EVER}\s+(?:say|said)\s+anything\s+{_ON}\s+{_TOPIC}",
        rf"what\s+(?:was|were|is|are|about)?\s*{_WHO}(?:['’]s?)?\s+{_VIEW}\s+{_ON}\s+{_TOPIC}",
        rf"who\s+(?:all\s+)?(?:has\s+|have\s+)?(?:ever\s+)?{_RAISE}\s+{_TOPIC}",
        rf"according\s+to\s+{_WHO},\s+what\s+(?:about|of)\s+{_TOPIC}",
        rf"{_WHO}(?:['’]s?)\s+{_VIEW}\s+{_ON}\s+{_TOPIC}",
        r"(?P<who>[\w.'’-]+(?:\s+[\w.'’-]+){0,3}?)\s+(?:on|about)\s+(?P<topic>(?!\d)[^?]+?)",
    )
)
"""Forms of such questions, in their order; `who` is left out where nobody in particular is meant."""

_WHEN = re.compile(r",?\s+(?:in|during|since|before|after|by|from|until)\s+(?:\w+\s+)?(?:1[6-9]|20)\d\d.*$", re.I)
_BARE = len(_FORMS) - 1


def named_topic(text: str) -> tuple[str, str] | None:
    """Who is asked about, empty where nobody is, and the topic without its year; None for any other question."""
    for place, form in enumerate(_FORMS):
        found = form.match(text)
        if found:
            told = found.groupdict()
            topic = _WHEN.sub("", told["topic"]).strip()
            return (told.get("who") or "", topic) if topic and (place != _BARE or _is_name(told["who"])) else None
    return None


def _is_name(who: str) -> bool:
    return bool(re.fullmatch(r"(?:[A-Z][\w.'’-]+\s*)+", who)) or who.islower()
