"""The tab "Archive": what it holds, as figures, plots and a table; how speeches come in and go out, and its health."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from rag import Address, Archive, Filters, Speech
from rag.config import Settings
from rag.understand import Known
from ui import html, upkeep, upload, wording

TOP = 20
"""Speakers in the plot, those with the most speeches."""

_COLOUR = "#c98a00"
_UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Row:
    """A speech as the table has it."""

    id: str
    date: str | None
    speaker: str | None
    role: str | None
    country: str | None
    event: str | None
    language: str | None


def show(archive: Archive, filters: Filters) -> None:
    """Figures, plots, table, then what changes the archive, unless the page is for reading only."""
    st.header("What this archive holds", anchor=False)
    rows = _rows(archive, filters)
    _figures(archive)
    _plots(rows)
    chosen = _table(rows, filters)
    writable = not Settings.read().read_only
    if writable:
        upkeep.remove(archive, chosen)
        upload.add(archive)
    upkeep.doctor(archive, rebuild=writable)


def _rows(archive: Archive, filters: Filters) -> tuple[Row, ...]:
    """The speeches that the filters leave, by date; read anew only where archive or filters are others than before."""
    kept: tuple[Known, Filters, tuple[Row, ...]] | None = st.session_state.get("holdings")
    known = archive.known
    if kept is None or kept[0] is not known or kept[1] != filters:
        kept = known, filters, tuple(map(_row, archive.speeches(filters)))
        st.session_state.holdings = kept
    return kept[2]


def _row(one: Speech) -> Row:
    return Row(one.id, one.date, one.speaker, one.role, one.country, one.event or one.title, one.language)


def _figures(archive: Archive) -> None:
    speeches, paragraphs, _ = archive.counts()
    facets = archive.known.facets
    years = " – ".join(dict.fromkeys((facets.years[0], facets.years[-1]))) if facets.years else "none dated"
    named = {"Speeches": f"{speeches:,}", "Paragraphs": f"{paragraphs:,}", "Speakers": f"{len(facets.speakers):,}"}
    with st.container(horizontal=True):
        for name, value in {**named, "Years": years}.items():
            st.metric(name, value, border=True)


# Plots


def _plots(rows: Sequence[Row]) -> None:
    if not rows:
        return
    years = Counter(row.date[:4] for row in rows if row.date)
    if years:
        st.vega_lite_chart(columns(years), width="stretch")
    if undated := len(rows) - years.total():
        st.caption(f"{undated:,} more {'has' if undated == 1 else 'have'} no date.")
    with st.container(horizontal=True):
        st.vega_lite_chart(bars("speaker", (row.speaker for row in rows)), width=420)
        st.vega_lite_chart(bars("language", (row.language for row in rows)), width=420)


def columns(years: Counter[str]) -> dict[str, Any]:
    """Speeches per year as Vega-Lite, each year from the first to the last, also those without any."""
    rows = [{"year": str(year), "speeches": years[str(year)]} for year in range(int(min(years)), int(max(years)) + 1)]
    return {
        "title": "Speeches per year",
        "height": 200,
        "data": {"values": rows},
        "mark": {"type": "bar", "tooltip": True, "color": _COLOUR},
        "encoding": {
            "x": {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0, "labelOverlap": True}},
            "y": {"field": "speeches", "type": "quantitative", "title": None, "axis": {"tickMinStep": 1}},
        },
    }


def bars(name: str, values: Iterable[str | None]) -> dict[str, Any]:
    """Speeches per value as Vega-Lite, the most first, at most TOP of them."""
    counted = Counter(value or _UNKNOWN for value in values)
    top = counted.most_common(TOP)
    of = f" ({TOP} of {len(counted):,})" if len(counted) > TOP else ""
    return {
        "title": f"Speeches per {name}{of}",
        "height": {"step": 20},
        "data": {"values": [{name: value, "speeches": count} for value, count in top]},
        "mark": {"type": "bar", "tooltip": True, "color": _COLOUR},
        "encoding": {
            "y": {
                "field": name,
                "type": "nominal",
                "sort": None,
                "title": None,
                "axis": {"labelLimit": 160, "labelOverlap": False, "labelFlush": False},
            },
            "x": {"field": "speeches", "type": "quantitative", "title": None, "axis": {"tickMinStep": 1}},
        },
    }


# The table


def _table(rows: Sequence[Row], filters: Filters) -> str | None:
    """The speeches; the one that is chosen opens in the reader and is returned."""
    st.subheader("Speeches", anchor=False)
    st.caption(wording.plain(f"{len(rows):,} shown: {wording.narrowed(filters, 'all')}. Choose one to read it."))
    if not rows:
        st.html(html.notice("No speech is left by the filters. Take one of them away at the left."))
        return None
    columns = ("date", "speaker", "role", "country", "event", "language", "id")
    st.dataframe(
        {name: [getattr(row, name) or "" for row in rows] for name in columns},
        hide_index=True,
        key=_key(rows),
        on_select=lambda: _open(rows),
        selection_mode="single-row",
        column_config={"id": st.column_config.TextColumn("speech")},
        alt="The speeches of this archive, by date",
    )
    return _chosen(rows)


def _open(rows: Sequence[Row]) -> None:
    if chosen := _chosen(rows):
        st.session_state.opened = Address(chosen)


def _chosen(rows: Sequence[Row]) -> str | None:
    numbers = st.session_state[_key(rows)]["selection"]["rows"]
    return rows[numbers[0]].id if numbers else None


def _key(rows: Sequence[Row]) -> str:
    """Of the table: another for other speeches, since what is chosen is kept as the number of its row."""
    return f"speeches-{hash(rows)}"
