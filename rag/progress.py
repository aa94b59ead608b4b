"""How long work tells how far it is."""

from collections.abc import Callable

Progress = Callable[[int, int, str], None]
"""Told how many of how many are done, 0 where that is not known, and what is at work."""


def quiet(done: int, total: int, what: str) -> None:
    """A progress that shows nothing."""
