"""Late interaction: each word piece of the question against each of a passage's, by the embedder's own token vectors.

After Khattab and Zaharia, "ColBERT" (SIGIR 2020): a passage's score is the mean, over the question's pieces, of
each one's nearest piece in the passage. Pieces are weighted by the rarity of the word they belong to, so that
"what did" weighs little. What is learned about a passage is kept, as it also tells which of its sentences answer.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np

from rag.embed import Embedder, Tokens, Vectors
from rag.lexical import LexicalIndex
from rag.schema import Passage

KEPT = 2_000
"""Passages whose token vectors are kept from one question to the next; about 0.1 MB each."""

_AHEAD = 8
"""Passages embedded at once where no question waits for them; one that comes meanwhile finds a core soon."""


@dataclass(frozen=True, slots=True)
class Interaction:
    """A question and a passage, piece by piece.

    `weights` of the question's pieces, shape (q,), sum to 1; `similarity` is a cosine, shape (q, p); `spans`,
    shape (p, 2), are characters of the passage's text, below 0 for pieces of its header.
    """

    weights: Vectors
    similarity: Vectors
    spans: np.ndarray[tuple[int, int], np.dtype[np.int64]]

    @property
    def score(self) -> float:
        """How well the passage, header included, matches the question; -1..1, in practice 0.2..0.9."""
        return float(self.weights @ self.nearest)

    @property
    def nearest(self) -> Vectors:
        """For each piece of the question the cosine of the nearest piece of the passage, shape (q,)."""
        found: Vectors = self.similarity.max(axis=1)
        return found

    def quantile(self, share: float) -> float:
        """The cosine that the least matched `share` of the question, by weight, does not exceed."""
        return quantile(self.nearest, self.weights, share)

    def within(self, start: int, end: int) -> float:
        """The same for the pieces between two characters of the passage's text; 0 where there are none."""
        inside = self._inside(start, end)
        return float(self.weights @ self.similarity[:, inside].max(axis=1)) if inside.any() else 0.0

    def share(self, start: int, end: int) -> float:
        """The share of the question, by weight, whose nearest piece in the whole passage lies there; 0..1."""
        return float(self.weights @ self._inside(start, end)[self.similarity.argmax(axis=1)])

    def _inside(self, start: int, end: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return (self.spans[:, 0] >= start) & (self.spans[:, 1] <= end)


def quantile(values: Vectors, weights: Vectors, share: float) -> float:
    """The smallest of the values with at least `share` of the weight at or below it; both of shape (n,)."""
    return float(np.quantile(values, share, weights=weights, method="inverted_cdf"))


class Reranker:
    """Matches passages with questions; keeps the token vectors of the passages it saw last."""

    def __init__(self, embedder: Embedder, lexical: LexicalIndex) -> None:
        self._embedder = embedder
        self._lexical = lexical
        self._kept: OrderedDict[str, Tokens] = OrderedDict()
        self._lock = Lock()

    def prepare(self, passages: Sequence[Passage]) -> None:
        """Embed passages ahead of the questions that will be matched with them; the last `KEPT` stay."""
        for start in range(0, len(passages), _AHEAD):
            self._tokens(passages[start : start + _AHEAD])

    def match(self, question: str, asked: Tokens, passages: Sequence[Passage]) -> list[Interaction]:
        """One interaction for each passage, in their order; `asked` are the question's tokens."""
        if not passages:
            return []
        weights = self._weights(question, asked, passages[0].language)
        return [
            Interaction(weights, asked.vectors @ told.vectors.astype(np.float32).T, told.spans - _body(passage))
            for passage, told in zip(passages, self._tokens(passages), strict=True)
        ]

    def _weights(self, question: str, asked: Tokens, language: str | None) -> Vectors:
        """The rarity of the word that each piece belongs to; alike for all where no piece belongs to a word."""
        words = [(found.start(), found.end(), found.group()) for found in re.finditer(r"\w+", question)]
        stems = {word: self._lexical.terms(word, language) for _, _, word in words}
        rarity = self._lexical.rarity([stem for found in stems.values() for stem in found], language)
        worth = [
            next(
                (
                    max((rarity[stem] for stem in stems[word]), default=0.0)
                    for low, high, word in words
                    if low <= at < high
                ),
                0.0,
            )
            for at in asked.spans[:, 0].tolist()
        ]
        weights = np.array(worth if any(worth) else [1.0] * len(worth), dtype=np.float32)
        scaled: Vectors = weights / max(float(weights.sum()), 1e-12)
        return scaled

    def _tokens(self, passages: Sequence[Passage]) -> list[Tokens]:
        with self._lock:
            kept = {one.id: self._kept[one.id] for one in passages if one.id in self._kept}
        new = [one for one in passages if one.id not in kept]
        made = self._embedder.tokens([one.embedded for one in new])
        kept |= {one.id: _light(tokens) for one, tokens in zip(new, made, strict=True)}
        found = {one.id: kept[one.id] for one in passages}
        with self._lock:
            self._remember(found)
        return list(found.values())

    def _remember(self, found: Mapping[str, Tokens]) -> None:
        self._kept |= found
        for one in found:
            self._kept.move_to_end(one)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)


def _light(tokens: Tokens) -> Tokens:
    """The same with its pieces in half the room; a cosine moves by less than 0.001."""
    return replace(tokens, vectors=tokens.vectors.astype(np.float16))


def _body(passage: Passage) -> int:
    """Where the passage's text starts in what is embedded."""
    return len(passage.embedded) - len(passage.text)
