"""A follow-up as a question that stands alone, by a chat model or by rule."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from rag.chat import ChatModel
from rag.conversation.context import Context, context, years
from rag.conversation.leans import HE, OPENING, STEP, is_clause, is_fragment, leans, points_at_more, points_at_thing
from rag.conversation.model import brings_nothing_new, one_line, told_by
from rag.conversation.named import Names, names, spelled
from rag.conversation.topic import topic_of
from rag.conversation.turn import Rewritten, Turn
from rag.conversation.words import YEAR, any_of, words
from rag.understand import Known, periods
from rag.understand.phrases import ABOUT

_HE = re.compile(any_of(HE), re.I)

_SOMEBODY = re.compile(
    rf"{_HE.pattern}|\bthere\b|\bthe (?:[\w-]+ )?(?:president|minister|chancellor|premier|king|speaker)\b", re.I
)
"""What asks for whom the turns before name, whatever country the question names."""

_OWN_TOPIC = re.compile(rf"\b{ABOUT} (?!(?:it|that|this|them|him|her|time)\b)\w+", re.I)

_WHEN = re.compile(
    rf"(?:\b(?:in|by|of|from|since|until|during|for)\s+)?(?:the year\s+)?(?:[A-Z][a-z]+\s+)?(?<!\d){YEAR.pattern}"
)
"""A year with what leads to it: "in May 2019"."""

_LED = re.compile(r"^(?:about|on)\b\s*", re.I)
_BOTH = re.compile(r"\b(?:they|both|the two)\b", re.I)
_END = re.compile(r"(?=\W*$)")
_AT_TIME = re.compile(r"(?:in|by|from|since|until|during|before|after|at|as of)\b", re.I)
_TOPIC = re.compile(rf"\b(?P<about>about|on) (?!(?:it|that|this)\b)[^,?]+?(?= in {periods.YEAR}|[,?]|$)", re.I)


def standalone(question: str, history: Sequence[Turn], known: Known, model: ChatModel | None = None) -> Rewritten:
    """The question with what only its history tells put in; as it was where it stands alone.

    A model is asked only where there is a history, and where the question leans on it or names nobody.
    """
    if not history:
        return Rewritten(question)
    own = names(question, known)
    leaning = leans(question, own)
    if not leaning and (model is None or own.who):
        return Rewritten(question)
    before = context(history, known)
    ruled = _by_rule(question, own, before) if leaning else question
    reply = model and one_line(model, question, history)
    sound = bool(reply) and brings_nothing_new(reply or "", [ruled, question, *map(told_by, history)], known)
    text = reply if reply and sound else ruled
    by: Literal["model", "rule"] = "model" if sound else "rule"
    return Rewritten(text, by if text != question else None, rejected=int(reply is not None and not sound))


# By rule


def _by_rule(question: str, own: Names, before: Context) -> str:
    own = _other_of_the_name(question, own, before)
    return _put_into_last(question, own, before) or _with_context(question, own, before)


def _other_of_the_name(question: str, own: Names, before: Context) -> Names:
    """ "The other Rehn", after a question about one, is the one person of that name who is left."""
    others = tuple(one for one in own.shared if one != before.person)
    if before.person in own.shared and len(others) == 1 and re.search(r"\bthe other\b", question, re.I):
        return replace(own, persons=others, shared=())
    return own


def _put_into_last(question: str, own: Names, before: Context) -> str | None:
    """The last question with what a fragment names in the place of its like; None where it has no such place."""
    bare = OPENING.sub("", question).strip(" ?!.,")
    fragment = _LED.sub("", bare)
    topic = topic_of(fragment, own)
    if is_clause(fragment) or _OWN_TOPIC.search(fragment) or (STEP.search(fragment) and topic):
        return None
    if own.who:
        return None if topic else _renamed(own, before)
    if not topic or _AT_TIME.match(fragment):
        return _at_other_time(fragment, own, before)
    place = _TOPIC.search(before.last.standalone) if is_fragment(bare) or bare != question.strip(" ?!.,") else None
    return _swapped(before.last.standalone, place, f"{place['about']} {fragment}") if place else None


def _at_other_time(fragment: str, own: Names, before: Context) -> str | None:
    """The last question of the time that the fragment tells; None where that has several years, or this tells none."""
    last = before.last.standalone
    if len(before.named.years) > 1:
        return None
    if _AT_TIME.match(fragment):
        return _swapped(last, _WHEN.search(last) or _END.search(last), f" {fragment}")
    year = own.years or (years(fragment, own, before) if STEP.search(fragment) else ())
    return _in_year(last, year[0]) if year else None


def _renamed(own: Names, before: Context) -> str | None:
    """The last question of another person or country, and of another year if one is named."""
    last, named = before.last.standalone, before.named
    if len(own.persons) == len(named.persons) == 1:
        text = _swapped(last, spelled(named.persons[0], last), own.persons[0].name)
    elif own.office and not own.persons and len(named.persons) == 1:
        text = _swapped(last, spelled(named.persons[0], last), f"the {own.office}")
    elif len(own.countries) == 1 and not (own.persons or own.office):
        text = _swapped(last, _first_country(last, named.countries), own.countries[0])
    else:
        return None
    return _in_year(text, own.years[0]) if text and own.years else text


def _first_country(text: str, countries: Sequence[str]) -> re.Match[str] | None:
    """Where the text has the first of them: of several it is the one that does something."""
    found = (re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text, re.I) for one in countries)
    return min((match for match in found if match), key=lambda match: match.start(), default=None)


def _in_year(text: str, year: str) -> str:
    """With the year in the place of the one before."""
    return YEAR.sub(year, text) if YEAR.search(text) else _END.sub(f" in {year}", text, count=1)


def _swapped(text: str, place: re.Match[str] | None, new: str) -> str | None:
    if place is None:
        return None
    return " ".join(f"{text[: place.start()]}{new}{text[place.end() :]}".split())


def _with_context(question: str, own: Names, before: Context) -> str:
    """The question with its pronoun named and, behind it, what else it leaves to be known."""
    text = _with_name(question, before.person.name) if before.person and not own.persons else question
    who = tuple(one for one in _who(question, own, before) if not words(one) <= words(text))
    topic = () if _has_topic(question, own) else before.topic(own)
    what = tuple(word for word in topic if word.casefold() not in words(text))
    told = (", ".join(who), ", ".join(years(question, own, before)), " ".join(what))
    more = "; ".join(filter(None, told))
    return f"{text.rstrip()} ({more})" if more else text


def _has_topic(question: str, own: Names) -> bool:
    """Whether it tells by itself what it is about: "about the pilots", "and trams?", "Does she want an ice road?"."""
    bare = OPENING.sub("", question)
    topic = topic_of(bare, own)
    if not is_clause(bare):
        named = bare != question and bool(topic) and not _HE.search(bare)
    else:
        named = len(topic) > 1 and bool(_HE.search(bare)) and not points_at_more(question)
    return named or (bool(_OWN_TOPIC.search(bare)) and not points_at_thing(question))


def _who(question: str, own: Names, before: Context) -> tuple[str, ...]:
    """Whom it is about by the turns before; nobody where it names one, unless "he" asks about a country."""
    if own.persons or own.shared or own.office:
        return ()
    if _HE.search(question) and before.person:
        return (before.person.name,)
    if _BOTH.search(question) and len(before.two) == 2:
        return before.two
    return before.who if _SOMEBODY.search(question) or not own.countries else ()


def _with_name(question: str, name: str) -> str:
    """The first pronoun of a person as the name; the others then have it before them."""

    def put(match: re.Match[str]) -> str:
        followed = re.match(r"\s+\w", question[match.end() :])
        owner = match.group().casefold() == "his" or (match.group().casefold() == "her" and followed)
        return f"{name}'s" if owner else name

    return _HE.sub(put, question, count=1)
