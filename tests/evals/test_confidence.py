import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.confidence import aurc, calibration_error, coverage_at, reliability, risk_coverage

SURE = [0.6, 0.9, 0.7, 0.8]
RIGHT = [True, True, True, False]
"""In the order of confidence: right, wrong, right, right."""

ANSWERS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30)


def split(answers: list[tuple[float, bool]]) -> tuple[list[float], list[bool]]:
    return [sure for sure, _ in answers], [right for _, right in answers]


def test_risk_and_coverage_by_hand() -> None:
    coverage, risk = risk_coverage(SURE, RIGHT)
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 1 / 2, 1 / 3, 1 / 4])


def test_aurc_is_the_mean_risk() -> None:
    assert aurc(SURE, RIGHT) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 4) / 4)
    assert aurc([0.1, 0.2, 0.3], [True, True, True]) == 0.0
    assert aurc([0.1, 0.2, 0.3], [False, False, False]) == 1.0


def test_a_perfect_ranking_risks_only_what_it_must() -> None:
    # Three right ones first, then two wrong ones.
    assert aurc([0.9, 0.8, 0.7, 0.2, 0.1], [True, True, True, False, False]) == pytest.approx((1 / 4 + 2 / 5) / 5)


@given(ANSWERS)
def test_no_ranking_is_better_than_the_perfect_one(answers: list[tuple[float, bool]]) -> None:
    sure, right = split(answers)
    assert aurc([float(one) for one in right], right) <= aurc(sure, right) + 1e-12
    assert 0 <= aurc(sure, right) <= 1


def test_coverage_at_a_risk_is_the_largest_that_keeps_it() -> None:
    assert coverage_at(0.0, SURE, RIGHT) == 0.25
    assert coverage_at(0.24, SURE, RIGHT) == 0.25
    assert coverage_at(0.25, SURE, RIGHT) == 1.0
    assert coverage_at(0.4, [0.9, 0.8, 0.7, 0.6], [True, False, True, False]) == 0.75


def test_nothing_can_be_answered_where_the_surest_is_wrong() -> None:
    assert coverage_at(0.05, [0.9, 0.1], [False, True]) == 0.0


def test_bins_say_how_sure_how_right_and_how_many() -> None:
    bins = reliability([0.02, 0.55, 0.51, 0.95, 1.0], [False, True, False, True, True])
    assert bins == [
        pytest.approx((0.02, 0.0, 1)),
        pytest.approx((0.53, 0.5, 2)),
        pytest.approx((0.975, 1.0, 2)),
    ]


def test_what_is_as_often_right_as_it_is_sure_has_no_error() -> None:
    sure = [0.25] * 4 + [0.75] * 4
    right = [True, False, False, False, True, True, True, False]
    assert calibration_error(sure, right) == pytest.approx(0.0)


def test_the_error_weighs_each_bin_by_how_many_it_holds() -> None:
    assert calibration_error([0.95] * 10, [True, False] * 5) == pytest.approx(0.45)
    # One answer that is 0.8 too sure, three that are 0.1 too little sure.
    assert calibration_error([0.8, 0.9, 0.9, 0.9], [False, True, True, True]) == pytest.approx((0.8 + 3 * 0.1) / 4)


@given(ANSWERS)
def test_the_error_is_a_share_and_the_bins_hold_all_answers(answers: list[tuple[float, bool]]) -> None:
    sure, right = split(answers)
    assert 0 <= calibration_error(sure, right) <= 1
    assert sum(count for _, _, count in reliability(sure, right)) == len(answers)
