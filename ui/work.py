"""Work that takes long: it goes on in a thread while the page is run again and again, and shows how far it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import streamlit as st

from rag import OnrecordError
from rag.errors import ArchiveBusy
from rag.progress import Progress
from ui import mishaps, wording
from ui.mishaps import LOG

BUSY = (
    "Another process is writing to this archive, and only one can at a time. "
    "Nothing was changed; wait for it to end, then try again."
)

_LOOK = 0.5
"""Seconds between two looks at how far it is."""


@dataclass(slots=True)
class Work:
    """One piece of work; `found` is what it came to, `wrong` why it came to nothing."""

    done: int = 0
    total: int = 0
    what: str = ""
    found: Any = None
    wrong: str | None = None
    thread: Thread = field(default_factory=Thread)

    def tell(self, done: int, total: int, what: str) -> None:
        """Take note of how far it is."""
        self.done, self.total, self.what = done, total, what

    @property
    def share(self) -> float:
        """How much of it is done, 0..1."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    @property
    def at_work(self) -> bool:
        """Whether it goes on."""
        return self.thread.is_alive()


def start(key: str, job: Callable[[Progress], object]) -> None:
    """Begin; what the job returns, or what is wrong, is shown under the key."""
    work = Work()
    work.thread = Thread(target=_run, args=(work, job), daemon=True)
    work.thread.start()
    st.session_state[key] = work


def _run(work: Work, job: Callable[[Progress], object]) -> None:
    try:
        work.found = job(work.tell)
    except (OnrecordError, OSError) as error:
        work.wrong = told(error)
    # Else the thread ends without a word, and the page with it.
    except Exception:
        LOG.exception("work of the page met an error that was not foreseen")
        work.wrong = mishaps.UNFORESEEN


def told(error: OnrecordError | OSError) -> str:
    """An error as the page puts it."""
    return BUSY if isinstance(error, ArchiveBusy) else mishaps.told(error)


def goes_on(key: str) -> bool:
    """Whether work under the key is not done yet; a bar shows how far it is, and the page is run again at its end."""
    work: Work | None = st.session_state.get(key)
    if work is None or not work.at_work:
        return False
    st.fragment(_watch, run_every=_LOOK)(work)
    return True


def _watch(work: Work) -> None:
    if not work.at_work:
        st.rerun()
    st.progress(work.share, wording.plain(work.what or "…"))
