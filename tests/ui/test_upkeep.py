from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from filelock import FileLock
from streamlit.testing.v1 import AppTest

from rag.archive import Archive
from rag.errors import IndexBroken
from rag.schema import Health
from tests.ui.test_upload import FERRY, Given, take_in
from ui.work import BUSY


def page(archive: "Archive", speech: str | None) -> None:
    from ui import upkeep

    upkeep.remove(archive, speech)
    upkeep.doctor(archive, rebuild=True)


def shown(archive: Archive, speech: str | None = None) -> AppTest:
    app = AppTest.from_function(page, kwargs={"archive": archive, "speech": speech}, default_timeout=30).run()
    assert not app.exception
    return app


def html(app: AppTest) -> str:
    return " ".join(str(one.proto.body) for one in app.get("html"))


def test_a_speech_goes_once_that_is_confirmed(archive: Archive) -> None:
    app = shown(archive, "boris-2020")
    app.button(key="remove").click().run()
    assert "boris-2020" in [one.id for one in archive.speeches()]
    app.button(key="remove-sure").click().run()
    assert not app.exception
    assert "boris-2020 was removed." in html(app)
    assert "boris-2020" not in [one.id for one in archive.speeches()]


def test_a_speech_stays_where_it_is_not(archive: Archive) -> None:
    app = shown(archive, "boris-2020")
    app.button(key="remove").click().run()
    app.button(key="remove-not").click().run()
    assert archive.counts()[0] == 3


def test_without_a_choice_nothing_can_be_removed(archive: Archive) -> None:
    assert "remove" not in [one.key for one in shown(archive).button]


def test_a_removal_waits_for_another_process(archive: Archive) -> None:
    app = shown(archive, "boris-2020")
    app.button(key="remove").click().run()
    with FileLock(archive.folder / "writer.lock"):
        app.button(key="remove-sure").click().run()
    assert BUSY in html(app)
    assert archive.counts()[0] == 3


def test_sound_indexes_are_told(archive: Archive) -> None:
    app = shown(archive)
    app.button(key="doctor").click().run()
    assert "Sound: both indexes hold what the catalog holds. 3 speeches" in html(app)


def test_what_is_wrong_is_told_with_the_way_on(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Health(3, 9, 9, {"dense": ("a", "b"), "lexical": ()}, {"dense": (), "lexical": ("c",)})
    monkeypatch.setattr(Archive, "health", lambda archive: broken)
    app = shown(archive)
    app.button(key="doctor").click().run()
    assert "dense index: 2 passages missing, 0 too many" in html(app)
    assert "lexical index: 0 passages missing, 1 too many" in html(app)
    assert "Rebuild the indexes; the speeches themselves are safe." in html(app)


def test_an_index_that_cannot_be_opened_is_told(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def health(archive: Archive) -> Health:
        raise IndexBroken("the <dense> index cannot be read")

    monkeypatch.setattr(Archive, "health", health)
    app = shown(archive)
    app.button(key="doctor").click().run()
    assert "the &lt;dense&gt; index cannot be read" in html(app)


def test_indexes_are_made_anew(archive: Archive) -> None:
    archive._lexical.reset()
    app = shown(archive)
    app.button(key="rebuild").click().run()
    app.session_state["rebuilding"].thread.join(30)
    app.run()
    assert not app.exception
    assert "Sound" in html(app)
    assert archive.health().sound


# Files that were uploaded


def taken_out(archive: Archive, speech: str) -> AppTest:
    """The page once the speech is removed."""
    app = shown(archive, speech)
    app.button(key="remove").click().run()
    app.button(key="remove-sure").click().run()
    assert not app.exception
    assert speech not in [one.id for one in archive.speeches()]
    return app


def test_a_file_that_was_uploaded_goes_with_its_speech(archive: Archive) -> None:
    take_in(archive, Given("ferry.md", FERRY))
    app = shown(archive, "ferry")
    app.button(key="remove").click().run()
    assert "The uploaded file ferry.md goes with it." in html(app)
    taken_out(archive, "ferry")
    assert list((archive.folder / "uploads").iterdir()) == []
    assert take_in(archive, Given("ferry.md", FERRY)).ingest.added == ("ferry",)


def test_a_file_that_holds_another_speech_stays_until_that_goes_too(archive: Archive) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as into:
        into.writestr("ferry.md", FERRY)
        into.writestr("wharf.md", FERRY.replace(b"ferry", b"wharf"))
    take_in(archive, Given("both.zip", packed.getvalue()))
    app = shown(archive, "ferry")
    app.button(key="remove").click().run()
    assert "The file that it came from stays." in html(app)
    taken_out(archive, "ferry")
    assert (archive.folder / "uploads" / "both.zip").exists()
    taken_out(archive, "wharf")
    assert not (archive.folder / "uploads" / "both.zip").exists()


def test_a_file_from_elsewhere_stays(archive: Archive, folder: Path) -> None:
    (archive.folder / "uploads").mkdir()
    taken_out(archive, "boris-2020")
    assert (folder / "boris-2020.md").exists()


def test_a_file_that_cannot_be_deleted_is_told(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise OSError(13, "Permission <denied>")

    take_in(archive, Given("ferry.md", FERRY))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        app = taken_out(archive, "ferry")
    assert "could not be: Permission &lt;denied&gt;" in html(app)
