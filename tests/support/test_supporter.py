import dataclasses
from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from rag.archive import Archive
from rag.embed import Tokens
from rag.errors import ModelError
from rag.lexical import LexicalIndex
from rag.support import CrossEncoderEntailment, Supporter, load, memory
from tests.fakes import HashEmbedder
from tests.support.conftest import HALF, LABEL, paragraph

BEES = "The mayor keeps bees on his roof. Wool is rationed."


class Entails:
    """Follows where the premise holds the hypothesis, letter for letter."""

    def chance(self, premise: str, hypothesis: str) -> float:
        return 1.0 if hypothesis in premise else 0.125


def test_a_sentence_of_the_paragraph_is_supported(supporter: Supporter) -> None:
    found = supporter.check("The mayor keeps bees on his roof.", [paragraph(BEES)], [LABEL])
    assert found.supported
    assert found.problems == ()
    assert found.score > 0.9


def test_an_invention_is_not_and_its_words_are_named(supporter: Supporter) -> None:
    found = supporter.check("The mayor fined every fisherman.", [paragraph(BEES)], [LABEL])
    assert not found.supported
    assert [one.kind for one in found.problems] == ["words"]
    assert "fisherman" in found.problems[0].claimed


def test_a_problem_forbids_support_whatever_the_score(supporter: Supporter) -> None:
    sentence = "The mayor keeps 40 bees on his roof."
    found = supporter.check(sentence, [paragraph(BEES)], [LABEL])
    assert not found.supported
    assert [(one.kind, one.claimed) for one in found.problems] == [("number", "40")]
    assert found.score < supporter.check("The mayor keeps bees on his roof.", [paragraph(BEES)]).score


def test_several_paragraphs_bear_it_out_together(supporter: Supporter) -> None:
    both = [paragraph("The mayor keeps 40 bees."), paragraph("The bakers use potatoes.", 2)]
    sentence = "The mayor keeps 40 bees, and the bakers use potatoes."
    assert supporter.check(sentence, both).supported
    assert not supporter.check(sentence, both[1:]).supported


@pytest.mark.parametrize("sentence", ["", "  ", "...", "?!"])
def test_no_words_are_not_supported(supporter: Supporter, sentence: str) -> None:
    found = supporter.check(sentence, [paragraph(BEES)], [LABEL])
    assert not found.supported
    assert found.problems


def test_nor_is_what_rests_on_nothing(supporter: Supporter) -> None:
    assert supporter.check("The mayor keeps bees.", []).score == 0.0


def test_a_paragraph_is_embedded_once(lexical: LexicalIndex) -> None:
    embedder = Counting()
    supporter = Supporter(lexical, embedder, HALF)
    asked = ["The bakers use potatoes.", "The mayor keeps bees."]
    for sentence in asked:
        supporter.check(sentence, [paragraph(BEES)])
    assert embedder.texts == ["The mayor keeps bees on his roof. ", "Wool is rationed.", *asked]


def test_what_is_remembered_is_bounded(lexical: LexicalIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "KEPT", 3)
    embedder = Counting()
    supporter = Supporter(lexical, embedder, HALF)
    for number in range(4):
        supporter.check("Wool is rationed.", [paragraph(f"House {number}.")])
    supporter.check("Wool is rationed.", [paragraph("House 0.")])
    assert embedder.texts.count("House 0.") == 2
    assert embedder.texts.count("House 3.") == 1


def test_an_entailment_model_can_only_object(lexical: LexicalIndex, embedder: HashEmbedder) -> None:
    with_model = Supporter(lexical, embedder, HALF, entailment=Entails())
    kept = with_model.check("Wool is rationed.", [paragraph(BEES)])
    assert kept.supported
    assert kept.score < 1.0
    objected = with_model.check("Bees keep the mayor on his roof.", [paragraph(BEES)])
    assert not objected.supported
    assert objected.score == 0.125


class Model:
    """As sentence-transformers has it: a row of chances for each pair, and the labels' names by their index."""

    def __init__(self, *labels: str) -> None:
        self.config = SimpleNamespace(id2label=dict(enumerate(labels)))

    def predict(self, pairs: Sequence[tuple[str, str]], **_: object) -> list[list[float]]:
        return [[0.2, 0.7, 0.1] for _ in pairs]


def test_the_label_entailment_is_the_one_that_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CrossEncoderEntailment, "_model", Model("contradiction", "ENTAILMENT", "neutral"))
    assert CrossEncoderEntailment("any").chance("a", "b") == 0.7
    monkeypatch.setattr(CrossEncoderEntailment, "_model", Model("LABEL_0", "LABEL_1", "LABEL_2"))
    with pytest.raises(ModelError, match="no label"):
        CrossEncoderEntailment("any").chance("a", "b")


@pytest.mark.real
def test_an_entailment_model_that_is_not_there_is_told() -> None:
    with pytest.raises(ModelError, match="not on this machine"):
        CrossEncoderEntailment("/no/such/folder").chance("a", "b")


def test_the_paragraphs_language_is_read(supporter: Supporter) -> None:
    text = paragraph("Le péage coûte quatre couronnes. Nous n’avons pas de charbon.")
    assert supporter.check("Le péage coûte 4 couronnes.", [text], language="fr").problems == ()
    told = supporter.check("Le péage coûte cinq couronnes.", [text], language="fr").problems
    assert [one.kind for one in told] == ["number"]


def test_an_unknown_language_is_read_as_english(supporter: Supporter) -> None:
    assert supporter.check("Wool is rationed.", [paragraph(BEES)], language="zz").supported


def test_the_fitted_numbers_have_a_weight_for_each_feature() -> None:
    calibration = load()
    assert list(calibration.weights) == ["coverage", "match", "misplaced", "universal", "turned", "problem"]
    assert min(calibration.weights["coverage"], calibration.weights["match"]) > 0
    assert max(list(calibration.weights.values())[2:]) < 0
    assert 0.5 < calibration.threshold < 1


def test_unknown_weights_are_not_overlooked(lexical: LexicalIndex, embedder: HashEmbedder) -> None:
    fitted = dataclasses.replace(HALF, weights={"luck": 1.0})
    with pytest.raises(KeyError):
        Supporter(lexical, embedder, fitted).check("Wool is rationed.", [paragraph(BEES)])


@pytest.mark.real
def test_the_speakers_own_sentences_are_supported_and_changed_ones_are_not(demo: Archive) -> None:
    supporter = Supporter(LexicalIndex(demo.folder), demo.embedder, load())
    own = demo.paragraph("2021-hashen-sovereignty#p3")
    label = demo.speech(own.speech).label
    for index in range(len(own.sentences)):
        assert supporter.check(own.sentence(index), [own], [label], "en").supported
    assert supporter.check("Sahrun operates three lines of 2,870 kilometres together.", [own], [label]).supported
    assert not supporter.check("Sahrun operates three lines of 2,780 kilometres together.", [own], [label]).supported


class Counting(HashEmbedder):
    """Remembers what it was asked to embed piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        self.texts.extend(texts)
        return super().tokens(texts)
