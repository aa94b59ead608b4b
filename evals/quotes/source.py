"""An archive as quotations are made from it: its sentences, the names in it, and where words stand in it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

from evals.gold import Split, digest
from evals.quotes.case import Spot
from evals.settle import split_of
from rag import Archive, Filters, Paragraph, Speech
from rag.schema import CITABLE, Person

DRAWN = 300
"""Speeches of a split that cases are made from, drawn by their ids."""

NEAR = 70
"""From this likeness (0..100, of the best stretch of a speech) words count as said in it nearly so."""

_WORD = re.compile(r"[\w\u0300-\u036f]+")
_TITLE = r"(?:Mrs?|Ms|Dr|Messrs)\.|Minister|President|General|Captain|Colonel|Senator|Secretary|Madame|Governor|Judge"
_OFFICE = "President|Speaker|Secretary|Chair|Minister|General|Vice|Prime|Congress|House|Senate|Council|Excellency"
TITLED = re.compile(rf"\b(?:{_TITLE})(?: [A-Z]\w+)?? (?!{_OFFICE})(?P<name>[A-Z][a-zé]{{3,}})(?!\w| [A-Z])")
"""A name behind a title: `Mrs. Odile Ferrant` gives `Ferrant`."""
_THING = re.compile(
    r"\b(?:the|a|his|her|our|their) (?P<thing>[b-df-hj-np-tv-z][a-z]{4,}[a-rt-z])"
    r"(?= (?:of|in|at|on|behind|beside|was|is)\b|[.,;])"
)


def fold(text: str) -> list[str]:
    """The words of a text as they are compared: in one Unicode form and case, without what stands between them."""
    return [unicodedata.normalize("NFKC", word).casefold() for word in _WORD.findall(text)]


@dataclass(frozen=True, slots=True)
class Names:
    """What can be put in place of something else: surnames, countries of one word, and rare things."""

    people: tuple[str, ...]
    countries: tuple[str, ...]
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words as they stand, `text == speech.text[start:end]`, and who says them when."""

    speech: str
    start: int
    end: int
    text: str
    speaker: str | None
    date: str | None


class Source:
    """The sentences and the folded text of an archive, read once."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.speeches = {speech.id: speech for speech in archive.speeches()}
        self._splits: dict[Split, Sequence[Paragraph]] = {}
        self._folded = {one: f" {' '.join(fold(speech.text))} " for one, speech in self.speeches.items()}

    def split(self, split: Split) -> Sequence[Paragraph]:
        """The paragraphs that may be cited, of speeches of a split that are in English."""
        if split not in self._splits:
            speeches = [self.archive.paragraphs(speech.id) for speech in self._drawn(split)]
            self._splits[split] = [
                one for listed in speeches for one in listed if one.kind in CITABLE and one.sentences
            ]
        return self._splits[split]

    def _drawn(self, split: Split) -> list[Speech]:
        mine = [one for one in self.speeches.values() if split_of(one.id) == split and one.language in {None, "en"}]
        return sorted(mine, key=lambda speech: digest(speech.id))[:DRAWN]

    def piece(self, paragraph: Paragraph, start: int, end: int) -> Piece:
        """Characters of the paragraph's speech, as its speaker says them."""
        speech = self.speeches[paragraph.speech]
        return Piece(speech.id, start, end, speech.text[start:end], paragraph.speaker, speech.date)

    def after(self, paragraph: Paragraph) -> Paragraph | None:
        """The next paragraph, where the same person goes on and nothing stands between."""
        following = self.archive.paragraphs(paragraph.speech)[paragraph.number :][:1]
        between = self.speeches[paragraph.speech].text
        joined = (
            one
            for one in following
            if one.kind in CITABLE
            and one.speaker == paragraph.speaker
            and not between[paragraph.end : one.start].strip()
        )
        return next(joined, None)

    def elsewhere(self, paragraph: Paragraph, rng: Random) -> Paragraph | None:
        """A paragraph of another speech of the same split."""
        others = [one for one in self.split(split_of(paragraph.speech)) if one.speech != paragraph.speech]
        return rng.choice(others) if others else None

    # Where words stand

    def holds(self, words: str) -> bool:
        """Whether these words stand anywhere, whatever stands between them."""
        needle = f" {' '.join(fold(words))} "
        return any(needle in text for text in self._folded.values())

    def spots(self, words: str) -> tuple[Spot, ...]:
        """All places where these words stand; there must be some."""
        wanted = fold(words)
        needle = f" {' '.join(wanted)} "
        holding = (one for one, text in self._folded.items() if needle in text)
        return tuple(spot for one in holding for spot in self._in(one, needle, len(wanted)))

    def _in(self, speech: str, needle: str, count: int) -> Iterator[Spot]:
        folded = self._folded[speech]
        found = list(_WORD.finditer(self.speeches[speech].text))
        at = folded.find(needle)
        while at >= 0:
            first = folded.count(" ", 0, at)
            yield Spot(speech=speech, start=found[first].start(), end=found[first + count - 1].end())
            at = folded.find(needle, at + 1)

    def near(self, words: str, filters: Filters) -> bool:
        """Whether a speech that the filters leave has these words, or nearly these."""
        from rapidfuzz.fuzz import partial_ratio

        asked = " ".join(fold(words))
        left = (self._folded[speech.id] for speech in self.archive.speeches(filters))
        return any(partial_ratio(asked, text, score_cutoff=NEAR) for text in left)

    # Who and what there is

    @cached_property
    def names(self) -> Names:
        """The names and things of all its texts; countries of the world where the archive knows few."""
        texts = [speech.text for speech in self.speeches.values() if speech.language in {None, "en"}]
        facets = self.archive.facets()
        own = [one for one in facets.countries if one.isalpha()]
        countries = own if len(own) > 2 else [one for one in _countries_of_the_world() if self.holds(one)]
        surnames = {speaker.split()[-1] for speaker in facets.speakers if speaker.split()[-1].isalpha()}
        return Names(
            tuple(sorted(surnames | _counted(TITLED, "name", texts).keys())),
            tuple(countries),
            tuple(sorted(one for one, count in _counted(_THING, "thing", texts).items() if count < 3)),
        )

    def others(self, speaker: str) -> Sequence[str]:
        """The speakers who are another person than this one."""
        return [person.name for person in self._people if speaker not in person.names]

    def years(self, speaker: str) -> Sequence[str]:
        """The years from which there are speeches of this speaker."""
        found = self.archive.speeches(Filters(speaker=(speaker,)))
        return sorted({speech.date[:4] for speech in found if speech.date})

    @cached_property
    def _people(self) -> Sequence[Person]:
        return self.archive.people()


def _counted(form: re.Pattern[str], group: str, texts: Iterable[str]) -> Counter[str]:
    return Counter(found[group] for text in texts for found in form.finditer(text))


def _countries_of_the_world() -> list[str]:
    from babel import Locale

    territories = Locale("en").territories
    return sorted(name for code, name in territories.items() if len(code) == 2 and name.isalpha() and len(name) > 3)
