"""How likely it is that the evidence answers the question, from what the indexes and the question tell."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from rag.fitted import Calibration


@dataclass(frozen=True, slots=True)
class Features:
    """What confidence is reckoned from; each in 0..1, or about there.

    cosine            best sentence against the question
    context           best sentence with its neighbours against the question
    passage_cosine    best passage, header included, against the question
    coverage          share of the question's words, by rarity, in the best sentence's paragraph and its header
    sentence_coverage the same in the sentence alone
    absent            share of the question's words, by rarity, that no passage of the archive holds
    unknown_speaker   1 where the question has someone speak who is no speaker here
    no_such_period    1 where the named speaker has no speech in the named year
    """

    cosine: float = 0.0
    context: float = 0.0
    passage_cosine: float = 0.0
    coverage: float = 0.0
    sentence_coverage: float = 0.0
    absent: float = 0.0
    unknown_speaker: float = 0.0
    no_such_period: float = 0.0


def confidence(features: Features, calibration: Calibration) -> float:
    """The calibrated chance, 0..1."""
    values = asdict(features)
    total = calibration.bias + sum(weight * values[name] for name, weight in calibration.weights.items())
    return 1.0 / (1.0 + math.exp(-total))


def covered(terms: Sequence[str], held: set[str], rarity: Mapping[str, float]) -> float:
    """The share of `terms`, weighted by rarity, that `held` has; 0 where there are no terms."""
    whole = sum(rarity[term] for term in set(terms))
    return sum(rarity[term] for term in set(terms) & held) / whole if whole else 0.0
