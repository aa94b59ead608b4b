"""The reader: a cited paragraph between its neighbours, where it comes from, and how it is cited."""

from datetime import date

import streamlit as st

from rag import Archive, Citation, OnrecordError, Paragraph, Speech
from rag.cite import STYLES, Extract, cite
from ui import html


def open_button(label: str, citation: Citation, key: str) -> None:
    """A citation mark; pressing it opens the reader at its paragraph."""
    if st.button(label, key=key, type="tertiary", help="Open this paragraph"):
        st.session_state.opened = citation
        st.rerun()


def read(archive: Archive, citation: Citation) -> None:
    """The cited paragraph between its neighbours, the quotation highlighted."""
    try:
        speech, paragraphs = archive.speech(citation.speech), archive.around(citation.address)
    except OnrecordError as error:
        st.html(html.alert(str(error)))
        return
    (cited,) = (one for one in paragraphs if one.number == citation.paragraph)
    extract = _extract(speech, cited, citation)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(html.title(speech.title or speech.id))
        close = st.button("Close", key="close-reader", icon=":material/close:")
    st.html(html.facts(speech, cited, extract.url))
    st.html(html.reader(paragraphs, citation, speech.speaker))
    _copy(extract)
    if close:
        st.session_state.opened = None
        st.rerun()


def _extract(speech: Speech, cited: Paragraph, citation: Citation) -> Extract:
    """What is cited: the quotation where it still stands, else the paragraph."""
    quote = citation.quote if citation.quote in cited.text else None
    return Extract.of(speech, [cited], quote)


def _copy(extract: Extract) -> None:
    """The citation in the style that is chosen, with a button to copy it."""
    style = st.selectbox("Copy the citation as", STYLES, index=None, placeholder="choose a style", key="style")
    if style:
        with st.spinner("Writing the citation …"):
            text = cite(extract, style, date.today())
        st.code(text, language=None, wrap_lines=True)
