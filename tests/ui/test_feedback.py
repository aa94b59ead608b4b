import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from evals import review
from rag.archive import Archive
from rag.filters import Filters
from rag.schema import Answer, Citation, Query, Sentence
from ui import feedback

QUOTE = "The toll is four marks a barge."
CITATION = Citation("ada-2019", 2, 54, 85, QUOTE)
ANSWER = Answer(
    "answered",
    Query("What is the toll?", Filters(speaker=("Ada Lund",))),
    0.9,
    sentences=(Sentence(QUOTE, (CITATION,)),),
)
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def page(archive: "Archive", answer: "Answer") -> None:
    from ui import feedback

    feedback.ask(archive, answer, "turn-0")


def shown(archive: Archive) -> AppTest:
    app = AppTest.from_function(page, kwargs={"archive": archive, "answer": ANSWER}).run()
    assert not app.exception
    return app


def kept(archive: Archive) -> list[dict[str, object]]:
    return [json.loads(line) for line in (archive.folder / "feedback.jsonl").read_text().splitlines()]


def test_a_thumb_and_a_note_are_kept_once(archive: Archive) -> None:
    app = shown(archive)
    assert not app.text_input
    app.feedback[0].set_value(0).run()
    app.text_input(key="turn-0-said").set_value(" It was five. ")
    app.button(key="turn-0-keep").click().run()
    assert not app.exception
    assert "Noted" in app.caption[0].value
    (one,) = kept(archive)
    assert (one["question"], one["verdict"], one["note"]) == ("What is the toll?", "down", "It was five.")
    assert one["filters"] == {"speaker": ["Ada Lund"]}
    assert not app.get("feedback")


def test_a_page_for_reading_only_asks_nothing(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(archive).get("feedback")
    monkeypatch.setenv("ONRECORD_READ_ONLY", "true")
    assert not shown(archive).get("feedback")


def test_what_is_kept_is_what_a_review_reads(tmp_path: Path) -> None:
    for verdict in ("down", "up"):
        feedback.save(feedback.candidate(ANSWER, verdict, "line\u2028end", NOON), tmp_path / "kept.jsonl")
    refused = Answer("refused", Query("Zeppelins?"), 0.1, cause="topic-absent")
    feedback.save(feedback.candidate(refused, "up", "", NOON), tmp_path / "kept.jsonl")
    answered, not_answered = review.read(tmp_path / "kept.jsonl")
    assert answered.citations == (CITATION,)
    assert (answered.verdict, answered.note) == ("up", "line\u2028end")
    assert not_answered.cause == "topic-absent"
