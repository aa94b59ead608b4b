from collections import Counter

import numpy as np
import pytest

from evals.support import BAR, NAMES, Checked, fit, measured, pairs
from rag.support.supporter import Found
from rag.support.verdict import Problem
from rag.support.weigh import Features


def made(number: int, kind: str, coverage: float, problems: tuple[Problem, ...] = ()) -> Checked:
    one = pairs()[0].model_copy(
        update={"id": str(number), "kind": kind, "cites": (f"speech-{number % 4}#p1",), "split": "dev"}
    )
    return Checked(one, Found(Features(coverage=coverage, match=coverage), problems, ()), 0.01)


def cases() -> list[Checked]:
    rng = np.random.default_rng(1)
    problem = (Problem("number", "7", ""),)
    return [
        *(made(number, "paraphrase", rng.uniform(0.6, 1.0)) for number in range(60)),
        *(made(number, "invention", rng.uniform(0.2, 0.7)) for number in range(40)),
        *(made(number, "number", rng.uniform(0.8, 1.0), problem) for number in range(40)),
    ]


def test_the_pairs_are_told_apart_by_speech_and_have_both_sides() -> None:
    every = pairs()
    assert len({one.id for one in every}) == len(every)
    splits = {one.speech: one.split for one in every}
    assert all(splits[one.speech] == one.split for one in every)
    counted = Counter((one.split, one.right) for one in every)
    assert min(counted.values()) > 100


def test_the_fit_meets_its_bar_and_nearness_speaks_for_a_sentence() -> None:
    calibration = fit(cases())
    assert list(calibration.weights) == list(NAMES)
    assert calibration.weights["coverage"] > 0 > calibration.weights["problem"]
    figures = measured(cases(), calibration)
    assert figures["shown that is borne out"].value >= BAR
    assert figures["borne out that is shown"].value > 0.5
    assert figures["left out by kind"]["number"] == "40/40"


def test_a_bar_that_cannot_be_met_shows_nothing() -> None:
    same = [made(number, kind, 0.5) for number in range(20) for kind in ("paraphrase", "invention")]
    figures = measured(same, fit(same))
    assert figures["shown that is borne out"] is None
    assert figures["borne out that is shown"].value == 0.0
    assert figures["ms"]["median"] == pytest.approx(10.0)
