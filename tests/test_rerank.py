from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import rerank
from rag.embed import Tokens
from rag.lexical import LexicalIndex
from rag.rerank import Interaction, Reranker
from rag.schema import Passage
from tests.fakes import HashEmbedder

WORDS = st.sampled_from(["toll", "barge", "canal", "the", "of", "frost", "sturgeon", "?"])


def passage(number: int, text: str, header: str = "") -> Passage:
    return Passage(f"s:{number}", "s", number, number, 0, len(text), text, header, None, "en")


PASSAGES = [
    passage(1, "The toll is four marks. Barges pay it at the canal."),
    passage(2, "The sturgeon came back to the delta.", header="Ada Lund on the toll"),
    passage(3, "The frost came."),
]


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def reranker(tmp_path_factory: pytest.TempPathFactory, embedder: HashEmbedder) -> Reranker:
    index = LexicalIndex(tmp_path_factory.mktemp("index"))
    index.add(PASSAGES)
    return Reranker(embedder, index)


def match(reranker: Reranker, embedder: HashEmbedder, question: str) -> list[Interaction]:
    return reranker.match(question, embedder.tokens([question])[0], PASSAGES)


def test_a_passage_that_has_the_words_matches_best(reranker: Reranker, embedder: HashEmbedder) -> None:
    scores = [one.score for one in match(reranker, embedder, "the canal toll")]
    assert scores[0] == max(scores) == pytest.approx(1.0, abs=1e-3)
    assert scores[1] > scores[2]


def test_rare_words_weigh_more(reranker: Reranker, embedder: HashEmbedder) -> None:
    the, sturgeon = match(reranker, embedder, "the sturgeon")[0].weights
    assert sturgeon > 1.5 * the


def test_a_sentence_is_matched_by_its_own_words(reranker: Reranker, embedder: HashEmbedder) -> None:
    first = match(reranker, embedder, "canal barges")[0]
    toll, canal = (0, 23), (24, 52)
    assert first.within(*canal) == pytest.approx(1.0, abs=1e-3)
    assert first.within(*canal) > first.within(*toll)
    assert first.share(*canal) == pytest.approx(1.0)
    assert first.share(*toll) == 0.0


def test_the_header_counts_for_the_passage_and_for_no_sentence(reranker: Reranker, embedder: HashEmbedder) -> None:
    second = match(reranker, embedder, "toll")[1]
    assert second.score == pytest.approx(1.0, abs=1e-3)
    assert second.within(0, 100) < 0.9
    assert second.share(0, 100) == 0.0


@given(st.lists(WORDS, min_size=1, max_size=8).map(" ".join))
def test_weights_sum_to_one_and_scores_stay_in_range(question: str) -> None:
    embedder = HashEmbedder()
    asked = embedder.tokens([f"{question} x"])[0]
    matched = SHARED.match(f"{question} x", asked, PASSAGES)
    for one in matched:
        assert one.weights.sum() == pytest.approx(1.0, abs=1e-5)
        assert -1.001 <= one.score <= 1.001
        assert 0.0 <= one.share(0, 1000) <= 1.001
        assert one.within(0, 1000) <= one.score + 1e-5


def test_vectors_are_kept_and_the_oldest_forgotten(
    reranker: Reranker, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    tokens = embedder.tokens

    def listening(texts: Sequence[str]) -> list[Tokens]:
        asked.extend(texts)
        return tokens(texts)

    monkeypatch.setattr(embedder, "tokens", listening)
    question = tokens(["toll"])[0]
    reranker.match("toll", question, PASSAGES)
    reranker.match("toll", question, PASSAGES)
    assert len(asked) == len(PASSAGES)
    monkeypatch.setattr(rerank, "KEPT", 1)
    reranker.match("toll", question, PASSAGES[:2])
    reranker.match("toll", question, PASSAGES[1:2])
    assert len(asked) == len(PASSAGES)
    reranker.match("toll", question, PASSAGES[:1])
    assert asked[len(PASSAGES) :] == [PASSAGES[0].embedded]


def test_nothing_to_match_is_no_error(reranker: Reranker, embedder: HashEmbedder) -> None:
    assert reranker.match("toll", embedder.tokens(["toll"])[0], []) == []


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 0.2), (0.1, 0.2), (0.25, 0.2), (0.26, 0.5), (0.375, 0.5), (0.376, 0.9), (1.0, 0.9)]
)
def test_a_quantile_goes_by_weight_and_not_by_number(share: float, value: float) -> None:
    values, weights = np.array([0.9, 0.2, 0.5], dtype=np.float32), np.array([0.625, 0.25, 0.125], dtype=np.float32)
    assert rerank.quantile(values, weights, share) == pytest.approx(value)
    # Each value is the nearest of two pieces of the passage.
    one = Interaction(weights, np.stack([values, values - 1], axis=1), np.zeros((2, 2), dtype=np.int64))
    assert one.quantile(share) == pytest.approx(value)


@given(st.lists(st.tuples(st.integers(-8, 8), st.integers(1, 9)), min_size=1, max_size=12), st.integers(1, 16))
@settings(deadline=None)
def test_a_quantile_is_the_smallest_value_with_the_share_at_or_below_it(
    pieces: list[tuple[int, int]], part: int
) -> None:
    values, weights = (np.array(one, dtype=np.float32) for one in zip(*pieces, strict=True))
    share = part / 16
    found = rerank.quantile(values, weights, share)
    assert found in values
    assert weights[values <= found].sum() >= share * weights.sum() > weights[values < found].sum()


class _NoRarity:
    """A lexical index for which every word is as rare."""

    def terms(self, text: str, language: str | None) -> list[str]:
        return text.casefold().split()

    def rarity(self, terms: list[str], language: str | None) -> dict[str, float]:
        return dict.fromkeys(terms, 0.5)


SHARED = Reranker(HashEmbedder(), _NoRarity())  # type: ignore[arg-type]


@pytest.mark.real
def test_pieces_of_the_real_model_lie_where_their_words_do(real_embedder: object) -> None:
    from rag.embed import SentenceTransformerEmbedder

    assert isinstance(real_embedder, SentenceTransformerEmbedder)
    text = "The lighthouse keeper counted 312 barges."
    (tokens,) = real_embedder.tokens([text])
    assert "".join(text[start:end] for start, end in tokens.spans) == text.replace(" ", "")
    assert np.linalg.norm(tokens.vectors, axis=1) == pytest.approx(np.ones(len(tokens.spans)), abs=1e-5)
    assert tokens.whole == pytest.approx(real_embedder.embed([text])[0], abs=1e-5)
    assert real_embedder.tokens([]) == []


def test_what_is_prepared_is_not_embedded_again(
    reranker: Reranker, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = embedder.tokens(["toll"])[0]
    unprepared = [one.score for one in reranker.match("toll", question, PASSAGES[:1])]
    monkeypatch.setattr(rerank, "_AHEAD", 2)
    reranker.prepare(PASSAGES)
    monkeypatch.setattr(embedder, "tokens", lambda texts: [pytest.fail(text) for text in texts])
    assert [one.score for one in reranker.match("toll", question, PASSAGES)][:1] == unprepared
