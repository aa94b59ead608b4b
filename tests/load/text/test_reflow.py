import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.load.text.reflow import reflow

PARAGRAPHS = [
    "The canal was opened on a Monday while it rained, and the prime minister stood under an umbrella that had been "
    "lent to him by the keeper of the lighthouse, who wanted it back. Nobody spoke for long.",
    "Mr. Brandt counted three hundred and twelve barges in the first week. He counts them twice, once in the morning "
    "and once at night, and he writes the numbers down in a green book that he keeps under the lamp.",
    "We shall send nine hundred sacks of flour before the frost, since the wheat has failed in the north and nobody "
    "there has asked for anything else. That is all that I came here to say to you.",
]
LONG = [f"{text} {more}" for text, more in zip(PARAGRAPHS, [*PARAGRAPHS[1:], PARAGRAPHS[0]], strict=True)]


def _wrapped(paragraphs: list[str], between: str = "\n\n", width: int = 60, indent: str = "") -> str:
    return between.join(
        textwrap.fill(text, width, initial_indent=indent, break_long_words=False, break_on_hyphens=True)
        for text in paragraphs
    )


def _paragraphs(text: str, markdown: bool = False) -> list[str]:
    found = reflow(text, markdown)
    assert found is not None
    return list(found.paragraphs)


@pytest.mark.parametrize("width", [45, 55, 72, 80])
def test_blank_lines_part_paragraphs(width: int) -> None:
    assert _paragraphs(_wrapped(LONG, width=width)) == LONG
    assert _paragraphs(_wrapped(LONG, "  \n  \n", width=width), markdown=True) == LONG


def test_indented_lines_begin_paragraphs() -> None:
    assert _paragraphs(_wrapped(LONG, "\n", indent="  ")) == LONG


def test_without_either_a_sentence_that_ends_early_ends_a_paragraph() -> None:
    text = _wrapped(LONG, "\n")
    assert all(len(line) <= 60 for line in text.split("\n"))
    assert _paragraphs(text) == LONG


def test_numbered_paragraphs_begin_anew_even_where_the_line_is_full() -> None:
    full = ["the toll is four marks a barge, and it has been four marks"] * 3 + [
        "since the bridge was built, as all of us know very well in."
    ]
    lines = [
        line for number in (7, 8, 9) for line in (f"{number}. We were told by the keeper of the lighthouse that", *full)
    ]
    assert [text[:2] for text in _paragraphs("\n".join(lines))] == ["7.", "8.", "9."]


def test_numbers_of_pages_go_and_are_counted() -> None:
    lines = _wrapped(LONG, "\n").split("\n")
    text = "\n".join([*lines[:8], "14", "", *lines[8:15], "  ", " ", "08-53141 15", " ", *lines[15:], "16"])
    found = reflow(text, False)
    assert found is not None
    assert found.paragraphs == tuple(LONG)
    assert found.pages == 3


def test_a_number_that_stands_in_a_sentence_is_no_page() -> None:
    lines = _wrapped(LONG, "\n").split("\n")
    text = "\n".join([*lines[:4], "1914", *lines[4:]])
    assert "1914" in " ".join(_paragraphs(text)).split()


def test_a_blank_line_in_mid_sentence_is_the_end_of_a_page() -> None:
    lines = _wrapped(LONG).split("\n")
    assert lines[2] != ""
    assert _paragraphs("\n".join([*lines[:2], "", *lines[2:]])) == LONG


def test_hyphens_of_the_line_are_undone_and_those_of_the_word_stay() -> None:
    text = "\n".join([
        "It is an international matter, and nobody but the Vice-",
        "President has the right to settle it. So this interna-",
        "tional matter waits for him, and for the rather far-",
        "reaching measures that he takes with the harbour and",
        "with the whole of the canal, which he has dug himself.",
    ])  # fmt: skip
    (one,) = _paragraphs(text)
    assert "Vice-President" in one
    assert "this international matter" in one
    assert "far-reaching" in one


def test_a_word_that_breaks_off_in_markdown_does_not_run_into_the_next() -> None:
    (one,) = _paragraphs(_wrapped([LONG[0]]).replace("\n", " wh-\nwhy ", 2), markdown=True)
    assert one.count("wh- why") == 2


def test_breaks_that_were_made_stay() -> None:
    head = "Grain Exchange  \nDelta City, Norland"
    assert _paragraphs(f"{head}\n\n{_wrapped(LONG)}", markdown=True) == [head.replace("  \n", "\n"), *LONG]


def test_a_remark_on_its_own_line_is_a_paragraph() -> None:
    assert _paragraphs(f"(spoke in French)\n{_wrapped(LONG)}") == ["(spoke in French)", *LONG]


def test_a_paragraph_without_end_is_cut_at_sentences() -> None:
    text = " ".join(LONG * 8)
    found = _paragraphs(_wrapped([text]))
    assert " ".join(found) == text
    assert len(found) > 2
    assert all(800 <= len(piece) < 1600 and piece.endswith(".") for piece in found)


POEM = """The barges come, the barges go,
The keeper counts them twice;
The lamp is lit, the lamp burns low,
The harbour locked in ice.
The toll is four, the toll is paid,
The book is green and old;
The sacks of flour are duly weighed,
And all the rest is told."""


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(LONG),
        "\n\n".join(LONG),
        POEM,
        "The canal was opened\nby the prime minister\nin May.",
        "One.\nTwo.\nThree.\nFour.\nFive.\nSix.",
    ],
)
def test_other_texts_are_left_as_they_are(text: str) -> None:
    assert reflow(text, False) is None


WORD = st.sampled_from(
    ["toll", "canal", "Mr.", "barges", "3.5", "“no”", "far-reaching", "Norland", "is", "and", "keeper’s"]
)
SENTENCE = st.lists(WORD, min_size=5, max_size=40).map(lambda words: " ".join(words) + " as the keeper had said.")
BODY = st.lists(st.lists(SENTENCE, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=6)


@given(BODY, st.sampled_from(["\n", "\n\n", "\n\n12\n\n"]), st.integers(45, 80), st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_word_is_lost_or_changed(body: list[str], between: str, width: int, markdown: bool) -> None:
    text = _wrapped(body, between, width)
    found = reflow(text, markdown)
    if found is not None:
        before = [line for line in text.split("\n") if markdown or not found.pages or line.strip() != "12"]
        assert "".join("".join(found.paragraphs).split()) == "".join("".join(before).split())
