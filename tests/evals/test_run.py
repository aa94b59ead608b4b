import json
import platform
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from evals import run, systems
from evals.gold import Gold, GoldError
from evals.run import ALWAYS, OURS, Question, Run
from evals.settle import Draft, Quoted, settle
from evals.systems import Outcome
from rag.archive import Archive
from tests.conftest import BORIS, WriteSpeech
from tests.fakes import AbsentModel, ScriptedModel

HOST = "brandts-lighthouse"


@pytest.fixture(scope="module")
def sure(standing: Archive) -> Archive:
    return standing


@pytest.fixture(scope="module")
def golds(sure: Archive) -> list[Gold]:
    """One question that is answered, and one that is not in the archive."""
    quote = Quoted(speech="ada-2019", quote="Our lighthouse keeper, Mr. Brandt, counted 312 barges in the first week.")
    draft = Draft(id="barges", question="How many barges in the first week?", type="fact", gold=(quote,))
    silent = Gold(
        id="airship", question="Zeppelins?", type="unanswerable", answerable=False, cause="topic-absent", split="dev"
    )
    return [settle(draft, sure), silent]


@pytest.fixture(scope="module")
def outcomes(sure: Archive, golds: list[Gold]) -> dict[str, list[Outcome]]:
    return run.ask(golds, run.only_ours(sure) | {"never": systems.always_refuse(sure)})


@pytest.fixture
def _elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with a name that can be told, and no checkout."""

    def no_git(*_: Any, **__: Any) -> None:
        raise subprocess.CalledProcessError(128, "git")

    monkeypatch.setattr(subprocess, "run", no_git)
    monkeypatch.setattr(platform, "node", lambda: HOST)
    monkeypatch.setattr(socket, "gethostname", lambda: HOST)


def made(figures: dict[str, dict[str, float | None]]) -> Run:
    """A run of ours over questions of two speeches: those whose names begin with a, and others."""
    questions = {
        one: Question("fact", "plain", "dev", True, None, "low", "ada" if one.startswith("a") else "boris")
        for one in figures
    }
    return Run("mine", {}, questions, {OURS: figures})


# Asking


def test_every_system_is_asked_every_question(golds: list[Gold], outcomes: dict[str, list[Outcome]]) -> None:
    assert set(outcomes) == {OURS, ALWAYS, "never"}
    assert all([one.gold for one in listed] == golds for listed in outcomes.values())


def test_progress_is_told_question_by_question(golds: list[Gold]) -> None:
    told: list[tuple[int, int, str]] = []
    run.ask(golds, {"nobody": Outcome}, lambda *step: told.append(step))
    assert told == [(0, 2, "How many barges in the first week?"), (1, 2, "Zeppelins?"), (2, 2, "")]


def test_figures_are_kept_where_they_apply(sure: Archive, outcomes: dict[str, list[Outcome]]) -> None:
    found = run.record("mine", sure, outcomes, {}).figures
    barges, airship = found[OURS]["barges"], found[OURS]["airship"]
    assert (barges["right"], barges["exact"], barges["false refusal"], barges["verbatim rate"]) == (1, 1, 0, 1)
    assert (barges["recall@5"], barges["citation precision"]) == (1, 1)
    assert barges["token f1"]
    assert airship.keys() == {"refusal recall", "refusal precision", "confidence", "seconds"}
    assert found["never"]["barges"] == {
        "right": 0, "exact": 0, "false refusal": 1, "refusal precision": 0, "confidence": 0
    }  # fmt: skip


def test_an_answer_to_what_has_none_is_held_against_the_archive_alone(sure: Archive, golds: list[Gold]) -> None:
    barges = golds[1].model_copy(update={"question": golds[0].question})
    figures = run.measured(systems.always_answer(sure)(barges), sure)
    assert (figures["refusal recall"], figures["verbatim rate"], figures["dangling rate"]) == (0, 1, 0)
    assert not figures.keys() & {"right", "citation precision", "token f1", "recall@5"}


def test_what_is_quoted_in_the_place_of_a_model_is_not_measured(sure: Archive, golds: list[Gold]) -> None:
    outcome = systems.written(sure, AbsentModel())(golds[0])
    assert outcome.answer
    assert outcome.answer.status == "answered"
    assert run.measured(outcome, sure) == {"model failed": 1}


def test_what_a_model_wrote_is_measured_like_all_answers(sure: Archive, golds: list[Gold]) -> None:
    model = ScriptedModel(lambda _: "The keeper counted “312 barges” in the first week. [1]\nPigs fly. [99]")
    figures = run.measured(systems.written(sure, model)(golds[0]), sure)
    assert (figures["right"], figures["verbatim rate"], figures["shown verbatim"], figures["dangling rate"]) == (
        1,
        1,
        1,
        0,
    )
    assert (figures["supported"], figures["dropped"], figures["dangling"]) == (0.5, 0.5, 0.5)


def test_a_question_stands_with_the_speech_of_its_evidence(sure: Archive, outcomes: dict[str, list[Outcome]]) -> None:
    recorded = run.record("mine", sure, outcomes, {})
    assert recorded.clusters() == {"barges": "ada-2019", "airship": "airship"}
    assert recorded.questions["airship"] == Question(
        "unanswerable", "plain", "dev", False, "topic-absent", None, "airship"
    )
    assert recorded.questions["barges"].overlap == "low"


# Figures


def test_values_leave_out_what_does_not_apply() -> None:
    mine = made({"a1": {"right": 1.0}, "a2": {"right": None}, "b1": {}, "b2": {"right": 0.0}})
    assert mine.values(OURS, "right") == {"a1": 1.0, "b2": 0.0}
    assert mine.values(OURS, "right", ["b2", "a2", "nobody"]) == {"b2": 0.0}
    assert mine.values("nobody", "right") == mine.values(OURS, "left") == {}


def test_an_estimate_is_over_the_questions_to_which_the_measure_applies() -> None:
    mine = made({"a1": {"right": 1.0}, "a2": {"right": None}, "a3": {"right": 0.0}, "b1": {"right": 1.0}})
    found, one_speech = mine.estimate(OURS, "right"), mine.estimate(OURS, "right", ["a1", "a2", "a3"])
    assert found
    assert found.value == pytest.approx(2 / 3)
    assert found.count == 3
    assert found.low < found.high
    assert one_speech
    assert (one_speech.value, one_speech.low, one_speech.high) == (0.5, 0.5, 0.5)
    assert mine.estimate(OURS, "right", ["a2"]) is None
    assert mine.estimate("nobody", "right") is None


# Writing down


def test_a_run_survives_writing_and_reading(tmp_path: Path, sure: Archive, outcomes: dict[str, list[Outcome]]) -> None:
    recorded = run.record("demö", sure, outcomes, {"split": "dev", "seed": 7, "commit": None})
    run.save([recorded, made({"a1": {"right": 1 / 3}})], tmp_path / "runs" / "now.json")
    found = run.load(tmp_path / "runs" / "now.json")
    assert list(found) == ["demö", "mine"]
    assert (found["demö"].manifest, found["demö"].questions) == (recorded.manifest, recorded.questions)
    for system, figures in recorded.figures.items():
        assert found["demö"].figures[system].keys() == figures.keys()
        for one, values in figures.items():
            assert found["demö"].figures[system][one] == pytest.approx(values, abs=5e-5)
    assert found["mine"].figures == {OURS: {"a1": {"right": 0.3333}}}


@pytest.mark.parametrize("text", [None, "", "{", "[1]", "{}x", '{"name": "x"}', '[{"name": "x"}]', "null"])
def test_a_file_that_is_no_run_is_named(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "broken.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(GoldError, match=r"broken\.json is not a saved run"):
        run.load(file)


def test_a_run_whose_questions_lack_something_is_broken(tmp_path: Path) -> None:
    run.save([made({"a1": {"right": 1.0}})], tmp_path / "now.json")
    (saved,) = json.loads((tmp_path / "now.json").read_text())
    del saved["questions"]["a1"]["cluster"]
    (tmp_path / "now.json").write_text(json.dumps([saved]))
    with pytest.raises(GoldError, match=r"now\.json is not a saved run: .*cluster"):
        run.load(tmp_path / "now.json")


# What it depends on


@pytest.mark.usefixtures("_elsewhere")
def test_the_manifest_tells_of_no_place_and_no_host(sure: Archive, golds: list[Gold]) -> None:
    written = json.dumps(run.manifest(sure, golds, "dev"))
    assert "/" in str(sure.folder)
    assert "/" not in written
    assert HOST not in written
    assert not any(gold.question in written for gold in golds)


@pytest.mark.usefixtures("_elsewhere")
def test_the_manifest_says_what_the_figures_depend_on(sure: Archive, golds: list[Gold]) -> None:
    told = run.manifest(sure, golds, "dev")
    assert (told["split"], told["questions"], told["embedder"], told["commit"]) == ("dev", 2, "hash@1", None)
    assert (told["speeches"], told["paragraphs"], told["passages"]) == (3, 12, 8)
    assert told["bytes_per_paragraph"] > 100
    assert told["ingest_paragraphs_per_second"] is None


@pytest.mark.usefixtures("_elsewhere")
def test_the_manifest_changes_with_gold_and_not_with_its_order(sure: Archive, golds: list[Gold]) -> None:
    others = [golds[0], golds[1].model_copy(update={"question": "Airships?"})]
    first, turned, changed = (run.manifest(sure, listed, "dev") for listed in (golds, golds[::-1], others))
    assert turned["gold_sha256"] == first["gold_sha256"] != changed["gold_sha256"]
    assert changed["corpus_sha256"] == first["corpus_sha256"]


@pytest.mark.usefixtures("_elsewhere")
def test_the_manifest_changes_with_the_texts_and_with_the_fitted_numbers(
    sure: Archive, archive: Archive, write_speech: WriteSpeech
) -> None:
    # The same speeches, with metadata and with other fitted numbers.
    first, other = run.manifest(sure, [], "dev"), run.manifest(archive, [], "dev")
    assert other["corpus_sha256"] == first["corpus_sha256"]
    assert other["fitted_sha256"] != first["fitted_sha256"]
    archive.ingest([write_speech("boris-2020", BORIS.replace("thirty years", "forty years"))])
    assert run.manifest(archive, [], "dev")["corpus_sha256"] != first["corpus_sha256"]
