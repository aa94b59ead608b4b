"""Every sentence of the evidence against the question, and the features that confidence is reckoned from."""

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rag.answer.confidence import Features, covered
from rag.catalog import Catalog
from rag.fitted import SentenceWeights
from rag.lexical import LexicalIndex
from rag.rerank import Interaction, quantile
from rag.retrieve import Retrieved
from rag.schema import Address, Hit, Paragraph, Query
from rag.split import quotes_others
from rag.topic import Topic
from rag.understand.periods import YEAR

ABSENT = 1.0 - 1e-9
"""The rarity, up to rounding, of a word that no passage holds."""

_EMPTY = frozenset({
    "about", "could", "does", "ever", "from", "have", "into", "many", "much", "said", "says", "should", "that", "their",
    "them", "there", "they", "this", "were", "what", "when", "where", "which", "whom", "whose", "will", "with", "would",
})  # fmt: skip
"""Words of four letters and more that ask rather than say; a small archive may lack them."""

_YEAR = re.compile(rf"\b{YEAR}\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted, with what speaks for it.

    `index` counts the paragraph's sentences from 0; `match` is its own late interaction with the question, `share`
    how much of the question finds its nearest word there rather than elsewhere in the passage.
    """

    paragraph: Paragraph
    index: int
    hit: Hit
    match: float
    share: float

    @property
    def passage(self) -> float:
        """The score of the passage that it stands in."""
        return self.hit.score

    def score(self, weights: SentenceWeights) -> float:
        """The weighted sum of what speaks for it."""
        return weights.match * self.match + weights.share * self.share + weights.passage * self.passage

    @property
    def text(self) -> str:
        """The sentence as it stands."""
        return self.paragraph.sentence(self.index)


@dataclass(frozen=True, slots=True)
class Weighed:
    """Candidates, best first, the features that confidence is reckoned from, and the question's absent words."""

    candidates: tuple[Candidate, ...]
    features: Features
    absent: tuple[str, ...] = ()


def _words(text: str) -> list[str]:
    """The words that may carry a topic."""
    return [word for word in dict.fromkeys(re.findall(r"\w{4,}", text)) if word.casefold() not in _EMPTY]


class Weigher:
    """Scores the sentences of a retrieval's hits."""

    def __init__(self, catalog: Catalog, lexical: LexicalIndex, weights: SentenceWeights) -> None:
        self._catalog = catalog
        self._lexical = lexical
        self._weights = weights

    def weigh(self, query: Query, found: Retrieved) -> Weighed:
        """Score the sentences of the hits' paragraphs against the question."""
        pairs = zip(found.hits, found.interactions, strict=True)
        candidates = [one for hit, interaction in pairs for one in self._candidates(hit, interaction)]
        candidates.sort(key=lambda one: -one.score(self._weights))
        if not candidates:
            return Weighed((), Features())
        absent = tuple(word for word in _words(query.text) if not self._lexical.holds(word))
        return Weighed(tuple(candidates), self._features(query, found, candidates), absent)

    def on_topic(self, query: Query, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """Those in which the speaker speaks of the query's topic himself, in the year that the question names."""
        topic = Topic(query.topic or query.text, self._lexical)
        return tuple(
            one
            for one in candidates
            if topic.said_in(one.text, one.hit.passage.language)
            and not self._wrong_year(query, one)
            and not quotes_others(one.paragraph, one.paragraph.sentences[one.index])
        )

    def has_words(self, query: Query, candidates: Sequence[Candidate]) -> bool:
        """Whether a paragraph of theirs has the words of the query's topic near each other, whoever says them when."""
        topic = Topic(query.topic or query.text, self._lexical)
        return any(topic.said_in(one.paragraph.text, one.hit.passage.language) for one in candidates)

    def _candidates(self, hit: Hit, interaction: Interaction) -> Iterator[Candidate]:
        passage = hit.passage
        for number in hit.paragraphs:
            (paragraph,) = self._catalog.paragraphs(Address(passage.speech, number, number))
            for index, span in enumerate(paragraph.sentences):
                inside = (max(span.start, passage.start) - passage.start, min(span.end, passage.end) - passage.start)
                if 2 * (inside[1] - inside[0]) > span.end - span.start:
                    yield Candidate(paragraph, index, hit, interaction.within(*inside), interaction.share(*inside))

    def _features(self, query: Query, found: Retrieved, candidates: Sequence[Candidate]) -> Features:
        best = candidates[0]
        hits = list(dict.fromkeys(one.hit for one in candidates))
        passage = best.hit.passage
        interactions = dict(zip(found.hits, found.interactions, strict=True))
        near = interactions[best.hit]
        anywhere = np.max([interactions[hit].nearest for hit in hits], axis=0)
        rivals = sorted((one.match for one in candidates if one.hit == best.hit), reverse=True)
        speeches = Counter(hit.passage.speech for hit in hits)
        terms = self._lexical.terms(query.text, passage.language)
        rarity = self._lexical.rarity(terms, passage.language)
        held = set(self._lexical.terms(f"{passage.header} {best.paragraph.text}", passage.language))
        nowhere = {term for term in terms if rarity[term] >= ABSENT}
        matches = sorted((hit.match for hit in hits), reverse=True)
        return Features(
            match=matches[0],
            lead=matches[0] - statistics.fmean(matches[1:] or matches),
            weakest=near.quantile(0.1),
            quarter=near.quantile(0.25),
            anywhere=quantile(anywhere, near.weights, 0.25),
            sentence=rivals[0] / max(near.score, 1e-6),
            alone=rivals[0] - rivals[1] if len(rivals) > 1 else 0.0,
            gathered=max(speeches.values()) / len(hits),
            cosine=max(hit.dense for hit in hits),
            coverage=covered(terms, held, rarity),
            absent=covered(terms, nowhere, rarity),
            unknown=float(bool(query.unknown_speakers)),
            wrong_year=float(self._wrong_year(query, best)),
        )

    def _wrong_year(self, query: Query, best: Candidate) -> bool:
        """Whether the question names a year that neither the best evidence nor its speech's date has."""
        date = self._catalog.speech(best.paragraph.speech).date or ""
        known = set(_YEAR.findall(f"{date} {best.paragraph.text}"))
        return bool(set(_YEAR.findall(query.text)) - known)
