"""The tab "Ask": questions, and answers whose every sentence can be opened."""

import streamlit as st

from rag import Answer, Archive, Citation, Filters, OnrecordError
from ui import html, reader, wording

Turn = tuple[str, Filters, Answer, list[Citation]]
"""A question with the user's filters, its answer, and the paragraphs that came near where there is none."""


def conversation(archive: Archive, filters: Filters) -> None:
    """Earlier turns, then the next question."""
    turns: list[Turn] = st.session_state.setdefault("turns", [])
    st.header("Ask the record", anchor=False)
    if not turns:
        st.write("Ask in plain language. Every sentence of an answer is a quotation; its number opens the paragraph.")
    for number, one in enumerate(turns):
        _turn(archive, number, one)
    question = st.chat_input("What did … say about …?")
    if question and question.strip():
        try:
            with st.spinner("Searching …"):
                answer = archive.ask(question.strip(), filters)
                near = _nearest(archive, answer)
        except OnrecordError as error:
            st.html(html.alert(str(error)))
            return
        turns.append((question.strip(), filters, answer, near))
        st.session_state.opened = None
        st.rerun()


def _nearest(archive: Archive, answer: Answer) -> list[Citation]:
    """The paragraphs that came near where there is no answer, each cited whole."""
    hits = answer.evidence[:3] if answer.status == "refused" else ()
    found = [archive.paragraph(f"{hit.passage.speech}#p{hit.paragraphs[0]}") for hit in hits]
    return [Citation(one.speech, one.number, one.start, one.end, one.text) for one in found]


def _turn(archive: Archive, number: int, turn: Turn) -> None:
    """One question with its answer or refusal."""
    question, filters, answer, near = turn
    with st.chat_message("user"):
        st.text(question)
    with st.chat_message("assistant"):
        if understood := answer.query.described():
            st.text(understood)
        if answer.notice:
            st.html(html.notice(answer.notice))
        if answer.status == "refused":
            _refusal(number, answer, near)
            return
        _sentences(number, answer)
        st.caption(f"{wording.confidence(answer)} {wording.searched(answer)}.")
        _save(archive, number, answer, filters)


def _sentences(number: int, answer: Answer) -> None:
    mark = 0
    for sentence in answer.sentences:
        st.html(html.sentence(sentence.text, supported=sentence.supported))
        with st.container(horizontal=True):
            for citation in sentence.citations:
                mark += 1
                reader.open_button(f"[{mark}] {citation.address}", citation, f"cite-{number}-{mark}")


def _save(archive: Archive, number: int, answer: Answer, filters: Filters) -> None:
    """The answer as a receipt, which `onrecord verify` holds against the archive later; made when it is asked for."""
    st.download_button(
        "Save this answer",
        lambda: archive.receipt(answer, filters).text(),
        file_name=f"onrecord-{number + 1}.json",
        mime="application/json",
        key=f"save-{number}",
        icon=":material/download:",
        type="tertiary",
        help="A receipt: question, quotations and scores. `onrecord verify` says later which citations still hold.",
    )


def _refusal(number: int, answer: Answer, near: list[Citation]) -> None:
    """Why there is no answer, and the paragraphs that came near."""
    st.html(html.notice(answer.reason or ""))
    if near:
        st.caption("Nearest paragraphs:")
        with st.container(horizontal=True):
            for rank, citation in enumerate(near, start=1):
                reader.open_button(citation.address, citation, f"near-{number}-{rank}")
