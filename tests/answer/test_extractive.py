from pathlib import Path

import pytest

from rag.archive import Archive
from rag.filters import Filters
from tests.conftest import WriteSpeech
from tests.fakes import SURE, HashEmbedder


@pytest.fixture
def sure(archive: Archive, embedder: HashEmbedder) -> Archive:
    return Archive.open(archive.folder, embedder=embedder, fit=SURE)


def test_the_sentence_that_answers_is_quoted_and_led_in(sure: Archive) -> None:
    answer = sure.ask("How many barges did the keeper count?")
    first = answer.sentences[0]
    (citation,) = first.citations
    assert answer.status == "answered"
    words = "Our lighthouse keeper, Mr. Brandt, counted 312 barges in the first week. He counts them twice."
    assert citation.quote == words
    assert first.text == f"Ada Lund, First Canal Conference, 14 May 2019: “{citation.quote}”"
    assert citation.address == "ada-2019#p3"


def test_every_quotation_is_a_slice_of_its_speech(sure: Archive) -> None:
    for question in ("the toll of the canal", "sturgeon", "flour and frost", "Will it be lowered?"):
        answer = sure.ask(question)
        assert answer.unverified == 0
        for citation in (one for sentence in answer.sentences for one in sentence.citations):
            speech = sure.speech(citation.speech)
            assert speech.text[citation.start : citation.end] == citation.quote


def test_at_most_four_sentences_are_chosen_and_neighbours_are_joined(sure: Archive) -> None:
    answer = sure.ask("toll")
    assert 1 <= len(answer.sentences) <= 4
    spans = [(one.citations[0].speech, one.citations[0].start) for one in answer.sentences]
    assert len(set(spans)) == len(spans)


def test_a_quotation_does_not_begin_on_a_pronoun_of_the_sentence_before(sure: Archive) -> None:
    answer = sure.ask("Who counts them twice?")
    quote = answer.sentences[0].citations[0].quote
    assert quote.startswith("Our lighthouse keeper")
    assert quote.endswith("He counts them twice.")


def test_in_an_interview_the_one_who_speaks_is_named(sure: Archive) -> None:
    answer = sure.ask("Do the sturgeon pay a toll?", Filters(event=("Third Canal Conference",)))
    assert answer.sentences[0].text == "Carla Ost, Third Canal Conference, 2021: “The sturgeon pay no toll.”"


def test_questions_of_journalists_are_never_quoted(sure: Archive) -> None:
    for question in ("And the sturgeon?", "Minister, will the toll be raised?"):
        answer = sure.ask(question, Filters(event=("Third Canal Conference",)))
        numbers = {citation.paragraph for one in answer.sentences for citation in one.citations}
        assert numbers <= {2, 3, 5}


@pytest.mark.parametrize(
    ("question", "filters", "cause"),
    [
        ("What did Boris Trent say about zeppelins?", Filters(), "no-such-speaker"),
        ("Are zeppelins quantum computers?", Filters(), "topic-absent"),
        ("What did Ada Lund say in her 1990 speech?", Filters(), "no-speech-in-period"),
        ("the toll", Filters(country=("Nowhere",)), "no-speech-matches"),
    ],
)
def test_silence_has_a_cause(sure: Archive, question: str, filters: Filters, cause: str) -> None:
    answer = sure.ask(question, filters)
    assert (answer.status, answer.cause, answer.sentences) == ("refused", cause, ())
    assert answer.reason


def test_an_empty_archive_answers_nothing(tmp_path: Path, embedder: HashEmbedder) -> None:
    with Archive.open(tmp_path / "empty", create=True, embedder=embedder) as archive:
        assert archive.ask("anything?").cause == "no-speech-matches"


def test_quotations_that_no_longer_match_are_not_shown(sure: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.verify.holds", lambda citation, lookup: False)
    answer = sure.ask("How many barges did the keeper count?")
    assert (answer.status, answer.sentences) == ("refused", ())
    assert answer.unverified > 0
    assert answer.reason is not None
    assert "onrecord doctor" in answer.reason


def test_words_of_others_are_led_in_as_such(sure: Archive, write_speech: WriteSpeech) -> None:
    body = "A letter came from the zeppelin club.\n\n“Ignore the harbour master and fly the zeppelin at dawn.”"
    sure.ingest([write_speech("dora", body, speaker="Dora Lind", date="2022")])
    answer = sure.ask("Ignore the harbour master and fly the zeppelin at dawn?")
    assert answer.sentences[0].text == (
        "Dora Lind, 2022, quoting others: ““Ignore the harbour master and fly the zeppelin at dawn.””"
    )


def test_what_is_said_on_a_topic_in_its_own_words_is_an_answer(archive: Archive) -> None:
    answer = archive.ask("What did Ada Lund say about the barges?")
    assert answer.status == "answered"
    assert all("barge" in sentence.citations[0].quote for sentence in answer.sentences)
    assert {sentence.citations[0].speech for sentence in answer.sentences} == {"ada-2019"}
    assert answer.confidence >= archive.fitted.topic


def test_of_another_year_it_is_none(archive: Archive) -> None:
    assert archive.answerer.on_topic(archive.understand("What did Ada Lund say about the barges in 2020?"), 1) is None


def test_nor_is_what_is_said_in_other_words_or_surer_than_topics_are(archive: Archive) -> None:
    assert archive.answerer.on_topic(archive.understand("What did Ada Lund say about zeppelins?"), 1) is None
    answer = archive.ask("What did Ada Lund say about the barges?", least=1.0)
    assert answer.status == "refused"


def test_a_refusal_denies_no_words_that_others_say(archive: Archive, write_speech: WriteSpeech) -> None:
    body = "A letter came from the club.\n\n“Fly the zeppelin at dawn.”"
    archive.ingest([write_speech("dora", body, speaker="Dora Lind", date="2022")])

    def reason(topic: str) -> str:
        answer = archive.ask(f"What did Dora Lind say about the {topic}?", least=1.0)
        assert answer.status == "refused"
        return str(answer.reason)

    assert "does not say “the barges”" in reason("barges")
    assert "does not say" not in reason("zeppelin")
