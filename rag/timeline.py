"""Positions over time: what each speech says on a topic, beside how many speeches there were to say it in.

A speech speaks of the topic where one of its sentences holds all the topic's words, by their stems and near each other.
Said in other words it is not found ("atomic" for "nuclear"): a year without an entry is silence in these words.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answer.run import Run
from rag.answer.weigh import Candidate
from rag.catalog import Catalog
from rag.dates import days
from rag.dense import DenseIndex
from rag.embed import Embedder
from rag.filters import Filters, Scope, within, words
from rag.lexical import LexicalIndex
from rag.progress import Progress, quiet
from rag.schema import Address, Citation, Hit, Passage, Query
from rag.split import quotes_others
from rag.topic import Topic
from rag.understand.phrases import ASKING
from rag.verify import holds

_BATCH = 1_000
"""Passages asked of the catalog at once."""

_LEANING = 0.1
"""Of cosine, by which a sentence that needs its neighbours has to be nearer to be quoted before one that does not."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one speech says on the topic; `label` is who, where and when, `date` as far as it is known.

    `score` is the cosine of the quoted passage with the topic. `same` are the speeches that are this one again, as
    near-duplicates, excerpts or translations, and are not quoted.
    """

    date: str | None
    speech: str
    citation: Citation
    label: str
    score: float
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Year:
    """How many speeches of a year were searched, and in how many the topic was found; those that are one count once.

    None spoken of some is silence, none of none is missing data.
    """

    year: int
    speeches: int
    spoken: int


@dataclass(frozen=True, slots=True)
class Undated:
    """The speeches searched that have no date, which no period leaves out, and what they say."""

    speeches: int = 0
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """Entries, oldest first, and every year from the first to the last, those without speeches, too.

    `query` is the topic as it was understood.
    """

    query: Query
    entries: tuple[Entry, ...]
    years: tuple[Year, ...]
    undated: Undated
    seconds: float

    @property
    def speeches(self) -> int:
        """How many speeches were searched, those without a date among them."""
        return sum(year.speeches for year in self.years) + self.undated.speeches

    def yearly(self) -> "Timeline":
        """The same with one entry a year, the nearest to the topic."""
        best: dict[str, Entry] = {}
        for entry in self.entries:
            year = (entry.date or "")[:4]
            best[year] = max(best.get(year, entry), entry, key=lambda one: one.score)
        return replace(self, entries=tuple(best.values()))


class Timelines:
    """Finds who spoke of a topic when."""

    def __init__(self, catalog: Catalog, indexes: tuple[DenseIndex, LexicalIndex], embedder: Embedder) -> None:
        self._catalog = catalog
        self._dense, self._lexical = indexes
        self._embedder = embedder

    def timeline(self, query: Query, given: Filters = Filters(), progress: Progress = quiet) -> Timeline:
        """One quotation of each speech that speaks of the topic; `given` are the filters that its text did not name."""
        started = time.perf_counter()
        whenever = replace(query.filters, since=None, until=None)
        dates = self._dates(whenever, query.filters)
        scope = Scope(tuple(dates), self._catalog.scope(whenever).speakers)
        said = self._said(Topic(_telling(query, given), self._lexical), scope, progress)
        found = [(group[0], self._entry(group, said)) for group in self._groups(dates)]
        entries = [entry for _, entry in found if entry]
        placed = [(entry.date if entry else dates[first], entry is not None) for first, entry in found]
        return Timeline(
            query,
            tuple(sorted((one for one in entries if one.date), key=lambda one: days(one.date or ""))),
            self._years(query.filters, [(int(date[:4]), spoken) for date, spoken in placed if date]),
            Undated(sum(date is None for date, _ in placed), tuple(one for one in entries if not one.date)),
            time.perf_counter() - started,
        )

    # What is searched

    def _dates(self, whenever: Filters, filters: Filters) -> dict[str, str | None]:
        """The speeches of the period, oldest first, then those without a date."""
        dates = {one.id: one.date for one in self._catalog.speeches(whenever)}
        return {one: date for one, date in dates.items() if date is None or within(*days(date), filters)}

    def _groups(self, speeches: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """The speeches, each with those that are it again; these do not come again."""
        left = dict.fromkeys(speeches)
        for first in tuple(left):
            if first in left:
                group = (first, *(kin.other for kin in self._catalog.kin(first) if kin.other in left))
                yield group
                for one in group:
                    del left[one]

    def _years(self, filters: Filters, speeches: Sequence[tuple[int, bool]]) -> tuple[Year, ...]:
        """Every year of the speeches, and of the period that was asked for as far as the archive reaches."""
        if not speeches:
            return ()
        searched = Counter(year for year, _ in speeches)
        spoken = Counter(year for year, found in speeches if found)
        known = [int(year) for year in self._catalog.facets().years]
        asked = {max(int(filters.since[:4]), known[0])} if filters.since else set()
        asked |= {min(int(filters.until[:4]), known[-1])} if filters.until else set()
        years = range(min(asked | searched.keys()), max(asked | searched.keys()) + 1)
        return tuple(Year(year, searched[year], spoken[year]) for year in years)

    # What speaks of the topic

    def _said(self, topic: Topic, scope: Scope, progress: Progress) -> dict[str, list[Candidate]]:
        """The sentences that speak of the topic, by speech."""
        everything = max(1, self._lexical.count())
        ids = [one for one, _ in self._lexical.search(topic.text, everything, header_weight=0.0, scope=scope)]
        vector = self._embedder.embed([topic.text])[0]
        found: defaultdict[str, list[Candidate]] = defaultdict(list)
        for start in range(0, len(ids), _BATCH):
            progress(start, len(ids), "looking for the topic")
            known = self._catalog.passages(ids[start : start + _BATCH])
            near = [passage for passage in known.values() if topic.said_in(passage.text, passage.language)]
            cosines = self._dense.score(vector, [passage.id for passage in near])
            for passage in near:
                found[passage.speech] += self._sentences(topic, passage, cosines.get(passage.id, 0.0))
        return found

    def _sentences(self, topic: Topic, passage: Passage, cosine: float) -> Iterator[Candidate]:
        """The sentences of a passage's paragraphs that speak of the topic."""
        hit = Hit(passage, tuple(range(passage.first, passage.last + 1)), 1, cosine, cosine, 0.0)
        for paragraph in self._catalog.paragraphs(Address(passage.speech, passage.first, passage.last)):
            for index in range(len(paragraph.sentences)):
                if topic.said_in(paragraph.sentence(index), passage.language):
                    yield Candidate(paragraph, index, hit, 1.0, 1.0)

    # What is quoted of it

    def _entry(self, group: tuple[str, ...], said: Mapping[str, Sequence[Candidate]]) -> Entry | None:
        """The best quotation of the first speech of a group that has one."""
        for speech in group:
            same = tuple(other for other in group if other != speech)
            ranked = sorted(said.get(speech, ()), key=_worth, reverse=True)
            if entry := next(filter(None, (self._quoted(one, same) for one in ranked)), None):
                return entry
        return None

    def _quoted(self, one: Candidate, same: tuple[str, ...]) -> Entry | None:
        """The sentence with the neighbours that it needs; None where it may not be cited."""
        run = Run.around(one.paragraph, one.index)
        speech = self._catalog.speech(run.paragraph.speech)
        span = run.span
        citation = Citation(speech.id, run.paragraph.number, span.start, span.end, span.cut(speech.text))
        if not holds(citation, self._catalog.paragraphs):
            return None
        label = speech.said_by(run.paragraph.speaker).label
        label += ", quoting others" if quotes_others(run.paragraph, span) else ""
        return Entry(speech.date, speech.id, citation, label, one.passage, same)


def _telling(query: Query, given: Filters) -> str:
    """The topic without words that ask and words that it named filters by; with them, where no others are left."""
    named = [
        value
        for name in ("speaker", "role", "country", "event", "since", "until")
        if getattr(query.filters, name) != getattr(given, name)
        for value in _values(getattr(query.filters, name))
    ]
    idle = ASKING | set(words(" ".join(named)))
    every = words(query.text)
    return " ".join([word for word in every if len(word) > 1 and word not in idle] or every)


def _values(field: tuple[str, ...] | str | None) -> tuple[str, ...]:
    return (field,) if isinstance(field, str) else field or ()


def _worth(one: Candidate) -> tuple[bool, float]:
    """The speaker's own words first, then what is nearest to the topic, rather if it stands alone."""
    run = Run.around(one.paragraph, one.index)
    return not quotes_others(run.paragraph, run.span), one.passage - _LEANING * (run.sentences > 1)
