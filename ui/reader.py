"""The reader: cited words between the paragraphs around them, where they come from, and how they are cited."""

from collections.abc import Sequence
from datetime import date
from itertools import takewhile

import streamlit as st

from rag import Archive, OnrecordError, Paragraph, Speech
from rag.cite import STYLES, Extract, cite
from ui import html
from ui.cited import Cited, numbers


def open_button(label: str, words: Cited, key: str) -> None:
    """A citation mark; pressing it opens the reader at its words."""
    if st.button(label, key=key, type="tertiary", help="Open this paragraph"):
        st.session_state.opened = words
        st.rerun()


def read(archive: Archive, words: Cited) -> None:
    """The cited paragraphs between their neighbours, the quotation highlighted."""
    cited = numbers(words)
    try:
        speech = archive.speech(words.speech)
        around = archive.around(f"{words.speech}#p{words.paragraph}", by=len(cited))
    except OnrecordError as error:
        st.html(html.alert(str(error)))
        return
    paragraphs = [one for one in around if cited.start - 1 <= one.number <= cited.stop]
    extract = _extract(speech, [one for one in paragraphs if one.number in cited], words)
    with st.container(key="reader"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(html.title(speech.title or speech.id))
            close = st.button("Close", key="close-reader", icon=":material/close:")
        st.html(html.facts(speech, extract.first, extract.url))
        st.html(html.reader(paragraphs, words, speech.speaker))
        _copy(extract)
    if close:
        st.session_state.opened = None
        st.rerun()


def _extract(speech: Speech, cited: Sequence[Paragraph], words: Cited) -> Extract:
    """What is cited: the quotation where it still stands, else its paragraphs; as far as one person says them."""
    said = list(takewhile(lambda one: one.speaker == cited[0].speaker, cited))
    stands = words.quote in speech.text[said[0].start : said[-1].end]
    return Extract.of(speech, said, words.quote if stands else None)


def _copy(extract: Extract) -> None:
    """The citation in the style that is chosen, with a button to copy it."""
    style = st.selectbox("Copy the citation as", STYLES, index=None, placeholder="choose a style", key="style")
    if style:
        with st.spinner("Writing the citation …"):
            text = cite(extract, style, date.today())
        st.code(text, language=None, wrap_lines=True)
