from hypothesis import given
from hypothesis import strategies as st

from rag.quote.align import Alignment, Run, align
from rag.quote.parse import parse
from rag.quote.words import words

TEXT = "Let me be plain. We will not sell a single bottle of Aurel water. It is ours, and it will stay ours."


def laid(quotation: str, text: str = TEXT) -> list[Alignment]:
    return align(parse(quotation), words(text))


def stands(found: Alignment, text: str = TEXT) -> str:
    held = words(text)[found.stored.start : found.stored.stop]
    return text[held[0].start : held[-1].end]


def test_words_that_stand_verbatim_are_one_run() -> None:
    (found,) = laid("“not sell a single bottle of aurel water — It is ours”")
    assert [run.same for run in found.runs] == [True]
    assert stands(found) == "not sell a single bottle of Aurel water. It is ours"
    assert found.similarity == 1.0


def test_every_place_of_verbatim_words_is_told() -> None:
    assert [stands(found) for found in laid("ours")] == ["ours", "ours"]
    assert len({found.stored.start for found in laid("ours")}) == 2


def test_words_that_differ_are_runs_of_their_own() -> None:
    (found,) = laid("We will sell a bottle of Aurel wine")
    assert [(run.same, len(run.claimed), len(run.stored)) for run in found.runs] == [
        (True, 2, 2), (False, 0, 1), (True, 2, 2), (False, 0, 1), (True, 3, 3), (False, 1, 1),
    ]  # fmt: skip
    assert found.similarity == 14 / 18
    assert sorted(found.agreeing()) == [0, 1, 2, 3, 4, 5, 6]


def test_an_end_a_little_further_out_is_reached() -> None:
    (found,) = laid("single bottle of water")
    assert [(run.same, len(run.claimed), len(run.stored)) for run in found.runs] == [
        (True, 3, 3), (False, 0, 1), (True, 1, 1),
    ]  # fmt: skip
    (found,) = laid("We sell a single bottle")
    assert [(run.same, len(run.claimed), len(run.stored)) for run in found.runs] == [
        (True, 1, 1), (False, 0, 2), (True, 4, 4),
    ]  # fmt: skip


def test_what_an_ellipsis_leaves_out_is_editorial() -> None:
    (found,) = laid("We will not sell … Aurel water")
    assert [(run.same, run.editorial) for run in found.runs] == [(True, False), (False, True), (True, False)]
    assert found.similarity == 1.0


def test_segments_are_looked_for_one_behind_the_other() -> None:
    (found,) = laid("Aurel water … We will not sell")
    assert found.similarity < 1.0


def test_what_a_bracket_stands_for_is_editorial() -> None:
    (found,) = laid("We will not sell [one] bottle of Aurel water")
    assert [run for run in found.runs if not run.same] == [Run(False, range(4, 4), range(8, 10), editorial=True)]


def test_where_no_word_agrees_there_is_nothing() -> None:
    assert laid("zebra") == []
    assert laid("zebra", "") == []


def test_more_distinct_words_than_the_alphabet_holds() -> None:
    many = [f"word{number}x" for number in range(400)]
    (found,) = laid(" ".join(many), f"before this {' '.join(many)} and after")
    assert [(run.same, run.stored) for run in found.runs] == [(True, range(2, 402))]
    (found,) = laid(" ".join([*many[:200], "zebra", *many[201:]]), f"before {' '.join(many)} after")
    assert [(run.same, len(run.claimed), len(run.stored)) for run in found.runs] == [
        (True, 200, 200), (False, 1, 1), (True, 199, 199),
    ]  # fmt: skip


SENTENCES = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), min_size=1, max_size=30).map(" ".join)


@given(SENTENCES, SENTENCES)
def test_runs_hold_each_word_once_and_in_order(quotation: str, text: str) -> None:
    for found in laid(quotation, text):
        assert [index for run in found.runs for index in run.claimed] == list(range(len(quotation.split())))
        assert [index for run in found.runs for index in run.stored] == list(found.stored)
        for run in found.runs:
            mine = [quotation.split()[index] for index in run.claimed]
            theirs = [text.split()[index] for index in run.stored]
            assert (mine == theirs) == run.same
        assert 0 < found.similarity <= 1.0


@given(SENTENCES, SENTENCES, SENTENCES)
def test_verbatim_words_are_always_found(before: str, quotation: str, after: str) -> None:
    text = f"{before} {quotation} {after}"
    places = {found.stored.start for found in laid(quotation, text)}
    assert len(before.split()) in places
    assert all(found.similarity == 1.0 for found in laid(quotation, text))


def test_what_an_ellipsis_leaves_out_is_as_little_as_can_be() -> None:
    text = "We will pay. We will never, never yield to them."
    (found,) = laid("We will … yield to them", text)
    assert stands(found, text) == "We will never, never yield to them"
