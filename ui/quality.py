"""The tab "Quality": what the latest run of `onrecord eval` found."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import streamlit as st

from rag import OnrecordError
from rag.config import Settings
from rag.errors import BadInput
from ui import html, mishaps

HOW = "Nothing has been measured here yet. Run: onrecord eval"

MEANINGS = {
    "recall@5": "Of the paragraphs that answer, found among the first five (recall@5)",
    "right": "Of questions that can be answered, answered with a right paragraph (right)",
    "false refusal": "Of questions that can be answered, refused (false refusal)",
    "citation precision": "Of the paragraphs cited, those that answer (citation precision)",
    "citation recall": "Of the paragraphs that answer, those cited (citation recall)",
    "verbatim rate": "Of quotations, those that are verbatim (verbatim rate)",
    "refusal recall": "Of questions that cannot be answered, refused (refusal recall)",
    "refusal precision": "Of refusals, those that were due (refusal precision)",
}
"""What is told first, in plain words, with the name that the plots have."""

_COLOUR = "#c98a00"


@dataclass(frozen=True, slots=True)
class Figure:
    """A share with its 95 % interval, over `count` questions."""

    name: str
    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    """One set's figures; `depths` are (system, k, recall), `bins` (confidence, share right, questions)."""

    title: str
    figures: tuple[Figure, ...]
    depths: tuple[tuple[str, int, float], ...] = ()
    bins: tuple[tuple[float, float, int], ...] = ()


def show() -> None:
    """The latest run, set by set, or how to make one."""
    st.header("How far to trust an answer", anchor=False)
    file = latest(Settings.read().evals.expanduser() / "runs")
    if file is None:
        st.html(html.notice(HOW))
        return
    try:
        with st.spinner("Reading the report …"):
            found = _reports(file, file.stat().st_mtime_ns)
    except OnrecordError as error:
        st.html(html.alert(mishaps.told(error)))
        return
    page = file.with_suffix(".html")
    if page.exists():
        _whole(page)
    for number, report in enumerate(found):
        _report(report, number)


def latest(runs: Path) -> Path | None:
    """The run that was written last; None where there is none."""
    return max(runs.glob("*.json"), key=lambda file: file.stat().st_mtime_ns, default=None)


def _whole(page: Path) -> None:
    st.caption("The latest run. The whole report also has every question that failed, with its evidence.")
    st.download_button(
        "Save the whole report",
        page.read_bytes,
        file_name=page.name,
        mime="text/html",
        icon=":material/download:",
        key="report",
        type="tertiary",
    )


def _report(report: Report, number: int) -> None:
    st.html(html.title(report.title))
    main = _first(report.figures)
    st.html(html.table(("what was measured", "share", "95 % interval", "questions"), map(_plainly, main)))
    st.vega_lite_chart(intervals(main), width="stretch", key=f"intervals-{number}")
    with st.container(horizontal=True):
        if report.depths:
            st.vega_lite_chart(recall(report.depths), width=420, key=f"recall-{number}")
        if report.bins:
            st.vega_lite_chart(calibration(report.bins), width=420, key=f"calibration-{number}")
    with st.expander("All figures"):
        st.html(html.table(("measure", "mean", "95 % interval", "questions"), map(_exactly, report.figures)))


def _first(figures: Sequence[Figure]) -> list[Figure]:
    """Those that are put in plain words, in that order; of a run that has none of them, all."""
    named = {one.name: one for one in figures}
    return [named[name] for name in MEANINGS if name in named] or list(figures)


def _plainly(one: Figure) -> tuple[str, ...]:
    return MEANINGS.get(one.name, one.name), f"{one.value:.0%}", f"{one.low:.0%} to {one.high:.0%}", f"{one.count:,}"


def _exactly(one: Figure) -> tuple[str, ...]:
    return one.name, f"{one.value:.3f}", f"{one.low:.3f} to {one.high:.3f}", f"{one.count:,}"


# Reading a run


@st.cache_data(show_spinner=False, max_entries=4)
def _reports(file: Path, _changed: int) -> tuple[Report, ...]:
    return read(file)


def read(file: Path) -> tuple[Report, ...]:
    """What a run came to, set by set; raises BadInput where the file is no run."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        quoted = [row for row in rows if "lookups" in row]
        return tuple(map(_of_quotes, quoted)) if quoted else _of_questions(file)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{file} is not a run of onrecord eval: {error}") from error


def _of_quotes(row: Mapping[str, Any]) -> Report:
    """Of a run that looked quotations up, whose figures are written down."""
    shares = {
        name: {key: one[key] for key in ("value", "low", "high", "count")} for name, one in row["figures"].items()
    }
    return Report(
        _title(row["name"], row["manifest"], "quotations"), tuple(Figure(name, **one) for name, one in shares.items())
    )


def _of_questions(file: Path) -> tuple[Report, ...]:
    """Of a run that asked questions, whose intervals are drawn here from each question's figures."""
    if find_spec("scipy") is None:
        raise BadInput("scipy is not installed, which the intervals need; run: pip install 'onrecord[evals]'")
    from evals import confidence, measure, run, summary

    found = []
    for one in run.load(file).values():
        (whole, *_) = summary.by_group(one)
        figures = [(name, cells[0]) for name, cells in whole.rows]
        depths = [(system, k, one.estimate(system, f"recall@{k}")) for system in one.figures for k in measure.DEPTHS]
        sure, good = summary.chances(one)
        found.append(
            Report(
                _title(one.name, one.manifest, "questions"),
                tuple(Figure(name, cell.value, cell.low, cell.high, cell.count) for name, cell in figures if cell),
                tuple((system, k, cell.value) for system, k, cell in depths if cell),
                tuple(confidence.reliability(sure, good)) if sure else (),
            )
        )
    return tuple(found)


def _title(name: str, told: Mapping[str, Any], what: str) -> str:
    day = str(told["date"])[:10]
    return f"{name}: {told['questions']:,} {what} ({told['split']}) on {told['speeches']:,} speeches, {day}"


# Plots


def intervals(figures: Sequence[Figure]) -> dict[str, Any]:
    """Each figure as a point on its interval, as Vega-Lite."""
    rows = [{"measure": one.name, "share": one.value, "from": one.low, "to": one.high} for one in figures]
    y = {
        "field": "measure",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"labelLimit": 200, "labelOverlap": False, "labelFlush": False},
    }
    scale = {"domain": [0, 1]}
    x = {"field": "share", "type": "quantitative", "scale": scale, "title": "share, with its 95 % interval"}
    x["axis"] = {"format": ".0%", "tickCount": 5}
    line = {"field": "from", "type": "quantitative", "scale": scale}
    return {
        "height": {"step": 24},
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "rule", "color": _COLOUR, "strokeWidth": 3},
                "encoding": {"y": y, "x": line, "x2": {"field": "to"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 90, "color": _COLOUR, "opacity": 1, "tooltip": True},
                "encoding": {"y": y, "x": x},
            },
        ],
    }


def recall(depths: Iterable[tuple[str, int, float]]) -> dict[str, Any]:
    """The share of gold paragraphs among the first k, a line for each system, as Vega-Lite."""
    rows = [{"system": system, "k": k, "recall": value} for system, k, value in depths]
    several = len({row["system"] for row in rows}) > 1
    legend = {"orient": "bottom", "title": None, "columns": 2} if several else None
    return {
        "title": "Paragraphs found among the first k",
        "height": 300,
        "data": {"values": rows},
        "mark": {"type": "line", "point": True, "tooltip": True},
        "encoding": {
            "x": {"field": "k", "type": "quantitative", "title": "first k"},
            "y": {"field": "recall", "type": "quantitative", "scale": {"domain": [0, 1]}},
            "color": {"field": "system", "legend": legend},
        },
    }


def calibration(bins: Iterable[tuple[float, float, int]]) -> dict[str, Any]:
    """Confidence beside the share that is right, as Vega-Lite; the nearer to the line, the truer."""
    rows = [{"confidence": sure, "share right": right, "questions": count} for sure, right, count in bins]
    scale = {"domain": [0, 1]}
    ideal = [{"confidence": end, "share right": end} for end in (0, 1)]
    axes = {
        "x": {"field": "confidence", "type": "quantitative", "scale": scale},
        "y": {"field": "share right", "type": "quantitative", "scale": scale},
    }
    return {
        "title": "Is the confidence true?",
        "height": 300,
        "layer": [
            {
                "data": {"values": ideal},
                "mark": {"type": "line", "color": "#808080", "strokeWidth": 1},
                "encoding": axes,
            },
            {
                "data": {"values": rows},
                "mark": {"type": "circle", "color": _COLOUR, "opacity": 0.8, "tooltip": True},
                "encoding": axes | {"size": {"field": "questions", "type": "quantitative", "legend": None}},
            },
        ],
    }
