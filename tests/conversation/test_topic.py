import pytest

from rag.conversation.named import names
from rag.conversation.topic import content, topic_of
from rag.understand import Known
from rag.understand.phrases import ASKING


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What did we say about Rehn's 212 ships in May 2019?", ["Rehn", "212", "ships"]),
        ("What did the prime minister think of X?", []),
        ("Wer sagte das über das Eis?", ["Eis"]),
        ("The opening speech on the ice, the ICE and the ice", ["opening", "speech", "ice", "ICE"]),
        (" ".join(ASKING), []),
        ("", []),
    ],
)
def test_words_that_only_ask_tell_no_topic(text: str, expected: list[str]) -> None:
    assert content(text) == expected


def test_words_for_a_speech_are_left_out_if_so_asked() -> None:
    assert content("The opening speech on the ice", speaking=False) == ["ice"]


def test_names_are_no_topic(known: Known) -> None:
    question = "Did Sofia Rehn tell Kestria of the ice?"
    assert topic_of(question, names(question, known)) == ["ice"]
