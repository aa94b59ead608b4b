"""Numbers fitted on dev gold by `python -m evals.fit`, read from `fitted.json` beside this file, never set by hand."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rag.filters import Filters

FILE = Path(__file__).with_name("fitted.json")


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """How a passage's score is made up; `dense` + `lexical` is 1, the boosts come on top.

    `header` is what a word of the header counts in BM25 beside a word of the text; `match` is the share of late
    interaction in the score of the candidates that are reranked.
    """

    dense: float
    lexical: float
    header: float
    match: float
    speaker: float
    role: float
    country: float
    period: float

    def worth(self, boost: Filters) -> float:
        """What a passage that meets this boost gains."""
        if boost.speaker:
            return self.speaker
        if boost.role:
            return self.role
        return self.country if boost.country else self.period


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """How a sentence is chosen: its own match, its share in the passage's, and the passage's score.

    Further sentences are taken down to `keep` of the best one's score.
    """

    match: float
    share: float
    passage: float
    keep: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic regression from an answer's features to the chance that it is right; below `threshold` it is refused."""

    weights: dict[str, float]
    bias: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """All fitted numbers, with where they came from.

    `topic` is the chance that words on the topic that a question asks to hear of are an answer.
    """

    fusion: FusionWeights
    sentences: SentenceWeights
    calibration: Calibration
    topic: float
    provenance: dict[str, Any]


@cache
def load(file: Path = FILE) -> Fitted:
    """Read the fitted numbers."""
    found = json.loads(file.read_text(encoding="utf-8"))
    return Fitted(
        FusionWeights(**found["fusion"]),
        SentenceWeights(**found["sentences"]),
        Calibration(**found["calibration"]),
        found["topic"],
        found["provenance"],
    )
