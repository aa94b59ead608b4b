import json
import re
from pathlib import Path

import pytest

from evals.page import QuoteSection, render
from evals.quotes import run
from evals.quotes.case import Case
from evals.quotes.generate import generated
from evals.quotes.source import Source, fold
from evals.sets import GoldSet
from rag.archive import Archive
from rag.filters import Filters
from rag.quote.verdict import Finding, Match
from tests.evals.test_command import Eval

MINE = GoldSet("mine", lambda _: [])


def find_verbatim(archive: Archive, words: str, filters: Filters = Filters()) -> Finding:
    """A lookup that knows `exact` and `absent` alone."""
    matches = tuple(
        Match(one.speech, 1, 1, one.start, one.end, archive.speech(one.speech).text[one.start : one.end], 1, None, None)
        for one in Source(archive).spots(words)
        if fold(words)
    )
    return Finding(words, "exact" if matches else "absent", "<b>looked</b>", matches, filters=filters)


@pytest.fixture
def answered(standing: Archive) -> list[run.Answered]:
    cases = run.cases(MINE, standing, "all")
    return run.look_up(cases, lambda words, filters: find_verbatim(standing, words, filters))


def test_every_case_is_looked_up_with_what_is_claimed(standing: Archive) -> None:
    cases = generated(standing)
    asked: list[tuple[str, Filters]] = []

    def find(words: str, filters: Filters) -> Finding:
        asked.append((words, filters))
        return Finding(words, "absent", "")

    steps: list[tuple[int, int, str]] = []
    answered = run.look_up(cases, find, lambda *step: steps.append(step))
    assert asked == [(one.words, one.filters) for one in (cases[0], *cases)]
    assert [one.case for one in answered] == cases
    assert all(one.seconds >= 0 for one in answered)
    assert steps[0] == (0, len(cases), cases[0].form)
    assert run.look_up([], find) == []


def test_a_split_is_chosen(standing: Archive) -> None:
    both = run.cases(MINE, standing, "all")
    assert {case.split for case in both} == {"dev", "test"}
    assert [case for case in both if case.split == "test"] == run.cases(MINE, standing, "test")


def test_a_run_is_written_without_any_words(tmp_path: Path, standing: Archive, answered: list[run.Answered]) -> None:
    recorded = run.record("mine", standing, answered, "all")
    run.save([recorded], tmp_path / "runs" / "now.json")
    text = (tmp_path / "runs" / "now.json").read_text(encoding="utf-8")
    assert not [one.case.words for one in answered if len(one.case.words) > 20 and one.case.words in text]
    (saved,) = json.loads(text)
    assert saved["lookups"].keys() == {one.case.id for one in answered}
    assert saved["figures"]["exact"]["bar"] == 1.0
    assert saved["manifest"]["questions"] == len(answered)
    assert saved["latency"].keys() == {"p50 ms", "p95 ms", "max ms"}


def test_a_run_tells_which_cases_it_was_asked(standing: Archive, answered: list[run.Answered]) -> None:
    whole, less = (run.record("mine", standing, one, "all").manifest["gold_sha256"] for one in (answered, answered[1:]))
    assert whole == run.record("mine", standing, answered[::-1], "all").manifest["gold_sha256"]
    assert whole != less


def test_the_page_shows_what_failed_as_text(standing: Archive, answered: list[run.Answered]) -> None:
    section = QuoteSection(run.record("mine", standing, answered, "all"), answered)
    assert section.failed
    assert len(section.failed) < len(answered)
    page = render("now", [], quoted=[section])
    assert "mine, quotations" in page
    assert "&lt;b&gt;looked&lt;/b&gt;" in page
    assert page.count("<details>") == len(section.failed) + 1
    assert not re.search(r"<(?:script|link|img|iframe)\b|\bsrc=|url\((?!#)|@import", page)


def test_a_wrong_verdict_stands_before_a_wrong_place(standing: Archive) -> None:
    def answer(name: str, start: int, found: Finding) -> run.Answered:
        place = {"speech": "ada-2019", "start": start, "end": start + 9}
        case = Case(id=name, words="w", form="f", verdict="exact", places=(place,), split="dev")  # type: ignore[arg-type]
        return run.Answered(case, found, 0.0)

    match = Match("ada-2019", 1, 1, 0, 9, "w", 1, None, None)
    listed = [answer("a", 50, Finding("w", "exact", "", (match,))), answer("b", 0, Finding("w", "absent", ""))]
    failed = QuoteSection(run.record("mine", standing, listed, "all"), listed).failed
    assert [one.case.id for one in failed] == ["b", "a"]


# The command


@pytest.fixture
def evaluate(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Eval:
    return Eval(tmp_path / "evals", capsys, monkeypatch)


@pytest.fixture
def _verbatim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Archive, "find_quote", find_verbatim)


@pytest.mark.usefixtures("_verbatim")
def test_quotations_of_ones_own_archive_are_looked_up(evaluate: Eval, archive: Archive) -> None:
    code, out, _ = evaluate("--quotes", "--archive", archive.folder, "--split", "all", "--name", "first")
    assert code == 0
    assert re.search(r"archive: \d+ quotations \(all\) looked up in 3 speeches", out)
    assert re.search(r"^exact .* at least 1\.00 +(met|missed)$", out, re.M)
    for title in ("Expected, and found", "By form", "p95 ms"):
        assert title in out
    (saved,) = json.loads((evaluate.place / "runs" / "first.json").read_text())
    assert saved["name"] == "archive"
    assert "archive, quotations" in (evaluate.place / "runs" / "first.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("_verbatim")
def test_fewer_are_drawn_by_their_ids(evaluate: Eval, archive: Archive) -> None:
    code, out, _ = evaluate("--quotes", "--archive", archive.folder, "--split", "all", "--limit", "7")
    assert (code, "archive: 7 quotations" in out) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "there is no gold set 'nowhere'"),
        (("demo", "--compare", "first"), "--compare would have no effect on --quotes"),
        (("--squad", "x.json", "--gate", "y.json"), "--squad and --gate would have no effect on --quotes"),
    ],
)
def test_what_does_not_go_with_quotations_is_told(evaluate: Eval, arguments: tuple[str, ...], said: str) -> None:
    code, _, err = evaluate("--quotes", *arguments)
    assert (code, said in err) == (2, True)
