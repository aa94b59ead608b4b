import pytest

from evals import summary
from evals.run import ALWAYS, OURS, WRITTEN, Question, Run


def question(overlap: str | None, *, answerable: bool = True, cluster: str = "a") -> Question:
    cause = None if answerable else "near-miss"
    kind = "fact" if answerable else "unanswerable"
    return Question(kind, "plain", "dev", answerable, cause, overlap, cluster)  # type: ignore[arg-type]


def run(recall: float, refused: float = 0.0) -> Run:
    """Thirty questions, each of a speech of its own, all with these figures."""
    thirds = ("high", "low", "middle")
    questions = {f"q{n}": question(thirds[n % 3], cluster=f"s{n}") for n in range(30)}
    figures = {one: {"recall@5": recall, "false refusal": refused, "seconds": 0.1 * int(one[1:])} for one in questions}
    return Run("set", {"peak_memory_mib": 5.0, "ingest_paragraphs_per_second": None}, questions, {OURS: figures})  # type: ignore[dict-item]


def test_thirds_stand_in_their_order_and_nothing_is_made_up() -> None:
    whole, _, _, thirds, causes = summary.by_group(run(0.5))
    assert thirds.columns == ("low", "middle", "high")
    assert [name for name, _ in whole.rows] == ["recall@5", "false refusal"]
    assert causes.columns == ()
    assert causes.rows == ()


def test_only_what_fell_is_named() -> None:
    assert summary.fallen(run(0.9), run(0.9)) == []
    assert summary.fallen(run(0.9), run(0.95)) == []
    (line,) = summary.fallen(run(0.9), run(0.8))
    assert line.startswith("recall@5: changed by -0.100")
    (line,) = summary.fallen(run(0.9, 0.1), run(0.9, 0.3))
    assert line.startswith("false refusal: changed by +0.200")
    assert summary.fallen(run(0.9), run(0.89)) == []


def test_systems_stand_side_by_side_each_in_its_row() -> None:
    one = run(0.5)
    both = Run(one.name, one.manifest, one.questions, {**one.figures, "other": {"q1": {"recall@5": 1.0}}})
    table = summary.side_by_side(both)
    assert [name for name, _ in table.rows] == [OURS, "other"]
    cell = table.rows[1][1][table.columns.index("recall@5")]
    assert cell
    assert (cell.value, cell.count) == (1.0, 1)


def test_written_answers_stand_beside_those_by_quotation() -> None:
    one = run(0.5, refused=1.0)
    assert summary.quoted_and_written(one).rows == ()
    wrote = {name: {"false refusal": 0.0, "dropped": 0.5, "seconds": 60.0} for name in one.questions}
    both = Run(one.name, one.manifest, one.questions, {**one.figures, WRITTEN: wrote})  # type: ignore[dict-item]
    table = summary.quoted_and_written(both)
    assert table.columns == (OURS, WRITTEN)
    told = {name: tuple(cell and cell.value for cell in cells) for name, cells in table.rows}
    assert told == {"false refusal": (1.0, 0.0), "dropped": (None, 0.5)}
    assert summary.cost(both)["median seconds, written"] == 60.0


def test_trust_is_reckoned_from_the_answers_that_nothing_held_back() -> None:
    one = run(0.5)
    assert summary.trust(one) == {}
    sure = {name: {"confidence": 1.0 if name < "q2" else 0.0, "right": float(name < "q2")} for name in one.questions}
    told = summary.trust(Run("set", {}, one.questions, {OURS: {}, ALWAYS: sure}))  # type: ignore[dict-item]
    share = sum(name < "q2" for name in one.questions) / 30
    assert told["coverage at 5 % risk"] == pytest.approx(share)
    assert told["calibration error"] == pytest.approx(0.0)


def test_costs_that_are_not_known_are_left_out() -> None:
    told = summary.cost(run(0.5))
    assert "ingest, paragraphs a second" not in told
    assert told["median seconds"] == pytest.approx(1.5)
    assert told["p95 seconds"] == pytest.approx(2.7)
