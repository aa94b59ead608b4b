"""A run's plots, each as SVG to stand in a page."""

import io
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from evals.cases import Case
from evals.confidence import reliability, risk_coverage
from evals.measure import DEPTHS
from evals.run import OURS, Run
from evals.summary import chances

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = {"right": "#2a7f62", "wrong paragraph": "#d9a441", "false refusal": "#8d99ae", "false answer": "#c8553d"}
SEARCHING = ("ours", "ours without reranking", "plain RRF", "dense only", "lexical only", "LangChain tutorial")


def recall_by_k(run: Run) -> str:
    """Recall of gold paragraphs at each depth, a line for each system, ours with its interval."""
    figure, axes = _figure("Gold paragraphs among the first k", "k", "recall")
    for system in SEARCHING:
        found = [run.estimate(system, f"recall@{k}") for k in DEPTHS]
        known = [one for one in found if one]
        if len(known) < len(DEPTHS):
            continue
        axes.plot(
            DEPTHS, [one.value for one in known], marker="o", linewidth=2.5 if system == OURS else 1.2, label=system
        )
        if system == OURS:
            axes.fill_between(DEPTHS, [one.low for one in known], [one.high for one in known], alpha=0.15)
    axes.set_xticks(DEPTHS)
    axes.set_ylim(0, 1)
    if axes.lines:
        axes.legend(frameon=False, fontsize=8)
    return _svg(figure)


def risk_by_coverage(run: Run) -> str:
    """The share of wrong answers when only the surest are given."""
    figure, axes = _figure(
        "Wrong answers, when only the surest are given", "share of questions answered", "share wrong"
    )
    sure, good = chances(run)
    if sure:
        axes.plot(*risk_coverage(sure, good), color=COLOURS["false answer"])
        axes.axhline(0.05, color="#999999", linewidth=0.8, linestyle="--")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    return _svg(figure)


def calibration(run: Run) -> str:
    """Confidence beside the share that is right; the nearer to the line, the truer."""
    figure, axes = _figure("Is the confidence true?", "confidence", "share right")
    sure, good = chances(run)
    if sure:
        bins = reliability(sure, good)
        axes.scatter([one[0] for one in bins], [one[1] for one in bins], s=[8 + 3 * one[2] for one in bins], alpha=0.8)
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=0.8)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    return _svg(figure)


def where_it_fails(cases: Sequence[Case]) -> str:
    """How answers turned out, a bar for each type of question."""
    figure, axes = _figure("How answers turned out", "questions", "")
    names = sorted({case.type for case in cases}, reverse=True)
    left = [0] * len(names)
    for verdict, colour in COLOURS.items():
        count = Counter(case.type for case in cases if case.verdict == verdict)
        widths = [count[name] for name in names]
        axes.barh(names, widths, left=left, color=colour, label=verdict)
        left = [before + width for before, width in zip(left, widths, strict=True)]
    axes.legend(frameon=False, fontsize=8)
    return _svg(figure)


def _figure(title: str, x: str, y: str) -> "tuple[Figure, Axes]":
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.2, 3.6), layout="constrained")
    axes: Any = figure.subplots()
    axes.set_title(title, fontsize=11, loc="left")
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _svg(figure: "Figure") -> str:
    import matplotlib as mpl

    out = io.StringIO()
    # Fixed salt and no date: the same run draws the same file.
    with mpl.rc_context({"svg.hashsalt": "onrecord", "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure.savefig(out, format="svg", metadata={"Date": None})
    text = out.getvalue()
    return text[text.index("<svg") :]
