"""From what the archive has of a quotation to a verdict, and the verdict in one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.dates import spoken
from rag.filters import Filters
from rag.quote.verdict import Match, Verdict

LEAST = 4
"""Words that say something from which on a line can be told from a common phrase."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the archive has of a quotation: matches of the claimed speaker and period, and of others, earliest first.

    `content` counts its words that say something; `nearest` is what comes closest where nothing matches, `parts` where
    the pieces of a stitched one stand.
    """

    content: int
    inside: tuple[Match, ...] = ()
    outside: tuple[Match, ...] = ()
    nearest: Match | None = None
    parts: tuple[Match, ...] = ()


def judge(evidence: Evidence, filters: Filters) -> tuple[Verdict, tuple[Match, ...], str]:
    """The verdict, the matches that bear it out, and why.

    Words that are verbatim someone else's are misattributed, though the claimed speaker have said something alike.
    """
    inside, outside = _verbatim(evidence.inside), _verbatim(evidence.outside)
    if evidence.content < LEAST:
        return "too-short", inside + outside, _too_short(inside + outside)
    if inside:
        return "exact", inside, f"Verbatim {_where(inside)}."
    if outside or (evidence.outside and not evidence.inside):
        real = outside or evidence.outside
        return "misattributed", real, f"{_misattributed(real)}; {_claimed(evidence.inside, filters)}."
    if evidence.inside:
        return "altered", evidence.inside, _altered(evidence.inside)
    return "absent", (), _absent(evidence)


def _verbatim(matches: Sequence[Match]) -> tuple[Match, ...]:
    return tuple(one for one in matches if one.verbatim)


def _best(matches: Sequence[Match]) -> Match:
    """The match that comes nearest, the earliest of several."""
    return max(matches, key=lambda match: (match.verbatim, match.similarity))


def _where(matches: Sequence[Match]) -> str:
    return f"in {matches[0].address} ({_said(matches[0])}){_repeated(matches)}"


def _said(match: Match) -> str:
    who = match.speaker or "unknown speaker"
    who += ", quoting others" if match.of_others else ""
    return f"{who}, {spoken(match.date)}" if match.date else who


def _repeated(matches: Sequence[Match]) -> str:
    more = len(matches) - 1
    return f", and in {more} place{'s' if more > 1 else ''} later" if more else ""


def _too_short(matches: Sequence[Match]) -> str:
    start = f"Too short to decide: fewer than {LEAST} words that say something"
    return f"{start}; the words stand {_where(matches)}." if matches else f"{start}; they are not in this archive."


def _misattributed(matches: Sequence[Match]) -> str:
    how = "These words stand" if matches[0].verbatim else "Words like these stand"
    return f"{how} {_where(matches)}"


def _claimed(alike: Sequence[Match], filters: Filters) -> str:
    """What the claimed speaker or period has of it."""
    if alike:
        return f"with {filters.described()} only something like them, in {_best(alike).address}"
    return f"not found with these filters: {filters.described()}"


def _altered(matches: Sequence[Match]) -> str:
    nearest = _best(matches)
    meant = list(dict.fromkeys(one.kind for one in nearest.changes if one.changes_meaning))
    if meant:
        return f"Found with another meaning ({', '.join(meant)} changed) {_where([nearest])}."
    if nearest.similarity == 1.0 and nearest.changes:
        return f"Found with the same words and other punctuation {_where([nearest])}."
    if nearest.similarity == 1.0:
        return f"Found shortened or annotated {_where([nearest])}."
    return f"Found with other words, no negation, number, date, name or strength among them, {_where([nearest])}."


def _absent(evidence: Evidence) -> str:
    if evidence.parts:
        places = " and ".join(f"{one.address} ({_said(one)})" for one in evidence.parts)
        return f"Not in this archive as one line: it is stitched together from {places}."
    if evidence.nearest:
        return f"Not in this archive; what comes nearest stands {_where([evidence.nearest])}."
    return "Not in this archive, nor anything near it."
