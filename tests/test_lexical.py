import time
from pathlib import Path

import pytest

from rag.errors import IndexBroken
from rag.filters import Scope
from rag.lexical import LexicalIndex
from rag.schema import Passage


def passage(one: str, text: str, *, header: str = "", language: str | None = "en") -> Passage:
    speech = one.partition(":")[0]
    return Passage(one, speech, 1, 1, 0, len(text), text, header, f"Speaker {speech}", language)


PASSAGES = [
    passage("a:1", "The tolls were raised for every barge.", header="Ada Lund, Norland, 2019"),
    passage("a:2", "A toll for the canal, and a toll for the bridge."),
    passage("b:1", "The sturgeon returned to the delta."),
    passage("c:1", "Les ministres ont parlé des péages.", language="fr"),
    passage("d:1", "Nothing is known of its language, but toll stays toll.", language=None),
]


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    index = LexicalIndex(tmp_path)
    index.add(PASSAGES)
    return index


def found(index: LexicalIndex, question: str, scope: Scope = Scope(), header_weight: float = 0.5) -> list[str]:
    return [one for one, _ in index.search(question, 10, header_weight=header_weight, scope=scope)]


def test_words_match_by_stem_in_each_language(index: LexicalIndex) -> None:
    assert set(found(index, "tolling")) == {"a:1", "a:2", "d:1"}
    assert found(index, "ministre parle") == ["c:1"]
    assert found(index, "nothing whatever") == ["d:1"]


def test_the_more_a_passage_says_it_the_better_its_score(index: LexicalIndex) -> None:
    scores = dict(index.search("toll canal", 10, header_weight=0.5))
    assert max(scores, key=lambda one: scores[one]) == "a:2"
    assert all(score > 0 for score in scores.values())


def test_the_header_counts_by_its_weight(index: LexicalIndex) -> None:
    assert found(index, "Lund 2019") == ["a:1"]
    assert found(index, "Lund 2019", header_weight=0) == []


def test_a_scope_limits_without_changing_scores(index: LexicalIndex) -> None:
    everywhere = dict(index.search("toll", 10, header_weight=0.5))
    limited = dict(index.search("toll", 10, header_weight=0.5, scope=Scope(("a",))))
    assert limited == {one: everywhere[one] for one in ("a:1", "a:2")}
    assert found(index, "toll", Scope(("a",), ("Speaker b",))) == []
    assert found(index, "toll", Scope(())) == []


def test_given_passages_are_scored_as_in_search(index: LexicalIndex) -> None:
    everywhere = dict(index.search("toll", 10, header_weight=0.5))
    assert index.score("toll", ["a:1", "b:1"], header_weight=0.5) == pytest.approx({"a:1": everywhere["a:1"]})
    assert index.score("toll", [], header_weight=0.5) == {}


def test_a_question_without_words_finds_nothing(index: LexicalIndex) -> None:
    assert found(index, "?!") == []
    assert index.score("?!", ["a:1"], header_weight=0.5) == {}


def test_query_syntax_is_only_words(index: LexicalIndex) -> None:
    assert set(found(index, 'toll" AND body_en:* ~)')) >= {"a:1", "a:2"}


def test_rarity_is_one_for_a_word_of_no_passage(index: LexicalIndex) -> None:
    rarity = index.rarity(["toll", "sturgeon", "zeppelin"], "en")
    assert rarity["toll"] < rarity["sturgeon"] < rarity["zeppelin"] == pytest.approx(1.0)


def test_adding_again_replaces_and_removing_forgives(index: LexicalIndex, tmp_path: Path) -> None:
    index.add(PASSAGES)
    assert index.count() == len(PASSAGES)
    index.remove(["a:1", "nowhere"])
    assert index.ids() == LexicalIndex(tmp_path).ids() == {"a:2", "b:1", "c:1", "d:1"}
    index.add([])
    index.remove([])
    index.reset()
    assert (index.count(), index.ids()) == (0, set())


def test_an_index_of_another_make_is_named(tmp_path: Path) -> None:
    LexicalIndex(tmp_path)
    (tmp_path / "tantivy" / "meta.json").write_text("{}")
    with pytest.raises(IndexBroken, match="onrecord doctor --rebuild"):
        LexicalIndex(tmp_path)


def phrases(index: LexicalIndex, *runs: str) -> set[str]:
    return {one for one, _ in index.phrases(runs, 10)}


def test_a_phrase_is_words_as_they_follow_each_other(index: LexicalIndex) -> None:
    assert phrases(index, "returned to the delta") == {"b:1"}
    assert phrases(index, "the returned delta") == set()
    assert phrases(index, "toll for the canal", "ont parlé") == {"a:2", "c:1"}
    assert phrases(index, "lund norland") == {"a:1"}
    assert phrases(index, "sturgeon") == {"b:1"}
    assert phrases(index, "zeppelin", "") == set()
    assert phrases(index) == set()


def test_common_words_and_stop_words_say_little(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    index.add([passage(f"a:{number}", f"The barge number {number} has paid the toll.") for number in range(8)])
    index.add([passage(f"b:{number}", "The bridge stands.") for number in range(3)])
    assert index.telling(["the", "barge", "bridge", "sturgeon", "%"], "en") == [False, False, False, True, False]
    index.add([passage(f"c:{number}", "Nothing at all.") for number in range(40)])
    assert index.telling(["the", "barge", "bridge"], "en") == [False, True, True]


def test_a_word_is_as_rare_as_its_rarest_stem(index: LexicalIndex) -> None:
    toll, sturgeon, nowhere, sign = index.rarest(["toll", "sturgeon", "zeppelin", "%"], "en")
    assert 0 < toll < sturgeon < nowhere == 1.0
    assert sign == 0.1


def test_what_another_has_written_is_found_once_the_version_tells_of_it(tmp_path: Path) -> None:
    version = 0
    reader, writer = LexicalIndex(tmp_path, version=lambda: version), LexicalIndex(tmp_path)
    writer.add(PASSAGES)
    time.sleep(1)  # tantivy, left to itself, looks twice a second
    assert reader.count() == 0
    version = 1
    assert (reader.count(), found(reader, "sturgeon")) == (len(PASSAGES), ["b:1"])
