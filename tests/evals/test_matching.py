import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.matching import content_words, holds, normal, token_f1

WORDS = st.lists(st.sampled_from(["canal", "toll", "barge", "sturgeon"]), max_size=8)


def test_a_text_becomes_its_words() -> None:
    assert normal("Seven crowns on April 26th, 2017.") == ["7", "crowns", "on", "2017-04-26"]
    assert normal("") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("THE CANAL", "the canal"),
        ("Écluse, Brücke", "ecluse brucke"),
        ("the keeper’s lamp", "the keeper's lamp"),
        ("the keepers' lamps", "the keepers lamps"),
        ("the keeper's lamp", "the keeper lamp"),
        ("twenty-one barges", "21 barges"),
        ("three hundred and twelve barges", "312 barges"),
        ("1,250,000 sacks", "1250000 sacks"),
        ("12 500 sacks", "12500 sacks"),
        ("ten per cent", "10%"),
        ("10 percent", "10 %"),
        ("a well-known keeper", "a well known keeper"),
    ],
)
def test_ways_of_writing_are_alike(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("14 May 2019", "2019-05-14"),
        ("14th of May, 2019", "2019-05-14"),
        ("May 14, 2019", "2019-05-14"),
        ("MAY 14th 2019", "2019-05-14"),
        ("3 Sept. 2019", "2019-09-03"),
        ("2019-05-14", "2019-05-14"),
        ("May 2019", "2019-05"),
        ("Dec. 2019", "2019-12"),
    ],
)
def test_a_date_is_one_word(written: str, date: str) -> None:
    assert normal(f"on {written} we met") == ["on", date, "we", "met"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("In 2017 300 ships", ["in", "2017", "300", "ships"]),
        ("in 2017, 300 ships", ["in", "2017", "300", "ships"]),
        ("on 14 May 2017 300 ships", ["on", "2017-05-14", "300", "ships"]),
        ("10,000, 200 and 3,000", ["10000", "200", "and", "3000"]),
    ],
)
def test_two_numbers_side_by_side_stay_two(text: str, words: list[str]) -> None:
    assert normal(text) == words


@pytest.mark.parametrize(
    ("one", "other"), [("4 marks", "5 marks"), ("3.5 marks", "35 marks"), ("May 2019", "June 2019"), ("toll", "tolls")]
)
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert normal(one) != normal(other)


def test_content_words_are_those_that_may_carry_a_topic() -> None:
    assert content_words("What did he say about 4 of us and the toll, the TOLL and a cap?") == {"4", "toll", "cap"}
    assert content_words("Who was it?") == set()


def test_a_nugget_is_held_in_its_order_and_in_one_piece() -> None:
    text = normal("The toll is four marks a barge.")
    assert holds(text, normal("Four marks"))
    assert holds(text, text)
    assert not holds(text, normal("marks four"))
    assert not holds(text, normal("toll four"))
    assert not holds(text, normal("a barge a day"))
    assert not holds([], ["toll"])


def test_no_text_holds_a_nugget_of_no_words() -> None:
    assert not holds(["toll"], [])
    assert not holds([], normal("…"))


@given(WORDS, WORDS.filter(bool), WORDS)
def test_a_text_holds_whatever_it_is_made_of(before: list[str], nugget: list[str], after: list[str]) -> None:
    assert holds([*before, *nugget, *after], nugget)


def test_token_f1_by_hand() -> None:
    assert token_f1(["toll", "four", "marks"], ["four", "marks", "a", "barge", "now"]) == pytest.approx(0.5)
    assert token_f1(["toll", "toll"], ["toll"]) == pytest.approx(2 / 3)
    assert token_f1([], []) == 0.0


@given(WORDS, WORDS)
def test_token_f1_is_a_share_that_both_sides_agree_on(said: list[str], wanted: list[str]) -> None:
    found = token_f1(said, wanted)
    assert 0 <= found <= 1
    assert found == token_f1(wanted, said)
    assert (found == 1) == (sorted(said) == sorted(wanted) and bool(said))
    assert (found == 0) == set(said).isdisjoint(wanted)
