import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.fitted import FusionWeights
from rag.fuse import fuse, rerank

WEIGHTS = FusionWeights(dense=0.6, lexical=0.4, header=0.5, match=0.75, speaker=0.3, role=0.2, country=0.1, period=0.1)
SCORES = st.dictionaries(st.sampled_from("abcdefgh"), st.just(0.0) | st.floats(1e-3, 30), max_size=8)


def test_both_scores_count_by_their_weights() -> None:
    ranked = dict(fuse({"a": 0.9, "b": 0.1}, {"b": 12.0, "c": 6.0}, {}, WEIGHTS))
    assert ranked == {"a": 0.6, "b": 0.4, "c": 0.2}


def test_a_bonus_lifts() -> None:
    assert fuse({"a": 0.9, "b": 0.8}, {}, {"b": 1.0}, WEIGHTS)[0][0] == "b"


@given(SCORES, SCORES, SCORES)
def test_every_candidate_comes_once_best_first(
    dense: dict[str, float], lexical: dict[str, float], bonus: dict[str, float]
) -> None:
    ranked = fuse(dense, lexical, bonus, WEIGHTS)
    assert {one for one, _ in ranked} == dense.keys() | lexical.keys()
    assert ranked == sorted(ranked, key=lambda item: (-item[1], item[0]))
    assert all(0 <= score - bonus.get(one, 0) <= 1 + 1e-9 for one, score in ranked)


@given(SCORES, st.floats(0.1, 10))
def test_the_scale_of_bm25_does_not_matter(lexical: dict[str, float], factor: float) -> None:
    scaled = {one: score * factor for one, score in lexical.items()}
    plain = dict(fuse({}, lexical, {}, WEIGHTS))
    for one, score in fuse({}, scaled, {}, WEIGHTS):
        assert abs(plain[one] - score) < 1e-6


def test_what_was_matched_is_ranked_anew_and_a_bonus_counts_once() -> None:
    fused = {"a": 0.9, "b": 0.5, "c": 0.1}
    ranked = rerank(fused, {"a": 0.2, "b": 0.6, "c": 0.4}, {}, WEIGHTS)
    assert [one for one, _ in ranked] == ["b", "c", "a"]
    assert dict(ranked) == pytest.approx({"b": 0.875, "c": 0.375, "a": 0.25})
    boosted = dict(rerank({"a": 0.9, "b": 0.9}, {"a": 0.2, "b": 0.6}, {"b": 0.4}, WEIGHTS))
    assert boosted == pytest.approx({"a": 0.25, "b": 1.15})


@given(SCORES, SCORES)
def test_reranking_keeps_what_was_matched(fused: dict[str, float], match: dict[str, float]) -> None:
    known = {one: score for one, score in match.items() if one in fused}
    ranked = rerank(fused, known, {}, WEIGHTS)
    assert {one for one, _ in ranked} == set(known)
    assert ranked == sorted(ranked, key=lambda item: (-item[1], item[0]))
