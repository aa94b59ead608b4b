"""From a query to hits: both indexes asked, their scores fused, the best passages reranked, each paragraph once."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.catalog import Catalog
from rag.dense import DenseIndex
from rag.embed import Embedder, Tokens, Vectors
from rag.filters import Filters, Scope, narrowed
from rag.fitted import FusionWeights
from rag.fuse import fuse, rerank
from rag.lexical import LexicalIndex
from rag.rerank import KEPT, Interaction, Reranker
from rag.schema import Hit, Passage, Query

POOL = 100
"""Candidates asked of each index."""

RERANKED = 24
"""Passages reranked at least, for each question; twice as many as are asked for, if that is more."""


PIECES_OF_A_WORD = 3.5
"""Word pieces a word from which on a question counts as foreign to the embedder; English has about 1.3, German 2."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the indexes offer for a query, before any of it is ranked.

    `dense` (cosines) and `lexical` (BM25) scores are by passage id, a passage may lack either; `led` are the boosts
    of the query that a passage meets; `stale` counts offers that the catalog no longer has.
    """

    query: Query
    asked: Tokens
    passages: Mapping[str, Passage]
    dense: Mapping[str, float]
    lexical: Mapping[str, float]
    led: Mapping[str, tuple[Filters, ...]]
    stale: int


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Hits by rank, the interaction of each with the question, and how many candidates an index offered that the
    catalog no longer has."""

    hits: tuple[Hit, ...]
    interactions: tuple[Interaction, ...]
    stale: int = 0


class Retriever:
    """Hybrid search over one archive, its best candidates reranked."""

    def __init__(
        self, catalog: Catalog, indexes: tuple[DenseIndex, LexicalIndex], embedder: Embedder, weights: FusionWeights
    ) -> None:
        self._catalog = catalog
        self._dense, self._lexical = indexes
        self._embedder = embedder
        self._weights = weights
        self._reranker = Reranker(embedder, self._lexical)

    def search(self, query: Query, limit: int) -> Retrieved:
        """The best `limit` hits within the query's filters; no two share a paragraph."""
        return self.rank(self.candidates(query), limit)

    def prepare(self) -> None:
        """Embed all passages of an archive of up to `KEPT` ahead, word piece by word piece, as questions need them."""
        ids = sorted(self._catalog.passage_ids())
        if len(ids) <= KEPT:
            self._reranker.prepare(list(self._catalog.passages(ids).values()))

    def candidates(self, query: Query) -> Candidates:
        """Every passage that either index offers within the query's filters, or its boosts there, with both scores."""
        inner = [(narrowed(query.filters, boost), boost) for boost in query.boosts]
        boosted = [(self._catalog.scope(filters), boost) for filters, boost in inner if filters]
        scopes = [self._catalog.scope(query.filters), *(scope for scope, _ in boosted)]
        (asked,) = self._embedder.tokens([query.text])
        dense, lexical = self._scores(query.text, asked.whole, scopes)
        offered = dense.keys() | lexical.keys()
        known = self._catalog.passages(sorted(offered))
        led = {one: tuple(boost for scope, boost in boosted if _in(passage, scope)) for one, passage in known.items()}
        return Candidates(
            query, asked, known, _only(dense, known), _only(lexical, known), led, len(offered) - len(known)
        )

    def among(self, query: Query, places: Collection[tuple[str, int]]) -> Candidates:
        """The passages that hold given paragraphs (speech, number), as if the indexes had offered no others."""
        (asked,) = self._embedder.tokens([query.text])
        ids = {one for speech in {speech for speech, _ in places} for one in self._catalog.passage_ids(speech)}
        known = {
            one: passage
            for one, passage in self._catalog.passages(sorted(ids)).items()
            if any((passage.speech, number) in places for number in range(passage.first, passage.last + 1))
        }
        dense = self._dense.score(asked.whole, sorted(known))
        lexical = self._lexical.score(query.text, sorted(known), header_weight=self._weights.header)
        return Candidates(query, asked, known, dense, lexical, {}, 0)

    def rank(self, found: Candidates, limit: int) -> Retrieved:
        """The best `limit` of the candidates."""
        known = found.passages
        weights = self._fitting(found)
        bonus = self._bonus(found)
        pool = dict(self.fused(found)[: max(RERANKED, 2 * limit)])
        interactions = self.match(found, list(pool))
        match = {one: interaction.score for one, interaction in interactions.items()}
        ranked = rerank(pool, match, bonus, weights)
        hits = [
            Hit(known[one], numbers, rank, score, found.dense.get(one, 0.0), found.lexical.get(one, 0.0), match[one])
            for rank, (one, score, numbers) in enumerate(distinct(ranked, known), start=1)
        ][:limit]
        return Retrieved(tuple(hits), tuple(interactions[hit.passage.id] for hit in hits), found.stale)

    def fused(self, found: Candidates) -> list[tuple[str, float]]:
        """All candidates as (passage id, score), best first, before any is reranked."""
        return fuse(found.dense, found.lexical, self._bonus(found), self._fitting(found))

    def _fitting(self, found: Candidates) -> FusionWeights:
        """The weights, or those of the lexical index alone where the embedder does not know the question's language.

        A tokenizer cuts what it was not made for into single letters; their vectors say nothing.
        """
        words = len(re.findall(r"\w+", found.query.text))
        spelt = len(found.asked.spans) > PIECES_OF_A_WORD * words
        return replace(self._weights, dense=0.0, lexical=1.0, match=0.0) if spelt else self._weights

    def _bonus(self, found: Candidates) -> dict[str, float]:
        return {one: sum(map(self._weights.worth, boosts)) for one, boosts in found.led.items()}

    def match(self, found: Candidates, ids: Sequence[str]) -> dict[str, Interaction]:
        """The late interaction of given candidates with the question, by passage id."""
        matched = self._reranker.match(found.query.text, found.asked, [found.passages[one] for one in ids])
        return dict(zip(ids, matched, strict=True))

    def _scores(self, text: str, vector: Vectors, scopes: Iterable[Scope]) -> tuple[dict[str, float], dict[str, float]]:
        header = self._weights.header
        dense: dict[str, float] = {}
        lexical: dict[str, float] = {}
        for scope in scopes:
            dense |= self._dense.search(vector, POOL, scope)
            lexical |= self._lexical.search(text, POOL, header_weight=header, scope=scope)
        dense |= self._dense.score(vector, sorted(lexical.keys() - dense.keys()))
        lexical |= self._lexical.score(text, sorted(dense.keys() - lexical.keys()), header_weight=header)
        return dense, lexical


def _in(passage: Passage, scope: Scope) -> bool:
    return (scope.speeches is None or passage.speech in scope.speeches) and (
        scope.speakers is None or passage.speaker in scope.speakers
    )


def _only(scores: Mapping[str, float], known: Mapping[str, Passage]) -> dict[str, float]:
    return {one: score for one, score in scores.items() if one in known}


def distinct(
    ranked: Iterable[tuple[str, float]], known: Mapping[str, Passage]
) -> Iterator[tuple[str, float, tuple[int, ...]]]:
    """Passages in rank order, each with those of its paragraphs that no better one holds; those left with none go."""
    taken: set[tuple[str, int]] = set()
    for one, score in ranked:
        passage = known[one]
        numbers = range(passage.first, passage.last + 1)
        fresh = tuple(number for number in numbers if (passage.speech, number) not in taken)
        if fresh:
            taken |= {(passage.speech, number) for number in fresh}
            yield one, score, fresh
