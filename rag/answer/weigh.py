"""Every sentence of the evidence against the question, and the features that confidence is reckoned from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answer.confidence import Features, covered
from rag.catalog import Catalog
from rag.embed import Embedder
from rag.fitted import SentenceWeights
from rag.lexical import LexicalIndex
from rag.retrieve import Retrieved
from rag.schema import Address, Hit, Paragraph, Query

ABSENT = 1.0 - 1e-9
"""The rarity, up to rounding, of a word that no passage holds."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted, with what speaks for it.

    `index` counts the paragraph's sentences from 0; `cosine` and `coverage` are against the question.
    """

    paragraph: Paragraph
    index: int
    hit: Hit
    cosine: float
    coverage: float
    score: float

    @property
    def evidence(self) -> dict[str, float]:
        """What the score is made of, by the names of its weights."""
        return {"cosine": self.cosine, "coverage": self.coverage, "passage": self.hit.score}

    @property
    def text(self) -> str:
        """The sentence as it stands."""
        return self.paragraph.sentence(self.index)


@dataclass(frozen=True, slots=True)
class Weighed:
    """Candidates, best first, and the features that confidence is reckoned from."""

    candidates: tuple[Candidate, ...]
    features: Features


@dataclass(frozen=True, slots=True)
class _Terms:
    """The question's words as they are matched, with their rarity."""

    words: list[str]
    rarity: dict[str, float]

    def covered_by(self, held: Sequence[str]) -> float:
        return covered(self.words, set(held), self.rarity)


class Weigher:
    """Scores the sentences of a retrieval's hits."""

    def __init__(self, catalog: Catalog, lexical: LexicalIndex, embedder: Embedder, weights: SentenceWeights) -> None:
        self._catalog = catalog
        self._lexical = lexical
        self._embedder = embedder
        self._weights = weights

    def weigh(self, query: Query, found: Retrieved) -> Weighed:
        """Score the statements' sentences of the hits' paragraphs against the question."""
        sentences = list(self._sentences(found.hits))
        if not sentences:
            return Weighed((), Features(absent=1.0))
        language = found.hits[0].passage.language
        words = self._lexical.terms(query.text, language)
        terms = _Terms(words, self._lexical.rarity(words, language))
        vectors = self._embedder.embed([paragraph.sentence(index) for _, paragraph, index in sentences])
        cosines = (vectors @ found.vector).tolist()
        candidates = [self._candidate(*place, cosine, terms) for place, cosine in zip(sentences, cosines, strict=True)]
        candidates.sort(key=lambda one: -one.score)
        return Weighed(tuple(candidates), self._features(query, found, candidates, terms))

    def _sentences(self, hits: Sequence[Hit]) -> Iterator[tuple[Hit, Paragraph, int]]:
        for hit in hits:
            for number in hit.paragraphs:
                (paragraph,) = self._catalog.paragraphs(Address(hit.passage.speech, number, number))
                for index in range(len(paragraph.sentences)):
                    yield hit, paragraph, index

    def _candidate(self, hit: Hit, paragraph: Paragraph, index: int, cosine: float, terms: _Terms) -> Candidate:
        coverage = terms.covered_by(self._lexical.terms(paragraph.sentence(index), hit.passage.language))
        weights = self._weights
        score = weights.cosine * cosine + weights.coverage * coverage + weights.passage * hit.score
        return Candidate(paragraph, index, hit, cosine, coverage, score)

    def _features(self, query: Query, found: Retrieved, candidates: list[Candidate], terms: _Terms) -> Features:
        best = candidates[0]
        passage = best.hit.passage
        nowhere = [word for word in terms.words if terms.rarity[word] >= ABSENT]
        whole = f"{passage.header} {best.paragraph.text}"
        return Features(
            cosine=max(one.cosine for one in candidates),
            passage_cosine=max(hit.dense for hit in found.hits),
            coverage=terms.covered_by(self._lexical.terms(whole, passage.language)),
            sentence_coverage=best.coverage,
            absent=terms.covered_by(nowhere),
            unknown_speaker=float(bool(query.unknown_speakers)),
            no_such_period=float(self._no_such_period(query)),
        )

    def _no_such_period(self, query: Query) -> bool:
        """Whether the one who is asked about has no speech in any year that the question names."""
        years = [boost for boost in query.boosts if boost.since]
        return bool(query.filters.speaker and years) and not any(
            self._catalog.speeches_in(replace(query.filters, since=year.since, until=year.until)) for year in years
        )
