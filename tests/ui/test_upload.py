from io import BytesIO
from pathlib import Path

import pytest
from filelock import FileLock
from streamlit.testing.v1 import AppTest

from rag.archive import Archive
from rag.load import LoadOptions
from rag.progress import quiet
from tests.conftest import ADA
from ui import upload
from ui.work import BUSY, Work

FERRY = b"---\nspeaker: Dora Quill\ndate: 2022-03-04\n---\nThe ferry leaves at nine. It has never been late.\n"


def page(archive: "Archive") -> None:
    from ui import upload

    upload.add(archive)


class Given(BytesIO):
    """A file as the page hands it on."""

    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(data)
        self.name, self.size = name, len(data)


def take_in(archive: Archive, *files: Given) -> upload.Report:
    return upload.take_in(archive, files, LoadOptions(), quiet)  # type: ignore[arg-type]


def added(archive: Archive, files: list[tuple[str, bytes, str]], **said: str) -> AppTest:
    """The page once the work is done."""
    app = AppTest.from_function(page, kwargs={"archive": archive}, default_timeout=30).run()
    app.file_uploader[0].set_value(files)
    for name, value in said.items():
        app.text_input(key=f"said-{name}").set_value(value)
    app.button(key="add").click().run()
    assert not app.exception
    work: Work = app.session_state["adding"]
    work.thread.join(30)
    app.run()
    assert not app.exception
    return app


def html(app: AppTest) -> str:
    return " ".join(str(one.proto.body) for one in app.get("html"))


def test_each_file_has_its_line(archive: Archive) -> None:
    app = added(archive, [("ferry.md", FERRY, "text/markdown"), ("<b>.txt", b" \n", "text/plain")])
    assert "<b>failed</b>&lt;b&gt;.txt: empty: there is no text in it" in html(app)
    assert [one.label for one in app.button if one.key == "added-ferry"] == ["added ferry"]
    assert archive.speech("ferry").speaker == "Dora Quill"
    assert (archive.folder / "uploads" / "ferry.md").read_bytes() == FERRY
    assert not (archive.folder / "uploads" / "<b>.txt").exists()


def test_what_is_new_opens_in_the_reader(archive: Archive) -> None:
    app = added(archive, [("ferry.md", FERRY, "text/markdown")])
    app.button(key="added-ferry").click().run()
    assert app.session_state["opened"].speech == "ferry"


def test_what_the_file_leaves_out_is_what_the_user_says(archive: Archive) -> None:
    added(archive, [("ferry.txt", b"The ferry leaves at nine.", "text/plain")], speaker=" Emil Roth ", date="2023")
    assert (archive.speech("ferry").speaker, archive.speech("ferry").date) == ("Emil Roth", "2023")


def test_the_same_file_again_is_unchanged_and_another_takes_its_place(archive: Archive) -> None:
    take_in(archive, Given("ferry.md", FERRY))
    assert take_in(archive, Given("ferry.md", FERRY)).ingest.unchanged == ("ferry",)
    assert take_in(archive, Given("ferry.md", FERRY.replace(b"nine", b"ten"))).ingest.changed == ("ferry",)
    assert "at ten" in archive.speech("ferry").text


def test_a_text_that_is_there_already_is_told_and_not_kept(archive: Archive) -> None:
    report = take_in(archive, Given("copy.txt", ADA.encode()))
    assert "the same text as ada-2019" in report.ingest.failed[0].reason
    assert not (archive.folder / "uploads" / "copy.txt").exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_written(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_MAX_FILE_BYTES", "10")
    report = take_in(archive, Given("ferry.md", FERRY))
    assert "ONRECORD_MAX_FILE_BYTES raises it" in report.refused[0].reason
    assert list((archive.folder / "uploads").iterdir()) == []


@pytest.mark.parametrize("given", ["../../ferry.md", "/etc/ferry.md", "C:\\speeches\\ferry.md", "..ferry.md"])
def test_a_name_leads_nowhere_else(given: str) -> None:
    assert upload.name(given) == "ferry.md"


def test_an_archive_that_another_process_writes_to_says_so(archive: Archive) -> None:
    with FileLock(archive.folder / "writer.lock"):
        app = added(archive, [("ferry.md", FERRY, "text/markdown")])
    assert BUSY in html(app)
    assert archive.counts()[0] == 3
    assert not (archive.folder / "uploads" / "ferry.md").exists()


def test_without_a_file_it_says_so(archive: Archive) -> None:
    app = AppTest.from_function(page, kwargs={"archive": archive}).run()
    app.button(key="add").click().run()
    assert "Choose a file first." in html(app)
    assert "adding" not in app.session_state


def test_only_what_can_be_read_is_offered(archive: Archive) -> None:
    app = AppTest.from_function(page, kwargs={"archive": archive}).run()
    offered = app.file_uploader[0].allowed_type
    assert {".pdf", ".docx", ".md", ".zip"} <= set(offered)
    assert ".exe" not in offered


def test_a_file_is_kept_beside_the_catalog(archive: Archive, tmp_path: Path) -> None:
    take_in(archive, Given("ferry.md", FERRY))
    assert (tmp_path / "archive" / "uploads" / "ferry.md").exists()
