"""Whose words a quotation is given out as."""

import pytest

from rag.answer.written.credit import misattributed
from rag.schema import Person, Speech

ADA = Speech("a", "", speaker="Ada Lund", role="Prime Minister of Norland")
BORIS = Speech("b", "", speaker="Boris Vane", role="Foreign Minister of Delta")
PEOPLE = (
    Person("ada-lund", "Ada Lund", ("Ada Lund", "LUND, Ada"), ()),
    Person("boris-vane", "Boris Vane", ("Boris Vane", "B. Vane"), ()),
    Person("carla-may", "Carla May", ("Carla May", "May"), ()),
)


@pytest.mark.parametrize(
    "own",
    [
        "Boris Vane said …",
        "Vane said …",
        "B. Vane’s words were …",
        "The Foreign Minister of Delta said …",
        "Carla May said …",
    ],
)
def test_words_given_to_another_are_seen(own: str) -> None:
    assert misattributed(own, [ADA], [ADA, BORIS], PEOPLE)


@pytest.mark.parametrize(
    "own",
    [
        "…",
        "She said in May …",
        "Ada Lund said …",
        "The Prime Minister of Norland said …",
        "Asked by Boris Vane, Lund said …",
        "The canals of Vaneland …",
    ],
)
def test_words_given_to_their_speaker_or_to_nobody_are_let_be(own: str) -> None:
    assert not misattributed(own, [ADA], [ADA, BORIS], PEOPLE)


def test_all_words_quoted_must_be_of_somebody_named() -> None:
    assert misattributed("Ada Lund said … and …", [ADA, BORIS], [ADA, BORIS], PEOPLE)
