import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals import measure
from evals.gold import Evidence, Gold
from rag.schema import Answer, Citation, Query, Sentence

PLACES = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 5)), unique=True, max_size=12)
GOLD = Gold(
    id="g",
    question="?",
    type="fact",
    answerable=True,
    gold=(Evidence(speech="a", paragraph=2, start=10, end=20, sha256=""),),
    alternatives=(Evidence(speech="b", paragraph=1, start=0, end=5, sha256=""),),
    split="dev",
)


def answer(*cited: tuple[str, int, int, int]) -> Answer:
    citations = [Citation(speech, paragraph, start, end, "") for speech, paragraph, start, end in cited]
    return Answer("answered", Query("?"), 1.0, sentences=tuple(Sentence("", (one,)) for one in citations))


def test_recall_and_rank_by_hand() -> None:
    ranked = [("a", 1), ("a", 2), ("b", 1)]
    assert measure.recall_at(ranked, {("a", 2), ("b", 1)}, 2, 2) == 0.5
    assert measure.recall_at(ranked, {("a", 2), ("b", 1)}, 1, 3) == 1.0
    assert measure.reciprocal_rank(ranked, {("b", 1)}) == pytest.approx(1 / 3)
    assert measure.reciprocal_rank(ranked, {("b", 1)}, k=2) == 0.0


@given(PLACES, PLACES.filter(bool), st.integers(1, 12))
def test_measures_stay_in_their_range_and_recall_grows(
    ranked: list[measure.Place], accepted: list[measure.Place], k: int
) -> None:
    needed = len(accepted)
    found = [measure.recall_at(ranked, set(accepted), needed, depth) for depth in (k, k + 1)]
    assert 0 <= found[0] <= found[1] <= 1
    assert 0 <= measure.reciprocal_rank(ranked, set(accepted)) <= 1


@pytest.mark.parametrize(
    ("cited", "right", "exact", "precision"),
    [
        ([("a", 2, 19, 30)], True, True, 1.0),
        ([("a", 2, 20, 30)], True, False, 1.0),
        ([("b", 1, 0, 1), ("c", 1, 0, 1)], True, True, 0.5),
        ([("a", 3, 10, 20)], False, True, 0.0),
        ([("c", 2, 10, 20)], False, False, 0.0),
    ],
)
def test_answers_by_hand(cited: list[tuple[str, int, int, int]], right: bool, exact: bool, precision: float) -> None:
    given_ = answer(*cited)
    assert measure.right(given_, GOLD) == right
    assert measure.exact(given_, GOLD) == exact
    assert measure.citation_precision(given_, GOLD) == precision
