"""What goes wrong: a line for who looks at the page, the rest for the log of who runs it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from rag import OnrecordError
from rag.config import Settings
from rag.errors import BadInput, NotFound
from ui import html

UNFORESEEN = (
    "Something went wrong here. Load the page again and try once more; "
    "if it comes back, tell whoever runs this page: its log has the cause."
)

LOG = logging.getLogger("onrecord.page")
"""Python writes it to stderr, unless it is told otherwise."""


def hide_details() -> None:
    """Have Streamlit tell no more than that something went wrong, wherever the server was started.

    For what goes wrong where `caught` is not: in what a press sets off, and in what runs by itself.
    """
    st.set_option("client.showErrorDetails", "none")


@contextmanager
def caught() -> Iterator[None]:
    """Tell what goes wrong within, there, and go on after it."""
    try:
        yield
    except OnrecordError as error:
        st.html(html.alert(told(error)))
    # Whatever it is, who looks at the page can do one thing, and who runs it has to know.
    except Exception:
        LOG.exception("the page met an error that was not foreseen")
        st.html(html.alert(UNFORESEEN))


def told(error: OnrecordError | OSError) -> str:
    """The error in a line; to strangers what is wrong with what they did, and no more of what is wrong here."""
    if Settings.read().read_only and not isinstance(error, BadInput | NotFound):
        LOG.error(error, exc_info=error)
        return UNFORESEEN
    return str(error)
