from html import escape

import pytest
from streamlit.testing.v1 import AppTest

from rag.archive import Archive
from rag.schema import Address, Citation, Kin
from ui import mishaps
from ui.cited import Opened


def page(archive: "Archive") -> None:
    import streamlit as st

    from ui import reader

    reader.follow_address()
    if st.session_state.opened:
        reader.read(archive, st.session_state.opened)


def shown(archive: Archive, **asked: str) -> AppTest:
    """The page at `?speech=...&p=...`."""
    app = AppTest.from_function(page, kwargs={"archive": archive}, default_timeout=30)
    for name, value in asked.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def html(app: AppTest) -> str:
    return " ".join(str(one.proto.body) for one in app.get("html"))


def link(app: AppTest) -> str:
    return str(app.code[-1].value)


def test_a_permalink_opens_at_its_paragraph_between_its_neighbours(archive: Archive) -> None:
    app = shown(archive, speech="ada-2019", p="3")
    first, third = archive.paragraph("ada-2019#p1"), archive.paragraph("ada-2019#p3")
    assert f"<mark>{escape(third.text)}</mark>" in html(app)
    assert first.text not in html(app)
    assert link(app).endswith("/?speech=ada-2019&p=3")


def test_a_permalink_of_a_speech_opens_it_whole_without_a_mark(archive: Archive) -> None:
    app = shown(archive, speech="ADA-2019")
    for one in archive.paragraphs("ada-2019"):
        assert escape(one.text) in html(app)
    assert "<mark>" not in html(app)
    assert not app.toggle
    assert link(app).endswith("/?speech=ada-2019")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"speech": "nobody-1999"}, "no speech &#x27;nobody-1999&#x27; in this archive"),
        ({"speech": "ada-2019", "p": "99"}, "ada-2019"),
        ({"speech": "ada-2019", "p": "<b>"}, "is not an address"),
        ({"speech": "no speech"}, "is not an address"),
    ],
)
def test_a_permalink_to_nothing_is_told(archive: Archive, asked: dict[str, str], said: str) -> None:
    shown_ = html(shown(archive, **asked))
    assert 'role="alert"' in shown_
    assert said in shown_
    assert "<b>" not in shown_


def test_what_cannot_be_opened_can_be_closed(archive: Archive) -> None:
    app = shown(archive, speech="nobody-1999")
    app.button(key="close-reader").click().run()
    assert not app.exception
    assert not app.get("html")
    assert "speech" not in app.query_params


def test_what_nobody_foresaw_can_be_closed_too(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no such table in /srv/archive")

    with monkeypatch.context() as patch:
        patch.setattr(Archive, "kin", broken)
        app = shown(archive, speech="ada-2019", p="3")
        assert mishaps.UNFORESEEN in html(app)
        assert "/srv/archive" not in html(app)
    app.button(key="close-reader").click().run()
    assert mishaps.UNFORESEEN not in html(app)
    assert app.session_state.opened is None


def test_the_address_follows_what_is_opened(archive: Archive) -> None:
    one = archive.paragraph("boris-2020#p2")
    opened: Opened = Citation("boris-2020", 2, one.start, one.start + 9, one.text[:9])
    app = shown(archive, speech="ada-2019", p="3")
    app.session_state["opened"] = opened
    app.run()
    assert (app.query_params["speech"], app.query_params["p"]) == ("boris-2020", "2")
    app.button(key="close-reader").click().run()
    assert not app.query_params


def test_the_ways_back_and_forward_lead_to_the_very_words(archive: Archive) -> None:
    one = archive.paragraph("boris-2020#p2")
    app = shown(archive)
    app.session_state["opened"] = Citation("boris-2020", 2, one.start, one.start + 9, one.text[:9])
    app.run()
    # As the browser does it: the address is another, and the page is run.
    app.query_params.clear()
    app.run()
    assert app.session_state["opened"] is None
    assert not app.query_params
    app.query_params.update({"speech": "boris-2020", "p": "2"})
    app.run()
    assert f"<mark>{escape(one.text[:9])}</mark>" in html(app)
    app.query_params.update({"speech": "ada-2019", "p": "3"})
    app.run()
    assert f"<mark>{escape(archive.paragraph('ada-2019#p3').text)}</mark>" in html(app)


def test_what_is_opened_while_the_address_lags_behind_is_open(archive: Archive) -> None:
    app = shown(archive, speech="ada-2019", p="3")
    app.query_params.clear()
    app.session_state["opened"] = Address("boris-2020", 2)
    app.run()
    assert (app.query_params["speech"], app.query_params["p"]) == ("boris-2020", "2")
    assert escape(archive.paragraph("boris-2020#p2").text) in html(app)


def test_another_parameter_of_the_address_is_left_alone(archive: Archive) -> None:
    app = shown(archive, speech="ada-2019", other="kept")
    app.button(key="close-reader").click().run()
    assert app.query_params == {"other": "kept"}


def test_the_whole_speech_can_be_read_around_a_citation_and_searched(archive: Archive) -> None:
    app = shown(archive, speech="ada-2019", p="3")
    app.toggle(key="whole").set_value(True).run()
    assert escape(archive.paragraph("ada-2019#p1").text) in html(app)
    assert "<mark>" in html(app)
    app.text_input(key="within-ada-2019").set_value("LIGHTHOUSE  keeper").run()
    assert not app.exception
    assert "1 of 4 paragraphs have these words." in html(app)
    assert "<mark>lighthouse keeper</mark>" in html(app)
    assert escape(archive.paragraph("ada-2019#p1").text) not in html(app)


def test_speeches_that_are_the_same_open_from_here(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    kin = (Kin("ada-2019", "boris-2020", "translation", 0.9), Kin("ada-2019", "carla-2021", "near-duplicate", 0.8))
    monkeypatch.setattr(Archive, "kin", lambda archive, speech: kin if speech == "ada-2019" else ())
    app = shown(archive, speech="ada-2019")
    labels = [one.label for one in app.button if str(one.key).startswith("kin-")]
    assert labels == ["Translation (en): boris-2020", "Nearly the same: carla-2021"]
    app.button(key="kin-boris-2020").click().run()
    assert escape(archive.paragraph("boris-2020#p2").text) in html(app)


def test_a_quotation_whose_paragraph_is_gone_is_told(archive: Archive) -> None:
    app = shown(archive)
    app.session_state["opened"] = Citation("ada-2019", 50, 9000, 9010, "lost words")
    app.run()
    assert not app.exception
    assert 'role="alert"' in html(app)
