import subprocess
import sys
from pathlib import Path

import pytest

from rag import Archive, Filters
from rag.config import Settings
from rag.errors import ArchiveMissing, BadInput, NotFound
from tests.conftest import WriteSpeech
from tests.fakes import HashEmbedder


def test_import_is_light() -> None:
    script = (
        "import sys, rag, rag.cli; print([m for m in ('torch', 'chromadb', 'streamlit', 'sentence_transformers', "
        "'transformers', 'numpy', 'tantivy', 'pydantic', 'langchain_core') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_public_names_are_there_and_no_others() -> None:
    import rag

    assert all(getattr(rag, name) for name in rag.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = rag.nonsense


def test_an_archive_that_is_not_there_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing, match="onrecord ingest"):
        Archive.open(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_the_folder_comes_from_the_environment_or_the_argument(
    archive: Archive, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_ARCHIVE", str(archive.folder))
    with Archive.open(embedder=embedder) as opened:
        assert opened.folder == archive.folder
    assert Settings().folder == archive.folder


def test_paragraphs_are_read_by_their_address(archive: Archive) -> None:
    one = archive.paragraph("boris-2020#p2")
    assert one.text == "The canal was dug without asking us. We shall pay no toll this year."
    assert [one.sentence(index) for index in range(2)] == [
        "The canal was dug without asking us.",
        "We shall pay no toll this year.",
    ]
    assert one.address == "boris-2020#p2"
    assert [each.number for each in archive.paragraphs("boris-2020#p2-p3")] == [2, 3]
    assert len(archive.paragraphs("boris-2020")) == 3


@pytest.mark.parametrize(
    ("address", "error", "said"),
    [
        ("boris-2020#p9", NotFound, "has paragraphs 1 to 3"),
        ("nobody#p1", NotFound, "no speech 'nobody'"),
        ("boris-2020#p0", BadInput, "paragraphs count from 1"),
        ("boris 2020#p1", BadInput, "is not an address"),
    ],
)
def test_addresses_that_lead_nowhere_say_why(archive: Archive, address: str, error: type, said: str) -> None:
    with pytest.raises(error, match=said):
        archive.paragraph(address)


def test_neighbours_are_context(archive: Archive) -> None:
    assert [one.number for one in archive.around("ada-2019#p1")] == [1, 2]
    assert [one.number for one in archive.around("ada-2019#p3", by=2)] == [1, 2, 3, 4]


def test_what_there_is_to_filter_by(archive: Archive) -> None:
    facets = archive.facets()
    assert facets.speakers == ("Ada Lund", "Boris Vane", "Carla Ost")
    assert facets.countries == ("Delta", "Norland")
    assert facets.years == ("2019", "2020", "2021")
    assert [speech.id for speech in archive.speeches(Filters(country=("Norland",)))] == ["ada-2019", "carla-2021"]
    assert archive.counts()[0] == 3
    assert {office.speaker for office in archive.offices()} >= {"Ada Lund", "Boris Vane", "Carla Ost"}


def test_the_very_name_is_not_another_persons_too(archive: Archive, write_speech: WriteSpeech) -> None:
    for stem, speaker, date in [("john", "John Lund", "1797"), ("quincy", "John Quincy Lund", "1825")]:
        archive.ingest([write_speech(stem, f"The weir of {stem} is mended.", speaker=speaker, date=date)])
    assert [one.id for one in archive.speeches(Filters(speaker=("John Lund",)))] == ["john"]
    assert {one.id for one in archive.speeches(Filters(speaker=("Lund",)))} == {"ada-2019", "john", "quincy"}


def test_a_surname_finds_all_who_bear_it_though_one_file_tells_no_more(
    archive: Archive, write_speech: WriteSpeech
) -> None:
    archive.ingest([write_speech("bare", "The weir is mended.", speaker="Lund", date="2018")])
    assert {one.id for one in archive.speeches(Filters(speaker=("Lund",)))} == {"ada-2019", "bare"}
