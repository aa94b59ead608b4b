import pytest

from tests.support.conftest import Kinds


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Sahrun will sign the convention.", "Sahrun will not sign the convention."),
        ("Sahrun will not sign the convention.", "Sahrun will sign the convention."),
        ("Everyone counted the gulls.", "Nobody counted the gulls."),
        ("The ships carry guns.", "No ship carries a gun."),
        ("The closure was not lawful.", "The closure was a lawful precaution."),
    ],
)
def test_a_negation_added_or_dropped(kinds: Kinds, sentence: str, text: str) -> None:
    assert "negation" in kinds(sentence, text)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Sahrun will not sign the convention.", "Sahrun won’t sign the convention."),
        ("No ship carries a gun.", "None of the ships carries a gun."),
        (
            "Kestria will not give up the right to levy a toll.",
            "The toll may fall, the right to levy one is not given up.",
        ),
        ("Nobody was hurt, and the wall held.", "The wall held. Nobody was hurt."),
        ("He refused a binding court.", "No court may bind the parties."),
        ("The mayor keeps bees.", "The mayor keeps bees, but he does not sell honey."),
    ],
)
def test_what_is_denied_on_both_sides_or_elsewhere(kinds: Kinds, sentence: str, text: str) -> None:
    assert "negation" not in kinds(sentence, text)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Every order may state its hour.", "Every order must state its hour."),
        ("Every order must state its hour.", "Every order should state its hour."),
        ("Every order has to state its hour.", "Every order can state its hour."),
    ],
)
def test_a_change_of_strength(kinds: Kinds, sentence: str, text: str) -> None:
    assert "strength" in kinds(sentence, text)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Every order has to state its hour.", "Every order must state its hour."),
        ("A captain could ask for it.", "A captain can ask for it."),
        ("An order does not have to state its hour.", "An order need not state its hour, it may."),
        ("The order must be announced.", "Whoever gives the order announces it."),
    ],
)
def test_the_same_strength_or_none(kinds: Kinds, sentence: str, text: str) -> None:
    assert "strength" not in kinds(sentence, text)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("He resigned on the day after the report.", "I offered my resignation on the day after the report."),
        ("The island has paid 15 million crowns into a fund.", "We will pay 15 million crowns into a fund."),
        ("The town closed its harbour for six weeks.", "A paper recommended closing the harbour for six weeks."),
    ],
)  # fmt: skip
def test_what_was_offered_or_planned_is_not_done(kinds: Kinds, sentence: str, text: str) -> None:
    assert kinds(sentence, text) == {"strength"}


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("The island offered to pay 15 million crowns into a fund.", "We will pay 15 million crowns into a fund."),
        ("The island is to pay 15 million crowns.", "We will pay 15 million crowns into a fund."),
        ("The harbour was closed for six weeks.", "The harbour was closed for six weeks. I want to thank the pilots."),
    ],
)
def test_what_is_told_as_offered_or_was_done_is_well_told(kinds: Kinds, sentence: str, text: str) -> None:
    assert kinds(sentence, text) == set()
