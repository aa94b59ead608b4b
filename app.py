"""The chat page: widgets only. Run it with `streamlit run app.py`, or `make run`."""

from threading import Thread

import streamlit as st

from rag import Answer, Archive, Citation, Filters, OnrecordError
from ui import html, wording


@st.cache_resource(show_spinner="Opening the archive …")
def open_archive() -> Archive:
    """The archive, opened once for all sessions; the embedder loads while the first visitor reads the page."""
    archive = Archive.open()
    Thread(target=archive.warm, daemon=True).start()
    return archive


def main() -> None:
    """Lay out the page."""
    st.set_page_config(page_title="onrecord", page_icon="🎙️", layout="wide")
    st.html(html.STYLE)
    try:
        archive = open_archive()
    except OnrecordError as error:
        st.title("onrecord")
        st.html(html.alert(str(error)))
        return
    st.session_state.setdefault("turns", [])
    filters = sidebar(archive)
    opened: Citation | None = st.session_state.get("opened")
    chat, reader = st.columns([3, 2], gap="large") if opened else (st.container(), None)
    with chat:
        conversation(archive, filters)
    if opened and reader is not None:
        with reader:
            read(archive, opened)


def sidebar(archive: Archive) -> Filters:
    """What is in the archive, and the filters for the next question."""
    facets = archive.facets()
    with st.sidebar:
        st.title("onrecord")
        st.caption(f"{archive.counts()[0]:,} speeches in this archive")
        speaker = st.multiselect("Speaker", facets.speakers)
        role = st.multiselect("Role", facets.roles)
        country = st.multiselect("Country", facets.countries)
        event = st.multiselect("Event", facets.events)
        language = st.multiselect("Language", facets.languages)
        since = st.selectbox("Since", facets.years, index=None, placeholder="any year")
        until = st.selectbox("Until", facets.years, index=None, placeholder="any year")
    named = {"speaker": speaker, "role": role, "country": country, "event": event, "language": language}
    return Filters(**{name: tuple(values) for name, values in named.items()}, since=since, until=until)


def conversation(archive: Archive, filters: Filters) -> None:
    """Earlier turns, then the next question."""
    st.header("Ask the record", anchor=False)
    if not st.session_state.turns:
        st.write("Ask in plain language. Every sentence of an answer is a quotation; its number opens the paragraph.")
    for number, (question, answer, near) in enumerate(st.session_state.turns):
        turn(number, question, answer, near)
    question = st.chat_input("What did … say about …?")
    if question and question.strip():
        try:
            with st.spinner("Searching …"):
                answer = archive.ask(question.strip(), filters)
                near = nearest(archive, answer)
        except OnrecordError as error:
            st.html(html.alert(str(error)))
            return
        st.session_state.turns.append((question.strip(), answer, near))
        st.session_state.opened = None
        st.rerun()


def nearest(archive: Archive, answer: Answer) -> list[Citation]:
    """The paragraphs that came near where there is no answer, each cited whole."""
    hits = answer.evidence[:3] if answer.status == "refused" else ()
    found = [archive.paragraph(f"{hit.passage.speech}#p{hit.paragraphs[0]}") for hit in hits]
    return [Citation(one.speech, one.number, one.start, one.end, one.text) for one in found]


def turn(number: int, question: str, answer: Answer, near: list[Citation]) -> None:
    """One question with its answer or refusal."""
    with st.chat_message("user"):
        st.text(question)
    with st.chat_message("assistant"):
        if understood := answer.query.described():
            st.text(understood)
        if answer.status == "refused":
            refusal(number, answer, near)
            return
        mark = 0
        for sentence in answer.sentences:
            st.html(html.sentence(sentence.text))
            with st.container(horizontal=True):
                for citation in sentence.citations:
                    mark += 1
                    open_button(f"[{mark}] {citation.address}", citation, f"cite-{number}-{mark}")
        st.caption(f"{wording.confidence(answer)} {wording.searched(answer)}.")


def refusal(number: int, answer: Answer, near: list[Citation]) -> None:
    """Why there is no answer, and the paragraphs that came near."""
    st.html(html.notice(answer.reason or ""))
    if near:
        st.caption("Nearest paragraphs:")
        with st.container(horizontal=True):
            for rank, citation in enumerate(near, start=1):
                open_button(citation.address, citation, f"near-{number}-{rank}")


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
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(html.title(speech.title or speech.id))
        close = st.button("Close", key="close-reader", icon=":material/close:")
    st.html(html.facts(speech, cited))
    st.html(html.reader(paragraphs, citation, speech.speaker))
    if close:
        st.session_state.opened = None
        st.rerun()


main()
