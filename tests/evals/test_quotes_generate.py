from collections import Counter
from collections.abc import Iterator

import pytest

from evals.quotes import measure
from evals.quotes.case import Case, load
from evals.quotes.forms import FORMS
from evals.quotes.generate import EACH, generated
from evals.quotes.source import Source, fold
from evals.sets import HERE
from evals.settle import split_of
from rag.archive import Archive
from tests.conftest import DEMO
from tests.fakes import HashEmbedder

HARMLESS = {"ellipsis", "bracket", "synonym", "spelling", "dropped word", "word order"}
CHANGING = {"negation added", "negation dropped", "number", "date", "name", "country", "strength"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(tmp_path_factory.mktemp("quotes") / "demo", create=True, embedder=HashEmbedder()) as opened:
        opened.ingest([DEMO])
        yield opened


@pytest.fixture(scope="module")
def cases(demo: Archive) -> list[Case]:
    return generated(demo)


@pytest.fixture(scope="module")
def source(demo: Archive) -> Source:
    return Source(demo)


def stored(case: Case, archive: Archive) -> list[str]:
    return [archive.speech(place.speech).text[place.start : place.end] for place in case.places]


def test_there_are_enough_of_each_split_and_of_each_kind(cases: list[Case]) -> None:
    assert Counter(case.split for case in cases)["test"] >= 200
    assert Counter(case.split for case in cases)["dev"] >= 200
    assert {case.verdict for case in cases} == set(measure.VERDICTS)
    assert {form.name for form in FORMS} - {case.form for case in cases} == {"of another archive"}
    assert max(Counter((case.form, case.split) for case in cases).values()) == EACH


def test_no_quotation_and_no_id_stands_twice_in_a_form(cases: list[Case]) -> None:
    assert len({case.id for case in cases}) == len(cases)
    assert len({(case.form, case.split, case.words) for case in cases}) == len(cases)


def test_the_same_archive_gives_the_same_cases(standing: Archive) -> None:
    first = generated(standing)
    assert first
    assert first == generated(standing)


def test_a_case_is_of_the_split_of_a_speech_that_holds_it(cases: list[Case]) -> None:
    for case in cases:
        if case.places:
            assert case.split in {split_of(place.speech) for place in case.places}
        for part in case.parts:
            assert case.split in {split_of(place.speech) for place in part}


def test_what_is_exact_stands_there_word_for_word(cases: list[Case], demo: Archive) -> None:
    for case in cases:
        if case.verdict in {"exact", "misattributed"} and case.form not in {"sic", "bracketed capital"}:
            assert all(fold(text) == fold(case.words) for text in stored(case, demo)), case.id


def test_what_is_changed_is_not_in_the_archive_as_it_is(cases: list[Case], source: Source) -> None:
    changed = [case for case in cases if case.form in CHANGING]
    assert {case.form for case in changed if case.changes} == CHANGING
    assert not [case.id for case in changed if source.holds(case.words)]
    assert not [case.id for case in cases if case.form in HARMLESS and case.changes]


def test_what_is_claimed_wrongly_is_nobody_s_of_whom_it_is_claimed(cases: list[Case], demo: Archive) -> None:
    for case in cases:
        if case.verdict == "misattributed":
            claimed = {speech.id for speech in demo.speeches(case.filters)}
            assert claimed
            assert not claimed & {place.speech for place in case.places}, case.id


def test_what_is_absent_is_not_in_the_archive_and_a_stitched_one_is_of_two_speeches(
    cases: list[Case], source: Source
) -> None:
    absent = [case for case in cases if case.verdict == "absent"]
    assert not [case.id for case in absent if source.holds(case.words)]
    for case in absent:
        if case.form.startswith("stitched"):
            first, second = ({place.speech for place in part} for part in case.parts)
            assert first - second
            assert second - first


def test_lines_of_the_demo_are_asked_of_another_archive(standing: Archive) -> None:
    foreign = [case for case in generated(standing) if case.form == "of another archive"]
    assert foreign
    assert {case.verdict for case in foreign} == {"absent"}


def test_words_that_stand_twice_have_two_places(source: Source) -> None:
    places = source.spots("five honest days catch more sick men, than fourteen dishonest ones")
    assert {place.speech for place in places} == {"2020-calloway-online", "2020-tamm-correction"}


def test_places_count_characters_of_the_text(standing: Archive) -> None:
    (place,) = Source(standing).spots("OUR “lighthouse” - keeper")
    assert standing.speech(place.speech).text[place.start : place.end] == "Our lighthouse keeper"


def test_the_cases_by_hand_fit_the_demo(demo: Archive) -> None:
    found = load(HERE / "gold" / "quotes-demo.jsonl", demo)
    assert len(found) >= 40
    splits = Counter(case.split for case in found)
    assert abs(splits["dev"] - splits["test"]) <= 2
    assert {case.verdict for case in found} == set(measure.VERDICTS)
