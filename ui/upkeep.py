"""What keeps an archive in order: speeches taken out, its indexes held against the catalog and made anew."""

from pathlib import Path

import streamlit as st

from rag import Archive, OnrecordError
from rag.progress import Progress
from rag.schema import Health
from ui import html, upload, work

_KEY = "rebuilding"


def remove(archive: Archive, speech: str | None) -> None:
    """Take the chosen speech out, once that is confirmed."""
    if told := st.session_state.pop("removed", None):
        st.html(told)
    if speech is None:
        return
    if st.session_state.get("removing") != speech:
        st.button("Remove this speech …", key="remove", icon=":material/delete:", on_click=_ask_for, args=(speech,))
        return
    uploaded = upload.alone(archive, speech)
    file = f"The uploaded file {uploaded.name} goes with it." if uploaded else "The file that it came from stays."
    st.html(
        html.notice(
            f"Remove {speech}?\n{archive.speech(speech).label}\nAnswers and quotations find it no longer. {file}"
        )
    )
    with st.container(horizontal=True):
        st.button("Remove", type="primary", key="remove-sure", on_click=_take_out, args=(archive, speech))
        st.button("Keep", key="remove-not", on_click=_ask_for, args=(None,))


def _ask_for(speech: str | None) -> None:
    st.session_state.removing = speech


def _take_out(archive: Archive, speech: str) -> None:
    st.session_state.removing = None
    uploaded = upload.alone(archive, speech)
    try:
        archive.remove(speech)
    except OnrecordError as error:
        st.session_state.removed = html.alert(work.told(error))
        return
    st.session_state.removed = _dropped(uploaded) or html.notice(f"{speech} was removed.")
    st.session_state.opened = None


def _dropped(file: Path | None) -> str | None:
    """Delete a file, if there is one; what is to be told where that cannot be."""
    try:
        if file:
            file.unlink(missing_ok=True)
    except OSError as error:
        return html.alert(f"The speech was removed; its file could not be: {error.strerror}")
    return None


def doctor(archive: Archive, *, rebuild: bool) -> None:
    """Hold the catalog against both indexes, when that is asked for, and offer to make them anew."""
    st.subheader("Health", anchor=False)
    if work.goes_on(_KEY):
        return
    with st.container(horizontal=True):
        asked = st.button("Check the indexes", key="doctor", icon=":material/stethoscope:")
        anew = rebuild and st.button("Rebuild the indexes", key="rebuild", icon=":material/build:")
    if anew:
        work.start(_KEY, lambda progress: _rebuilt(archive, progress))
        st.rerun()
    if asked:
        with st.spinner("Checking …"):
            st.session_state[_KEY] = _checked(archive)
    _told(st.session_state.get(_KEY), rebuild=rebuild)


def _rebuilt(archive: Archive, progress: Progress) -> Health:
    archive.rebuild(progress)
    return archive.health()


def _checked(archive: Archive) -> work.Work:
    try:
        return work.Work(found=archive.health())
    except OnrecordError as error:
        return work.Work(wrong=work.told(error))


def _told(done: work.Work | None, *, rebuild: bool) -> None:
    if done is None:
        return
    if done.wrong:
        st.html(html.alert(done.wrong))
    elif isinstance(done.found, Health):
        _health(done.found, rebuild=rebuild)


def _health(health: Health, *, rebuild: bool) -> None:
    counts = f"{health.speeches:,} speeches, {health.paragraphs:,} paragraphs, {health.passages:,} passages."
    if health.sound:
        st.html(html.notice(f"Sound: both indexes hold what the catalog holds. {counts}"))
        return
    wrong = [f"cannot be searched: {health.mismatch}"] if health.mismatch else []
    wrong += [
        f"{name} index: {len(health.missing[name]):,} passages missing, {len(health.dangling[name]):,} too many"
        for name in health.missing
    ]
    way = "Rebuild the indexes; the speeches themselves are safe." if rebuild else "Run: onrecord doctor --rebuild"
    st.html(html.alert("\n".join([counts, *wrong, way])))
