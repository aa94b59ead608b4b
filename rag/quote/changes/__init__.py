"""What a quotation changes in the meaning of the words it stands for.

Both texts are read for marks: places that deny, count, date, name, or say how strongly. A difference is widened until
it parts no mark ("3 million" is one number, though "million" alone differ), and each side's marks are held against
the other's. What differs in none is wording.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.quote.align import Run
from rag.quote.changes.compare import differences
from rag.quote.changes.lexicon import Lexicon, lexicon
from rag.quote.changes.marks import tokens
from rag.quote.changes.names import plain_names
from rag.quote.changes.reading import Reading, read_marks
from rag.quote.parse import Quotation
from rag.quote.verdict import Change
from rag.quote.words import Word, misspelt, words

_DEFAULT = "en"

_NEAR = 8
"""Words before and after the quotation that are read, too, for a number may begin there."""

_SLIP_LETTERS = 6
"""Shorter words are too much like other words to forgive a slip."""

Part = tuple[range, range]
"""Words of the quotation and the words of the text that stand in their place."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words around what was said, in their text, as much of them as belongs together.

    `language` is a code such as en or pt-BR, English where it is not known; `names` are words, in small letters, that
    are names wherever they stand.
    """

    text: str
    words: Sequence[Word]
    language: str | None = None
    names: Collection[str] = ()


def changes(quotation: Quotation, spoken: Spoken, runs: Sequence[Run]) -> tuple[Change, ...]:
    """The changes that a quotation makes, laid along spoken words by `runs`, in order; none where it makes none."""
    if not any(_differs(run) for run in runs):
        return ()
    near = range(max(0, runs[0].stored.start - _NEAR), min(len(spoken.words), runs[-1].stored.stop + _NEAR))
    mine = tokens(quotation.text, quotation.words)
    theirs = tokens(spoken.text, spoken.words[near.start : near.stop])
    known = {*spoken.names, *plain_names(mine, quotation.text), *plain_names(theirs, spoken.text)}
    known |= _in_place_of_names(runs, quotation, spoken, known)
    vocabulary = lexicon(_code(spoken.language))
    claimed = Reading(quotation.text, quotation.words, mine, read_marks(quotation.text, mine, vocabulary, known))
    stored = Reading(spoken.text, spoken.words, theirs, read_marks(spoken.text, theirs, vocabulary, known))
    parts = _parts(runs, claimed, stored)
    return tuple(_settled([change for part in parts for change in _named(part, claimed, stored, vocabulary)]))


def denials(text: str, language: str | None) -> int:
    """How many negations words have that are read by themselves: those of a bracket."""
    found = tokens(text, words(text))
    return sum(mark.group == "not" for mark in read_marks(text, found, lexicon(_code(language)), ()))


def _in_place_of_names(runs: Sequence[Run], quotation: Quotation, spoken: Spoken, known: Collection[str]) -> set[str]:
    """Words with a capital that stand, one for one, where the other side has a name: "Sahrun accepts" for "Velmora"."""
    found: set[str] = set()
    for run in runs:
        if _differs(run) and len(run.claimed) == len(run.stored) == 1:
            mine, theirs = quotation.words[run.claimed.start], spoken.words[run.stored.start]
            both = {quotation.text[mine.start : mine.end], spoken.text[theirs.start : theirs.end]}
            if all(one[:1].isupper() and "'" not in one for one in both) and any(one.lower() in known for one in both):
                found |= {one.lower() for one in both}
    return found


def _settled(found: Sequence[Change]) -> Iterator[Change]:
    """The changes, less those that are none: a word that stands elsewhere in the line, and a slip of the pen."""
    added = [(one.kind, one.claimed.lower()) for one in found if not one.stored]
    dropped = [(one.kind, one.stored.lower()) for one in found if not one.claimed]
    for one in found:
        # A negation that stands elsewhere denies something else.
        moved = one.kind not in {"wording", "negation"} and (
            (not one.stored and (one.kind, one.claimed.lower()) in dropped)
            or (not one.claimed and (one.kind, one.stored.lower()) in added)
        )
        yield replace(one, kind="wording") if moved or _is_slip(one) else one


def _is_slip(change: Change) -> bool:
    """Whether one long word is another but for a letter, and is none that counts, dates or names by itself."""
    counted = change.kind in {"date", "strength"}
    return counted and misspelt(change.claimed.lower(), change.stored.lower(), _SLIP_LETTERS)


def _code(language: str | None) -> str:
    """The language without its country; English where Babel does not know it."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse((language or _DEFAULT).replace("_", "-"), sep="-").language
    except (UnknownLocaleError, ValueError):
        return _DEFAULT


def _differs(run: Run) -> bool:
    return not run.same and not run.editorial


def _parts(runs: Sequence[Run], claimed: Reading, stored: Reading) -> Iterator[Part]:
    """The stretches that differ, each widened by words that agree until it parts no mark."""
    differing = [(run.claimed.start, run.stored.start) for run in runs if _differs(run)]
    for (mine, theirs), (my_end, their_end) in pairwise(_borders(runs, claimed, stored)):
        if any(mine <= one and theirs <= other and (one < my_end or other < their_end) for one, other in differing):
            yield range(mine, my_end), range(theirs, their_end)


def _borders(runs: Sequence[Run], claimed: Reading, stored: Reading) -> list[tuple[int, int]]:
    """Where both texts can be cut: at each end, at what is editorial, and between words that agree, but in a mark."""
    borders = [(runs[0].claimed.start, _whole(runs[0], runs[0].stored.start, -1, stored))]
    for run in runs:
        places = list(zip(_edges(run.claimed), _edges(run.stored), strict=run.same)) if not _differs(run) else []
        borders += [
            (one, other) for one, other in places if run.editorial or not (claimed.parted(one) or stored.parted(other))
        ]
    borders.append((runs[-1].claimed.stop, _whole(runs[-1], runs[-1].stored.stop, 1, stored)))
    return list(dict.fromkeys(borders))


def _whole(run: Run, border: int, step: int, stored: Reading) -> int:
    """The outer border of a run that differs, moved out of a mark: "946 kilometres" is "nine hundred and forty-six"."""
    while _differs(run) and stored.parted(border):
        border += step
    return border


def _edges(part: range) -> range:
    return range(part.start, part.stop + 1)


def _named(part: Part, claimed: Reading, stored: Reading, vocabulary: Lexicon) -> Iterator[Change]:
    """The changes of one stretch: one of each kind of meaning it changes, else one of wording."""
    mine, theirs = part
    whole = claimed.cut(mine), stored.cut(theirs)
    found = list(differences(claimed.side(mine), stored.side(theirs), vocabulary))
    for one in found:
        if one.kind != "negation" and one.claimed and one.stored:
            yield Change(one.kind, claimed.around(one.claimed, mine), stored.around(one.stored, theirs))
        else:
            yield Change(one.kind, *whole)
    if not found:
        yield Change("wording", *whole)
