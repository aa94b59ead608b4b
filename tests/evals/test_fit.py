import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from evals import fit, sets
from evals.fit import Bench, Pool, Remembering
from evals.gold import Evidence, Gold, Place, Wording
from evals.settle import Draft, Quoted, settle
from rag import fitted
from rag.answer.confidence import Features, confidence
from rag.archive import Archive
from rag.filters import Filters
from rag.fitted import Calibration, FusionWeights, SentenceWeights
from rag.retrieve import Candidates
from rag.schema import Answer, Citation, Passage, Query, Sentence
from tests.conftest import ADA, BORIS, CARLA
from tests.fakes import SURE, HashEmbedder

EVEN = FusionWeights(dense=0.5, lexical=0.5, header=1.5, match=0.0, speaker=0.0, role=0.0, country=0.0, period=0.0)
BORIS_VANE = Filters(speaker=("Boris Vane",))


class Asked(Bench):
    """Questions with an archive that is given, for whatever numbers."""

    def asked(self, fit: fitted.Fitted, what: str) -> Iterator[tuple[Archive, Gold]]:
        for golds in self.golds.values():
            yield from ((cast(Archive, self.embedder), gold) for gold in golds)


def asking(archive: object, *golds: Gold) -> Bench:
    return Asked(cast(Any, archive), {Path("asked"): list(golds)})


def gold(name: str, *places: Place, wording: Wording = "plain") -> Gold:
    """A question about these paragraphs; one that has no answer where there are none."""
    found = tuple(Evidence(speech=speech, paragraph=number, start=0, end=1, sha256="") for speech, number in places)
    return Gold(
        id=name, question=name, type="fact" if found else "unanswerable", wording=wording, answerable=bool(found),
        cause=None if found else "near-miss", gold=found, split="dev",
    )  # fmt: skip


# Word pieces that are remembered


def test_pieces_of_a_text_are_reckoned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    embedder, reckoned = HashEmbedder(), []
    tokens = embedder.tokens
    monkeypatch.setattr(embedder, "tokens", lambda texts: reckoned.extend(texts) or tokens(texts))
    remembering = Remembering(embedder)
    for texts in (["the toll", "the weir", "the toll"], ["the eel", "the weir"]):
        for found, fresh in zip(remembering.tokens(texts), tokens(texts), strict=True):
            assert found.vectors.dtype == np.float32
            assert found.vectors == pytest.approx(fresh.vectors, abs=1e-3)
            assert found.spans.tolist() == fresh.spans.tolist()
    assert reckoned == ["the toll", "the weir", "the eel"]


def test_it_counts_and_embeds_as_the_embedder_does() -> None:
    embedder = HashEmbedder("hash@7", max_pieces=9)
    remembering = Remembering(embedder)
    assert (remembering.fingerprint, remembering.max_pieces, remembering.count("a toll?")) == ("hash@7", 9, 3)
    assert remembering.embed(["a toll"]).tolist() == embedder.embed(["a toll"]).tolist()


# Fusion


def pool(
    wanted: int,
    dense: Mapping[str, float],
    lexical: Mapping[str, float],
    match: Mapping[str, float] | None = None,
    led: Mapping[str, tuple[Filters, ...]] | None = None,
) -> Pool:
    """Passages a, b, c, ... hold paragraphs 1, 2, 3, ... of one speech, of which one is wanted."""
    names = sorted(dense)
    passages = {one: Passage(one, "weir", n, n, 0, 1, "", "", None, None) for n, one in enumerate(names, start=1)}
    (asked,) = HashEmbedder().tokens(["weir"])
    found = Candidates(Query("weir"), asked, passages, dense, lexical, led or dict.fromkeys(names, ()), 0)
    return Pool([{("weir", wanted)}], found, match or dict.fromkeys(names, 0.0))


def test_the_score_of_a_pool_is_the_mean_of_reciprocal_rank_and_recall() -> None:
    names = "abcdef"
    down = {one: 1.0 - place / 10 for place, one in enumerate(names)}
    assert pool(1, down, {}).score(EVEN) == 1
    assert pool(3, down, {}).score(EVEN) == pytest.approx((1 / 3 + 1) / 2)
    assert pool(6, down, {}).score(EVEN) == pytest.approx((1 / 6 + 0) / 2)


def test_a_pool_is_ranked_by_the_weights_it_is_given() -> None:
    dense, lexical = {"a": 0.9, "b": 0.1}, {"a": 1.0, "b": 5.0}
    first, second = 1.0, 0.75
    for weights, expected in (
        (dataclasses.replace(EVEN, dense=1.0, lexical=0.0), second),
        (dataclasses.replace(EVEN, dense=0.0, lexical=1.0), first),
        (dataclasses.replace(EVEN, dense=1.0, lexical=0.0, match=1.0), first),
    ):
        assert pool(2, dense, lexical, {"a": 0.2, "b": 0.3}).score(weights) == expected
    led = {"a": (), "b": (BORIS_VANE,)}
    assert pool(2, dense, {}, led=led).score(dataclasses.replace(EVEN, speaker=0.4, role=9.0)) == second
    assert pool(2, dense, {}, led=led).score(dataclasses.replace(EVEN, speaker=0.6)) == first


def offering(pools: Mapping[str, Pool]) -> object:
    """An archive that offers each question its pool."""
    by_query = {pool.found.query: pool for pool in pools.values()}
    retriever = SimpleNamespace(
        candidates=lambda query: pools[query.text].found,
        fused=lambda found: sorted(found.dense.items(), key=lambda item: -item[1]),
        match=lambda found, ids: {one: SimpleNamespace(score=_of(pools, found).match[one]) for one in ids},
    )
    del by_query
    return SimpleNamespace(understand=Query, retriever=retriever)


def _of(pools: Mapping[str, Pool], found: Candidates) -> Pool:
    return next(one for one in pools.values() if one.found is found)
