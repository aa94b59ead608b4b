"""The page: its layout. Run it with `streamlit run app.py`, or `make run`; the tabs are in `ui`."""

import gc
from contextlib import suppress
from threading import Thread

import streamlit as st

from rag import Archive, Filters
from rag.errors import ArchiveMissing, ProgramEnds
from ui import chat, conversations, empty, holdings, html, mishaps, over_time, quality, quotation, reader, suggested
from ui.cited import Opened


@st.cache_resource(show_spinner="Opening the archive …")
def open_archive() -> Archive:
    """The archive, opened once for all sessions; the embedder loads while the first visitor reads the page."""
    archive = Archive.open()
    # No daemon: one that is in the embedder when the server ends takes it down with an abort.
    Thread(target=_ready, args=(archive,)).start()
    return archive


def _ready(archive: Archive) -> None:
    # Where the server ends meanwhile, there is nobody to be ready for.
    with suppress(ProgramEnds):
        archive.warm()
        # Streamlit collects garbage after each run: half a second where it looks through all that the embedder loaded.
        gc.freeze()
        suggested.find(archive)
        archive.prepare()


@mishaps.caught()
def main() -> None:
    """Lay out the page: filters at the left, what one does in tabs, the reader beside them where it is open."""
    st.set_page_config(page_title="onrecord", page_icon="🎙️", layout="wide")
    st.html(html.STYLE)
    try:
        archive = open_archive()
    except ArchiveMissing as error:
        empty.missing(mishaps.told(error))
        return
    if not archive.counts()[0]:
        empty.show(archive)
        return
    filters = sidebar(archive)
    reader.follow_address()
    opened: Opened | None = st.session_state.get("opened")
    # Two columns in any case: were the tabs moved into one when the reader opens, the first would be shown again.
    work, beside = st.columns([3, 2] if opened else [99, 1], gap="large" if opened else "small")
    with work:
        tabs(archive, filters)
    if opened:
        with beside:
            reader.read(archive, opened, conversations.cited(archive))


def tabs(archive: Archive, filters: Filters) -> None:
    """What can be done with the archive."""
    names = ["Ask", "Check a quotation", "Over time", "Archive", "Quality"]
    ask, quote, years, holds, tested = st.tabs(names, key="tab", on_change="rerun")
    with ask, mishaps.caught():
        chat.conversation(archive, filters)
    with quote, mishaps.caught():
        quotation.check(archive, filters)
    with years, mishaps.caught():
        over_time.timeline(archive, filters)
    if holds.open:
        with holds, mishaps.caught():
            holdings.show(archive, filters)
    if tested.open:
        with tested, mishaps.caught():
            quality.show()


def sidebar(archive: Archive) -> Filters:
    """What is in the archive, and the filters for what is asked next."""
    facets = archive.facets()
    with st.sidebar:
        st.title("onrecord")
        st.caption(f"{archive.counts()[0]:,} speeches in this archive")
        chat.settings(archive)
        speaker = st.multiselect("Speaker", facets.speakers)
        role = st.multiselect("Role", facets.roles)
        country = st.multiselect("Country", facets.countries)
        event = st.multiselect("Event", facets.events)
        language = st.multiselect("Language", facets.languages)
        since = st.selectbox("Since", facets.years, index=None, placeholder="any year")
        until = st.selectbox("Until", facets.years, index=None, placeholder="any year")
    named = {"speaker": speaker, "role": role, "country": country, "event": event, "language": language}
    return Filters(**{name: tuple(values) for name, values in named.items()}, since=since, until=until)


mishaps.hide_details()
main()
