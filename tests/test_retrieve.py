import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from rag import retrieve
from rag.archive import Archive
from rag.embed import Tokens
from rag.filters import Filters, narrowed
from rag.retrieve import Candidates
from rag.schema import Hit, Query
from tests.fakes import HashEmbedder


def test_hits_are_ranked_from_one_best_first(archive: Archive) -> None:
    hits = archive.search("sturgeon in the delta")
    assert hits[0].passage.speech == "boris-2020"
    assert "sturgeon" in hits[0].passage.text
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_no_two_hits_share_a_paragraph(archive: Archive, tmp_path: Path) -> None:
    long = tmp_path / "long.txt"
    long.write_text("The toll is due. " * 200 + "The end.")
    archive.ingest([long])
    hits = archive.search("toll", limit=100)
    held = [(hit.passage.speech, number) for hit in hits for number in hit.paragraphs]
    assert len(held) == len(set(held))
    assert [number for speech, number in held if speech == "long"] == [1]


def test_filters_leave_nothing_else(archive: Archive) -> None:
    assert {hit.passage.speech for hit in archive.search("toll", Filters(country=("Delta",)))} == {"boris-2020"}
    assert archive.search("toll", Filters(country=("Nowhere",))) == []
    assert archive.search("toll", Filters(since="1990", until="1991")) == []


def test_within_one_speech_each_speaker_is_found_alone(archive: Archive) -> None:
    hits = archive.search("toll", Filters(speaker=("Carla Ost",)))
    assert hits
    assert {hit.passage.speaker for hit in hits} == {"Carla Ost"}


def test_a_boost_lifts_what_it_matches_and_keeps_the_rest(archive: Archive) -> None:
    plain = archive.retrieve(Query("the toll"), 20).hits
    boosted = archive.retrieve(Query("the toll", boosts=(Filters(speaker=("Boris Vane",)),)), 20).hits
    assert {hit.passage.id for hit in plain} == {hit.passage.id for hit in boosted}

    def best(hits: tuple[Hit, ...]) -> float:
        return max(hit.score for hit in hits if hit.passage.speech == "boris-2020")

    assert best(boosted) > best(plain)


def test_what_the_catalog_no_longer_has_is_counted_and_not_shown(archive: Archive) -> None:
    gone = archive._catalog.passage_ids("boris-2020")
    archive._catalog.remove("boris-2020")
    found = archive.retrieve(Query("sturgeon in the delta"), 20)
    assert found.stale == len(gone) > 0
    assert "boris-2020" not in {hit.passage.speech for hit in found.hits}


def test_a_question_that_the_embedder_can_only_spell_is_left_to_the_words(
    archive: Archive, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = Query("What does the keeper count twice?")
    found = archive.retriever.candidates(query)
    by_words = sorted(found.lexical, key=lambda one: (-found.lexical[one], one))
    spelt = dataclasses.replace(found.asked, spans=np.repeat(found.asked.spans, 4, axis=0))
    ranked = archive.retriever.fused(dataclasses.replace(found, asked=spelt))
    assert [one for one, score in ranked if score > 0] == by_words
    assert [one for one, _ in archive.retriever.fused(found)] != [one for one, _ in ranked]


# Candidates


def held(found: Candidates) -> set[tuple[str, int]]:
    """The paragraphs of all candidates."""
    return {(one.speech, number) for one in found.passages.values() for number in range(one.first, one.last + 1)}


def test_candidates_keep_to_the_filters_and_have_a_score_in_each_index_that_knows_them(archive: Archive) -> None:
    found = archive.retriever.candidates(Query("the toll on barges", Filters(country=("Norland",))))
    assert {one.speech for one in found.passages.values()} == {"ada-2019", "carla-2021"}
    assert found.dense.keys() == found.passages.keys()
    assert found.lexical.keys() == {one for one, passage in found.passages.items() if "toll" in passage.text.casefold()}
    assert min(found.lexical.values()) > 0


def test_a_candidate_is_led_by_the_boosts_it_meets_and_no_boost_reaches_beyond_the_filters(archive: Archive) -> None:
    norland, boris, late = Filters(country=("Norland",)), Filters(speaker=("Boris Vane",)), Filters(since="2021")
    found = archive.retriever.candidates(Query("toll", boosts=(norland, boris, late)))
    led = {passage.speech: found.led[one] for one, passage in found.passages.items()}
    assert led == {"ada-2019": (norland,), "boris-2020": (boris,), "carla-2021": (norland, late)}
    narrow = archive.retriever.candidates(Query("toll", Filters(until="2019"), boosts=(norland, boris, late)))
    assert {passage.speech: narrow.led[one] for one, passage in narrow.passages.items()} == {"ada-2019": (norland,)}


def test_an_offer_that_the_catalog_no_longer_has_counts_once_and_has_no_score(archive: Archive) -> None:
    query = Query("sturgeon in the delta", boosts=(Filters(speaker=("Boris Vane",)), Filters(country=("Norland",))))
    before = archive.retriever.candidates(query)
    gone = archive._catalog.passage_ids("boris-2020")
    archive._catalog.remove("boris-2020")
    assert before.stale == 0
    assert gone <= before.dense.keys() & before.lexical.keys()
    found = archive.retriever.candidates(query)
    assert found.stale == len(gone)
    assert not gone & (found.passages.keys() | found.dense.keys() | found.lexical.keys() | found.led.keys())


def test_among_given_paragraphs_only_the_passages_that_hold_them_are_offered(archive: Archive) -> None:
    query = Query("the toll on sturgeon")
    found = archive.retriever.among(query, {("carla-2021", 3), ("boris-2020", 2), ("ada-2019", 99), ("nobody", 1)})
    # The third paragraph shares its passage with the second, which comes along.
    assert held(found) == {("carla-2021", 2), ("carla-2021", 3), ("boris-2020", 2), ("boris-2020", 3)}
    assert (found.led, found.stale) == ({}, 0)


def test_among_given_paragraphs_scores_are_those_of_the_search(archive: Archive) -> None:
    query = Query("the toll on sturgeon")
    everything = archive.retriever.candidates(query)
    found = archive.retriever.among(query, {("carla-2021", 5)})
    (one,) = found.passages
    assert found.passages[one] == everything.passages[one]
    assert found.dense == {one: pytest.approx(everything.dense[one], abs=1e-5)}
    assert found.lexical == {one: pytest.approx(everything.lexical[one], rel=1e-5)}
    (hit,) = archive.retriever.rank(found, 20).hits
    assert hit.paragraphs == (5,)


def test_among_no_paragraphs_nothing_is_found(archive: Archive) -> None:
    found = archive.retriever.among(Query("the toll"), ())
    assert held(found) == set()
    assert archive.retriever.rank(found, 20).hits == ()


@pytest.mark.parametrize("kept", [100, 3])
def test_only_an_archive_that_can_be_kept_whole_is_embedded_ahead(
    archive: Archive, embedder: HashEmbedder, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = archive.counts()[2]
    assert 3 < count < 100
    seen: list[str] = []
    tokens = embedder.tokens

    def listening(texts: Sequence[str]) -> list[Tokens]:
        seen.extend(texts)
        return tokens(texts)

    monkeypatch.setattr(embedder, "tokens", listening)
    monkeypatch.setattr(retrieve, "KEPT", kept)
    archive.prepare()
    assert len(set(seen)) == len(seen) == (len(archive._catalog.passage_ids()) if kept == 100 else 0)


def test_what_is_preferred_stays_within_what_is_searched(archive: Archive) -> None:
    ada, vane = Filters(speaker=("Ada Lund",)), Filters(speaker=("Boris Vane",))
    found = archive.retrieve(Query("sturgeon in the delta", ada, (vane,)), 20).hits
    assert found
    assert {hit.passage.speaker for hit in found} == {"Ada Lund"}


@pytest.mark.parametrize(
    ("filters", "by", "left"),
    [
        (Filters(), Filters(speaker=("Ada",)), Filters(speaker=("Ada",))),
        (Filters(speaker=("Ada",)), Filters(speaker=("Boris",)), None),
        (Filters(speaker=("Ada", "Boris")), Filters(speaker=("Boris",)), Filters(speaker=("Boris",))),
        (Filters(country=("Delta",)), Filters(speaker=("Ada",)), Filters(country=("Delta",), speaker=("Ada",))),
        (
            Filters(since="2019-05", until="2021"),
            Filters(since="2019", until="2021-03"),
            Filters(since="2019-05", until="2021-03"),
        ),
    ],
)
def test_filters_are_narrowed_and_never_left(filters: Filters, by: Filters, left: Filters | None) -> None:
    assert narrowed(filters, by) == left
