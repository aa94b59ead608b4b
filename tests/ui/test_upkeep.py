import pytest
from filelock import FileLock
from streamlit.testing.v1 import AppTest

from rag.archive import Archive
from rag.errors import IndexBroken
from rag.schema import Health
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
