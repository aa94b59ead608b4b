import dataclasses
from collections.abc import Iterator
from types import SimpleNamespace
from typing import cast

import pytest

from evals import systems
from evals.gold import Gold, Place
from evals.settle import Draft, Quoted, settle
from evals.systems import Outcome
from rag.archive import Archive
from rag.fitted import Calibration
from rag.retrieve import Candidates
from rag.schema import Passage, Query
from tests.conftest import ADA, BORIS, CARLA
from tests.fakes import SURE, AbsentModel, HashEmbedder, ScriptedModel

SILENT = Gold(
    id="s", question="How many barges were counted?", type="unanswerable", answerable=False, cause="wrong-date",
    split="dev",
)  # fmt: skip
ALL = {
    (speech, number)
    for speech, last in (("ada-2019", 4), ("boris-2020", 3), ("carla-2021", 5))
    for number in range(1, last + 1)
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Speeches of `conftest`, which are only read here, so that one archive does for all tests."""
    folder = tmp_path_factory.mktemp("systems")
    for stem, speaker, text in (
        ("ada-2019", "Ada Lund", ADA), ("boris-2020", "Boris Vane", BORIS), ("carla-2021", "Carla Ost", CARLA)
    ):  # fmt: skip
        (folder / f"{stem}.md").write_text(f"---\nspeaker: {speaker}\n---\n{text}", encoding="utf-8")
    with Archive.open(folder / "archive", create=True, embedder=HashEmbedder()) as opened:
        opened.ingest(folder.glob("*.md"))
        yield opened


def asking(archive: Archive, question: str, *quotes: tuple[str, str]) -> Gold:
    gold = tuple(Quoted(speech=speech, quote=quote) for speech, quote in quotes)
    return settle(Draft(id="q", question=question, type="fact", gold=gold), archive)


def cited(outcome: Outcome) -> set[Place]:
    assert outcome.answer
    return {(one.speech, one.paragraph) for sentence in outcome.answer.sentences for one in sentence.citations}


def test_paragraphs_are_ranked_where_they_first_come() -> None:
    hits = ((("a", 2), ("a", 3)), (("b", 1),), (("a", 3), ("a", 4)))
    assert Outcome(SILENT, hits).ranked == (("a", 2), ("a", 3), ("b", 1), ("a", 4))
    assert Outcome(SILENT).ranked == ()


def test_the_oracle_answers_from_the_gold_paragraph_though_others_fit_better(archive: Archive) -> None:
    gold = asking(archive, "How many barges were counted in the week?", ("carla-2021", "The sturgeon pay no toll."))
    assert cited(systems.ours(archive)(gold)) <= {("ada-2019", number) for number in (2, 3, 4)}
    outcome = systems.oracle(archive)(gold)
    assert cited(outcome) == {("carla-2021", 5)}
    assert outcome.hits is None


def test_the_oracle_cites_no_neighbour_that_shares_the_passage_of_the_gold(archive: Archive) -> None:
    gold = asking(archive, "Will the toll stay at four marks?", ("carla-2021", "It will be lowered after that."))
    (passage,) = archive.retriever.among(Query(gold.asked), {("carla-2021", 3)}).passages.values()
    assert (passage.first, passage.last) == (2, 3)
    assert ("carla-2021", 2) in cited(systems.always_answer(archive)(gold))
    assert cited(systems.oracle(archive)(gold)) == {("carla-2021", 3)}


def test_a_model_writes_its_own_answers_and_no_others(standing: Archive) -> None:
    written = systems.written(standing, ScriptedModel(lambda _: "NOT IN THE EVIDENCE"))(SILENT).answer
    assert written
    assert written.writing
    assert (written.status, written.writing.model) == ("refused", "fake:scripted")
    assert standing.model is None


def test_a_model_that_is_not_there_is_told(standing: Archive) -> None:
    answer = systems.written(standing, AbsentModel())(SILENT).answer
    assert answer
    assert "fake:absent does not answer" in (answer.notice or "")


def test_the_oracle_refuses_what_has_no_evidence(archive: Archive) -> None:
    answer = systems.oracle(archive)(SILENT).answer
    assert answer
    assert (answer.status, answer.sentences, answer.confidence) == ("refused", (), 0)


def test_always_refusing_refuses_even_what_is_there(archive: Archive) -> None:
    outcome = systems.always_refuse(archive)(asking(archive, "Toll?", ("ada-2019", "The toll is four marks a barge.")))
    assert outcome.answer
    assert (outcome.answer.status, outcome.answer.sentences, outcome.hits) == ("refused", (), None)


def test_always_answering_answers_what_ours_is_not_sure_of(archive: Archive, embedder: HashEmbedder) -> None:
    never = dataclasses.replace(SURE, calibration=Calibration({"coverage": 12.0}, -4.0, 1.0))
    with Archive.open(archive.folder, embedder=embedder, fit=never) as careful:
        ours, always = (system(careful)(SILENT) for system in (systems.ours, systems.always_answer))
    assert ours.answer
    assert always.answer
    assert (ours.answer.status, always.answer.status) == ("refused", "answered")
    assert ours.answer.confidence == always.answer.confidence
    assert (bool(ours.hits), always.hits) == (True, None)


def test_every_search_returns_places_of_the_archive_the_best_first(archive: Archive) -> None:
    gold = asking(archive, "Our fishermen saw the sturgeon", ("boris-2020", "They had been gone for thirty years."))
    for system in (
        systems.ours(archive),
        systems.without_reranking(archive),
        systems.plain_fusion(archive),
        systems.single_index(archive, "dense"),
        systems.single_index(archive, "lexical"),
    ):
        outcome = system(gold)
        assert outcome.hits
        assert ("boris-2020", 3) in outcome.hits[0]
        places = [place for hit in outcome.hits for place in hit]
        assert len(places) == len(set(places)) > 3
        assert set(places) <= ALL


@pytest.mark.parametrize("name", ["dense", "lexical"])
def test_no_names_are_understood_by_a_single_index(archive: Archive, name: str) -> None:
    gold = asking(
        archive, "What did Boris Vane say of the toll?", ("boris-2020", "They had been gone for thirty years.")
    )
    assert archive.understand(gold.asked) != Query(gold.asked)
    outcome = systems.single_index(archive, name)(gold)
    assert len({speech for speech, _ in outcome.ranked}) > 1


# Fusion, of candidates that are given


def offering(dense: dict[str, float], lexical: dict[str, float], paragraphs: dict[str, tuple[int, int]]) -> Archive:
    """An archive of one speech that offers these passages for whatever is asked."""
    passages = {
        one: Passage(one, "weir", first, last, 0, 1, "", "", None, None) for one, (first, last) in paragraphs.items()
    }
    (asked,) = HashEmbedder().tokens(["weir"])
    found = Candidates(Query("weir"), asked, passages, dense, lexical, {}, 0)
    return cast(Archive, SimpleNamespace(retriever=SimpleNamespace(candidates=lambda _: found)))


def test_plain_fusion_adds_up_reciprocal_ranks() -> None:
    # a: 1/61; b: 1/62 + 1/62; c: 1/63 + 1/61, a hair more than b.
    archive = offering({"a": 0.9, "b": 0.8, "c": 0.1}, {"b": 3.0, "c": 99.0}, {"a": (1, 1), "b": (2, 2), "c": (3, 3)})
    assert systems.plain_fusion(archive)(SILENT).hits == ((("weir", 3),), (("weir", 2),), (("weir", 1),))


def test_a_paragraph_stands_with_the_best_passage_that_holds_it() -> None:
    archive = offering({"a": 0.9, "b": 0.8, "c": 0.7}, {}, {"a": (2, 3), "b": (3, 4), "c": (2, 3)})
    assert systems.single_index(archive, "dense")(SILENT).hits == ((("weir", 2), ("weir", 3)), (("weir", 4),))


def test_a_search_looks_at_no_more_than_the_deepest_hit() -> None:
    names = [f"p{number:02}" for number in range(1, 31)]
    scores = {one: 1.0 / place for place, one in enumerate(names, start=1)}
    archive = offering(scores, {}, {one: (number, number) for number, one in enumerate(names, start=1)})
    found = systems.single_index(archive, "dense")(SILENT)
    assert found.ranked == tuple(("weir", number) for number in range(1, 21))
