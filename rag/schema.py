"""The values that pass between the parts, all frozen. Offsets count Unicode characters of a speech's stored text."""

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from rag.dates import spoken
from rag.errors import BadInput
from rag.filters import Filters

Kind = Literal["statement", "quotation", "salutation", "heading", "question", "note"]
"""What a paragraph is; a quotation is one that stands in quotation marks from end to end, the words of others;
a note is nobody's words: applause, a stage direction, a remark of the minutes."""

CITABLE: frozenset[Kind] = frozenset({"statement", "quotation"})
"""What an answer may cite: the speaker's own words, and words of others that he quotes, as such."""

SPOKEN: frozenset[Kind] = CITABLE | {"salutation", "question"}
"""What somebody says; a quotation may be of any of it."""

Cause = Literal["no-such-speaker", "no-speech-in-period", "no-speech-matches", "topic-absent", "near-miss"]
"""Why an answer is refused."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of a speech's text."""

    start: int
    end: int

    def cut(self, text: str) -> str:
        """The slice of `text` that the span names."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as its format marks it: characters `start` to `end` of the speech's text, and what is told of them.

    `speaker` is None where it is the speech's main speaker; `kind` None where the words decide it;
    `page` counts from 1, as a reader of the file sees it.
    """

    start: int
    end: int
    speaker: str | None = None
    kind: Kind | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """Someone beside the main speaker who is heard in a speech, with what the file tells of them."""

    name: str
    role: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """A document with one main speaker, place and date.

    `date` is ISO 8601, to the day, month or year as far as it is known ("2017-04-26", "2009").
    What is not known is None; nothing is guessed. `blocks` are its paragraphs where the format marks them (HTML,
    PDF, TEI); without them the text's own blank lines or line ends do.
    """

    id: str
    text: str
    speaker: str | None = None
    role: str | None = None
    country: str | None = None
    date: str | None = None
    event: str | None = None
    place: str | None = None
    title: str | None = None
    language: str | None = None
    source: str | None = None
    languages: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    markdown: bool = False
    blocks: tuple[Block, ...] = ()
    voices: tuple[Voice, ...] = ()

    def said_by(self, speaker: str | None) -> "Speech":
        """The speech as a citation of one of its paragraphs names it: with that speaker's role and country."""
        if speaker == self.speaker:
            return self
        voice = next((one for one in self.voices if one.name == speaker), Voice(speaker or ""))
        return replace(self, speaker=speaker, role=voice.role, country=voice.country)

    @property
    def label(self) -> str:
        """Who, where and when on one line, as it stands before a quotation."""
        when = spoken(self.date) if self.date else None
        parts = (self.speaker or "Unknown speaker", self.event or self.title, when)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The unit of citation; `text` is `speech.text[start:end]`, `sentences` are spans of the speech's text.

    `speaker` is who says it, which in an interview need not be the speech's main speaker;
    `asked` is the number of the paragraph whose question it answers; `page` where the file has pages, from 1.
    """

    speech: str
    number: int
    start: int
    end: int
    text: str
    kind: Kind
    speaker: str | None
    turn: int
    sentences: tuple[Span, ...]
    asked: int | None = None
    page: int | None = None

    def sentence(self, index: int) -> str:
        """The words of one of its sentences, counted from 0."""
        span = self.sentences[index]
        return self.text[span.start - self.start : span.end - self.start]

    @property
    def address(self) -> str:
        """The paragraph's citation address, `speech#p12`."""
        return f"{self.speech}#p{self.number}"


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded and indexed: paragraphs `first` to `last` of a speech, or a window of a long one.

    The id is made of the content alone, so a passage that did not change keeps its place in both indexes.
    `header` (speaker, role, country, event, date) goes into the indexes, never into a quotation.
    An `aside` is spoken and not to be cited: a journalist's question. It is in the lexical index alone, where
    quotations are looked up.
    """

    id: str
    speech: str
    first: int
    last: int
    start: int
    end: int
    text: str
    header: str
    speaker: str | None
    language: str | None
    aside: bool = False

    @property
    def embedded(self) -> str:
        """The text as the embedder sees it."""
        return f"{self.header}\n{self.text}" if self.header else self.text


@dataclass(frozen=True, slots=True)
class Office:
    """A speaker with a role and a country, as the archive's speeches name them, and the days they span."""

    speaker: str
    role: str | None
    country: str | None
    first_day: str | None
    last_day: str | None


@dataclass(frozen=True, slots=True)
class Tenure:
    """An office as the archive knows it: from the first day on which the person spoke in it to the last."""

    role: str | None
    country: str | None
    first_day: str | None
    last_day: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """One speaker; `name` is the usual full spelling without courtesy titles, `names` are all as found.

    A bare surname may be among the names of several persons; role, country and days then tell them apart.
    """

    id: str
    name: str
    names: tuple[str, ...]
    roles: tuple[Tenure, ...]


Kinship = Literal["near-duplicate", "excerpt", "translation"]


@dataclass(frozen=True, slots=True)
class Kin:
    """Two speeches that are one; `similarity` is 0..1.

    Of near-duplicates it is the share of five-word runs that they have in common, of an excerpt the share of its own
    that the whole has, of translations how near the numbers of their paragraphs are.
    """

    speech: str
    other: str
    kind: Kinship
    similarity: float


@dataclass(frozen=True, slots=True)
class Facets:
    """What the speeches of an archive can be filtered by: each field's values, sorted; years as they are dated."""

    speakers: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    years: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A question with its filters, and with what it names but does not insist on.

    `boosts` are filters of which each adds to the score of the speeches it matches; `unknown_speakers`
    are names asked about that no speech of the archive has as its speaker. `topic` is what it asks to hear of, whatever
    was said ("What did Rehn say about the closure?"), where that is all it asks.
    """

    text: str
    filters: Filters = Filters()
    boosts: tuple[Filters, ...] = ()
    unknown_speakers: tuple[str, ...] = ()
    topic: str | None = None

    def described(self) -> str:
        """What it was narrowed to and what it was led by, as shown to a person; empty where neither."""
        parts = [f"searched only: {self.filters.described()}"] if self.filters else []
        boosts = "; ".join(boost.described() for boost in self.boosts)
        parts += [f"preferred: {boosts}"] if boosts else []
        return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its score (higher is better) and rank (from 1).

    `dense` is a cosine in -1..1, `lexical` a BM25 score from 0 up and `match` a late-interaction score in -1..1;
    `paragraphs` are those of the passage that no better hit holds.
    """

    passage: Passage
    paragraphs: tuple[int, ...]
    rank: int
    score: float
    dense: float
    lexical: float
    match: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """An address and the words that stand there: `quote == speech.text[start:end]`, within one paragraph."""

    speech: str
    paragraph: int
    start: int
    end: int
    quote: str

    @property
    def address(self) -> str:
        """The cited paragraph, `speech#p12`."""
        return f"{self.speech}#p{self.paragraph}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer with what it rests on.

    `support` is the calibrated chance (0..1) that the cited paragraphs say so, of a sentence that a chat model wrote;
    None of one that is a quotation. One that is not `supported` is shown as such.
    """

    text: str
    citations: tuple[Citation, ...]
    support: float | None = None
    supported: bool = True


@dataclass(frozen=True, slots=True)
class Writing:
    """How a chat model's sentences fared: all it wrote, those whose support held, those left out.

    In the place of `replaced` ones of those left out stand the words that they came nearest to. `repaired` counts
    quotations that were put right or lost their marks, and words copied without them; `dangling` evidence numbers that
    are none.
    """

    model: str
    sentences: int = 0
    supported: int = 0
    dropped: int = 0
    replaced: int = 0
    repaired: int = 0
    dangling: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply to a question: sentences with citations, or a refusal with its reason.

    `confidence` is the calibrated chance (0..1) that the evidence answers the question. `query` is the
    question as it was understood; `speeches_searched` how many speeches its filters left.
    `unverified` counts quotations that failed the check against the catalog and were left out;
    `stale` counts hits of the indexes that the catalog no longer holds. `writing` is there where a chat model wrote
    the sentences, `notice` where one was to and could not, or where nothing that it wrote holds.
    """

    status: Literal["answered", "refused"]
    query: Query
    confidence: float
    reason: str | None = None
    cause: Cause | None = None
    sentences: tuple[Sentence, ...] = ()
    evidence: tuple[Hit, ...] = ()
    speeches_searched: int = 0
    unverified: int = 0
    stale: int = 0
    seconds: float = 0.0
    writing: Writing | None = None
    notice: str | None = None

    @property
    def unwritten(self) -> bool:
        """Whether a chat model was to write it and could not; `notice` tells why."""
        return self.notice is not None and self.writing is None


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, or a part of one ("speeches.csv, row 12"), that could not be taken in, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or an entry of an archive, that is no speech by its name."""

    file: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did; `embedded` counts passages, `skipped` files that are not speeches by their name."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    skipped: tuple[str, ...] = ()
    embedded: int = 0


@dataclass(frozen=True, slots=True)
class Health:
    """The catalog held against both indexes: counts, and passage ids that one side lacks or has too many."""

    speeches: int
    paragraphs: int
    passages: int
    missing: dict[str, tuple[str, ...]] = field(default_factory=dict)
    dangling: dict[str, tuple[str, ...]] = field(default_factory=dict)
    mismatch: str | None = None

    @property
    def sound(self) -> bool:
        """True where catalog and indexes agree."""
        return not (self.mismatch or any(self.missing.values()) or any(self.dangling.values()))


# The catalog can look up neither half a character nor more digits than its integers have; nine are plenty.
_ADDRESS = re.compile(r"(?P<speech>[^#\s\ud800-\udfff]+)(?:#p(?P<first>\d{1,9})(?:-p?(?P<last>\d{1,9}))?)?", re.I)


@dataclass(frozen=True, slots=True)
class Address:
    """A speech, or paragraphs `first` to `last` of it: `speech`, `speech#p12`, `speech#p12-p15`."""

    speech: str
    first: int | None = None
    last: int | None = None

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read an address, in upper or lower case since ids are lower case; raises BadInput that shows the form."""
        match = _ADDRESS.fullmatch(text.strip())
        if not match:
            raise BadInput(f"{text!r} is not an address; write SPEECH, SPEECH#p12 or SPEECH#p12-p15")
        first = int(match["first"]) if match["first"] else None
        last = int(match["last"]) if match["last"] else first
        if first is not None and last is not None and not 1 <= first <= last:
            raise BadInput(f"{text!r}: paragraphs count from 1 and the first comes first")
        return cls(match["speech"].lower(), first, last)
