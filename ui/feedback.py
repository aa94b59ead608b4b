"""Thumbs and a note on an answer, kept as candidates for gold questions; `onrecord eval --review` goes through them."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import streamlit as st

from rag import Answer, Archive
from rag.config import Settings
from ui import html

FILE = "feedback.jsonl"
"""Within the archive folder."""

VERDICTS = ("down", "up")
"""By the number that the thumbs give."""


def ask(archive: Archive, answer: Answer, key: str) -> None:
    """Thumbs below an answer, then a note; nothing where the page is for reading only. `key` is the answer's own."""
    if Settings.read().read_only:
        return
    if st.session_state.get(f"{key}-noted"):
        st.caption("Noted, thank you.")
        return
    thumb = st.feedback("thumbs", key=f"{key}-thumbs")
    if thumb is None:
        return
    with st.form(f"{key}-note", border=False):
        note = st.text_input("What is right about it, or wrong?", key=f"{key}-said", placeholder="may be left empty")
        sent = st.form_submit_button("Keep this", key=f"{key}-keep")
    if sent:
        _keep(archive, key, candidate(answer, VERDICTS[thumb], note.strip(), datetime.now(UTC)))


def _keep(archive: Archive, key: str, found: Mapping[str, Any]) -> None:
    try:
        save(found, archive.folder / FILE)
    except OSError as error:
        st.html(html.alert(f"this could not be kept: {error.strerror}"))
        return
    st.session_state[f"{key}-noted"] = True
    st.rerun()


def candidate(answer: Answer, verdict: str, note: str, time: datetime) -> dict[str, Any]:
    """The question as it was understood, what was answered, and what is thought of it."""
    return {
        "time": time.isoformat(timespec="seconds"),
        "question": answer.query.text,
        "filters": {name: value for name, value in asdict(answer.query.filters).items() if value},
        "status": answer.status,
        "cause": answer.cause,
        "verdict": verdict,
        "note": note,
        "citations": [asdict(one) for sentence in answer.sentences for one in sentence.citations],
    }


def save(found: Mapping[str, Any], file: Path) -> None:
    """Write a candidate down, a line of JSON."""
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps(found, ensure_ascii=False) + "\n")
