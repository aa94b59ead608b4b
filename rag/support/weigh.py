"""How near a sentence comes to those that it rests on, in words and in vectors; the features of its support."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.embed import Tokens, Vectors
from rag.support.facts import Told, misplaced
from rag.support.read import Read
from rag.support.sense import turned

_STRONG = frozenset({"all", "always", "certainly", "most"})
"""First phrases of the steps of strength that claim more than most sentences do."""

NEAREST = 5
"""Sentences of the paragraphs that a sentence is held against for its sense."""


@dataclass(frozen=True, slots=True)
class Features:
    """What support is reckoned from; each in 0..1, or about there.

    coverage   share of the sentence's words, by rarity, that its paragraphs or their labels have
    match      late interaction with the nearest sentence: mean over word pieces, by rarity, of its nearest piece
    misplaced  1 where a number of it counts what the paragraphs count by other numbers
    universal  1 where it says all, always, most or certainly and its nearest sentences do not
    turned     1 where a word of it has only its opposite in the nearest sentences
    """

    coverage: float = 0.0
    match: float = 0.0
    misplaced: float = 0.0
    universal: float = 0.0
    turned: float = 0.0


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence with its vectors and the rarity of its words."""

    read: Read
    tokens: Tokens
    rarity: Mapping[str, float]

    @property
    def weights(self) -> Vectors:
        """The rarity of the word that each piece belongs to, shape (pieces,), summing to 1."""
        worth = [self._worth(at) for at in self.tokens.spans[:, 0].tolist()]
        weights = np.array(worth if any(worth) else [1.0] * len(worth), dtype=np.float32)
        scaled: Vectors = weights / max(float(weights.sum()), 1e-12)
        return scaled

    def _worth(self, at: int) -> float:
        pairs = zip(self.read.tokens, self.read.stems, strict=True)
        return next((self.rarity.get(stem, 0.0) for token, stem in pairs if token.start <= at < token.end), 0.0)

    def covered(self, held: Collection[str]) -> float:
        """The share of its words, by rarity, that is held; 0 where it has none."""
        whole = sum(self.rarity.values())
        return sum(worth for stem, worth in self.rarity.items() if stem in held) / whole if whole else 0.0


@dataclass(frozen=True, slots=True)
class Weighed:
    """The features, and the sentences of the paragraphs that come nearest, best first."""

    features: Features
    nearest: tuple[Read, ...]


def weigh(claim: Claim, told: Told, vectors: Sequence[Tokens]) -> Weighed:
    """The claim against what it rests on; `vectors` are those of the sentences told."""
    scores = _matches(claim, vectors)
    nearest = tuple(told.sentences[index] for index in np.argsort(-scores, kind="stable")[:NEAREST])
    features = Features(
        coverage=claim.covered({stem for read in told.all for stem in read.stems}),
        match=float(scores.max()),
        misplaced=float(misplaced(claim.read, told) > 0),
        universal=float(bool(_universals([claim.read]) - _universals(nearest))),
        turned=float(turned(claim.read, nearest) > 0),
    )
    return Weighed(features, nearest)


def _matches(claim: Claim, vectors: Sequence[Tokens]) -> Vectors:
    """The late interaction of the claim with each sentence, after ColBERT, shape (sentences,)."""
    pieces = [(claim.tokens.vectors @ one.vectors.T).max(axis=1, initial=-1.0) for one in vectors]
    scores: Vectors = np.array(pieces) @ claim.weights
    return scores


def _universals(reads: Sequence[Read]) -> set[str]:
    return {mark.value for read in reads for mark in read.of("strength") if mark.value in _STRONG}
