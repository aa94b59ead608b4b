"""Quotations in a list, each with a button that opens it."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from ui import html, reader
from ui.cited import Cited

FIRST = 10
"""Quotations that are listed at first."""

T = TypeVar("T")


def listing(found: Sequence[T], told: Callable[[T], tuple[str, Cited]], key: str) -> None:
    """What was found, each as `told` says whose it is and where; each press on the last button lists ten times as many.

    An archive may hold thousands, which no browser has buttons for.
    """
    shown = st.session_state.setdefault(_shown(key), FIRST)
    for number, one in enumerate(found[:shown]):
        label, words = told(one)
        with st.container(gap=None):
            st.html(html.place(label, words.quote))
            reader.open_button(words.address, words, f"{key}-{number}")
    if len(found) > shown:
        st.button(_more(len(found), shown), key=f"{key}-more", on_click=_show, args=(key, 10 * shown))


def start(key: str) -> None:
    """List from the start, as is due to what is found anew."""
    _show(key, FIRST)


def _show(key: str, count: int) -> None:
    st.session_state[_shown(key)] = count


def _shown(key: str) -> str:
    return f"{key}-shown"


def _more(count: int, shown: int) -> str:
    return f"Show all {count:,}" if count <= 10 * shown else f"Show {10 * shown:,} of {count:,}"
