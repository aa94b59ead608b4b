import pytest

from rag.answer.run import Run
from rag.schema import Speech
from rag.split import paragraphs


def quoted(text: str, index: int) -> str:
    """What is quoted of a paragraph around one of its sentences."""
    (paragraph,) = paragraphs(Speech(id="s", text=text, title=None))
    return Run.around(paragraph, index).text


FILLER = "The harbour has nine quays and each of them is longer than the one that was built before it in the north."


@pytest.mark.parametrize(
    "sentence",
    [
        "Last year I said in this hall that there were two hundred and forty barges on the river, and you wrote it.",
        "I told the conference in 2019 that two hundred and forty barges were on the river, and you all wrote it down.",
        "Shall we go on to build barges on the river, as my predecessor did for as long as he was the warden?",
    ],
)
def test_what_may_be_turned_is_quoted_with_what_follows(sentence: str) -> None:
    text = f"{sentence} {FILLER} The figure is three hundred and ten. The bells rang."
    assert quoted(text, 0) == f"{sentence} {FILLER} The figure is three hundred and ten."


def test_a_long_sentence_that_is_whole_is_quoted_alone() -> None:
    assert quoted(f"{FILLER} The bells rang for it.", 0) == FILLER


def test_what_follows_ends_with_the_paragraph() -> None:
    sentence = "Last year I said in this hall that there were two hundred and forty barges on the river, as you know."
    assert quoted(sentence, 0) == sentence
