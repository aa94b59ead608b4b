"""The tab "Ask": questions one after another, and answers whose every sentence can be opened."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from rag import Answer, Archive, Filters, OnrecordError, Sentence
from rag.answer import Done, Event, Found, Repaired, Said
from rag.conversation import Dialogue, Exchange, Kept, Read, Reply
from rag.schema import Hit, Query
from ui import conversations, exchange, html, mishaps, patience, suggested, wording

_TO_THE_QUESTION = """<script>
setTimeout(() => Array.from(document.querySelectorAll(".onrecord-question")).pop()?.scrollIntoView(), 200);
</script>"""

_LOOK = 1.0
"""Seconds between two looks whether there are questions to begin with."""


def settings(archive: Archive) -> None:
    """The conversation, and whether the chat model writes, for this session; at the left."""
    conversations.choose(archive)
    if archive.model:
        by_model, quoted = f"in the words of {archive.model.name}", "quotations only, no model"
        words = {True: wording.plain(by_model), False: quoted}
        st.radio("Answers", [True, False], format_func=words.__getitem__, key="written")


def conversation(archive: Archive, filters: Filters) -> None:
    """What was asked, then the next question."""
    kept = conversations.current(archive)
    _head(archive, kept)
    wider: str | None = st.session_state.pop("wider", None)
    shown = kept.exchanges[:-1] if wider else kept.exchanges
    for number, one in enumerate(shown):
        exchange.show(archive, number, one, last=one is kept.exchanges[-1])
    if st.session_state.pop("answered", False):
        st.html(_TO_THE_QUESTION, unsafe_allow_javascript=True)
    stage = st.container()
    asked = (
        st.chat_input("What did … say about …?", on_submit=conversations.arrive) or st.session_state.pop("taken", "")
    ).strip()
    with stage, mishaps.caught():
        if wider and kept.exchanges:
            _ask_wider(archive, kept, wider)
        elif asked:
            _ask(archive, kept, filters, asked)


def _head(archive: Archive, kept: Kept) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header("Ask the record", anchor=False)
        if kept.exchanges:
            st.button("New conversation", key="new", icon=":material/add:", on_click=conversations.start)
            conversations.menu(archive, kept)
    if not kept.exchanges:
        st.write(_invitation(archive))
        # One part of the page, so that the box below stays what it is, with what is typed in it, when they come.
        with st.container(gap=None):
            _suggestions(archive)


def _invitation(archive: Archive) -> str:
    if archive.model and _written():
        name = wording.plain(archive.model.name)
        return (
            f"Ask in plain language. {name} writes the answer; each sentence is held against the paragraphs "
            "that it cites, and its numbers open them."
        )
    return "Ask in plain language. Every sentence of an answer is a quotation; its number opens the paragraph."


def _suggestions(archive: Archive) -> None:
    """Questions to begin with, once they have been found."""
    questions = suggested.of(archive)
    if questions is None:
        st.fragment(_look_again, run_every=_LOOK)(archive)
    elif questions:
        st.caption("For instance:")
        for number, question in enumerate(questions):
            st.button(question, key=f"suggested-{number}", type="tertiary", on_click=_take, args=(question,))


def _look_again(archive: Archive) -> None:
    if suggested.of(archive) is not None:
        st.rerun()


def _take(question: str) -> None:
    st.session_state.taken = question


def _written() -> bool:
    return bool(st.session_state.get("written", True))


def _ask(archive: Archive, kept: Kept, filters: Filters, asked: str) -> None:
    """The next question."""
    exchange.question(asked)
    dialogue = archive.converse(filters, written=_written())
    kept.resume(dialogue)
    with _taken_back(archive, kept):
        _answer(archive, kept, dialogue, _read(archive, kept, dialogue, asked))


def _read(archive: Archive, kept: Kept, dialogue: Dialogue, asked: str) -> Read:
    """The question as it is read; where a chat model reads it, and is stopped, it is kept as the rule reads it."""
    if not (archive.model and _written() and kept.exchanges):
        return dialogue.read(asked)
    by_rule = archive.converse(dialogue.filters, written=False)
    kept.resume(by_rule)
    conversations.keep(archive, kept.after(Exchange.of(by_rule.read(asked), dialogue.filters)))
    place = st.empty()
    with place.container(), st.spinner("Reading …"):
        _stop("stop-reading")
        read = patience.found(lambda: dialogue.read(asked), st.empty().empty)
    place.empty()
    return read


def _stop(key: str) -> None:
    """A press runs the page anew, which ends this run."""
    st.button("Stop", key=key, icon=":material/stop:")


def _ask_wider(archive: Archive, kept: Kept, name: str) -> None:
    """The last question again without a filter, in the place of what was answered."""
    last = kept.exchanges[-1]
    exchange.question(last.question)
    dialogue = archive.converse(written=_written())
    kept.resume(dialogue)
    dialogue.filters = last.filters
    read = dialogue.read_without(name)
    with _taken_back(archive, kept):
        _answer(archive, kept.before_last(), dialogue, read)


@contextmanager
def _taken_back(archive: Archive, kept: Kept) -> Iterator[None]:
    """Where something is wrong with the archive, the conversation stays as it was."""
    try:
        yield
    except OnrecordError:
        conversations.restore(archive, kept)
        raise


def _answer(archive: Archive, kept: Kept, dialogue: Dialogue, read: Read) -> None:
    """The answer as it comes, kept as far as it has come."""
    one = Exchange.of(read, dialogue.filters)
    conversations.keep(archive, kept.after(one))
    st.session_state.opened, st.session_state.answered = None, True
    st.html(_TO_THE_QUESTION, unsafe_allow_javascript=True)
    with st.chat_message("assistant"):
        exchange.read_as(one)
        words = st.container()
        _stop("stop")
        with words:
            for query, events in dialogue.answer(read):
                exchange.heading(one, query)
                done = one.replies
                for reply in _replies(archive, query, events):
                    one = one.replied(*done, reply)
                    conversations.keep(archive, kept.after(one))
    st.rerun()


def _replies(archive: Archive, query: Query, events: Iterator[Event]) -> Iterator[Reply]:
    """The reply as far as it has come, after each event, which is shown."""
    found: tuple[Hit, ...] = ()
    said: tuple[Sentence, ...] = ()
    words, status = st.container(), st.empty()
    status.caption("Searching …")
    # Empties a place that is empty: any call of Streamlit lets a press on Stop through.
    for event in patience.patiently(events, st.empty().empty):
        if isinstance(event, Found):
            found = event.evidence
            status.caption(f"{len(found)} passages found; reading …")
        elif isinstance(event, Said):
            said = (*said, event.sentence)
            words.html(html.sentence(event.sentence.text, supported=event.sentence.supported))
        elif isinstance(event, Repaired):
            status.caption(wording.plain(f"{event.what} …"))
        else:
            status.empty()
            if event.answer.status == "refused":
                words.html(html.notice(event.answer.reason or ""))
        so_far = (
            event.answer if isinstance(event, Done) else Answer("answered", query, 0, sentences=said, evidence=found)
        )
        yield exchange.reply_of(archive, so_far, whole=isinstance(event, Done))
