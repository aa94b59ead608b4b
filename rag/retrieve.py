"""From a query to hits: both indexes asked, their scores fused, each paragraph once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rag.catalog import Catalog
from rag.dense import DenseIndex
from rag.embed import Embedder, Vectors
from rag.fitted import FusionWeights
from rag.fuse import fuse
from rag.lexical import LexicalIndex
from rag.schema import Filters, Hit, Passage, Query, Scope

POOL = 100
"""Candidates asked of each index."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Hits by rank; `stale` counts candidates that an index offered and the catalog no longer has."""

    hits: tuple[Hit, ...]
    vector: Vectors
    stale: int


class Retriever:
    """Hybrid search over one archive."""

    def __init__(
        self,
        catalog: Catalog,
        dense: DenseIndex,
        lexical: LexicalIndex,
        embedder: Embedder,
        weights: FusionWeights,
    ) -> None:
        self._catalog = catalog
        self._dense = dense
        self._lexical = lexical
        self._embedder = embedder
        self._weights = weights

    def search(self, query: Query, limit: int) -> Retrieved:
        """The best `limit` hits within the query's filters; no two share a paragraph."""
        vector = self._embedder.embed([query.text])[0]
        boosted = [(self._catalog.scope(_within(query.filters, boost)), boost) for boost in query.boosts]
        scopes = [self._catalog.scope(query.filters), *(scope for scope, _ in boosted)]
        dense, lexical = self._candidates(query.text, vector, scopes)
        known = self._catalog.passages(sorted(dense.keys() | lexical.keys()))
        bonus = {one: self._bonus(passage, boosted) for one, passage in known.items()}
        ranked = fuse(_only(dense, known), _only(lexical, known), bonus, self._weights)
        hits = _hits(ranked, known, dense, lexical)
        return Retrieved(tuple(hits[:limit]), vector, len(dense.keys() | lexical.keys()) - len(known))

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


def _hits(
    ranked: list[tuple[str, float]],
    known: Mapping[str, Passage],
    dense: Mapping[str, float],
    lexical: Mapping[str, float],
) -> list[Hit]:
    """Hits in rank order; a passage all of whose paragraphs a better one holds is left out."""
    hits: list[Hit] = []
    taken: set[tuple[str, int]] = set()
    for one, score in ranked:
        passage = known[one]
        numbers = range(passage.first, passage.last + 1)
        fresh = tuple(number for number in numbers if (passage.speech, number) not in taken)
        if fresh:
            taken |= {(passage.speech, number) for number in fresh}
            hits.append(Hit(passage, fresh, len(hits) + 1, score, dense.get(one, 0.0), lexical.get(one, 0.0)))
    return hits
