from collections.abc import Callable
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.figure import Figure

from evals import plots
from evals.cases import Case, Verdict
from evals.measure import DEPTHS, Figures
from evals.run import ALWAYS, OURS, Question, Run

Drawn = Callable[[Callable[[], str]], Axes]

SURE = [0.95, 0.85, 0.72, 0.15]
RIGHT = [True, True, False, True]


def run(figures: dict[str, dict[str, Figures]]) -> Run:
    """A run of four questions, each about a speech of its own."""
    names = ("q1", "q2", "q3", "q4")
    return Run("set", {}, {one: Question("fact", "plain", "dev", True, None, "low", one) for one in names}, figures)


def recalls(*found: float) -> Figures:
    """Recall at the first depths, as many as there are values."""
    return {f"recall@{k}": value for k, value in zip(DEPTHS, found, strict=False)}


def case(kind: str, verdict: Verdict) -> Case:
    return Case("q", kind, "plain", "?", (), verdict, None, 0.5, None, (), (), ())


SEARCHED = run({
    OURS: {"q1": recalls(0, 0, 1, 1), "q2": recalls(0, 1, 1, 1)},
    "dense only": {"q1": recalls(0, 0, 0, 1)},
    "lexical only": {"q1": recalls(0, 1)},
    "oracle evidence": {"q1": recalls(1, 1, 1, 1)},
})  # fmt: skip
ANSWERED = run({
    ALWAYS: {
        f"q{number}": {"confidence": sure, "right": float(right)}
        for number, (sure, right) in enumerate(zip(SURE, RIGHT, strict=True), start=1)
    }
})  # fmt: skip
EMPTY = run({})
CASES = [
    case("several", "right"), case("fact", "right"), case("fact", "right"), case("fact", "false refusal"),
    case("near-miss", "false answer"),
]  # fmt: skip
PLOTS: dict[str, Callable[[], str]] = {
    "recall by k": lambda: plots.recall_by_k(SEARCHED),
    "risk by coverage": lambda: plots.risk_by_coverage(ANSWERED),
    "calibration": lambda: plots.calibration(ANSWERED),
    "where it fails": lambda: plots.where_it_fails(CASES),
}


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """What a plot has drawn when it is written as SVG."""
    figures: list[Figure] = []

    def keep(figure: Figure) -> str:
        figures.append(figure)
        return ""

    monkeypatch.setattr(plots, "_svg", keep)

    def draw(plot: Callable[[], str]) -> Axes:
        plot()
        (axes,) = figures.pop().axes
        return axes

    return draw


def lines(axes: Axes) -> dict[str, tuple[list[float], list[float]]]:
    """Across and up of each line, by its label."""
    points = {str(line.get_label()): (line.get_xdata(), line.get_ydata()) for line in axes.lines}
    return {label: (np.ravel(across).tolist(), np.ravel(up).tolist()) for label, (across, up) in points.items()}


def test_recall_has_a_line_for_each_system_that_searched_at_every_depth(drawn: Drawn) -> None:
    found = lines(drawn(lambda: plots.recall_by_k(SEARCHED)))
    depths = list(DEPTHS)
    assert found == {"ours": (depths, [0, 0.5, 1, 1]), "dense only": (depths, [0, 0, 0, 1])}


def test_ours_alone_stands_in_its_interval(drawn: Drawn) -> None:
    axes = drawn(lambda: plots.recall_by_k(SEARCHED))
    (band,) = axes.collections
    estimate = SEARCHED.estimate(OURS, "recall@5")
    assert estimate
    heights = [y for x, y in np.asarray(band.get_paths()[0].vertices).tolist() if x == 5]
    assert (min(heights), max(heights)) == (estimate.low, estimate.high)


def test_a_run_in_which_nothing_searched_is_drawn_without_a_line(drawn: Drawn) -> None:
    axes = drawn(lambda: plots.recall_by_k(EMPTY))
    assert (len(axes.lines), axes.get_legend()) == (0, None)


def test_risk_is_drawn_from_the_surest_answer_to_all(drawn: Drawn) -> None:
    curve, limit = drawn(lambda: plots.risk_by_coverage(ANSWERED)).lines
    assert np.ravel(curve.get_xdata()).tolist() == [0.25, 0.5, 0.75, 1]
    assert np.ravel(curve.get_ydata()).tolist() == pytest.approx([0, 0, 1 / 3, 1 / 4])
    assert set(np.ravel(limit.get_ydata()).tolist()) == {0.05}


def test_a_dot_of_the_calibration_is_larger_the_more_it_stands_for(drawn: Drawn) -> None:
    more = run({ALWAYS: ANSWERED.figures[ALWAYS] | {"q5": {"confidence": 0.97, "right": 0.0}}})
    axes = drawn(lambda: plots.calibration(more))
    (dots,) = axes.collections
    places = np.asarray(dots.get_offsets())
    assert places == pytest.approx(np.array([(0.15, 1), (0.72, 0), (0.85, 1), (0.96, 0.5)]))
    *one, two = np.asarray(dots.get_sizes()).tolist()  # type: ignore[attr-defined]
    assert len(set(one)) == 1
    assert two > one[0]
    assert lines(axes).popitem()[1] == ([0, 1], [0, 1])


@pytest.mark.parametrize(("plot", "left"), [(plots.risk_by_coverage, 0), (plots.calibration, 1)])
def test_a_run_that_asked_for_no_confidence_has_no_curve(drawn: Drawn, plot: Callable[[Run], str], left: int) -> None:
    axes = drawn(lambda: plot(EMPTY))
    assert (len(axes.lines), len(axes.collections)) == (left, 0)


def test_each_type_of_question_has_a_bar_of_its_verdicts_end_to_end(drawn: Drawn) -> None:
    axes = drawn(lambda: plots.where_it_fails(CASES))
    parts = {str(one.get_label()): one.patches for one in axes.containers if isinstance(one, BarContainer)}
    assert [label.get_text() for label in axes.get_yticklabels()] == ["several", "near-miss", "fact"]
    assert {name: [(bar.get_x(), bar.get_width()) for bar in bars] for name, bars in parts.items()} == {
        "right": [(0, 1), (0, 0), (0, 2)],
        "wrong paragraph": [(1, 0), (0, 0), (2, 0)],
        "false refusal": [(1, 0), (0, 0), (2, 1)],
        "false answer": [(1, 0), (0, 1), (3, 0)],
    }


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_svg_that_stands_in_a_page_and_is_drawn_alike_each_time(name: str) -> None:
    svg = PLOTS[name]()
    assert svg.startswith("<svg")
    root = ElementTree.fromstring(svg)  # noqa: S314
    assert [one.text for one in root.iter() if one.tag.endswith("}text")]
    assert not [one for one in root.iter() if one.tag.endswith("}date")]
    assert PLOTS[name]() == svg


def test_names_are_written_as_text() -> None:
    svg = plots.where_it_fails([case("<b>&", "right")])
    assert "&lt;b&gt;&amp;" in svg
