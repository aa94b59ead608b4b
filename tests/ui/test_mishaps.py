import pytest
from streamlit.testing.v1 import AppTest

from rag.errors import BadInput, IndexBroken, OnrecordError
from ui import mishaps


def page(error: "Exception", first: "bool") -> None:
    import streamlit as st

    from ui import mishaps

    def press() -> None:
        raise error

    mishaps.hide_details()
    with mishaps.caught():
        if first:
            raise error
    st.text("the rest")
    st.button("Press", on_click=press)


def html(app: AppTest) -> str:
    return " ".join(str(one.proto.body) for one in app.get("html"))


def test_what_nobody_foresaw_is_a_line_on_the_page_and_whole_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    app = AppTest.from_function(page, kwargs={"error": KeyError("/srv/secret"), "first": True}).run()
    assert mishaps.UNFORESEEN in html(app)
    assert "secret" not in html(app)
    assert app.text[0].value == "the rest"
    assert "KeyError: '/srv/secret'" in caplog.text
    assert "Traceback" in caplog.text


def test_what_goes_wrong_at_a_press_tells_nothing_of_itself() -> None:
    app = AppTest.from_function(page, kwargs={"error": KeyError("/srv/secret"), "first": False}).run()
    app.button[0].click().run()
    (shown,) = app.exception
    assert "secret" not in str(shown.proto)
    assert not shown.stack_trace


def test_what_is_wrong_with_the_archive_is_told_to_who_runs_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    error = IndexBroken("the index in /srv/archive cannot be read")
    assert mishaps.told(error) == str(error)
    assert not caplog.text
    monkeypatch.setenv("ONRECORD_READ_ONLY", "1")
    assert mishaps.told(error) == mishaps.UNFORESEEN
    assert str(error) in caplog.text


def test_what_is_wrong_with_what_someone_did_is_told_to_anyone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_READ_ONLY", "1")
    error: OnrecordError = BadInput("a quotation has 1 to 1,000 words")
    assert mishaps.told(error) == str(error)
