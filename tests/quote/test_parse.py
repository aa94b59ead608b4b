import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.quote.parse import parse, unbroken


def segments(text: str) -> list[str]:
    quotation = parse(text)
    return [" ".join(quotation.words[index].folded for index in part) for part in quotation.segments]


@pytest.mark.parametrize("mark", ["…", "...", ". . .", "[...]", "[…]", "(...)", " .... "])
def test_an_ellipsis_parts_segments(mark: str) -> None:
    assert segments(f"We will sign {mark} and we will pay") == ["we will sign", "and we will pay"]


def test_an_ellipsis_at_an_end_leaves_nothing_out() -> None:
    assert segments("… we will sign …") == ["we will sign"]


def test_a_bracket_is_no_word_of_the_speaker() -> None:
    quotation = parse("I think [the treaty] will pass [sic] today")
    assert [word.folded for word in quotation.words] == ["i", "think", "will", "pass", "today"]
    ((place, span),) = quotation.insertions
    assert (place, span.cut(quotation.text)) == (2, "[the treaty]")


def test_a_bracket_around_a_letter_is_that_letter() -> None:
    quotation = parse("“[T]he treaty will pass”")
    assert quotation.written == ["The", "treaty", "will", "pass"]
    assert not quotation.insertions


def test_a_word_of_one_letter_in_brackets_is_a_word() -> None:
    assert parse("[A] range elsewhere would cost more").written[:2] == ["A", "range"]


def test_an_ending_in_brackets_is_no_word() -> None:
    quotation = parse("He promise[s] rain")
    assert quotation.written == ["He", "promise", "rain"]
    assert [place for place, _ in quotation.insertions] == [2]


def test_what_has_no_words_has_none() -> None:
    assert parse("“ … ” [laughs]").words == ()


@given(st.text(alphabet="ab .…[]()—“”"))
def test_segments_hold_every_word_once_and_in_order(text: str) -> None:
    quotation = parse(text)
    assert [index for part in quotation.segments for index in part] == list(range(len(quotation.words)))


def test_what_is_pasted_is_read_without_its_markup_and_its_line_ends() -> None:
    pasted = "<p>&ldquo;The na-\ntion&#39;s&nbsp;<b>harbour</b> will stay open.&rdquo;</p>"
    found = parse(unbroken(pasted)[0])
    assert [word.folded for word in found.words] == [
        "the",
        "nation's",
        "harbour",
        "will",
        "stay",
        "open",
    ]


def test_a_note_of_what_was_heard_is_an_insertion() -> None:
    found = parse("We won. (Applause.) We paid.")
    assert [word.folded for word in found.words] == ["we", "won", "we", "paid"]
    assert [(index, found.text[span.start : span.end]) for index, span in found.insertions] == [(2, "(Applause.)")]
