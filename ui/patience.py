"""Waiting for what comes slowly, without the page being deaf meanwhile."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

T = TypeVar("T")

_LOOK = 0.1
"""Seconds between two calls of `waiting`."""


def patiently(items: Iterator[T], waiting: Callable[[], object]) -> Iterator[T]:
    """The items as they come, each from a thread; while one is waited for, `waiting` is called again and again.

    Streamlit ends a run at its next call of Streamlit, so that a press on Stop is heard where `waiting` is one. Then
    the thread ends with the item that it is at.
    """
    end = object()
    thread = ThreadPoolExecutor(1)
    try:
        while True:
            step = thread.submit(next, items, end)
            while not wait([step], _LOOK).done:
                waiting()
            if (one := step.result()) is end:
                return
            yield one  # type: ignore[misc]
    finally:
        thread.shutdown(wait=False)


def found(job: Callable[[], T], waiting: Callable[[], object]) -> T:
    """What the job returns; `waiting` is called as above."""
    return next(patiently((job() for _ in range(1)), waiting))
