"""What a quotation changes in the meaning of the words it stands for.

Both texts are read for marks: places that deny, count, date, name, or say how strongly. A difference is widened until
it parts no mark ("3 million" is one number, though "million" alone differ), and each side's marks are held against
the other's. What differs in none is wording.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.quote.align import Run
from rag.quote.changes.compare import differences
from rag.quote.changes.lexicon import Lexicon, lexicon
from rag.quote.changes.marks import tokens
from rag.quote.changes.names import plain_names
from rag.quote.changes.reading import Reading, read_marks
from rag.quote.parse import Quotation
from rag.quote.verdict import Change
from rag.quote.words import Word

_DEFAULT = "en"

Part = tuple[range, range]
"""Words of the quotation and the words of the text that stand in their place."""


def changes(
    quotation: Quotation, words: Sequence[Word], text: str, runs: Sequence[Run], language: str | None
) -> tuple[Change, ...]:
    """The changes that a quotation makes, laid along words of a text by `runs`, in order; none where it makes none.

    `language` is the text's, as a code such as en or pt-BR; English where it is not known.
    """
    if not any(_differs(run) for run in runs):
        return ()
    spoken = words[runs[0].stored.start : runs[-1].stored.stop]
    mine, theirs = tokens(quotation.text, quotation.words), tokens(text, spoken)
    known = plain_names(mine, quotation.text) | plain_names(theirs, text)
    vocabulary = lexicon(_code(language))
    claimed = Reading(quotation.text, quotation.words, mine, read_marks(quotation.text, mine, vocabulary, known))
    stored = Reading(text, words, theirs, read_marks(text, theirs, vocabulary, known))
    parts = _parts(runs, claimed, stored)
    return tuple(change for part in parts for change in _named(part, claimed, stored, vocabulary))


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
    borders = [(runs[0].claimed.start, runs[0].stored.start)]
    for run in runs:
        places = list(zip(_edges(run.claimed), _edges(run.stored), strict=run.same)) if not _differs(run) else []
        borders += [
            (one, other) for one, other in places if run.editorial or not (claimed.parted(one) or stored.parted(other))
        ]
    borders.append((runs[-1].claimed.stop, runs[-1].stored.stop))
    return list(dict.fromkeys(borders))


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
