from threading import Event

import pytest
from streamlit.testing.v1 import AppTest

from rag.progress import Progress
from ui import mishaps
from ui.work import Work


def page(job: object) -> None:
    import streamlit as st

    from ui import work

    if "job" not in st.session_state:
        work.start("job", job)  # type: ignore[arg-type]
    st.text("at work" if work.goes_on("job") else "done")


def test_the_page_goes_on_while_it_works_and_shows_how_far_it_is() -> None:
    going, told = Event(), Event()

    def job(progress: Progress) -> str:
        progress(1, 4, "one_file.md")
        told.set()
        going.wait(30)
        return "found"

    app = AppTest.from_function(page, kwargs={"job": job}).run()
    told.wait(30)
    app.run()
    assert app.text[0].value == "at work"
    bar = app.get("progress")[0]
    assert bar.proto.value == 25
    assert bar.proto.text == r"one\_file\.md"
    going.set()
    app.session_state["job"].thread.join(30)
    app.run()
    assert app.text[0].value == "done"
    assert app.session_state["job"].found == "found"


def test_what_the_disk_says_is_told() -> None:
    def job(progress: Progress) -> None:
        raise OSError("no space left on device")

    app = AppTest.from_function(page, kwargs={"job": job}).run()
    app.session_state["job"].thread.join(30)
    assert app.session_state["job"].wrong == "no space left on device"


def test_what_nobody_foresaw_is_told_in_a_line_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    def job(progress: Progress) -> None:
        raise RuntimeError("no index at /srv/archive")

    app = AppTest.from_function(page, kwargs={"job": job}).run()
    app.session_state["job"].thread.join(30)
    assert app.session_state["job"].wrong == mishaps.UNFORESEEN
    assert "RuntimeError: no index at /srv/archive" in caplog.text


def test_a_share_is_never_more_than_all() -> None:
    assert Work().share == 0.0
    assert Work(done=5, total=4).share == 1.0
