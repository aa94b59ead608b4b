from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rag.archive import Archive
from tests.fakes import HashEmbedder


def page(archive: "Archive") -> None:
    from ui import empty

    empty.show(archive)


def absent() -> None:
    from ui import empty

    empty.missing("no archive in <there>")


def html(app: AppTest) -> str:
    return " ".join(str(one.proto.body) for one in app.get("html"))


def test_an_archive_without_a_speech_asks_for_some(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Archive.open(tmp_path / "archive", create=True, embedder=HashEmbedder()) as archive:
        app = AppTest.from_function(page, kwargs={"archive": archive}).run()
        assert "holds no speeches yet" in html(app)
        assert app.file_uploader
        assert app.session_state["tab"] == "Archive"
        monkeypatch.setenv("ONRECORD_READ_ONLY", "1")
        app.run()
        assert not app.exception
        assert not app.file_uploader


def test_where_there_is_none_one_can_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_ARCHIVE", str(tmp_path / "new"))
    monkeypatch.setattr("rag.archive.SentenceTransformerEmbedder", lambda *given, **named: HashEmbedder())
    app = AppTest.from_function(absent).run()
    assert "no archive in &lt;there&gt;" in html(app)
    app.button(key="make").click().run()
    assert not app.exception
    with Archive.open(tmp_path / "new", embedder=HashEmbedder()) as made:
        assert made.counts() == (0, 0, 0)


def test_none_is_made_where_the_page_is_for_reading_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_READ_ONLY", "1")
    app = AppTest.from_function(absent).run()
    assert not app.button
