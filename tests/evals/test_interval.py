from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.interval import Comparison, Estimate, compare, estimate

VALUES = st.lists(st.tuples(st.floats(0, 1), st.sampled_from("abcdef")), min_size=1, max_size=30)


def alone(count: int) -> list[str]:
    return [f"speech-{number}" for number in range(count)]


def paired(old: Sequence[float], new: Sequence[float]) -> Comparison:
    """Two runs over questions of a speech each."""
    names = alone(len(old))
    found = compare(dict(zip(names, old, strict=True)), dict(zip(names, new, strict=True)), {one: one for one in names})
    assert found
    return found


@settings(max_examples=40, deadline=None)
@given(VALUES)
def test_the_interval_holds_the_mean(drawn: list[tuple[float, str]]) -> None:
    values, clusters = [value for value, _ in drawn], [cluster for _, cluster in drawn]
    found = estimate(values, clusters)
    assert found.value == pytest.approx(sum(values) / len(values))
    assert found.low - 1e-9 <= found.value <= found.high + 1e-9
    assert min(values) - 1e-9 <= found.low
    assert found.high <= max(values) + 1e-9
    assert found.count == len(values)


def test_the_interval_is_the_same_each_time() -> None:
    values, clusters = [1 / number for number in range(1, 41)], [f"speech-{number // 2}" for number in range(40)]
    first = estimate(values, clusters)
    assert estimate(values, clusters) == first
    assert first.low < first.high


def test_the_interval_is_as_wide_as_theory_says() -> None:
    found = estimate([0.0, 1.0] * 200, alone(400))
    half = 1.96 * 0.5 / 400**0.5
    assert (found.low, found.high) == pytest.approx((0.5 - half, 0.5 + half), abs=0.006)


def test_clusters_widen_the_interval() -> None:
    values = [float(number // 10 % 2) for number in range(200)]
    apart = estimate(values, alone(200))
    together = estimate(values, [str(number // 10) for number in range(200)])
    assert together.value == apart.value == 0.5
    # Ten questions that stand or fall as one say as much as one: the interval is sqrt(10) times as wide.
    assert (together.high - together.low) / (apart.high - apart.low) == pytest.approx(10**0.5, rel=0.1)


def test_one_cluster_cannot_tell_how_far_it_is_off() -> None:
    found = estimate([0.0, 1.0, 1.0], ["a", "a", "a"])
    assert found.low == found.high == pytest.approx(2 / 3)


def test_a_comparison_is_new_less_old() -> None:
    better = paired([0.0] * 30 + [0.5] * 10, [1.0] * 30 + [0.25] * 10)
    assert better.difference.value == pytest.approx((30 - 2.5) / 40)
    assert 0 < better.difference.low < better.difference.value < better.difference.high
    assert (better.higher, better.lower) == (30, 10)


def test_questions_of_both_runs_are_compared_by_their_name() -> None:
    clusters = dict.fromkeys("abcd", "speech")
    found = compare({"a": 1.0, "b": 0.5, "c": 0.0}, {"d": 1.0, "c": 0.5, "b": 0.5}, clusters)
    assert found
    assert found.difference.value == pytest.approx(0.25)
    assert (found.difference.count, found.higher, found.lower) == (2, 1, 0)
    assert compare({"a": 1.0}, {"b": 1.0}, clusters) is None


def test_mcnemar_counts_the_questions_that_differ() -> None:
    # Nine against one: twice the chance of at most one head in ten throws, (1 + 10) / 1024.
    old = [0.0] * 9 + [1.0] + [1.0] * 40
    new = [1.0] * 9 + [0.0] + [1.0] * 40
    for found in (paired(old, new), paired(new, old)):
        assert found.p == pytest.approx(22 / 1024)
    assert paired([1.0, 0.0], [0.0, 1.0]).p == pytest.approx(1.0)


def test_mcnemar_is_for_yes_and_no_and_for_what_differs() -> None:
    assert paired([0.0, 1.0], [0.5, 1.0]).p is None
    assert paired([0.0, 1.0], [0.0, 1.0]).p is None


@pytest.mark.parametrize(
    ("low", "high", "bad_if_lower", "bad_if_higher"),
    [
        (-0.10, -0.03, True, False),
        (-0.10, -0.01, False, False),
        (-0.10, 0.05, False, False),
        (0.01, 0.10, False, False),
        (0.03, 0.10, False, True),
    ],
)
def test_worse_is_an_interval_that_lies_on_the_bad_side(
    low: float, high: float, bad_if_lower: bool, bad_if_higher: bool
) -> None:
    found = Comparison(Estimate((low + high) / 2, low, high, 50), 10, 10, None)
    assert found.worse_by(0.02) == bad_if_lower
    assert found.worse_by(0.02, smaller_is_better=True) == bad_if_higher
