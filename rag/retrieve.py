"""From a query to hits: both indexes asked, their scores fused, the best passages reranked, each paragraph once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rag.catalog import Catalog
from rag.dense import DenseIndex
from rag.embed import Embedder, Vectors
from rag.fitted import FusionWeights
from rag.fuse import fuse, rerank
from rag.lexical import LexicalIndex
from rag.rerank import Interaction, Reranker
from rag.schema import Filters, Hit, Passage, Query, Scope

POOL = 100
"""Candidates asked of each index."""

RERANKED = 24
"""Passages reranked at least, for each question; twice as many as are asked for, if that is more."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Hits by rank, the interaction of each with the question, and how many candidates an index offered that the
    catalog no longer has."""

    hits: tuple[Hit, ...]
    interactions: tuple[Interaction, ...]
    stale: int


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
        boosted = [(self._catalog.scope(_within(query.filters, boost)), boost) for boost in query.boosts]
        scopes = [self._catalog.scope(query.filters), *(scope for scope, _ in boosted)]
        (asked,) = self._embedder.tokens([query.text])
        dense, lexical = self._candidates(query.text, asked.whole, scopes)
        known = self._catalog.passages(sorted(dense.keys() | lexical.keys()))
        bonus = {one: self._bonus(passage, boosted) for one, passage in known.items()}
        fused = fuse(_only(dense, known), _only(lexical, known), bonus, self._weights)
        pool = dict(fused[: max(RERANKED, 2 * limit)])
        matched = self._reranker.match(query.text, asked, [known[one] for one in pool])
        interactions = dict(zip(pool, matched, strict=True))
        match = {one: interaction.score for one, interaction in interactions.items()}
        ranked = rerank(pool, match, bonus, self._weights)
        hits = [
            Hit(known[one], numbers, rank, score, dense.get(one, 0.0), lexical.get(one, 0.0), match[one])
            for rank, (one, score, numbers) in enumerate(_distinct(ranked, known), start=1)
        ][:limit]
        stale = len(dense.keys() | lexical.keys()) - len(known)
        return Retrieved(tuple(hits), tuple(interactions[hit.passage.id] for hit in hits), stale)

    def _candidates(
        self, text: str, vector: Vectors, scopes: Iterable[Scope]
    ) -> tuple[dict[str, float], dict[str, float]]:
        """Every candidate of either index with its score in both."""
        header = self._weights.header
        dense: dict[str, float] = {}
        lexical: dict[str, float] = {}
        for scope in scopes:
            dense |= self._dense.search(vector, POOL, scope)
            lexical |= self._lexical.search(text, POOL, header_weight=header, scope=scope)
        dense |= self._dense.score(vector, sorted(lexical.keys() - dense.keys()))
        lexical |= self._lexical.score(text, sorted(dense.keys() - lexical.keys()), header_weight=header)
        return dense, lexical

    def _bonus(self, passage: Passage, boosted: list[tuple[Scope, Filters]]) -> float:
        return sum(self._worth(boost) for scope, boost in boosted if _in(passage, scope))

    def _worth(self, boost: Filters) -> float:
        if boost.speaker:
            return self._weights.speaker
        if boost.role:
            return self._weights.role
        return self._weights.country if boost.country else self._weights.period


def _within(filters: Filters, boost: Filters) -> Filters:
    changes = {name: getattr(boost, name) for name in Filters.__slots__ if getattr(boost, name)}
    return replace(filters, **changes)


def _in(passage: Passage, scope: Scope) -> bool:
    return (scope.speeches is None or passage.speech in scope.speeches) and (
        scope.speakers is None or passage.speaker in scope.speakers
    )


def _only(scores: Mapping[str, float], known: Mapping[str, Passage]) -> dict[str, float]:
    return {one: score for one, score in scores.items() if one in known}


def _distinct(
    ranked: list[tuple[str, float]], known: Mapping[str, Passage]
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
