"""How soon the page is there, and the first words of an answer: `python -m tests.page_speed`.

A server over the demo archive; after one visit and `SETTLING` seconds, a visit for each question.
"""

import statistics
import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page

from evals import sets
from rag import Archive
from tests.browser import opened, served

SETTLING = 40
"""Seconds in which the server loads the embedder, finds what to suggest and embeds ahead."""

ASKED = 20
"""Questions: answerable ones of the demo's dev split, evenly."""


def main() -> None:
    """Print both times, in seconds, of each visit, then their medians and worst."""
    with TemporaryDirectory() as folder:
        archive = Path(folder) / "demo"
        with Archive.open(archive, create=True) as made:
            made.ingest([sets.DEMO])
            questions = _questions(made)
        with served(archive, Path(folder)) as address:
            _visit(address, questions[0])
            time.sleep(SETTLING)
            visits = [_visit(address, question) for question in questions]
    ready, words = zip(*visits, strict=True)
    print(f"page ready {_told(ready)}; first words {_told(words)}")


def _questions(archive: Archive) -> list[str]:
    golds = sets.known("demo").read(archive)
    open_ = [one.question for one in golds if one.split == "dev" and one.answerable and not one.history]
    return open_[:: len(open_) // ASKED][:ASKED]


def _visit(address: str, question: str) -> tuple[float, float]:
    """Seconds until a question can be typed, and from its sending until an answer's, or a refusal's, first words."""
    with opened("about:blank") as page:
        started = time.perf_counter()
        page.goto(address)
        ready = _there(page, "[data-testid=stChatInputTextArea]", started)
        page.get_by_test_id("stChatInputTextArea").fill(question)
        started = time.perf_counter()
        page.keyboard.press("Enter")
        words = _there(page, ".onrecord-sentence, .onrecord-notice", started)
    print(f"{ready:.2f} {words:.2f} {question}")
    return ready, words


def _there(page: Page, selector: str, started: float) -> float:
    """Looks at every frame: a locator that waits looks twice a second."""
    page.wait_for_function("selector => document.querySelector(selector)", arg=selector, polling="raf")
    return time.perf_counter() - started


def _told(seconds: Iterable[float]) -> str:
    values = sorted(seconds)
    return f"{statistics.median(values):.2f} s at the median, {values[-1]:.2f} s at worst"


if __name__ == "__main__":
    main()
