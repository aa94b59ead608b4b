"""Persons and kin, as an ingest tells them and an archive uses them."""

from pathlib import Path

import pytest

from rag.archive import Archive
from rag.filters import Filters
from rag.schema import Kin, Person
from tests.conftest import WriteSpeech

SAID = " ".join(f"Lock number {number} was opened by the keeper on a wet Monday in May." for number in range(12))


@pytest.fixture
def twice(archive: Archive, write_speech: WriteSpeech) -> Archive:
    """A speech as it was prepared, and as it was delivered, by one whose name is written in two ways."""
    prepared = write_speech("dora-prepared", SAID, speaker="Dora Vann", country="Delta", date="2022-03-01")
    said = f"{SAID} We shall paint them all."
    delivered = write_speech("dora-delivered", said, speaker="Ms. Dora K. Vann", country="Delta", date="2022-03-01")
    archive.ingest([prepared, delivered])
    return archive


def test_speeches_that_are_nearly_the_same_are_linked_to_each_other(twice: Archive) -> None:
    (kin,) = twice.kin("dora-prepared")
    assert (kin.other, kin.kind) == ("dora-delivered", "near-duplicate")
    assert 0.7 < kin.similarity < 1
    assert twice.kin("dora-delivered") == (Kin("dora-delivered", "dora-prepared", kin.kind, kin.similarity),)
    assert twice.kin("ada-2019") == ()


def test_what_is_said_in_both_is_cited_once(twice: Archive) -> None:
    answer = twice.ask("Who opened lock number 7 on a wet Monday in May?", least=0.0)
    cited = {citation.speech for sentence in answer.sentences for citation in sentence.citations}
    assert len(cited & {"dora-prepared", "dora-delivered"}) == 1
    assert len({hit.passage.speech for hit in answer.evidence} & {"dora-prepared", "dora-delivered"}) == 1


def test_links_go_with_the_speech(twice: Archive) -> None:
    twice.remove("dora-delivered")
    assert twice.kin("dora-prepared") == ()


def test_a_text_that_was_rewritten_is_linked_no_longer(twice: Archive, write_speech: WriteSpeech) -> None:
    other = " ".join(f"Barge number {number} sank in the delta, laden with salt." for number in range(12))
    twice.ingest(
        [write_speech("dora-delivered", other, speaker="Ms. Dora K. Vann", country="Delta", date="2022-03-01")]
    )
    assert twice.kin("dora-prepared") == ()


def test_a_name_finds_the_speeches_of_the_person_under_every_name(twice: Archive) -> None:
    (dora,) = (one for one in twice.people() if "Dora Vann" in one.names)
    assert set(dora.names) == {"Dora Vann", "Dora K. Vann"}
    assert [(one.country, one.first_day) for one in dora.roles] == [("Delta", "2022-03-01")]
    found = {speech.id for speech in twice.speeches(Filters(speaker=("Dora K. Vann",)))}
    assert found == {"dora-prepared", "dora-delivered"}


def test_two_people_with_one_surname_stay_two(archive: Archive, write_speech: WriteSpeech) -> None:
    write_speech("lund-1", "The bridge was painted green.", speaker="Ada Lund", country="Norland", date="2021")
    file = write_speech("lund-2", "The bridge was painted red.", speaker="Otto Lund", country="Norland", date="2021")
    archive.ingest([file.parent])
    assert len([one for one in archive.people() if one.name.endswith("Lund")]) == 2
    assert {one.speaker for one in archive.speeches(Filters(speaker=("Otto Lund",)))} == {"Otto Lund"}


def test_a_run_that_was_cut_off_before_it_told_kin_is_made_good_by_the_next(
    archive: Archive, write_speech: WriteSpeech, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [write_speech("dora-1", SAID, speaker="Dora Vann"), write_speech("dora-2", f"{SAID} That is all.")]
    with monkeypatch.context() as cut_off:
        cut_off.setattr("rag.ingest.relate", lambda catalog, **told: None)
        archive.ingest(files)
    assert archive.kin("dora-1") == ()
    report = archive.ingest(files)
    assert set(report.unchanged) == {"dora-1", "dora-2"}
    assert [kin.other for kin in archive.kin("dora-1")] == ["dora-2"]
    assert "Dora Vann" in {one.name for one in archive.people()}


def test_a_surname_that_two_persons_share_names_neither(
    archive: Archive, write_speech: WriteSpeech, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = tuple(Person(f"dora-{number}", f"Dora {number}", ("Dora",), ()) for number in range(2))
    monkeypatch.setattr("rag.relate.people", lambda offices: both)
    told = {"speaker": "Dora", "date": "2022-03-01", "event": "Spring Talks"}
    other = " ".join(f"Schleuse {number} ward im Mai vom Wärter an einem Montag geöffnet." for number in range(12))
    archive.ingest(
        [write_speech("dora-en", SAID, language="en", **told), write_speech("dora-de", other, language="de", **told)]
    )
    assert archive.kin("dora-en") == ()
    monkeypatch.setattr("rag.relate.people", lambda offices: both[:1])
    archive.ingest([write_speech("dora-en", f"{SAID} ", language="en", place="Lockton", **told)])
    assert [(kin.other, kin.kind) for kin in archive.kin("dora-en")] == [("dora-de", "translation")]


def test_voices_beside_the_main_speaker_are_people_too(archive: Archive, tmp_path: Path) -> None:
    page = tmp_path / "talks.html"
    say = "The toll is four marks a barge, and so it stays for now, until the bridge is paid. "
    page.write_text(
        f"<html><body><div itemprop='articleBody'><p><b>President of Kestria Rurik Maro:</b> {say * 3}</p>"
        f"<p><b>Federal Chancellor of Austria Inga Sol:</b> {say}"
        "We shall dredge the northern channel.</p></div></body></html>"
    )
    archive.ingest([page])
    speech = archive.speech("talks")
    assert (speech.speaker, [(one.name, one.country) for one in speech.voices]) == (
        "Rurik Maro",
        [("Inga Sol", "Austria")],
    )
    hits = archive.search("dredge the northern channel", Filters(country=("Austria",)))
    assert [(hit.passage.speech, hit.passage.speaker) for hit in hits] == [("talks", "Inga Sol")]
