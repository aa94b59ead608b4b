"""Files from the user's machine: kept in the archive folder, which needs its sources, and taken in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import streamlit as st

from rag import Address, Archive, OnrecordError
from rag.config import Settings
from rag.load import LoadOptions
from rag.load.files import FORMATS, PACKED
from rag.progress import Progress
from rag.schema import Failure, IngestReport
from ui import html, reader, work

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

FOLDER = "uploads"
"""Within the archive folder."""

TYPES = sorted(suffix.removeprefix(".") for suffix in {*FORMATS, *PACKED})

FIELDS = {"speaker": "Speaker", "role": "Role", "country": "Country", "event": "Event", "date": "Date"}
"""What a user may say of files that do not say it themselves."""

LINES = 200
"""Of a report, at most, of each kind; what is left out is counted."""

_KEY = "adding"


@dataclass(frozen=True, slots=True)
class Report:
    """What came of an upload; `refused` are the files that were not even kept."""

    ingest: IngestReport
    refused: tuple[Failure, ...]


def add(archive: Archive) -> None:
    """Choose files, say what they leave out, and see what became of each."""
    st.subheader("Add speeches", anchor=False)
    if work.goes_on(_KEY):
        return
    limit = Settings.read().max_file_bytes
    with st.form("upload", border=False, clear_on_submit=True):
        files = st.file_uploader(
            "Files", TYPES, accept_multiple_files=True, key="files", max_upload_size=max(1, limit // 1_000_000)
        )
        st.caption(
            "Texts, web pages, PDF, Word, ODT, RTF, TEI, tables with a speech a row, and archives of any of them. "
            "A file of the same name as one that was added before takes its place."
        )
        with st.expander("What the files do not say themselves"):
            fields = {name: st.text_input(label, key=f"said-{name}").strip() for name, label in FIELDS.items()}
        asked = st.form_submit_button("Add", type="primary", key="add")
    if asked and files:
        options = LoadOptions(fields={name: value for name, value in fields.items() if value})
        work.start(_KEY, lambda progress: take_in(archive, files, options, progress))
        st.rerun()
    if asked:
        st.html(html.notice("Choose a file first."))
    _told(st.session_state.get(_KEY))


def take_in(archive: Archive, files: "Sequence[UploadedFile]", options: LoadOptions, progress: Progress) -> Report:
    """Keep the files and ingest them; those that cannot be read at all are not kept."""
    folder = archive.folder / FOLDER
    folder.mkdir(exist_ok=True)
    limit = Settings.read().max_file_bytes
    refused = tuple(Failure(one.name, _too_large(one.size, limit)) for one in files if one.size > limit)
    kept = {folder / name(one.name): one for one in files if one.size <= limit}
    new = {path for path in kept if not path.exists()}
    for path, one in kept.items():
        path.write_bytes(one.getvalue())
    try:
        report = archive.ingest(kept, options=options, progress=progress)
    except OnrecordError:
        _drop(new)
        raise
    _drop(new & {Path(one.file) for one in report.failed})
    return Report(report, refused)


def _drop(files: Iterable[Path]) -> None:
    for file in files:
        file.unlink()


def alone(archive: Archive, speech: str) -> Path | None:
    """The file that was uploaded for this speech and holds no other that is here; None where there is none."""
    folder = (archive.folder / FOLDER).resolve()
    found = (file for file, speeches in archive.files().items() if speeches == [speech])
    return next((file for file in found if file.parent == folder), None)


def name(given: str) -> str:
    """The last part of a file's name, whichever system it comes from, so that it leads nowhere else."""
    return PurePosixPath(given.replace("\\", "/")).name.lstrip(".") or "unnamed.txt"


def _too_large(size: int, limit: int) -> str:
    return f"too large, bytes: {size:,}, the limit is {limit:,} (ONRECORD_MAX_FILE_BYTES raises it)"


def _told(done: work.Work | None) -> None:
    """A line for each file, and a button for each new speech."""
    if done is None:
        return
    if done.wrong:
        st.html(html.alert(done.wrong))
    elif isinstance(done.found, Report):
        _report(done.found)


def _report(report: Report) -> None:
    told = report.ingest
    failed = [(PurePosixPath(one.file).name, one.reason) for one in (*report.refused, *told.failed)]
    rows = {
        "failed": [f"{file}: {reason}" for file, reason in failed],
        "skipped": [f"{PurePosixPath(file).name}: no speech by its name" for file in told.skipped],
        "unchanged": told.unchanged,
        "removed": told.removed,
    }
    for word, listed in rows.items():
        if listed:
            st.html(html.lines((word, what) for what in listed[:LINES]))
        if len(listed) > LINES:
            st.caption(f"and {len(listed) - LINES:,} more {word}")
    for word, speeches in {"added": told.added, "changed": told.changed}.items():
        for speech in islice(speeches, 10):
            reader.open_button(f"{word} {speech}", Address(speech), f"{word}-{speech}")
        if len(speeches) > 10:
            st.caption(f"and {len(speeches) - 10:,} more {word}; they are in the table above")
