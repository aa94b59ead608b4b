"""The tab "Check a quotation": who said this, and did they?"""

import streamlit as st

from rag import Archive, Filters, OnrecordError
from rag.quote import Finding, Match
from ui import html, mishaps, places, wording
from ui.cited import Cited


def check(archive: Archive, filters: Filters) -> None:
    """The words and the claim, then the verdict with its evidence."""
    st.header("Who said this, and did they?", anchor=False)
    with st.form("quotation", border=False):
        words = st.text_area(
            "Quotation", placeholder="Paste the words; an ellipsis … and [brackets] are understood.", key="quoted"
        )
        st.caption(wording.plain(f"Claimed of: {wording.narrowed(filters, 'anyone, at any time')}"))
        asked = st.form_submit_button("Check", type="primary", key="check")
    if asked:
        st.session_state.finding = _found(archive, words.strip(), filters)
        places.start("place")
    finding: Finding | str | None = st.session_state.get("finding")
    if isinstance(finding, str):
        st.html(html.alert(finding))
    elif finding:
        _show(archive, finding)


def _found(archive: Archive, words: str, filters: Filters) -> Finding | str:
    """The finding, or what is wrong with the words."""
    if not words:
        return "Paste the words of the quotation first."
    try:
        with st.spinner("Looking it up …"):
            return archive.find_quote(words, filters)
    except OnrecordError as error:
        return mishaps.told(error)


def _show(archive: Archive, finding: Finding) -> None:
    st.html(html.verdict(finding))
    if finding.best and not finding.best.verbatim:
        st.html(html.difference(finding.best))
    where, found = _places(finding)
    if found:
        st.caption(where)
        places.listing(found, lambda match: _told(archive, match), "place")
    st.caption(wording.plain(wording.looked_up(finding)))


def _places(finding: Finding) -> tuple[str, tuple[Match, ...]]:
    """What the places are of the quotation, and the places."""
    if finding.matches:
        return "Where it stands, earliest first:", finding.matches
    if finding.parts:
        return "Where its parts stand:", finding.parts
    return "What comes nearest:", (finding.nearest,) if finding.nearest else ()


def _told(archive: Archive, match: Match) -> tuple[str, Cited]:
    label = archive.speech(match.speech).said_by(match.speaker).label
    return f"{label}, quoting others" if match.of_others else label, match
