from collections.abc import Iterator
from queue import Queue
from threading import Event

import pytest

from rag.chat import HEARD
from rag.errors import ModelUnavailable
from ui.patience import found, patiently


def test_the_items_come_in_their_order() -> None:
    assert list(patiently(iter([1, None, 3]), pytest.fail)) == [1, None, 3]


def test_while_an_item_is_waited_for_the_page_can_do_something() -> None:
    asked = Event()

    def slow() -> Iterator[str]:
        assert asked.wait(30)
        yield "at last"

    assert list(patiently(slow(), asked.set)) == ["at last"]


def test_an_error_is_raised_to_who_waits() -> None:
    def broken() -> Iterator[str]:
        yield "one"
        raise ModelUnavailable("no answer")

    items = patiently(broken(), list)
    assert next(items) == "one"
    with pytest.raises(ModelUnavailable, match="no answer"):
        next(items)


def test_one_job_is_waited_for_in_the_same_way() -> None:
    asked = Event()
    assert found(lambda: asked.wait(30) and "done", asked.set) == "done"


def test_where_waiting_is_given_up_the_source_is_closed_once_it_comes_to_an_item() -> None:
    silent, closed = Event(), Event()

    def slow() -> Iterator[str]:
        try:
            assert silent.wait(30)
            yield "too late"
        finally:
            closed.set()

    def give_up() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        next(patiently(slow(), give_up))
    assert not closed.is_set()
    silent.set()
    assert closed.wait(30)


def test_where_waiting_is_given_up_a_reply_is_no_longer_heard() -> None:
    silent, heard = Event(), Queue[bool]()

    def slow() -> Iterator[str]:
        heard.put(HEARD.get()())
        assert silent.wait(30)
        heard.put(HEARD.get()())
        yield "too late"

    def give_up() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        next(patiently(slow(), give_up))
    silent.set()
    assert [heard.get(timeout=30) for _ in range(2)] == [True, False]
    assert HEARD.get()()
