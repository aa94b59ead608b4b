import hashlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.catalog import Catalog
from rag.errors import ArchiveError, ArchiveMissing, FingerprintMismatch, NotFound
from rag.filters import Filters, Scope, words
from rag.schema import Address, Speech


@pytest.fixture
def catalog(archive: Archive) -> Catalog:
    return Catalog(archive.folder)


def test_a_folder_without_an_archive_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing, match="onrecord ingest"):
        Catalog(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_another_schema_is_named(archive: Archive, tmp_path: Path) -> None:
    Catalog(archive.folder).set_meta("schema", "0")
    with pytest.raises(FingerprintMismatch, match="schema 0"):
        Catalog(archive.folder)


def test_what_is_put_in_comes_out_the_same(archive: Archive, catalog: Catalog) -> None:
    speech = catalog.speech("ada-2019")
    assert (speech.speaker, speech.date, speech.markdown) == ("Ada Lund", "2019-05-14", True)
    found = catalog.paragraphs(Address("ada-2019"))
    assert [one.kind for one in found] == ["salutation", "statement", "statement", "statement"]
    for one in found:
        assert one.text == speech.text[one.start : one.end]
    passages = catalog.passages(sorted(catalog.passage_ids("ada-2019")))
    assert passages
    for passage in passages.values():
        assert passage.text == speech.text[passage.start : passage.end]
        assert passage.language == "en"


def test_addresses_of_nothing_say_what_there_is(catalog: Catalog) -> None:
    with pytest.raises(NotFound, match="no speech 'dora'"):
        catalog.paragraphs(Address("dora"))
    with pytest.raises(NotFound, match="paragraphs 1 to 4; there is no paragraph 5"):
        catalog.paragraphs(Address("ada-2019", 4, 5))


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(), ["ada-2019", "boris-2020", "carla-2021"]),
        (Filters(speaker=("lund",)), ["ada-2019"]),
        (Filters(speaker=("Lund", "Boris Vane")), ["ada-2019", "boris-2020"]),
        (Filters(role=("prime minister",)), ["ada-2019", "carla-2021"]),
        (Filters(country=("Norland",), since="2020"), ["carla-2021"]),
        (Filters(event=("Canal Conference",), until="2019-05-14"), ["ada-2019"]),
        (Filters(since="2021-06", until="2021-07"), ["carla-2021"]),
        (Filters(language=("fr",)), []),
        (Filters(speaker=("Nobody",)), []),
        (Filters(speaker=("",)), []),
    ],
)
def test_filters_leave_what_matches_and_nothing_else(catalog: Catalog, filters: Filters, ids: list[str]) -> None:
    assert [speech.id for speech in catalog.speeches(filters)] == ids
    assert catalog.scope(filters).empty == (not ids)


def test_no_filter_constrains_nothing(catalog: Catalog) -> None:
    assert catalog.scope(Filters()) == Scope()


def test_facets_and_offices_are_what_the_speeches_say(catalog: Catalog) -> None:
    facets = catalog.facets()
    assert facets.speakers == ("Ada Lund", "Boris Vane", "Carla Ost")
    assert facets.years == ("2019", "2020", "2021")
    (carla,) = [office for office in catalog.offices() if office.speaker == "Carla Ost"]
    assert (carla.role, carla.first_day, carla.last_day) == ("Prime Minister of Norland", "2021-01-01", "2021-12-31")


def test_replacing_a_speech_is_all_or_nothing(catalog: Catalog) -> None:
    speech = catalog.speech("ada-2019")
    before = catalog.passage_ids()
    (passage,) = catalog.passages([min(before)]).values()
    with pytest.raises(sqlite3.IntegrityError):
        catalog.put([(speech, "a-new-hash", [], []), (Speech("new", "text"), "b", [], [passage, passage])])
    assert catalog.passage_ids() == before
    assert len(catalog.paragraphs(Address("ada-2019"))) == 4


def test_a_file_that_is_no_catalog_is_named(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite3").write_bytes(b"garbage" * 1000)
    with pytest.raises(ArchiveError, match="cannot be used as an archive"):
        Catalog(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError, match="cannot be used as an archive"):
        Catalog(tmp_path / "file", create=True)


def test_removing_leaves_its_passages_unsettled(catalog: Catalog) -> None:
    ids = catalog.passage_ids("ada-2019", asides=True)
    assert catalog.remove("ada-2019") == ids == catalog.unsettled()
    assert not catalog.has("ada-2019")
    assert not any("ada-2019" in speeches for speeches in catalog.sources().values())
    catalog.settle(ids)
    assert catalog.unsettled() == set()
    with pytest.raises(NotFound):
        catalog.remove("ada-2019")


def test_the_hash_of_all_texts_tells_another_text_and_nothing_else(catalog: Catalog) -> None:
    before = catalog.texts()
    speech = catalog.speech("ada-2019")
    catalog.remove("ada-2019")
    without = catalog.texts()
    catalog.put([(replace(speech, speaker="Edda Lund"), _hash(speech.text), [], [])])
    assert catalog.texts() == before
    catalog.put([(speech, _hash("another"), [], [])])
    assert len({before, without, catalog.texts()}) == 3


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_words_for_comparing() -> None:
    assert words("São Tomé’s  Prime-Minister") == ("sao", "tome", "prime", "minister")


def test_who_speaks_is_read_again_once_anybody_has_written(archive: Archive, catalog: Catalog) -> None:
    named = Filters(speaker=("Ada Lund",))
    assert catalog.scope(named).speakers
    Catalog(archive.folder).remove("ada-2019")
    assert not catalog.scope(named).speakers
    assert catalog.scope(Filters(speaker=("Vane",))).speakers
    for speech in catalog.scope(Filters(speaker=("Vane",))).speeches or ():
        catalog.remove(speech)
    assert not catalog.scope(Filters(speaker=("Vane",))).speakers
