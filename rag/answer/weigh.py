"""Every sentence of the evidence against the question, and the features that confidence is reckoned from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from rag.answer.confidence import Features, covered
from rag.catalog import Catalog
from rag.embed import Embedder, Vectors
from rag.fitted import SentenceWeights
from rag.lexical import LexicalIndex
from rag.retrieve import Retrieved
from rag.schema import Address, Hit, Paragraph, Query

ABSENT = 1.0 - 1e-9
"""The rarity, up to rounding, of a word that no passage holds."""


Place = tuple[Hit, Paragraph, int]
"""A sentence's hit, its paragraph, and its number there from 0."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted, with what speaks for it.

    `index` counts the paragraph's sentences from 0; `cosine` is the sentence's against the question, `context`
    that of the sentence with its neighbours, `coverage` the share of the question's words in the sentence.
    """

    paragraph: Paragraph
    index: int
    hit: Hit
    cosine: float
    context: float
    coverage: float

    @property
    def passage(self) -> float:
        """The score of the passage that it stands in."""
        return self.hit.score

    def score(self, weights: SentenceWeights) -> float:
        """The weighted sum of what speaks for it."""
        said = weights.cosine * self.cosine + weights.context * self.context + weights.coverage * self.coverage
        return said + weights.passage * self.passage

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
        places = list(self._sentences(found.hits))
        if not places:
            return Weighed((), Features(absent=1.0))
        language = found.hits[0].passage.language
        words = self._lexical.terms(query.text, language)
        terms = _Terms(words, self._lexical.rarity(words, language))
        vectors = self._embedder.embed([paragraph.sentence(index) for _, paragraph, index in places])
        cosines = (vectors @ found.vector).tolist()
        contexts = (_in_context(vectors, places) @ found.vector).tolist()
        held = [self._lexical.terms(part.sentence(index), hit.passage.language) for hit, part, index in places]
        candidates = [
            Candidate(paragraph, index, hit, cosine, context, terms.covered_by(words))
            for (hit, paragraph, index), cosine, context, words in zip(places, cosines, contexts, held, strict=True)
        ]
        candidates.sort(key=lambda one: -one.score(self._weights))
        return Weighed(tuple(candidates), self._features(query, found, candidates, terms))

    def _sentences(self, hits: Sequence[Hit]) -> Iterator[Place]:
        for hit in hits:
            for number in hit.paragraphs:
                (paragraph,) = self._catalog.paragraphs(Address(hit.passage.speech, number, number))
                for index in range(len(paragraph.sentences)):
                    yield hit, paragraph, index

    def _features(self, query: Query, found: Retrieved, candidates: list[Candidate], terms: _Terms) -> Features:
        best = candidates[0]
        passage = best.hit.passage
        nowhere = [word for word in terms.words if terms.rarity[word] >= ABSENT]
        whole = f"{passage.header} {best.paragraph.text}"
        return Features(
            cosine=max(one.cosine for one in candidates),
            context=max(one.context for one in candidates),
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


def _in_context(vectors: Vectors, places: Sequence[Place]) -> Vectors:
    """Each sentence's vector summed with its neighbours' in the paragraph, to unit length; same shape."""
    joined = vectors.copy()
    neighbours = np.array([before[1] is after[1] for before, after in pairwise(places)], dtype=bool)
    joined[1:][neighbours] += vectors[:-1][neighbours]
    joined[:-1][neighbours] += vectors[1:][neighbours]
    unit: Vectors = joined / np.maximum(np.linalg.norm(joined, axis=1, keepdims=True), 1e-12)
    return unit
