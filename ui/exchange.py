"""One question with its answer, part by part, as it was kept."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import count, islice

import streamlit as st

from rag import Answer, Archive, Citation, Filters, OnrecordError
from rag.conversation import Exchange, Reply
from rag.conversation.kept import shortened
from rag.conversation.narrowed import without
from rag.schema import Query
from ui import feedback, html, prose, reader, wording

_NEAR = 3
"""Paragraphs that a refusal offers."""


def show(archive: Archive, number: int, one: Exchange, *, last: bool) -> None:
    """The question and its answer; the filters that the last one named can be taken off."""
    question(one.question)
    with st.chat_message("assistant"):
        read_as(one)
        if last and one.named:
            _chips(one.named)
        first = 1
        for place, (query, reply) in enumerate(zip(one.queries, one.replies, strict=False)):
            heading(one, query, chips=last)
            _reply(reply, f"{number}-{place}")
            _sentences(reply, number, first)
            first += len(_cited(reply.answer))
            if reply.whole:
                _end(archive, reply, one.filters, f"{number}-{place}")
                feedback.ask(archive, reply.answer, f"feedback-{one.id}-{place}")
        if not one.whole:
            st.html(html.notice("Stopped before the end; ask again for the whole answer."))


def question(text: str) -> None:
    """What the user asked."""
    with st.chat_message("user"):
        st.html(html.question(text))


def read_as(one: Exchange) -> None:
    """The question as it was read, where it leaned on those before it."""
    if one.rewritten.changed:
        st.caption(wording.plain(f"Read as: {one.rewritten.text}"))


def heading(one: Exchange, query: Query, *, chips: bool = False) -> None:
    """Which part of the question it is, where it has several, and where was searched, but for what chips tell."""
    if len(one.queries) > 1:
        st.html(html.part(query.text))
    told = _unnamed(query, one.named) if chips else query
    if understood := told.described():
        st.caption(wording.plain(understood[0].upper() + understood[1:]))


def _unnamed(query: Query, named: dict[str, str]) -> Query:
    filters = query.filters
    for name in named:
        filters = without(filters, name)
    return replace(query, filters=filters)


def _chips(named: dict[str, str]) -> None:
    """The filters that the question named; a press asks again without."""
    with st.container(horizontal=True, vertical_alignment="center", key="chips"):
        st.caption("Searched only:", width="content")
        for name, told in named.items():
            st.button(
                wording.plain(f"{name}: {told}"),
                key=f"without-{name}",
                icon=":material/close:",
                icon_position="right",
                help="Ask again without this filter",
                on_click=_widen,
                args=(name,),
            )


def _widen(name: str) -> None:
    st.session_state.wider = name


def _reply(reply: Reply, key: str) -> None:
    """What there is to tell before the sentences, or in their place."""
    if reply.answer.notice:
        st.html(html.notice(reply.answer.notice))
    if reply.answer.status == "refused":
        _refusal(reply, key)


def _sentences(reply: Reply, number: int, first: int) -> None:
    """Each quotation with the mark that opens it; what a model wrote is a paragraph, with its marks again below."""
    marks = zip(count(first), _cited(reply.answer), strict=False)
    if any(one.support is not None for one in reply.answer.sentences):
        prose.show(reply, first, f"prose-{number}-{first}")
        _marks(reply, number, marks)
        return
    for sentence in reply.answer.sentences:
        with st.container(gap=None):
            st.html(html.sentence(sentence.text, supported=sentence.supported))
            _marks(reply, number, islice(marks, len(sentence.citations)))


def _marks(reply: Reply, number: int, marks: Iterable[tuple[int, Citation]]) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        for mark, citation in marks:
            label, key = f"[{mark}] {citation.address}", f"cite-{number}-{mark}"
            reader.open_button(label, citation, key, _told(citation, reply.labels))


def _told(citation: Citation, labels: dict[str, str]) -> str:
    """Who says it, and the words; shown where the pointer rests."""
    quote = shortened(citation.quote, prose.QUOTED)
    return wording.plain(f"{labels.get(citation.address, citation.address)}: “{quote}”")


def _refusal(reply: Reply, key: str) -> None:
    """Why there is no answer, and the paragraphs that came near."""
    st.html(html.notice(reply.answer.reason or ""))
    if reply.near:
        st.caption("What comes nearest:")
    for rank, citation in enumerate(reply.near, start=1):
        label = reply.labels.get(citation.address, citation.address)
        with st.container(gap=None):
            st.html(html.place(label, shortened(citation.quote, prose.QUOTED)))
            reader.open_button(citation.address, citation, f"near-{key}-{rank}")


def _end(archive: Archive, reply: Reply, filters: Filters, key: str) -> None:
    """How sure it is, who wrote it and how it is saved."""
    answer = reply.answer
    if answer.status == "refused":
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        sure = f"{wording.confidence(answer)} · {wording.searched(answer)}"
        st.caption(wording.plain(sure), help=wording.confidence_means(answer), width="content")
        _save(archive, answer, filters, key)
    if answer.writing:
        st.caption(wording.plain(f"{wording.written(answer.writing)}."))


def _save(archive: Archive, answer: Answer, filters: Filters, key: str) -> None:
    """The answer as a receipt, which `onrecord verify` holds against the archive later; made when it is asked for."""
    st.download_button(
        "Save this answer",
        lambda: archive.receipt(answer, filters).text(),
        file_name=f"onrecord-{key}.json",
        mime="application/json",
        key=f"save-{key}",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
        help="A receipt: question, quotations and scores. `onrecord verify` says later which citations still hold.",
    )


def reply_of(archive: Archive, answer: Answer, *, whole: bool = True) -> Reply:
    """An answer with what has to be known of the archive to show it again."""
    near = _nearest(archive, answer)
    labels = {one.address: _label(archive, one) for one in (*_cited(answer), *near)}
    return Reply(answer, labels, near, whole)


def _cited(answer: Answer) -> list[Citation]:
    return [citation for sentence in answer.sentences for citation in sentence.citations]


def _nearest(archive: Archive, answer: Answer) -> tuple[Citation, ...]:
    """The paragraphs that came near where there is no answer, each cited whole."""
    hits = answer.evidence[:_NEAR] if answer.status == "refused" else ()
    found = [archive.paragraph(f"{hit.passage.speech}#p{hit.paragraphs[0]}") for hit in hits]
    return tuple(Citation(one.speech, one.number, one.start, one.end, one.text) for one in found)


def _label(archive: Archive, citation: Citation) -> str:
    """Who says it, where and when."""
    try:
        paragraph = archive.paragraph(citation.address)
        return archive.speech(citation.speech).said_by(paragraph.speaker).label
    except OnrecordError:
        return citation.address
