"""Waiting for what comes slowly, without the page being deaf meanwhile."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from threading import Event
from typing import TypeVar

from rag.chat import HEARD

T = TypeVar("T")

_LOOK = 0.1
"""Seconds between two calls of `waiting`."""


def patiently(items: Iterator[T], waiting: Callable[[], object]) -> Iterator[T]:
    """The items as they come, each from a thread; while one is waited for, `waiting` is called again and again.

    Streamlit ends a run at its next call of Streamlit, so that a press on Stop is heard where `waiting` is one. Then
    the thread ends with the item that it is at, and a chat model's reply with the piece that it is at.
    """
    end, given_up = object(), Event()
    thread, context = ThreadPoolExecutor(1), copy_context()
    context.run(HEARD.set, lambda: not given_up.is_set())
    try:
        while True:
            step = thread.submit(context.run, lambda: next(items, end))
            while not wait([step], _LOOK).done:
                waiting()
            if (one := step.result()) is end:
                return
            yield one  # type: ignore[misc]
    finally:
        given_up.set()
        thread.shutdown(wait=False)


def found(job: Callable[[], T], waiting: Callable[[], object]) -> T:
    """What the job returns; `waiting` is called as above."""
    return next(patiently((job() for _ in range(1)), waiting))
