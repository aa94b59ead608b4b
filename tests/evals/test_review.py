import json
from pathlib import Path

import pytest

from evals import review
from evals.gold import Gold, GoldError, load
from rag.archive import Archive
from tests.evals.test_command import Eval

QUOTE = "The toll is four marks a barge."


@pytest.fixture
def evaluate(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Eval:
    return Eval(tmp_path / "evals", capsys, monkeypatch)


@pytest.fixture
def kept(archive: Archive) -> Path:
    """What three users think: a right answer, a wrong one, a refusal that was due."""
    start = archive.speech("ada-2019").text.index(QUOTE)
    cited = {"speech": "ada-2019", "paragraph": 2, "start": start, "end": start + len(QUOTE), "quote": QUOTE}
    rows: list[dict[str, object]] = [
        {"question": "What is the toll?", "status": "answered", "verdict": "up", "citations": [cited]},
        {"question": "Who counts?", "status": "answered", "verdict": "down", "citations": [cited], "note": "no"},
        {"question": "Zeppelins?", "status": "refused", "cause": "no-such-speaker", "verdict": "up"},
    ]
    file = archive.folder / "feedback.jsonl"
    file.write_text("".join(json.dumps(row | {"time": "2026-01-02T12:00:00+00:00"}) + "\n" for row in rows))
    return file


def answered(monkeypatch: pytest.MonkeyPatch, *said: str) -> None:
    """What a person says to each prompt; an empty line takes what is suggested."""
    left = list(said)
    monkeypatch.setattr("typer.prompt", lambda text, default: left.pop(0) or default)


def test_without_a_gold_file_they_are_listed(evaluate: Eval, kept: Path) -> None:
    code, out, _ = evaluate("--review", kept)
    assert code == 0
    assert "thumbs down\n  question: Who counts?\n  note: no\n  answered: ada-2019#p2\n" in out
    assert "refused: no-such-speaker" in out


def test_what_is_suggested_is_what_the_user_thought(
    evaluate: Eval, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Evidence and question of the first, evidence of the second, evidence and question of the third.
    answered(monkeypatch, "", "", "", "", "")
    gold = tmp_path / "mine.jsonl"
    code, out, _ = evaluate(gold, "--review", kept)
    assert (code, "2 questions, 2 of them new" in out) == (0, True)
    toll, zeppelins = load(gold)
    assert [(one.address, one.end - one.start) for one in toll.gold] == [("ada-2019#p2", len(QUOTE))]
    assert (zeppelins.type, zeppelins.cause) == ("unanswerable", "speaker-absent")


def test_a_person_may_name_other_evidence_and_another_question(
    evaluate: Eval, kept: Path, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(monkeypatch, "leave", "ada-2019#p99", "", "ada-2019#p3 boris-2020#p2", "Who counts barges?", "leave")
    gold = tmp_path / "mine.jsonl"
    code, _, err = evaluate(gold, "--review", kept, "--archive", archive.folder)
    assert code == 0
    assert "ada-2019" in err
    (counts,) = load(gold)
    assert (counts.question, counts.type) == ("Who counts barges?", "several")
    assert [one.address for one in counts.gold] == ["ada-2019#p3", "boris-2020#p2"]


def test_what_is_in_the_set_is_not_asked_again(
    evaluate: Eval, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gold = tmp_path / "mine.jsonl"
    answered(monkeypatch, "", "", "", "", "")
    evaluate(gold, "--review", kept)
    before: list[Gold] = load(gold)
    answered(monkeypatch, "")
    code, out, _ = evaluate(gold, "--review", kept)
    assert (code, "2 questions, 0 of them new" in out) == (0, True)
    assert load(gold) == before


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "feedback.jsonl"
    file.write_text('{"question": "?"}\n')
    with pytest.raises(GoldError, match=r"feedback\.jsonl: line 1: "):
        review.read(file)
