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
