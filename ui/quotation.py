"""The tab "Check a quotation": who said this, and did they?"""

import streamlit as st

from rag import Archive, Citation, Filters, OnrecordError
from rag.quote import Finding, Match
from ui import html, reader, wording

SHOWN = 10
"""Places that are listed until all are asked for."""


def check(archive: Archive, filters: Filters) -> None:
    """The words and the claim, then the verdict with its evidence."""
    st.header("Who said this, and did they?", anchor=False)
    with st.form("quotation", border=False):
        words = st.text_area(
            "Quotation", placeholder="Paste the words; an ellipsis … and [brackets] are understood.", key="quoted"
        )
        claim = filters.described() or "anyone, at any time; narrow it with the filters at the left"
        st.caption(wording.plain(f"Claimed of: {claim}"))
        asked = st.form_submit_button("Check", type="primary", key="check")
    if asked:
        st.session_state.finding = _found(archive, words.strip(), filters)
        st.session_state.all_places = False
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
        return str(error)


def _show(archive: Archive, finding: Finding) -> None:
    st.html(html.verdict(finding))
    if finding.best and not finding.best.verbatim:
        st.html(html.difference(finding.best))
    if finding.nearest and not finding.matches:
        st.caption("What comes nearest:")
    places = [*finding.matches, *finding.parts] or ([finding.nearest] if finding.nearest else [])
    shown = places if st.session_state.get("all_places") else places[:SHOWN]
    for number, match in enumerate(shown):
        _place(archive, match, f"place-{number}")
    if len(places) > len(shown) and st.button(f"Show all {len(places):,} places", key="all"):
        st.session_state.all_places = True
        st.rerun()
    st.caption(wording.looked_up(finding))


def _place(archive: Archive, match: Match, key: str) -> None:
    """Who, where and when, the words, and a button that opens them."""
    speech = archive.speech(match.speech).said_by(match.speaker)
    label = f"{speech.label}, quoting others" if match.of_others else speech.label
    st.html(html.place(label, match.quote))
    reader.open_button(match.address, _citation(archive, match), key)


def _citation(archive: Archive, match: Match) -> Citation:
    """The words as far as they stand in the first of their paragraphs, which is what the reader opens."""
    paragraph = archive.paragraph(f"{match.speech}#p{match.paragraph}")
    end = min(match.end, paragraph.end)
    return Citation(match.speech, match.paragraph, match.start, end, match.quote[: end - match.start])
