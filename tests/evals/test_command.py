import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.gold import write
from evals.settle import Draft, Quoted, settle
from rag import cli
from rag.archive import Archive
from rag.chat import ChatModel, Message
from rag.errors import ModelUnavailable
from tests.fakes import SURE, AbsentModel, HashEmbedder, ScriptedModel

Run = tuple[int, str, str]


class Eval:
    """`onrecord eval` on the archive of the tests, in this process, with the fake embedder."""

    def __init__(self, place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.place = place
        self._capsys = capsys
        self._patch = monkeypatch
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setenv("ONRECORD_DATA", str(place / "nothing"))
        monkeypatch.setattr("rag.fitted.load", lambda: SURE)
        monkeypatch.setattr("rag.embed.SentenceTransformerEmbedder", lambda *given, **named: HashEmbedder())

    def __call__(self, *arguments: str | Path) -> Run:
        self._patch.setattr(sys, "argv", ["onrecord", "eval", *map(str, arguments), "--folder", str(self.place)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        shown = self._capsys.readouterr()
        return int(end.value.code or 0), shown.out, shown.err


@pytest.fixture
def evaluate(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Eval:
    return Eval(tmp_path / "evals", capsys, monkeypatch)


@pytest.fixture
def gold(tmp_path: Path, archive: Archive) -> Path:
    """Two questions that are answered and one that is not."""
    barges = Quoted(speech="ada-2019", quote="Our lighthouse keeper, Mr. Brandt, counted 312 barges in the first week.")
    bridge = Quoted(speech="carla-2021", quote="The toll stays at four marks until the bridge is paid for.")
    drafts = [
        Draft(id="barges", question="How many barges in the first week?", type="fact", gold=(barges,)),
        Draft(id="bridge", question="How long does the toll stay at four marks?", type="fact", gold=(bridge,)),
        Draft(id="zeppelins", question="<script>Zeppelins?</script>", type="unanswerable", cause="topic-absent"),
    ]
    file = tmp_path / "mine.jsonl"
    write([settle(draft, archive) for draft in drafts], file)
    return file


def ask(gold: Path, archive: Archive, *more: str | Path) -> tuple[str | Path, ...]:
    return (gold, "--archive", archive.folder, "--split", "all", *more)


def test_a_run_is_printed_and_kept_as_json_and_as_a_page(evaluate: Eval, gold: Path, archive: Archive) -> None:
    code, out, _ = evaluate(*ask(gold, archive, "--name", "first", "--json", evaluate.place / "copy.json"))
    assert code == 0
    assert "mine: 3 questions (all) on 3 speeches" in out
    assert "Beside the baselines" in out
    (run,) = json.loads((evaluate.place / "runs" / "first.json").read_text())
    assert run["name"] == "mine"
    assert set(run["questions"]) == {"barges", "bridge", "zeppelins"}
    assert (evaluate.place / "copy.json").read_bytes() == (evaluate.place / "runs" / "first.json").read_bytes()
    assert str(evaluate.place) not in json.dumps(run)


def test_the_page_needs_nothing_beside_it_and_shows_what_was_asked_as_text(
    evaluate: Eval, gold: Path, archive: Archive
) -> None:
    assert evaluate(*ask(gold, archive, "--name", "first", "--no-baselines"))[0] == 0
    page = (evaluate.place / "runs" / "first.html").read_text(encoding="utf-8")
    assert not re.search(r"<(?:script|link|img|iframe)\b|\bsrc=|url\((?!#)|@import", page)
    assert page.count("<svg") == 4


def test_a_run_is_compared_with_one_before_by_its_name(evaluate: Eval, gold: Path, archive: Archive) -> None:
    evaluate(*ask(gold, archive, "--name", "first", "--no-baselines"))
    code, out, _ = evaluate(*ask(gold, archive, "--compare", "first", "--no-baselines"))
    assert code == 0
    assert "Changes against first" in out
    assert "recall@5: +0.000 (+0.000 to +0.000" in out


def test_the_gate_lets_through_what_is_as_good_and_stops_what_is_worse(
    evaluate: Eval, gold: Path, archive: Archive
) -> None:
    evaluate(*ask(gold, archive, "--name", "first", "--no-baselines"))
    saved = evaluate.place / "runs" / "first.json"
    assert evaluate(*ask(gold, archive, "--gate", saved, "--no-baselines"))[0] == 0
    runs = json.loads(saved.read_text())
    for figures in runs[0]["figures"]["ours"].values():
        figures["recall@5"] = 5.0
    saved.write_text(json.dumps(runs))
    code, _, err = evaluate(*ask(gold, archive, "--gate", saved, "--no-baselines"))
    assert code == 1
    assert "fell behind first.json: mine: recall@5" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "there is no gold set 'nowhere'; there are demo, chat, presidents, un"),
        (("un",), "skipped: un, its texts are not here"),
        (("un",), "there is nothing left to run"),
        (("demo", "--compare", "never"), "is not a saved run"),
        (("--squad", "absent.json"), "absent.json cannot be read"),
    ],
)
def test_what_cannot_be_run_is_told_in_a_line(evaluate: Eval, arguments: tuple[str, ...], said: str) -> None:
    code, _, err = evaluate(*arguments)
    assert code == 2
    assert said in err


def test_a_file_of_questions_needs_its_archive(evaluate: Eval, gold: Path) -> None:
    code, _, err = evaluate(gold)
    assert code == 2
    assert "--archive" in err


def test_gold_that_does_not_fit_the_archive_is_refused(evaluate: Eval, gold: Path, archive: Archive) -> None:
    gold.write_text(gold.read_text(encoding="utf-8").replace('"sha256": "', '"sha256": "0'), encoding="utf-8")
    code, _, err = evaluate(*ask(gold, archive))
    assert code == 2
    assert "are not those that the question was written for" in err


def test_a_benchmark_is_taken_in_and_asked(evaluate: Eval, tmp_path: Path) -> None:
    context = "The ferry was built in the winter of 1911. It burnt two years later."
    question = {"id": "q", "question": "When was the ferry built?", "answers": [{"text": "1911", "answer_start": 37}]}
    data = {"data": [{"title": "Ferry", "paragraphs": [{"context": context, "qas": [question]}]}]}
    (tmp_path / "tiny.json").write_text(json.dumps(data), encoding="utf-8")
    code, out, _ = evaluate("--squad", tmp_path / "tiny.json", "--no-baselines")
    assert code == 0
    assert "tiny: 1 questions (test) on 1 speeches" in out


def test_a_gate_that_compares_nothing_does_not_pass(evaluate: Eval, gold: Path, archive: Archive) -> None:
    evaluate(*ask(gold, archive, "--name", "first", "--no-baselines"))
    saved = evaluate.place / "runs" / "first.json"
    runs = json.loads(saved.read_text())
    runs[0]["figures"]["ours"] = {"another": runs[0]["figures"]["ours"]["barges"]}
    runs[0]["questions"]["another"] = runs[0]["questions"]["barges"]
    saved.write_text(json.dumps(runs))
    code, _, err = evaluate(*ask(gold, archive, "--gate", saved, "--no-baselines"))
    assert code == 2
    assert "no question in common" in err


def test_a_set_that_the_gate_does_not_hold_is_not_passed_over(evaluate: Eval, gold: Path, archive: Archive) -> None:
    evaluate(*ask(gold, archive, "--name", "first", "--no-baselines"))
    saved = evaluate.place / "runs" / "first.json"
    saved.write_text(saved.read_text().replace('"name": "mine"', '"name": "other"'))
    code, _, err = evaluate(*ask(gold, archive, "--gate", saved, "--no-baselines"))
    assert code == 2
    assert "first.json does not hold mine" in err


def test_options_that_would_have_no_effect_are_refused(evaluate: Eval, gold: Path, archive: Archive) -> None:
    code, _, err = evaluate("demo", "--archive", archive.folder)
    assert (code, "sets have archives of their own" in err) == (2, True)
    code, _, err = evaluate(*ask(gold, archive, "--gate", gold, "--compare", "first"))
    assert (code, "--gate compares already" in err) == (2, True)


def test_a_split_without_questions_is_told(evaluate: Eval, gold: Path, archive: Archive) -> None:
    gold.write_text(gold.read_text(encoding="utf-8").replace('"split": "test"', '"split": "dev"'), encoding="utf-8")
    code, _, err = evaluate(gold, "--archive", archive.folder, "--split", "test")
    assert (code, "mine has no test questions" in err) == (2, True)


# A chat model beside


def writes(monkeypatch: pytest.MonkeyPatch, model: ChatModel) -> list[tuple[str, str | None]]:
    """Have this model made whatever its name; returns what it was made of."""
    made: list[tuple[str, str | None]] = []

    def make(name: str, url: str | None) -> ChatModel:
        made.append((name, url))
        return model

    monkeypatch.setattr("rag.chat.chat_model", make)
    return made


def keeper(messages: Sequence[Message]) -> str:
    """Answers about barges, fails on the toll."""
    if "toll" in messages[-1].text.splitlines()[-1]:
        raise ModelUnavailable("the server went away")
    return "The keeper counted “312 barges” in the first week. [1]"


def test_a_model_is_asked_beside_ours_and_shown_on_the_page(
    evaluate: Eval, gold: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = writes(monkeypatch, ScriptedModel(lambda _: "The keeper counted “312 barges” in the first week. [1]"))
    more = ("--model", "openai:local", "--model-url", "http://here/v1", "--name", "first", "--no-baselines")
    code, out, err = evaluate(*ask(gold, archive, *more))
    assert (code, err) == (0, "")
    assert made == [("openai:local", "http://here/v1")]
    assert "Quoted and written" in out
    assert "median seconds, written" in out
    (run,) = json.loads((evaluate.place / "runs" / "first.json").read_text())
    assert run["manifest"]["model"] == "fake:scripted"
    assert run["figures"]["written"]["barges"]["right"] == 1
    assert "supported" not in run["figures"]["ours"]["barges"]
    page = (evaluate.place / "runs" / "first.html").read_text(encoding="utf-8")
    assert "Written by fake:scripted" in page
    assert "The keeper counted “312 barges” in the first week." in page


def test_ours_is_by_quotation_whatever_the_settings(
    evaluate: Eval, gold: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_MODEL", "openai:local")
    evaluate(*ask(gold, archive, "--name", "first", "--no-baselines"))
    (run,) = json.loads((evaluate.place / "runs" / "first.json").read_text())
    assert set(run["figures"]) == {"ours", "always answer"}
    assert "model failed" not in run["figures"]["ours"]["barges"]


def test_questions_on_which_a_model_failed_are_told_and_left_out(
    evaluate: Eval, gold: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes(monkeypatch, ScriptedModel(keeper))
    code, _, err = evaluate(*ask(gold, archive, "--model", "openai:local", "--name", "first", "--no-baselines"))
    assert code == 0
    assert "the model failed on 1 of 3 questions, which its figures leave out: the server went away" in err
    (run,) = json.loads((evaluate.place / "runs" / "first.json").read_text())
    assert run["figures"]["written"]["bridge"] == {"model failed": 1}


def test_a_model_that_never_answers_makes_no_run(
    evaluate: Eval, gold: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes(monkeypatch, AbsentModel())
    code, _, err = evaluate(*ask(gold, archive, "--model", "openai:local", "--name", "first", "--no-baselines"))
    assert (code, "no question could be put to the model: fake:absent does not answer" in err) == (2, True)
    assert not (evaluate.place / "runs").exists()


def test_a_models_options_are_refused_where_they_mean_nothing(evaluate: Eval) -> None:
    code, _, err = evaluate("demo", "--model-url", "http://here/v1")
    assert (code, "add --model PROVIDER:MODEL" in err) == (2, True)
    code, _, err = evaluate("demo", "--quotes", "--model", "openai:local")
    assert (code, "--model would have no effect on --quotes" in err) == (2, True)
    code, _, err = evaluate("demo", "--model", "local")
    assert (code, "write PROVIDER:MODEL" in err) == (2, True)
