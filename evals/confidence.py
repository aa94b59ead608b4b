"""What the confidence of answers is worth: what is risked at each share of questions answered, and whether it is true.

All take, for each question, the confidence and whether the answer, had it been given, is right; for a question that
the archive does not answer no answer is.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BINS = 10


def risk_coverage(
    confidence: Sequence[float], right: Sequence[bool]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coverage and risk, shape (questions,) each: when the surest 1, 2, 3, ... are answered, the share that is wrong.

    After El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification" (JMLR 2010).
    """
    order = np.argsort(-np.asarray(confidence), kind="stable")
    wrong = ~np.asarray(right, dtype=bool)[order]
    answered = np.arange(1, len(wrong) + 1)
    return answered / len(wrong), np.cumsum(wrong) / answered


def aurc(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Mean risk over all coverages, 0..1; lower is better."""
    return float(risk_coverage(confidence, right)[1].mean())


def coverage_at(risk: float, confidence: Sequence[float], right: Sequence[bool]) -> float:
    """The largest share of the questions that can be answered at no more than this risk."""
    coverage, risks = risk_coverage(confidence, right)
    return float(coverage[risks <= risk].max(initial=0.0))


def reliability(confidence: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float, int]]:
    """Ten bins of equal width that hold any: mean confidence, share that is right, how many."""
    sure, good = np.asarray(confidence), np.asarray(right, dtype=float)
    place = np.minimum((sure * BINS).astype(int), BINS - 1)
    bins = [place == number for number in range(BINS)]
    return [(float(sure[one].mean()), float(good[one].mean()), int(one.sum())) for one in bins if one.any()]


def calibration_error(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error: how far mean confidence and share that is right lie apart, over the bins, 0..1."""
    bins = reliability(confidence, right)
    return sum(count * abs(sure - good) for sure, good, count in bins) / len(confidence)
