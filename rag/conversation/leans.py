"""Whether a question can be understood by itself."""

import re

from rag.conversation.named import Names
from rag.conversation.topic import content, topic_of
from rag.conversation.words import MONTHS, any_of
from rag.understand.phrases import AUXILIARY

_LINK = r"(?:and|but|or|so|also|und|aber|et|mais|pero|и|а|но|y)"

OPENING = re.compile(
    rf"^\W*(?:{_LINK}\b[,\s]*)?(?:what about|how about|was ist mit|qu['’]en est-il de|qué hay de)\b\W*"
    rf"|^\W*{_LINK}\b[,\s]*",
    re.I,
)
"""What ties a question to the one before."""

HE = ("he", "she", "him", "his", "her", "er", "ihm", "ihn", "elle", "él", "ella", "он", "она", "его", "её", "ему")
"""Pronouns of one person; a French "il" and a German "sie" may be anything's."""

THEY = ("they", "them", "their", "theirs", "sie", "ils", "elles", "leur", "ellos", "ellas", "они", "их", "им")

_THEM = re.compile(r"\b(?:they|them|it)\b", re.I)

_FEW = 2
"""Words of a topic that may leave a pronoun behind them unexplained: "How many sailors died on them?"."""

_IT = (
    *("it", "its", "there", "dazu", "davon", "darüber", "damals", "dort", "cela", "ça", "là-bas"),
    *("eso", "allí", "ahí", "это", "этом", "там", "тогда"),
)

_EXPLETIVE = re.compile(
    r"\bit(?: is| was|['’]s)? (?:\w+ )?(?:to|that)\b|\b(?:is|was) it \w+ (?:to|that)\b|\bit takes?\b"
    r"|\bthere (?:is|are|was|were|be|been|has|have|had|will|would)\b|\b(?:is|are|was|were|be) there\b(?!\W*$)",
    re.I,
)
"""An "it" or "there" that stands for nothing."""

_POINTING = re.compile(
    r"\b(?:that|this|those|these|so|the same)\s*(?:[?,;]|$)"
    r"|\b(?:in|on|at|by|for|about|of|with|from|after|before|to|than|since|like|against) (?:that|this)\b"
    r"(?! (?:year|month|week|century|archive)\b)|\bthere\W*$"
    r"|\b(?:the|that|this) same (?:year|day|month|time|speech|address|session|occasion)\b"
    r"|\bthat (?:year|day|month|time|speech|address|case|point|occasion|promise|claim|number|figure)\b"
    r"|\bhow many (?:are|were|is|was|have|had|did|do|will)\b"
    r"|\bw[hi]+ch (?:one|ones|of (?:them|these|those))\b"
    r"|^\W*(?:(?:can|could|may) (?:you|i) (?:\w+ ){1,3})?(?:the |his |her |their )?"
    r"(?:exact|verbatim|original|very|full) (?:quote|quotes|quotation|words?|wording)\b(?! (?:of|on|about|by)\b)"
    r"|^\W*(?:is|was|were|are) (?:that|this)\b|\b(?:back|by|since|until) then\b|\bthen\W*$",
    re.I,
)

_LAST = re.compile(r"\b(?:there|that|this)\W*$", re.I)

_SPAN = r"(?:a|one|two|three|four|five|six|\d{1,2}) years?|twelve months"

STEP = re.compile(
    rf"\b(?:the )?(?:year (?P<after>after|before|later|earlier)\b(?! the\b)"
    rf"|(?P<next>next|following|previous|preceding) (?:year|session|(?P<month>{any_of(MONTHS)}))"
    rf"|(?P<span>{_SPAN}) (?P<way>later|earlier|before|after|on)\b(?! the\b))",
    re.I,
)
"""A date told from another: "the year after", "two years later", "the following January"."""

_SAME = re.compile(rf"{STEP.pattern}|\bthat (?:same )?year\b", re.I)

_BARE = re.compile(
    r"^\W*(?:(?:in|on|at|by|for|about|of|with|from|after|before|under|since|until|during|against|en|im|seit|в)\b"
    r"|(?:the|his|her|its|their)(?: [\w'’-]+){1,3}\W*$)",
    re.I,
)
_CLAUSE = re.compile(rf"\b(?:{AUXILIARY}|what|how|why|which|who|whom|whose|when|where)\b", re.I)

_SOMEBODY = re.compile(
    r"(?<=\s)[A-Z]\w+|\b(?:[Ww]ho|whom|[Ww]hose|(?:wo)?m[ae]n|(?!(?:after|before|under|over|ever|never|other)\b)\w{2,}(?:er|or|ist|ian|ent)s?)\b"
)
"""What a pronoun behind it may stand for: a name, "who", a baker, a minister, a president."""


def leans(question: str, own: Names) -> bool:
    """Whether it points at something that it does not name; `own` is what it does name."""
    topic = topic_of(question, own)
    little = not topic or (len(topic) == 1 and not own.who and not own.years)
    return little or _opens(question, own, topic) or _points(question, own, topic)


def _opens(question: str, own: Names, topic: list[str]) -> bool:
    """Whether it begins as a reply does, or is no whole sentence; not where it has a speaker and a topic."""
    whole = bool(own.who and topic and is_clause(question))
    return (bool(OPENING.match(question)) and not whole) or is_fragment(question)


def is_fragment(question: str) -> bool:
    """Whether it is less than a sentence: "in 2019?", "the pilots?"."""
    return bool(_BARE.match(question)) and not is_clause(question)


def is_clause(question: str) -> bool:
    """Whether it has a verb or asks for something in particular, as far as auxiliaries and question words tell."""
    return bool(_CLAUSE.search(question))


def _points(question: str, own: Names, topic: list[str]) -> bool:
    step = _SAME.search(question)
    return bool(
        (step and not own.years)
        or _POINTING.search(question)
        or (not own.persons and _unbound(question, HE, somebody=True))
        or (not own.who and _unbound(question, THEY, somebody=False))
        or (not own.who and len(topic) <= _FEW and _THEM.search(question))
        or (not _bound_later(question, own) and points_at_thing(question))
    )


def points_at_thing(question: str) -> bool:
    """Whether an "it" or a "there" has nothing before it that it may stand for, or is where the question ends."""
    return _unbound(_EXPLETIVE.sub(" ", question), _IT, somebody=False) or bool(_LAST.search(question))


def points_at_more(question: str) -> bool:
    """Whether it points at more than a person."""
    return bool(_POINTING.search(question) or _THEM.search(question)) or points_at_thing(question)


def _unbound(question: str, pronouns: tuple[str, ...], *, somebody: bool) -> bool:
    """Whether the first of the pronouns has nothing before it that it may stand for."""
    found = re.search(any_of(pronouns), question, re.I)
    if not found:
        return False
    before = question[: found.start()]
    return not (_SOMEBODY.search(before) if somebody else content(before))


def _bound_later(question: str, own: Names) -> bool:
    """Whether "its" stands for who is named after it: "How much of its budget does Halvorn spend?"."""
    return bool(own.who) and bool(re.search(any_of(("its", "his", "her", "their")), question, re.I))
