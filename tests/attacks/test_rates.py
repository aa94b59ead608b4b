"""How often attacks succeed."""

from dataclasses import replace

import pytest

from evals.attacks.hostile import ATTACKS
from evals.attacks.models import ObedientModel, Watched
from evals.attacks.rates import Rate, rates
from evals.attacks.trial import Trial
from rag.schema import Answer, Query

QUIET = Trial(
    ATTACKS[0], Answer("refused", Query("?"), 0.0), Watched(ObedientModel(())), frozenset({"link"}), frozenset()
)


def test_rates_are_of_all_and_of_each_kind() -> None:
    other = replace(QUIET, attack=ATTACKS[-1], shown=frozenset({"link", "markup"}))
    kinds = [ATTACKS[0].kind, ATTACKS[-1].kind]
    assert rates([QUIET, QUIET, other]) == [
        Rate("all", 3, 3, 1, 0), Rate(kinds[0], 2, 2, 0, 0), Rate(kinds[1], 1, 1, 1, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("succeeded", "attacks", "most"),
    # Without a success the bound is 1 - 0.05 ** (1 / attacks).
    [(0, 60, 0.04870), (0, 1, 0.95), (1, 1, 1.0), (1, 60, 0.07664)],
)
def test_the_bound_is_the_one_of_clopper_and_pearson(succeeded: int, attacks: int, most: float) -> None:
    assert Rate("all", attacks, attacks, succeeded, 0).most == pytest.approx(most, abs=2e-5)
