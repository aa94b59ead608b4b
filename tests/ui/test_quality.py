import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from evals.interval import estimate
from ui import quality
from ui.quality import Figure

TOLD = {"date": "2026-01-02T12:00:00+00:00", "questions": 4, "split": "dev", "speeches": 3, "paragraphs": 9}


def page() -> None:
    from ui import quality

    quality.show()


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ONRECORD_EVALS", str(tmp_path))
    folder = tmp_path / "runs"
    folder.mkdir()
    return folder


def shown() -> AppTest:
    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    return app


def html(app: AppTest) -> str:
    return " ".join(str(one.proto.body) for one in app.get("html"))


def asked() -> list[dict[str, Any]]:
    """A run of four questions on two speeches."""
    kinds = {"type": "fact", "wording": "plain", "split": "dev", "answerable": True, "cause": None, "overlap": None}
    questions = {f"q{number}": kinds | {"cluster": f"s{number % 2}"} for number in range(4)}
    found = {one: {"right": float(one != "q0"), "recall@5": 1.0, "confidence": 0.7} for one in questions}
    return [
        {"name": "<set>", "manifest": TOLD, "questions": questions, "figures": {"ours": found, "always answer": found}}
    ]


def quoted() -> list[dict[str, Any]]:
    share = {"value": 0.9, "low": 0.8, "high": 0.95, "count": 30, "bar": 0.85}
    return [{"name": "demo", "manifest": TOLD, "lookups": {}, "figures": {"verdict": share}, "latency": {}}]


def test_without_a_run_it_says_how_to_make_one(runs: Path) -> None:
    assert "Run: onrecord eval" in html(shown())


def test_a_run_has_its_figures_with_intervals_and_its_plots(runs: Path) -> None:
    (runs / "first.json").write_text(json.dumps(asked()))
    app = shown()
    assert "&lt;set&gt;: 4 questions (dev) on 3 speeches, 2026-01-02" in html(app)
    due = estimate([0.0, 1.0, 1.0, 1.0], ["s0", "s1", "s0", "s1"])
    assert f"<td>75%</td><td>{due.low:.0%} to {due.high:.0%}</td><td>4</td>" in html(app)
    assert len(app.get("vega_lite_chart")) == 3
    assert not app.get("download_button")


def test_of_quotations_too(runs: Path) -> None:
    (runs / "first.json").write_text(json.dumps(quoted()))
    assert quality.read(runs / "first.json")[0].figures == (Figure("verdict", 0.9, 0.8, 0.95, 30),)
    assert "<td>verdict</td><td>90%</td><td>80% to 95%</td><td>30</td>" in html(shown())


def test_the_whole_report_is_there_where_its_page_is(runs: Path) -> None:
    (runs / "first.json").write_text(json.dumps(quoted()))
    (runs / "first.html").write_text("<!doctype html>")
    assert shown().get("download_button")


@pytest.mark.parametrize("text", ["", "[1]", "{}", '[{"lookups": {}}]', '[{"name": "x"}]'])
def test_what_is_no_run_is_told(runs: Path, text: str) -> None:
    (runs / "first.json").write_text(text)
    app = shown()
    assert ('role="alert"' in html(app)) or text == "{}"


def test_a_calibration_has_its_line_and_its_bins() -> None:
    line, bins = quality.calibration([(0.3, 0.25, 8)])["layer"]
    assert [row["confidence"] for row in line["data"]["values"]] == [0, 1]
    assert bins["data"]["values"] == [{"confidence": 0.3, "share right": 0.25, "questions": 8}]


def test_a_single_line_needs_no_legend() -> None:
    alone, beside = ("ours", 5, 0.7), ("tutorial", 5, 0.4)
    assert quality.recall([alone])["encoding"]["color"]["legend"] is None
    assert quality.recall([alone, beside])["encoding"]["color"]["legend"]
