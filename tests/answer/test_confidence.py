import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.confidence import Features, confidence, covered
from rag.fitted import Calibration, load

SHARE = st.floats(0, 1)


@given(st.builds(Features, *(7 * [SHARE])))
def test_confidence_is_a_chance(features: Features) -> None:
    assert 0 < confidence(features, load().calibration) < 1


def test_confidence_is_logistic() -> None:
    calibration = Calibration({"match": 2.0}, -1.0, 0.5)
    assert confidence(Features(match=0.5), calibration) == pytest.approx(0.5)


def test_coverage_weighs_words_by_rarity() -> None:
    rarity = {"the": 0.1, "sturgeon": 0.9}
    assert covered(["the", "sturgeon"], {"sturgeon"}, rarity) == pytest.approx(0.9)
    assert covered([], {"sturgeon"}, rarity) == 0.0
