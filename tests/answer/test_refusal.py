from rag.answer.refusal import empty, no_evidence, out_of_scope
from rag.filters import Filters
from rag.schema import Query


def test_filters_that_leave_no_speech_are_named() -> None:
    query = Query("q", Filters(speaker=("Ada Lund",), since="1990", until="1990"))
    assert out_of_scope(query, 1) == (
        "no-speech-in-period",
        "This archive has no speech with speaker Ada Lund in 1990.",
    )
    assert out_of_scope(query, 0) == (
        "no-speech-matches",
        "This archive has no speech with speaker Ada Lund, in 1990.",
    )


def test_periods_are_put_in_words() -> None:
    said = [
        out_of_scope(Query("q", Filters(since=since, until=until)), 1)[1]
        for since, until in (("1990", "1992"), ("1990", None), (None, "1992"))
    ]
    assert said == [
        "This archive has no speech from 1990 to 1992.",
        "This archive has no speech since 1990.",
        "This archive has no speech until 1992.",
    ]


def test_causes_of_silence_are_told_apart() -> None:
    assert no_evidence(Query("q", unknown_speakers=("Boris Trent",)), 0.9, (), 3) == (
        "no-such-speaker",
        "This archive has no speech by Boris Trent.",
    )
    assert no_evidence(Query("q"), 0.9, ("zeppelin", "race"), 1200) == (
        "topic-absent",
        "Not found in this archive: 1,200 speeches searched, and no speech has the words “zeppelin”, “race”.",
    )
    cause, reason = no_evidence(Query("q"), 0.1, (), 1200, unsaid="airships")
    assert cause == "near-miss"
    assert "does not say “airships”, but may speak of it in other words" in reason
    cause, reason = no_evidence(Query("q", Filters(country=("Delta",))), 0.1, (), 1)
    assert cause == "near-miss"
    assert "1 speech searched (country Delta)" in reason


def test_an_empty_archive_says_what_to_do() -> None:
    assert "onrecord ingest" in empty()[1]


def test_no_absent_word_is_no_absent_topic() -> None:
    assert no_evidence(Query("q"), 0.9, (), 3)[0] == "near-miss"
