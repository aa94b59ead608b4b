from collections import Counter
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from rag.archive import Archive
from rag.filters import Filters
from rag.schema import Speech
from tests.conftest import WriteSpeech
from ui import holdings


def page(archive: "Archive", filters: "Filters") -> None:
    from ui import holdings

    holdings.show(archive, filters)


def shown(archive: Archive, filters: Filters = Filters()) -> AppTest:
    app = AppTest.from_function(page, kwargs={"archive": archive, "filters": filters}, default_timeout=30).run()
    assert not app.exception
    return app


def listed(app: AppTest) -> list[str]:
    return list(app.dataframe[0].value["id"])


def test_it_says_how_much_there_is(archive: Archive) -> None:
    figures = {one.label: one.value for one in shown(archive).metric}
    assert figures == {
        "Speeches": "3", "Paragraphs": str(archive.counts()[1]), "Speakers": "3", "Years": "2019 – 2021",
    }  # fmt: skip


def test_the_table_has_what_the_filters_leave_by_date(archive: Archive) -> None:
    assert listed(shown(archive)) == ["ada-2019", "boris-2020", "carla-2021"]
    assert listed(shown(archive, Filters(country=("Norland",)))) == ["ada-2019", "carla-2021"]


def test_filters_that_leave_nothing_are_told(archive: Archive) -> None:
    app = shown(archive, Filters(since="1999", until="1999"))
    assert not app.dataframe
    assert any("No speech is left by the filters" in one.proto.body for one in app.get("html"))


def test_the_row_that_is_chosen_can_be_removed(archive: Archive) -> None:
    app = shown(archive)
    app.session_state[str(app.dataframe[0].key)] = {"selection": {"rows": [1], "columns": [], "cells": []}}
    app.run()
    assert not app.exception
    app.button(key="remove").click().run()
    assert any("Remove boris-2020?" in one.proto.body for one in app.get("html"))
    app.button(key="remove-sure").click().run()
    # The next row is not chosen in its stead.
    assert listed(app) == ["ada-2019", "carla-2021"]
    assert "remove" not in [one.key for one in app.button]


def test_speeches_are_read_anew_once_the_archive_has_changed(
    archive: Archive, write_speech: WriteSpeech, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Filters] = []
    whole = Archive.speeches

    def counted(archive: Archive, filters: Filters = Filters()) -> Iterator[Speech]:
        asked.append(filters)
        return whole(archive, filters)

    monkeypatch.setattr(Archive, "speeches", counted)
    app = shown(archive)
    app.run()
    assert len(asked) == 1
    archive.ingest([write_speech("dora-2022", "The bridge is paid for.", speaker="Dora Quill", date="2022")])
    app.run()
    assert len(asked) == 2
    assert "dora-2022" in listed(app)


def test_a_page_for_reading_only_has_nothing_that_writes(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    writing = {"add", "rebuild"}
    assert writing <= {one.key for one in shown(archive).button}
    monkeypatch.setenv("ONRECORD_READ_ONLY", "1")
    app = shown(archive)
    assert {one.key for one in app.button} == {"doctor"}
    assert not app.get("file_uploader")


def test_a_year_without_speeches_has_its_place() -> None:
    values = holdings.columns(Counter({"2018": 2, "2020": 1}))["data"]["values"]
    assert [(row["year"], row["speeches"]) for row in values] == [("2018", 2), ("2019", 0), ("2020", 1)]


def test_the_most_come_first_and_the_rest_is_counted() -> None:
    speakers = [f"Speaker {number}" for number in range(25)] + ["Ada Lund", "Ada Lund", None]
    plot = holdings.bars("speaker", speakers)
    values = plot["data"]["values"]
    assert values[0] == {"speaker": "Ada Lund", "speeches": 2}
    assert len(values) == holdings.TOP
    assert plot["title"] == "Speeches per speaker (20 of 27)"
    assert holdings.bars("language", ["en", None])["data"]["values"][1]["language"] == "not known"
