import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.quotes import edits
from evals.quotes.edits import Edit
from evals.quotes.source import TITLED

SEEDS = range(40)


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311


def outcomes(edit: Edit, text: str) -> set[str | None]:
    return {edit(text, chance(seed)) for seed in SEEDS}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was right, and we would do it again.", {"It was not right, and we would do it again.",
                                                     "It was right, and we would not do it again."}),
        ("We can build it in a year.", {"We cannot build it in a year."}),
        ("They have been asked for their keys.", {"They have not been asked for their keys."}),
        ("They have no boats and it is late.", {None}),
        ("They have a great many boats.", {None}),
        ("Is it the bridge that you want?", {None}),
        ("You will be told if it is safe.", {None}),
        ("That is to say, the ferry burnt.", {None}),
        ("It is, as you know, the last one.", {None}),
        ("He did as it was written.", {None}),
        ("The will of the people is clear.", {None}),
    ],
)  # fmt: skip
def test_not_goes_where_english_has_a_place_for_it(text: str, expected: set[str | None]) -> None:
    assert outcomes(edits.negated, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We will not pay the toll this year.", "We will pay the toll this year."),
        ("We cannot pay the toll.", "We can pay the toll."),
        ("The toll has never been lowered.", "The toll has been lowered."),
        ("I do not know the man.", "I know the man."),
        ("He did not know the man.", None),
        ("We will not pay any toll.", None),
        ("It is not only the toll.", None),
        ("It is not right, and never was.", None),
        ("We pay the toll.", None),
    ],
)
def test_the_one_negation_is_left_out_where_a_sentence_remains(text: str, expected: str | None) -> None:
    assert outcomes(edits.affirmed, text) == {expected}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("We saw 391 barges.", r"We saw (?!391)[1-9]91 barges\."),
        ("It cost 4,180 crowns.", r"It cost (?!4)[1-9],180 crowns\."),
        ("It cost 2.4 tonnes.", r"It cost (?!2)[1-9]\.4 tonnes\."),
        ("Eleven of them burnt.", r"(?!Eleven)[A-Z][a-z]+ of them burnt\."),
        ("It cost a million crowns.", r"It cost a (hundred|thousand|billion) crowns\."),
    ],
)
def test_a_number_becomes_another_of_its_sort(text: str, form: str) -> None:
    changed = outcomes(edits.numbered, text)
    assert len(changed) > 1
    assert all(one and re.fullmatch(form, one) for one in changed)


@pytest.mark.parametrize("text", ["In 1931 he swam.", "On 19 July we met.", "On July 19 we met.", "We met at 7.20.",
                                  "Nobody came.", "We counted twenty-six.", "The 1st came."])  # fmt: skip
def test_dates_and_hours_are_no_numbers(text: str) -> None:
    assert outcomes(edits.numbered, text) == {None}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("It was in 1931.", r"It was in (?!1931)1[89]\d\d\."),
        ("It was in July.", r"It was in (?!July)[A-Z][a-z]+\."),
        ("It was on 19 July.", r"It was on (?!19 July)(\d+ July|19 [A-Z][a-z]+)\."),
        ("It was on July 19, 2001.", r"It was on (?!July 19, 2001)July \d+, \d{4}\."),
    ],
)
def test_a_date_becomes_another(text: str, form: str) -> None:
    changed = outcomes(edits.dated, text)
    assert len(changed) > 1
    assert all(one and re.fullmatch(form, one) for one in changed)


@pytest.mark.parametrize("text", ["We march in step.", "You may go.", "It cost 1931 crowns.", "In 1,931 cases."])
def test_what_only_looks_like_a_date_stays(text: str) -> None:
    assert outcomes(edits.dated, text) == {None}


def test_an_obligation_becomes_a_choice_and_a_choice_an_obligation() -> None:
    assert "Every ship may report." in outcomes(edits.weakened, "Every ship must report.")
    assert outcomes(edits.weakened, "They may report.") == {"They must report."}
    assert outcomes(edits.weakened, "In May the will was read, and I should like to go.") == {None}


def test_a_name_behind_a_title_becomes_another() -> None:
    def edit(text: str, rng: Random) -> str | None:
        return edits.renamed(text, TITLED, ("Brandt", "Lund"), rng)

    assert outcomes(edit, "I thank Mrs. Odile Ferrant for it.") == {
        "I thank Mrs. Odile Brandt for it.", "I thank Mrs. Odile Lund for it."
    }  # fmt: skip
    assert outcomes(edit, "I thank Mr. Speaker and the President of France.") == {None}
    assert outcomes(edit, "Mr. Brandt met Mr. Lund.") == {None}


@pytest.mark.parametrize(
    ("edit", "text", "one_of"),
    [
        (edits.synonym, "It was almost ready.", {"It was nearly ready."}),
        (edits.spelling, "The harbour was shut.", {"The harbor was shut."}),
        (edits.dropped, "It was very late.", {"It was late."}),
        (edits.dropped, "I think that we were late.", {"I think we were late."}),
        (edits.dropped, "It was not even late.", {None}),
        (edits.word_order, "We sold cranes and ropes.", {"We sold ropes and cranes."}),
        (edits.word_order, "It is now late.", {"It now is late."}),
        (edits.word_order, "There are two and three.", {None}),
        (edits.bracketed_capital, "I know that the ferry was built in the winter of the flood.",
         {"[T]he ferry was built in the winter of the flood."}),
        (edits.bracketed_capital, "I never said that the ferry was built in the winter of the flood.", {None}),
    ],
)  # fmt: skip
def test_harmless_changes(edit: Edit, text: str, one_of: set[str | None]) -> None:
    assert outcomes(edit, text) == one_of


def test_an_ellipsis_leaves_out_a_phrase_without_weight() -> None:
    text = "The clerks went down to the harbour with their books, and the ferry was waiting at the quay."
    for one in outcomes(edits.ellipsis, text):
        assert one
        before, after = re.split(r" (?:…|\.\.\.|\. \. \.|\[\.\.\.\]|\[…\]|\(\.\.\.\)) ", one)
        assert text.startswith(before)
        assert text.endswith(after)
    assert outcomes(edits.ellipsis, "The four clerks went down with Lund, but not in July, and by the 12 boats.") == {
        None
    }


def test_a_bracket_says_who_is_meant_and_changes_no_word() -> None:
    text = "The toll fell, and they paid it."
    for one in outcomes(edits.bracket, text):
        assert one != text
        assert re.sub(r" ?\[[^]]*\]", "", one or "") == text


ALL = (edits.ellipsis, edits.bracket, edits.bracketed_capital, edits.synonym, edits.spelling, edits.dropped,
       edits.word_order, edits.negated, edits.affirmed, edits.dated, edits.numbered, edits.weakened)  # fmt: skip
VOCABULARY = "we it is not may will the 12 four July 1931 of and harbour very quickly, Mr. Lund never must also . ,"
WORDS = st.sampled_from(VOCABULARY.split())


@given(st.lists(WORDS, max_size=30).map(" ".join), st.sampled_from(ALL), st.integers(0, 99))
def test_a_change_changes_something_and_is_the_same_each_time(text: str, edit: Edit, seed: int) -> None:
    changed = edit(text, chance(seed))
    assert changed != text
    assert changed == edit(text, chance(seed))
