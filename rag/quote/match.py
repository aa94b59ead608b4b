"""An alignment told as a match: where the words stand, whose they are, and word by word how they differ."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.quote.align import Alignment, Run
from rag.quote.changes import Spoken, changes, denials
from rag.quote.parse import Quotation
from rag.quote.places import Stretch
from rag.quote.verdict import Change, Edit, Match
from rag.quote.words import Word, heard, pauses, words
from rag.schema import Span
from rag.split import quotes_others


@dataclass(frozen=True, slots=True)
class Laid:
    """A quotation along a stretch; `share` is how much of it agrees, 0..1, its words counted by their rarity."""

    quotation: Quotation
    stretch: Stretch
    alignment: Alignment
    share: float


def match(laid: Laid, names: Collection[str] = ()) -> Match:
    """What the alignment comes to, with offsets into the speech's text; `names` are words that are names everywhere."""
    quotation, stretch, alignment = laid.quotation, laid.stretch, laid.alignment
    held = alignment.stored
    text = stretch.speech.text
    start, end = stretch.words[held.start].start, stretch.words[held.stop - 1].end
    paragraphs = stretch.between(start, end)
    first, last = paragraphs[0], paragraphs[-1]
    found = tuple(_changes(quotation, stretch, alignment, names))
    return Match(
        speech=stretch.speech.id,
        paragraph=first.number,
        last=last.number,
        start=start,
        end=end,
        quote=text[start:end],
        similarity=alignment.similarity,
        speaker=first.speaker,
        date=stretch.speech.date,
        changes=found,
        diff=tuple(_diff(quotation, stretch, alignment)),
        verbatim=not found and _stands_whole(laid),
        of_others=first is last and quotes_others(first, Span(start, end)),
    )


def _stands_whole(laid: Laid) -> bool:
    """Whether nothing is left out or put in; a bracket that the text itself has is no insertion."""
    runs, quotation = laid.alignment.runs, laid.quotation
    own = {index for index, span in quotation.insertions if _is_in_text(index, span, laid)}
    put_in = any(index not in own for index, _ in quotation.insertions)
    return not put_in and all(run.same or (run.editorial and run.claimed.start in own) for run in runs)


def _is_in_text(index: int, bracket: Span, laid: Laid) -> bool:
    """Whether the words of a bracket stand in the text, too, before the word that it stands before.

    Of what was heard it is enough that the text notes something there or elsewhere in the quotation.
    """
    if heard(laid.quotation.text, bracket.start, bracket.end):
        held = [laid.stretch.words[place] for place in laid.alignment.stored]
        return bool(heard(laid.stretch.speech.text, held[0].start, held[-1].end))
    mine = [word.folded for word in words(laid.quotation.text, bracket.start, bracket.end)]
    same = (run for run in laid.alignment.runs if run.same and index in run.claimed)
    after = next((run.stored[index - run.claimed.start] for run in same), None)
    end = laid.alignment.stored.stop if after is None else after
    return mine == [word.folded for word in laid.stretch.words[max(0, end - len(mine)) : end]]


def _changes(quotation: Quotation, stretch: Stretch, alignment: Alignment, names: Collection[str]) -> Iterator[Change]:
    spoken = Spoken(stretch.speech.text, stretch.words, stretch.speech.language, names)
    named = changes(quotation, spoken, alignment.runs)
    yield from named
    denying = {index for index, span in quotation.insertions if denials(span.cut(quotation.text), spoken.language)}
    # "We will … surrender" leaves out the "never"; "we will [not] surrender" puts it otherwise.
    with_left_out = [
        replace(run, editorial=run.editorial and (run.claimed.start in denying or not _in_sentence(run, stretch)))
        for run in alignment.runs
    ]
    if with_left_out != list(alignment.runs):
        found = changes(quotation, spoken, with_left_out)
        yield from (one for one in found if one.kind == "negation" and one not in named)
    yield from _put_in(quotation, stretch, alignment)
    for run in alignment.runs:
        if run.same:
            yield from _pauses(quotation, stretch, run)


def _put_in(quotation: Quotation, stretch: Stretch, alignment: Alignment) -> Iterator[Change]:
    """What brackets negate: "we will [not] yield". What they leave out of a negation is told with what is left out."""
    text, language = stretch.speech.text, stretch.speech.language
    stand_for = {run.claimed.start: run.stored for run in alignment.runs if run.editorial and run.stored}
    for index, span in quotation.insertions:
        mine, held = span.cut(quotation.text), stand_for.get(index, range(0))
        theirs = text[stretch.words[held.start].start : stretch.words[held.stop - 1].end] if held else ""
        if denials(mine, language) > denials(theirs, language):
            yield Change("negation", mine, theirs)


def _in_sentence(run: Run, stretch: Stretch) -> bool:
    """Whether words that are left out belong to the sentence of those around them."""
    held = [stretch.words[index] for index in range(run.stored.start - 1, run.stored.stop + 1)]
    return not any(mark in pauses(stretch.speech.text, held[0].end, held[-1].start) for mark in ".?!")


def _pauses(quotation: Quotation, stretch: Stretch, run: Run) -> Iterator[Change]:
    """Punctuation within a run that differs, a bracket or an ellipsis aside."""
    bare = quotation.bare
    mine = [quotation.words[index] for index in run.claimed]
    theirs = [stretch.words[index] for index in run.stored]
    for left, right in zip(pairwise(mine), pairwise(theirs), strict=True):
        claimed, stored = _pause(bare, left), _pause(stretch.speech.text, right)
        if claimed != stored:
            yield Change("punctuation", claimed, stored)


def _pause(text: str, pair: tuple[Word, Word]) -> str:
    return pauses(text, pair[0].end, pair[1].start)


def _diff(quotation: Quotation, stretch: Stretch, alignment: Alignment) -> Iterator[Edit]:
    """The runs as text: the claimed sides together are the quotation, the stored ones what stands in the speech."""
    mine = _slices(quotation.text, quotation.words, [run.claimed for run in alignment.runs], 0, len(quotation.text))
    held = alignment.stored
    start, end = stretch.words[held.start].start, stretch.words[held.stop - 1].end
    theirs = _slices(stretch.speech.text, stretch.words, [run.stored for run in alignment.runs], start, end)
    for run, claimed, stored in zip(alignment.runs, mine, theirs, strict=True):
        yield Edit(run.same, claimed, stored, run.editorial)


def _slices(text: str, words: tuple[Word, ...] | list[Word], runs: list[range], start: int, end: int) -> list[str]:
    """The text from `start` to `end` cut where each run with words begins; what has none is empty."""
    begins = [words[run.start].start if run else None for run in runs]
    first = next(index for index, begin in enumerate(begins) if begin is not None)
    begins[first] = start
    slices = []
    for index, begin in enumerate(begins):
        following = next((one for one in begins[index + 1 :] if one is not None), end)
        slices.append("" if begin is None else text[begin:following])
    return slices
