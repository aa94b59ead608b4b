"""Which conversation is open, as the page's address tells so that a reload opens it, and what can be done with it."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st
from slugify import slugify

from rag import Archive, Citation, OnrecordError
from rag.config import Settings
from rag.conversation import Head, InMemory, Kept, OnDisk, Shelf
from rag.conversation.kept import LONGEST
from rag.errors import ArchiveError
from ui import export, html, reader, wording

_OPEN = "conversation"
"""The parameter of the page's address."""


def current(archive: Archive) -> Kept:
    """The conversation that is open, else a new one; why it cannot be opened is told."""
    for told in filter(None, (st.session_state.get("unkept"), st.session_state.pop("gone", None))):
        st.html(html.alert(told))
    name = st.query_params.get(_OPEN)
    if name != _way()[1]:
        # The browser's way back led here.
        st.session_state.way = name, name
    if name is None:
        return Kept.new()
    try:
        return _shelf(archive).get(name)
    except OnrecordError as error:
        st.html(html.notice(str(error)))
        return Kept.new()


def keep(archive: Archive, kept: Kept) -> None:
    """Keep it and have it open; where nothing can be written, for as long as the page is open."""
    try:
        _shelf(archive).put(kept)
    except ArchiveError as error:
        st.session_state.shelf = InMemory()
        st.session_state.shelf.put(kept)
        st.session_state.unkept = f"This conversation is not kept: {error}"
    if st.query_params.get(_OPEN) != kept.id:
        _go(kept.id)


def cited(archive: Archive) -> tuple[Citation, ...]:
    """What the answers of the open conversation cite; nothing where there is none, or it cannot be read."""
    name = st.query_params.get(_OPEN)
    try:
        exchanges = _shelf(archive).get(name).exchanges if name else ()
    except OnrecordError:
        return ()
    answers = (reply.answer for one in exchanges for reply in one.replies)
    return tuple(citation for answer in answers for one in answer.sentences for citation in one.citations)


def restore(archive: Archive, kept: Kept) -> None:
    """Have it as it was before a question."""
    if kept.exchanges:
        keep(archive, kept)
    else:
        _shelf(archive).drop(kept.id)
        start()


def start() -> None:
    """Begin a new one."""
    st.session_state.deleting = False
    _go(None)


def arrive() -> None:
    """Before a question is asked, be where the page went last: the browser may still be where it was before.

    It hears of a new address with the page that it asked for, and of none where it asks for another meanwhile.
    """
    left, led = _way()
    if left != led and st.query_params.get(_OPEN) == left:
        _go(led)


def _way() -> tuple[str | None, str | None]:
    """Which conversation the address named before the page led it elsewhere, and which then."""
    way: tuple[str | None, str | None] = st.session_state.get("way", (None, None))
    return way


def _go(name: str | None) -> None:
    """Have the address name a conversation, or none, with nothing open beside it; one step for the way back."""
    st.session_state.opened = None
    # Before the address, with which Streamlit may end this run.
    st.session_state.way = st.query_params.get(_OPEN), name
    others = {key: value for key, value in reader.elsewhere().items() if key != _OPEN}
    st.query_params.from_dict(others | ({_OPEN: name} if name else {}))


def choose(archive: Archive) -> None:
    """All that are kept, the latest first, and what is wrong with those that cannot be read."""
    listed = _shelf(archive).listed()
    if listed.heads:
        labels = _labels(listed.heads)
        open_now = st.query_params.get(_OPEN)
        st.session_state.chosen = open_now if open_now in labels else None
        st.selectbox(
            "Conversation", list(labels), None, labels.__getitem__, "chosen", on_change=_open, placeholder="a new one"
        )
    for why in listed.unreadable:
        st.caption(wording.plain(why))


def menu(archive: Archive, kept: Kept) -> None:
    """What can be done with the one that is open."""
    with st.popover("This conversation", icon=":material/more_horiz:"):
        name = f"name-{kept.id}"
        st.text_input("Name", kept.title, LONGEST, name, on_change=_rename, args=(archive, kept, name))
        file = slugify(kept.title, max_length=60) or "conversation"
        _download("Markdown", f"{file}.md", "text/markdown", partial(export.markdown, kept))
        _download("JSON", f"{file}.json", "application/json", kept.text)
        _removal(archive, kept)
        if isinstance(_shelf(archive), InMemory):
            st.caption("Nothing is stored here: it is gone when the page is closed or loaded anew.")


def _download(what: str, file: str, mime: str, text: Callable[[], str]) -> None:
    st.download_button(f"Download as {what}", text, file, mime, f"download-{what}", on_click="ignore")


def _removal(archive: Archive, kept: Kept) -> None:
    """A button, and another that asks once more."""
    if not st.session_state.get("deleting"):
        st.button("Delete …", key="delete", icon=":material/delete:", on_click=_ask_whether, args=(True,))
        return
    st.html(html.notice("Delete it with all its answers? It cannot be had back."))
    with st.container(horizontal=True):
        st.button("Delete for good", key="delete-it", type="primary", on_click=_delete, args=(archive, kept.id))
        st.button("Leave it", key="leave-it", on_click=_ask_whether, args=(False,))


def _ask_whether(deleting: bool) -> None:
    st.session_state.deleting = deleting


def _delete(archive: Archive, name: str) -> None:
    try:
        _shelf(archive).drop(name)
    except OnrecordError as error:
        st.session_state.gone = str(error)
        return
    start()


def _rename(archive: Archive, kept: Kept, key: str) -> None:
    keep(archive, kept.renamed(st.session_state[key]))


def _open() -> None:
    st.session_state.deleting = False
    _go(st.session_state.chosen)


def _labels(heads: Sequence[Head]) -> dict[str, str]:
    """What each is called in a list, by its id; no two the same, since the browser tells by it which is chosen."""
    titles = Counter(head.title for head in heads)
    labels: dict[str, str] = {}
    for head in heads:
        # In front, where a long title does not push it out of sight.
        when = f"{head.changed.astimezone():%d %b %H:%M} · " if titles[head.title] > 1 else ""
        label = f"{when}{head.title or 'without a name'}"
        while label in labels:
            label += " (another)"
        labels[label] = head.id
    return {name: label for label, name in labels.items()}


def _shelf(archive: Archive) -> Shelf:
    """Where this session's conversations are kept."""
    if "shelf" not in st.session_state:
        folder = archive.folder / "conversations"
        st.session_state.shelf = InMemory() if Settings.read().read_only else OnDisk(folder)
    shelf: Shelf = st.session_state.shelf
    return shelf
