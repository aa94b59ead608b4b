"""The page before there is anything to ask: no archive yet, or one without a speech."""

import streamlit as st

from rag import Archive, OnrecordError
from rag.config import Settings
from ui import html, upload


def missing(reason: str) -> None:
    """Say that there is no archive, and make one if that is wished."""
    st.title("onrecord", anchor=False)
    st.html(html.alert(reason))
    if Settings.read().read_only:
        return
    if st.button("Make an empty archive there", type="primary", key="make"):
        try:
            Archive.open(create=True).close()
        except OnrecordError as error:
            st.html(html.alert(str(error)))
            return
        st.rerun()


def show(archive: Archive) -> None:
    """Say that the archive is empty, and how speeches come into it."""
    st.title("onrecord", anchor=False)
    st.html(html.notice("This archive holds no speeches yet."))
    if Settings.read().read_only:
        return
    st.text("Add some below, or on the command line: onrecord ingest PATH...")
    # Where the page goes on once there is a speech, so that what became of each file is in sight.
    st.session_state.tab = "Archive"
    upload.add(archive)
