"""How likely it is that the evidence answers the question, from what the indexes and the question tell."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from rag.fitted import Calibration


@dataclass(frozen=True, slots=True)
class Features:
    """What confidence is reckoned from; each in 0..1, or about there.

    match       late interaction of the best passage with the question
    lead        by how much it is better than the mean of the other hits
    weakest     how near the least matched tenth of the question, by rarity, comes to a piece of the best passage
    quarter     the same for the least matched quarter
    anywhere    the same for the least matched quarter and the pieces of all hits
    sentence    the best sentence's match, as a share of its passage's
    alone       by how much that sentence is better than the next of its passage
    gathered    the largest share of the hits that one speech has
    cosine      best cosine of a passage with the question
    coverage    share of the question's words, by rarity, in the best sentence's paragraph and its header
    absent      share of the question's words, by rarity, that no passage of the archive holds
    unknown     1 where the question asks for the words of someone who is no speaker here
    wrong_year  1 where the question names a year that the best evidence does not

    How long a question is is left out with intent: in gold sets the unanswerable ones are shorter, and users' are not.
    """

    match: float = 0.0
    lead: float = 0.0
    weakest: float = 0.0
    quarter: float = 0.0
    anywhere: float = 0.0
    sentence: float = 0.0
    alone: float = 0.0
    gathered: float = 0.0
    cosine: float = 0.0
    coverage: float = 0.0
    absent: float = 0.0
    unknown: float = 0.0
    wrong_year: float = 0.0


def confidence(features: Features, calibration: Calibration) -> float:
    """The calibrated chance, 0..1."""
    values = asdict(features)
    total = calibration.bias + sum(weight * values[name] for name, weight in calibration.weights.items())
    return 1.0 / (1.0 + math.exp(-total))


def covered(terms: Sequence[str], held: set[str], rarity: Mapping[str, float]) -> float:
    """The share of `terms`, weighted by rarity, that `held` has; 0 where there are no terms."""
    whole = sum(rarity[term] for term in set(terms))
    return sum(rarity[term] for term in set(terms) & held) / whole if whole else 0.0
