"""How far a figure can be trusted: bootstrap intervals clustered by speech, and two runs compared in pairs.

Questions about one speech stand or fall together, so that speeches are drawn and not questions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

DRAWS = 2_000
SEED = 20_170_426
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `count` questions with its 95 % interval."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measure of two runs on the questions that both have: the mean of new less old, with its 95 % interval.

    `p` is the chance of so uneven a split of the questions on which they differ if neither were better (McNemar's
    exact test), for measures of yes and no; None for others.
    """

    difference: Estimate
    higher: int
    lower: int
    p: float | None

    def worse_by(self, least: float, *, smaller_is_better: bool = False) -> bool:
        """Whether the whole interval lies on the bad side of zero, and by more than `least`."""
        return self.difference.low > least if smaller_is_better else self.difference.high < -least


def estimate(values: Sequence[float], clusters: Sequence[str]) -> Estimate:
    """The mean of `values`, of which those of one cluster are drawn together; there must be some."""
    means = _drawn(np.asarray(values, dtype=np.float64), clusters)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float(np.mean(values)), float(low), float(high), len(values))


def _drawn(values: NDArray[np.float64], clusters: Sequence[str]) -> NDArray[np.float64]:
    """The mean in each of the draws: as many clusters as there are, each as often as chance will have it."""
    names, index = np.unique(np.asarray(clusters), return_inverse=True)
    sums, counts = np.bincount(index, weights=values), np.bincount(index)
    times = np.random.default_rng(SEED).multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS)
    drawn: NDArray[np.float64] = (times @ sums) / (times @ counts)
    return drawn


def compare(old: Mapping[str, float], new: Mapping[str, float], clusters: Mapping[str, str]) -> Comparison | None:
    """Two runs' values by question; None where they share none."""
    both = sorted(old.keys() & new.keys())
    if not both:
        return None
    changes = [new[one] - old[one] for one in both]
    higher, lower = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
    yes_or_no = {*old.values(), *new.values()} <= {0.0, 1.0}
    p = float(binomtest(higher, higher + lower).pvalue) if yes_or_no and higher + lower else None
    return Comparison(estimate(changes, [clusters[one] for one in both]), higher, lower, p)
