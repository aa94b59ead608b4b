"""The tab "Over time": what was said on a topic, year by year."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from rag import Archive, Filters, OnrecordError
from rag.timeline import Entry, Timeline, Year
from ui import html, mishaps, places, wording
from ui.cited import Cited

SPOKEN, SILENT = "speaks of it", "does not"

_HEIGHT = 240
"""Of the plot, in pixels."""


def timeline(archive: Archive, filters: Filters) -> None:
    """The topic, then a bar a year beside the dated quotations."""
    st.header("What was said over the years", anchor=False)
    with st.form("timeline", border=False):
        topic = st.text_input("Topic", placeholder="a few words that a sentence on it would have", key="topic")
        st.caption(wording.plain(f"Searched: {wording.narrowed(filters, 'all speeches')}"))
        per = st.radio("Quote", ["each speech", "each year"], horizontal=True, key="per")
        asked = st.form_submit_button("Show", type="primary", key="show-timeline")
    if asked:
        st.session_state.over_time = _found(archive, topic.strip(), filters)
        places.start("entry")
    found: Timeline | str | None = st.session_state.get("over_time")
    if isinstance(found, str):
        st.html(html.alert(found))
    elif found:
        _show(found.yearly() if per == "each year" else found)


def _found(archive: Archive, topic: str, filters: Filters) -> Timeline | str:
    """The timeline, or what is wrong."""
    if not topic:
        return "Name a topic first."
    try:
        with st.spinner("Reading …"):
            return archive.timeline(topic, filters)
    except OnrecordError as error:
        return mishaps.told(error)


def _show(found: Timeline) -> None:
    if understood := found.query.described():
        st.text(understood)
    if found.years:
        st.vega_lite_chart(plot(found.years), width="stretch")
    st.caption(wording.over_time(found))
    entries = (*found.entries, *found.undated.entries)
    places.listing(entries, _told, "entry")
    if not entries:
        st.html(html.notice("No speech speaks of it in these words."))


def _told(entry: Entry) -> tuple[str, Cited]:
    again = f" (again in {', '.join(entry.same)})" if entry.same else ""
    return f"{entry.label}{again}", entry.citation


def plot(years: Sequence[Year]) -> dict[str, Any]:
    """Speeches of each year as Vega-Lite, those that speak of it below; a year without speeches says so."""
    counts = [(SPOKEN, year.year, year.spoken) for year in years]
    counts += [(SILENT, year.year, year.speeches - year.spoken) for year in years]
    rows = [{"year": str(year), "speeches": count, "speech": kind} for kind, year, count in counts]
    missing = [{"year": str(year.year), "speeches": 0} for year in years if not year.speeches]
    x = {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0, "labelOverlap": True}}
    y = {"field": "speeches", "type": "quantitative", "title": "speeches", "axis": {"tickMinStep": 1}}
    colour = {
        "field": "speech",
        "scale": {"domain": [SPOKEN, SILENT], "range": ["#c98a00", "#bdbdbd"]},
        "legend": {"orient": "top", "title": None},
    }
    bars = {
        "data": {"values": rows},
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {"x": x, "y": y, "color": colour, "order": {"field": "speech", "sort": "descending"}},
    }
    none = {
        "data": {"values": missing},
        "mark": {"type": "text", "text": "no speeches", "angle": 270, "align": "left", "color": "#808080", "dx": 6},
        "encoding": {"x": x, "y": y},
    }
    return {"height": _HEIGHT, "layer": [bars, none]}
