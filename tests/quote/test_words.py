import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.quote.words import fold, pauses, words


def folded(text: str) -> list[str]:
    return [word.folded for word in words(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“We will not pay”", '"we will NOT pay"'),
        ("the well-known port", "the well – known port"),
        ("don’t", "don't"),
        ("don´t", "don`t"),
        ("Straße", "STRASSE"),
        ("café", "cafe\u0301"),
        ("the \ufb01nal word", "the final word"),
        ("so\u00adlution", "solution"),
        ("a\u200bb", "ab"),
        ("1,000 ships", "1000 ships"),
        ("21 000 ships, 1\u202f440 men", "21000 ships, 1440 men"),
        ("MR. Lund", "Mr Lund"),
        ("[un]clear", "unclear"),
        ("We won. (Loud applause.) We paid. [laughter]", "We won. We paid."),
        ("the U.S. navy", "the US navy"),
        ("[T]he port", "The port"),
        ("**never** _again_", "never again"),
        ("one\u00a0two\nthree", "one two three"),
    ],
)
def test_what_does_not_count_is_folded(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("don't", "do"),
        ("3%", "3"),
        ("1,5", "15"),
        ("1.000", "1000"),
        ("can not", "cannot"),
        ("in 1990 300 came", "in 1990300 came"),
        ("1/3", "13"),
        ("applause for him", "for him"),
        ("Erdoğan", "Erdogan"),
        ("well-known", "wellknown"),
    ],
)
def test_what_counts_is_kept(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_scripts_without_spaces_are_read_by_character() -> None:
    assert folded("我们反对，任何") == ["我", "们", "反", "对", "任", "何"]
    assert [(word.start, word.end) for word in words("a 我们")] == [(0, 1), (2, 3), (3, 4)]


def test_only_the_words_between_two_places_are_read() -> None:
    text = "one two three four"
    assert [text[word.start : word.end] for word in words(text, 4, 13)] == ["two", "three"]


@given(st.text())
def test_words_are_slices_in_order_and_fold_to_themselves(text: str) -> None:
    end = 0
    for word in words(text):
        assert end <= word.start < word.end <= len(text)
        assert word.folded == fold(text[word.start : word.end])
        assert fold(word.folded) == word.folded
        end = word.end


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_the_form_of_unicode_does_not_matter_to_latin_letters(text: str) -> None:
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))


@given(
    st.lists(st.text(alphabet="abcdefgh", min_size=1), min_size=1), st.sampled_from([" ", " — ", "” “", "\n\n", ", "])
)
def test_offsets_hold_whatever_stands_between(found: list[str], between: str) -> None:
    text = between.join(found)
    assert [text[word.start : word.end] for word in words(text)] == found


def test_pauses_are_punctuation_without_quotation_marks_and_dashes() -> None:
    text = "said:”— “No, never …"
    assert pauses(text, 4, text.index("No")) == ":"
    assert pauses(text, text.index(","), text.index("never")) == ","
    assert pauses(text, text.index(" …"), len(text)) == ""
    assert pauses(" (Applause.) ", 0, 13) == ""
