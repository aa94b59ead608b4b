"""A quotation laid along a stretch of text: which words agree, which differ, and where in the text that is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import edlib
from rapidfuzz.distance import Levenshtein

from rag.quote.parse import Quotation
from rag.quote.words import Word

_ALPHABET = 250
"""Distinct words up to which edlib lays a quotation along a text; it can tell 256 symbols apart.

Of a longer one it finds the two ends, of as many words, and what is between is aligned as a whole.
"""

_OTHER = "\x00"
"""The symbol of all words that only the text has; those of the quotation count from the next character."""

_REACH = 4
"""Words by which an end of the quotation may stand further out than the fewest changes have it."""

_STEPS = re.compile(r"(\d+)([=XID])")


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words of quotation and text, as indexes of words, that agree or differ.

    An `editorial` run is no difference: what an ellipsis leaves out, or a bracket stands for.
    """

    same: bool
    claimed: range
    stored: range
    editorial: bool = False


@dataclass(frozen=True, slots=True)
class Alignment:
    """The runs of a quotation along words of a text, in order; the first and last say where it stands."""

    runs: tuple[Run, ...]

    @property
    def stored(self) -> range:
        """The words of the text that it spans."""
        held = [run.stored for run in self.runs if run.stored]
        return range(held[0].start, held[-1].stop)

    @property
    def similarity(self) -> float:
        """The share of words that agree, 0..1, of both sides; what is editorial does not count."""
        same = sum(len(run.claimed) for run in self.runs if run.same)
        whole = sum(len(run.claimed) + len(run.stored) for run in self.runs if not run.editorial)
        return 2 * same / whole if whole else 0.0

    def agreeing(self) -> Iterator[int]:
        """The words of the quotation that stand in the text."""
        return (index for run in self.runs if run.same for index in run.claimed)


def align(quotation: Quotation, text: Sequence[Word]) -> list[Alignment]:
    """The ways to lay the quotation along the text with the fewest words changed; none where no word agrees.

    Of a quotation with ellipses each segment is looked for behind the one before.
    """
    symbols = {word: chr(number) for number, word in enumerate({word.folded: None for word in quotation.words}, 1)}
    claimed = "".join(symbols[word.folded] for word in quotation.words)
    stored = "".join(symbols.get(word.folded, _OTHER) for word in text)
    first, *rest = quotation.segments
    placed = (_followed(runs, claimed, rest, stored) for runs in _placed(claimed, first, stored, 0))
    # Of those that end alike the last leaves out least: what it begins with stands nearest to what follows.
    tightest = {whole[-1].stored.stop: whole for whole in placed if any(run.same for run in whole)}
    reached = (_reached(whole, claimed, stored) for whole in tightest.values())
    return [Alignment(tuple(_with_insertions(_filled(whole, len(text)), quotation))) for whole in reached]


def _placed(claimed: str, part: range, stored: str, start: int) -> list[list[Run]]:
    """The best places of a part of the quotation in the text from `start` on; all of them where it stands verbatim."""
    if start >= len(stored):
        return [[Run(False, part, range(start, start))]]
    mine = claimed[part.start : part.stop]
    if len(set(mine)) > _ALPHABET:
        return [list(_long_runs(mine, stored, part.start, start))]
    found = edlib.align(mine, stored[start:], mode="HW", task="path")
    if found["editDistance"] == 0:
        places = [begin for begin, _ in found["locations"]]
        return [[Run(True, part, range(start + at, start + at + len(part)))] for at in places]
    begin = found["locations"][0][0] or 0
    return [list(_runs(found["cigar"], part.start, start + begin))]


def _long_runs(mine: str, stored: str, claimed: int, start: int) -> Iterator[Run]:
    """The same for more distinct words than edlib tells apart."""
    begin = _found(mine[:_ALPHABET], stored, start)[0]
    end = _found(mine[-_ALPHABET:], stored, begin)[1]
    for step in Levenshtein.opcodes(mine, stored[begin:end]):
        mine_at = range(claimed + step.src_start, claimed + step.src_end)
        yield Run(step.tag == "equal", mine_at, range(begin + step.dest_start, begin + step.dest_end))


def _found(end: str, stored: str, start: int) -> tuple[int, int]:
    """Where an end of a long quotation stands in the text from `start` on, as the first word and the one behind it."""
    known = frozenset(end)
    text = "".join(word if word in known else _OTHER for word in stored[start:])
    first, last = edlib.align(end, text, mode="HW", task="locations")["locations"][0]
    return start + first, start + last + 1


def _runs(cigar: str, claimed: int, stored: int) -> Iterator[Run]:
    """Runs from edlib's path: = agrees, X is another word, I a word of the quotation alone, D one of the text alone."""
    pending: Run | None = None
    for count, step in _STEPS.findall(cigar):
        mine = range(claimed, claimed + (0 if step == "D" else int(count)))
        theirs = range(stored, stored + (0 if step == "I" else int(count)))
        claimed, stored = mine.stop, theirs.stop
        if step == "=":
            yield from [pending] if pending else []
            yield Run(True, mine, theirs)
            pending = None
        elif pending:
            pending = Run(False, range(pending.claimed.start, mine.stop), range(pending.stored.start, theirs.stop))
        else:
            pending = Run(False, mine, theirs)
    if pending:
        yield pending


def _followed(runs: list[Run], claimed: str, rest: Sequence[range], stored: str) -> list[Run]:
    """The runs of a first segment with those of the rest, each behind the one before, what lies between left out."""
    for part in rest:
        end = runs[-1].stored.stop
        following = _placed(claimed, part, stored, end)[0]
        begin = following[0].stored.start
        left_out = [Run(False, range(part.start, part.start), range(end, begin), editorial=True)] if begin > end else []
        runs = [*runs, *left_out, *following]
    return runs


def _reached(runs: Sequence[Run], claimed: str, stored: str) -> list[Run]:
    """The same with words at either end found a little further out: "we recognize" of "we do not recognize".

    To edlib another word in the last place costs less than the two that are left out before it.
    """
    first, *middle = runs
    if not first.same and middle:
        head, end = claimed[first.claimed.start : first.claimed.stop], first.stored.stop
        at = stored.rfind(head, max(0, end - len(head) - _REACH), end)
        if head and at >= 0:
            between = Run(False, range(first.claimed.stop, first.claimed.stop), range(at + len(head), end))
            runs = [Run(True, first.claimed, range(at, at + len(head))), between, *middle]
    *middle, last = runs
    if not last.same and not last.editorial and middle:
        tail, begin = claimed[last.claimed.start : last.claimed.stop], last.stored.start
        at = stored.find(tail, begin, begin + len(tail) + _REACH)
        if tail and at >= 0:
            between = Run(False, range(last.claimed.start, last.claimed.start), range(begin, at))
            runs = [*middle, between, Run(True, last.claimed, range(at, at + len(tail)))]
    return list(runs)


def _filled(runs: Sequence[Run], words: int) -> list[Run]:
    """The same with the text's own words beside those at either end that it has not, as many as there are of both.

    edlib may as well leave a changed last word without a counterpart: "by 2040" then lacks the "2030" that was said.
    """
    first, last = runs[0], runs[-1]
    if not first.same and not first.stored:
        first = replace(first, stored=range(max(0, first.stored.stop - len(first.claimed)), first.stored.stop))
    if not last.same and not last.stored and len(runs) > 1:
        last = replace(last, stored=range(last.stored.start, min(words, last.stored.start + len(last.claimed))))
    return [first, *runs[1:-1], last] if len(runs) > 1 else [first]


def _with_insertions(runs: Sequence[Run], quotation: Quotation) -> Iterator[Run]:
    """The same with those words of the text that a bracket stands for marked as such."""
    places = {index for index, _ in quotation.insertions}
    for run in runs:
        stands_for = not run.same and not run.claimed and run.claimed.start in places
        yield replace(run, editorial=True) if stands_for else run
