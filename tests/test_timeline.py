from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.archive import Archive
from rag.filters import Filters
from rag.schema import Query
from rag.timeline import Timeline, Timelines, Year
from tests.conftest import WriteSpeech
from tests.fakes import HashEmbedder


def timeline(archive: Archive, topic: str, filters: Filters = Filters()) -> Timeline:
    made = Timelines(archive._catalog, (archive._dense, archive._lexical), archive.embedder)
    return made.timeline(archive.understand(topic, filters), filters)


def years(found: Timeline) -> list[tuple[int, int, int]]:
    return [(year.year, year.speeches, year.spoken) for year in found.years]


@pytest.fixture
def mills(archive: Archive, write_speech: WriteSpeech) -> Archive:
    """Of Ada Lund beside 2019 a speech of 2022 that is silent on the canal, and two without a date."""
    archive.ingest([
        write_speech("ada-2022", "The mill burned down. It will be built of stone.", speaker="Ada Lund", date="2022"),
        write_speech("ada-some-day", "The canal has paid for itself, and the canal is ours.", speaker="Ada Lund"),
        write_speech("ada-another", "We have planted nine hundred elms on the ramparts.", speaker="Ada Lund"),
    ])  # fmt: skip
    return archive


def test_each_speech_is_quoted_once_oldest_first(archive: Archive) -> None:
    found = timeline(archive, "the toll")
    assert [(one.date, one.citation.address) for one in found.entries] == [
        ("2019-05-14", "ada-2019#p2"),
        ("2020-06-01", "boris-2020#p2"),
        ("2021", "carla-2021#p2"),
    ]
    assert found.entries[0].citation.quote.endswith("The toll is four marks a barge.")
    assert found.entries[0].label == "Ada Lund, First Canal Conference, 14 May 2019"


def test_every_quotation_is_a_slice_of_its_speech(archive: Archive) -> None:
    for entry in timeline(archive, "canal").entries + timeline(archive, "sturgeon").entries:
        assert entry.citation.quote == archive.speech(entry.speech).text[entry.citation.start : entry.citation.end]


def test_silence_and_missing_data_are_told_apart(mills: Archive) -> None:
    found = timeline(mills, "canal", Filters(speaker=("Ada Lund",)))
    assert years(found) == [(2019, 1, 1), (2020, 0, 0), (2021, 0, 0), (2022, 1, 0)]


def test_years_run_over_the_period_asked_for_as_far_as_the_archive_reaches(mills: Archive) -> None:
    found = timeline(mills, "canal", Filters(speaker=("Boris",), since="1900", until="2021-03"))
    assert years(found) == [(2019, 0, 0), (2020, 1, 1), (2021, 0, 0)]


@pytest.mark.parametrize("filters", [Filters(speaker=("Ada Lund",)), Filters(speaker=("Ada Lund",), since="2020")])
def test_speeches_without_a_date_are_apart_and_counted_whatever_the_period(mills: Archive, filters: Filters) -> None:
    found = timeline(mills, "canal", filters)
    assert found.undated.speeches == 2
    assert [one.speech for one in found.undated.entries] == ["ada-some-day"]
    assert "ada-some-day" not in [one.speech for one in found.entries]
    assert found.speeches == sum(year.speeches for year in found.years) + 2


def test_words_far_apart_or_across_a_comma_are_no_topic(archive: Archive, write_speech: WriteSpeech) -> None:
    bodies = {
        "near": "We want relief from our debt before the frost.",
        "far": "Relief came late to the villages of the north, which owe us a debt.",
        "comma": "We speak of floods, relief, debt and the price of bread in the south.",
        "sentences": "Relief came late. They repaid the debt to the last mark that winter.",
    }
    archive.ingest([write_speech(name, body, date="2022") for name, body in bodies.items()])
    assert [one.speech for one in timeline(archive, "debt relief").entries] == ["near"]


def test_a_topic_is_found_by_stem_and_not_by_the_header(archive: Archive) -> None:
    assert [one.speech for one in timeline(archive, "tolls").entries] == ["ada-2019", "boris-2020", "carla-2021"]
    assert timeline(archive, "conference").entries == ()


def test_the_words_of_a_question_and_of_its_filter_are_not_the_topic(archive: Archive) -> None:
    found = timeline(archive, "What did Ada Lund say about the wheat harvest?")
    assert found.query.filters.speaker == ("Ada Lund",)
    assert [one.citation.address for one in found.entries] == ["ada-2019#p4"]


def test_a_filter_of_ones_own_takes_no_word_from_the_topic(archive: Archive) -> None:
    event = Filters(event=("First Canal Conference",))
    assert timeline(archive, "canal lighthouse", event).entries == ()
    assert [one.speech for one in timeline(archive, "canal", event).entries] == ["ada-2019"]


def test_questions_of_others_are_not_quoted(archive: Archive) -> None:
    quoted = {one.citation.address for topic in ("sturgeon", "toll") for one in timeline(archive, topic).entries}
    assert not quoted & {"carla-2021#p1", "carla-2021#p4"}


def test_a_sentence_that_stands_alone_is_quoted_before_one_that_leans(
    archive: Archive, write_speech: WriteSpeech
) -> None:
    body = "It was the windmill that we lost. The windmill stood on the hill above the harbour for two hundred years."
    archive.ingest([write_speech("dora", body, date="2022")])
    (entry,) = timeline(archive, "windmill").entries
    assert entry.citation.quote.startswith("The windmill stood")


LONG = " ".join(f"In year {number} the quarry gave {number * 7} tons of slate to the town." for number in range(1, 12))


def test_a_speech_that_is_there_twice_is_quoted_once_and_named(archive: Archive, write_speech: WriteSpeech) -> None:
    archive.ingest([
        write_speech("late", LONG + " Goodbye.", speaker="Dora Lind", date="2023-02-02"),
        write_speech("early", LONG, speaker="Dora Lind", date="2023-02-01"),
    ])  # fmt: skip
    found = timeline(archive, "slate", Filters(since="2023"))
    assert [(one.speech, one.same) for one in found.entries] == [("early", ("late",))]
    assert found.years == (Year(2023, 1, 1),)


def test_yearly_keeps_the_nearest_of_each_year(archive: Archive, write_speech: WriteSpeech) -> None:
    archive.ingest([
        write_speech("one", "Among much else that was said of roads and bridges, geese were named.", date="2022-01-01"),
        write_speech("two", "Geese, geese, geese.", date="2022-05-01"),
        write_speech("three", "The geese are back in the harbour this spring.", date="2023"),
    ])  # fmt: skip
    found = timeline(archive, "geese")
    best = max(found.entries[:2], key=lambda one: one.score)
    assert len(found.entries) == 3
    assert found.yearly() == replace(found, entries=(best, found.entries[2]))


def test_nothing_to_search_gives_no_years(archive: Archive) -> None:
    found = timeline(archive, "canal", Filters(country=("Nowhere",)))
    assert (found.entries, found.years, found.speeches) == ((), (), 0)


def test_what_does_not_hold_is_not_quoted(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.timeline.holds", lambda citation, lookup: citation.paragraph != 2)
    assert [one.citation.address for one in timeline(archive, "toll").entries] == ["carla-2021#p5"]


def test_progress_is_told(archive: Archive) -> None:
    told: list[tuple[int, int, str]] = []
    made = Timelines(archive._catalog, (archive._dense, archive._lexical), HashEmbedder())
    made.timeline(Query("toll"), progress=lambda done, total, what: told.append((done, total, what)))
    assert told
    assert all(done <= total for done, total, _ in told)


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=30))
def test_any_topic_has_counts_that_add_up(standing: Archive, topic: str) -> None:
    found = timeline(standing, topic)
    assert found.speeches == 3
    assert found.undated.speeches == 3
    assert len({one.speech for one in found.undated.entries}) == len(found.undated.entries)


@pytest.mark.real
def test_the_demo_has_a_timeline(demo: Archive) -> None:
    found = timeline(demo, "sea walls")
    assert found.entries
    assert all("wall" in one.citation.quote for one in found.entries)
    assert sum(year.spoken for year in found.years) == len(found.entries)
