import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.conftest import Kinds


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Four marks are paid.", "They pay 4 marks."),
        ("A third of 9 per cent.", "A third of nine percent."),
        ("About 30 per cent of the gas is bought.", "They buy 31 per cent of the gas."),
        ("Nearly 400 million was raised.", "It raised 391 million."),
        ("More than 20,000 ships came.", "20,800 ships came."),
        ("Two thirds sleep low.", "Two out of three sleep low."),
        ("It costs 4.33 crowns.", "It costs 4 crowns 33."),
        ("Icebreaking cost 58 million.", "We paid 96 million for dredging, 58 for icebreaking."),
        ("It was signed at 4:10.", "It was signed at 4.10 in the morning."),
        ("The 40 per cent were two fifths.", "Two fifths of it, 40 per cent."),
        ("One of the ships sank.", "The ships sank."),
    ],
)
def test_numbers_that_are_told(kinds: Kinds, sentence: str, text: str) -> None:
    assert "number" not in kinds(sentence, text)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Five marks are paid.", "They pay 4 marks."),
        ("30 per cent of the gas is bought.", "They buy 31 per cent of the gas."),
        ("About 40 per cent of the gas is bought.", "They buy 31 per cent of the gas."),
        ("Nearly 390 million was raised.", "It raised 391 million."),
        ("More than 21,000 ships came.", "20,800 ships came."),
        ("They lost 242 sheep.", "They lost 200 sheep and 42 more."),
        ("It drifted for 27 hours.", "On 27 February it drifted for hours."),
    ],
)
def test_numbers_that_are_not_told_or_only_derived(kinds: Kinds, sentence: str, text: str) -> None:
    assert "number" in kinds(sentence, text)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("In October 2016 he spoke of the dam.", "He spoke of the dam."),
        ("On 6 April 2016 the dam was struck.", "On 6 April the dam was struck."),
        ("In 2015 the toll rose.", "Last year the toll rose."),
        ("In 2013 the toll rose.", "Three years ago the toll rose."),
        ("It was given up in 1952.", "In 1952 half of the isle was given up."),
    ],
)
def test_dates_may_be_told_by_the_label(kinds: Kinds, sentence: str, text: str) -> None:
    assert "date" not in kinds(sentence, text)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("On 9 April the dam was struck.", "On 6 April the dam was struck, on 9 May the mill."),
        ("On 6 April 2017 the dam was struck.", "On 6 April the dam was struck."),
        ("In 2014 the toll rose.", "Last year the toll rose."),
        ("In November he spoke of the dam.", "He spoke of the dam."),
    ],
)
def test_dates_that_are_not_told(kinds: Kinds, sentence: str, text: str) -> None:
    assert "date" in kinds(sentence, text)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Anton Rehn spoke of the toll.", "I speak of the toll."),
        ("The Kestrian minister spoke.", "I speak."),
        ("He thanked Teodor Calloway.", "I thank Mr. Calloway."),
        ("Velmora sold its half.", "The Velmoran half was sold."),
    ],
)
def test_names_may_be_told_by_the_label_or_by_a_people(kinds: Kinds, sentence: str, text: str) -> None:
    assert "name" not in kinds(sentence, text)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("The envoy, Sofia Rehn, spoke of the toll.", "I speak of the toll."),
        ("Sahrun sold its half.", "Velmora sold its half."),
        ("He thanked Mr. Sorley.", "I thank Mr. Calloway."),
    ],
)
def test_names_that_are_not_told(kinds: Kinds, sentence: str, text: str) -> None:
    assert "name" in kinds(sentence, text)


@given(st.integers(2, 2_000), st.integers(2_100, 10**9))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
def test_a_number_is_told_where_it_is_the_same_one(kinds: Kinds, small: int, large: int) -> None:
    for one, other in ((small, small), (large, large), (small, large), (large, small)):
        assert ("number" in kinds(f"They counted {one:,} gulls.", f"They counted {other:,} gulls.")) == (one != other)
