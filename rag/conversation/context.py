"""What the history of a question tells of whom, when and what it is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversation.leans import STEP
from rag.conversation.named import Names, names, person_of
from rag.conversation.topic import content
from rag.conversation.turn import Turn
from rag.conversation.words import CHANGED, MONTHS
from rag.people import names_nobody
from rag.schema import Person
from rag.understand import Known

MOST_WORDS = 8
"""Words of a topic that are carried over; the first ones are the question's own."""

_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "twelve": 1}

_BACK = frozenset({"before", "earlier", "previous", "preceding"})

_NAME = re.compile(r"(?<=\s)[A-Z][\w'’-]+ [A-Z]\w+")

_TIMELESS = re.compile(
    r"\b(?:now|nowadays|today|ever|eventually|finally|final|later|latest|since|meanwhile|in the end|after(?:wards)?"
    r"|(?:at )?last|farewell)\b",
    re.I,
)
"""Words of a question that is not about the year of the one before."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the turns before tell; `person` where they can mean one person only, `who` also an office or countries.

    `two` are the persons whom the last two questions name, one each.
    """

    last: Turn
    named: Names
    person: Person | None = None
    who: tuple[str, ...] = ()
    two: tuple[str, ...] = ()

    def topic(self, own: Names) -> tuple[str, ...]:
        """The words of the last question that name nobody, nor a country where the question itself names one."""
        found = content(self.last.standalone, speaking=False)
        rest = [one for one in found if not self.named.is_person(one)]
        return tuple(one for one in rest if not (own.countries and self.named.is_country(one)))[:MOST_WORDS]

    @property
    def years(self) -> tuple[str, ...]:
        """The years of the last question, else those it was narrowed to."""
        asked = self.last.filters
        return self.named.years or tuple(dict.fromkeys(one[:4] for one in (asked.since, asked.until) if one))


def context(history: Sequence[Turn], known: Known) -> Context:
    """Of the last turn; whom it is about may have been told by an earlier one."""
    told = [(turn, names(turn.standalone, known)) for turn in reversed(history)]
    last, named = told[0]
    persons = next(filter(None, (_persons(*one, known) for one in told)), ())
    who = next(filter(None, (_who(*one, known) for one in told)), ())
    two = tuple(dict.fromkeys(one.name for _, asked in reversed(told[:2]) for one in asked.persons))
    return Context(last, named, persons[0] if len(persons) == 1 else None, who, two)


def _persons(turn: Turn, named: Names, known: Known) -> tuple[Person, ...]:
    """Named in the question, else what it was narrowed to, else, if it names no stranger, its answer's one speaker."""
    if named.persons or named.shared:
        return named.persons + named.shared
    stranger = _NAME.search(turn.standalone)
    cited = () if stranger else tuple(name for name in turn.speakers if not names_nobody(name))
    one = person_of(turn.filters.speaker, known) or person_of(cited, known)
    return (one,) if one else ()


def _who(turn: Turn, named: Names, known: Known) -> tuple[str, ...]:
    """The same, or the office or the countries that it names; nobody where a name may be several persons'."""
    if named.who and not turn.filters.speaker:
        return named.who
    return () if named.shared else tuple(one.name for one in _persons(turn, named, known))


def years(question: str, own: Names, before: Context) -> tuple[str, ...]:
    """The years it is about by those of the last question; none where it tells its own, or is of no year."""
    if own.years or not before.years:
        return ()
    if step := STEP.search(question):
        return (str(int(before.years[-1]) + _step(step, before.last.standalone)),)
    return () if _TIMELESS.search(question) or CHANGED.search(question) else before.years


def _step(step: re.Match[str], before: str) -> int:
    """How many years the words lead on, or back."""
    back = any((step[name] or "").casefold() in _BACK for name in ("after", "next", "way"))
    count = 1
    if step["span"]:
        number = step["span"].split()[0].casefold()
        count = _NUMBERS.get(number) or int(number)
    if step["month"]:
        count = _over_new_year(step["month"].casefold(), before, back=back)
    return -count if back else count


def _over_new_year(month: str, before: str, *, back: bool) -> int:
    """Years between a month that was named and the next one, or the last one, of that name."""
    named = [one for one in MONTHS if re.search(rf"\b{one}\b", before, re.I)]
    if not named:
        return 1
    first, then = MONTHS.index(named[-1]), MONTHS.index(month)
    return int(then >= first) if back else int(then <= first)
