import pytest

from rag.load.text.dateline import Dateline, read


def test_all_is_head_down_to_the_time() -> None:
    head = [
        "REMARKS BY PRESIDENT LUND\nON THE TOLL",
        "*Grain Exchange\nDelta City, Norland*",
        "(March 19, 2024)",
        "4:49 P.M. NST",
    ]
    assert read([*head, "THE PRESIDENT: Hello."]) == Dateline(4, "Grain Exchange, Delta City, Norland", "2024-03-19")


def test_without_a_time_places_and_dates_are_head() -> None:
    assert read(["Delta City, Norland", "Thank you."]) == Dateline(1, "Delta City, Norland")
    assert read(["The Mill on the Reed, Washington, D.C."]) == Dateline(1, "The Mill on the Reed, Washington, D.C.")
    assert read(["As Prepared for Delivery", "Thank you."]) == Dateline(1)


@pytest.mark.parametrize(
    "first",
    [
        "Thank you.",
        "Mr. President, Excellencies",
        "Secretary Orr, Governor Vane",
        "Ladies and gentlemen",
        "Good morning, Norland.",
        "Good morning, Norland",
    ],
)
def test_words_of_the_speech_are_no_head(first: str) -> None:
    assert read([first, "The toll stays."]) == Dateline()


def test_a_time_that_is_told_later_ends_no_head() -> None:
    assert read(["THE PRESIDENT: Hello.", "4:49 P.M."]) == Dateline()
    assert read(["Words " * 50, "4:49 P.M."]) == Dateline()


def test_long_heads_name_no_place() -> None:
    assert read(["One\nTwo\nThree\nFour", "4:49 P.M."]) == Dateline(2)
