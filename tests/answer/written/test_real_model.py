"""The whole way through a real chat model on a server of one's own; set ONRECORD_TEST_MODEL_URL to its address."""

import os
from collections.abc import Iterator

import pytest

from rag.answer import Done, Said
from rag.archive import Archive
from rag.chat import ChatModel, Message, chat_model
from rag.schema import CITABLE, Answer

URL = os.environ.get("ONRECORD_TEST_MODEL_URL")

pytestmark = [
    pytest.mark.model,
    pytest.mark.enable_socket,
    pytest.mark.skipif(not URL, reason="ONRECORD_TEST_MODEL_URL names no server of a chat model (http://host:port/v1)"),
]

BARGES = "How many barges did the lighthouse keeper count in the first week?"


@pytest.fixture(scope="module")
def model() -> ChatModel:
    return chat_model(os.environ.get("ONRECORD_TEST_MODEL", "openai:local"), URL)


@pytest.fixture
def written(standing: Archive, model: ChatModel) -> Iterator[Archive]:
    standing.use(model)
    yield standing
    standing.use(None)


def kept_promises(answer: Answer, archive: Archive) -> None:
    """Every quotation is in the archive, and every citation leads to the paragraph it names."""
    for sentence in answer.sentences:
        assert sentence.supported
        assert sentence.citations
        for one in sentence.citations:
            paragraph = archive.paragraph(one.address)
            assert paragraph.kind in CITABLE
            assert paragraph.start <= one.start < one.end <= paragraph.end
            assert one.quote == archive.speech(one.speech).text[one.start : one.end]
        quoted = [piece.partition("”")[0] for piece in sentence.text.split("“")[1:]]
        assert all(any(words in one.quote for one in sentence.citations) for words in quoted)


def test_a_question_is_answered_in_the_models_words_and_all_of_it_is_in_the_archive(written: Archive) -> None:
    events = list(written.stream(BARGES))
    assert isinstance(events[-1], Done)
    answer = events[-1].answer
    assert (answer.status, answer.notice) == ("answered", None)
    assert answer.writing
    assert answer.writing.supported == len(answer.sentences) > 0
    assert [event.sentence for event in events if isinstance(event, Said)] == list(answer.sentences)
    assert "312" in " ".join(sentence.text for sentence in answer.sentences)
    kept_promises(answer, written)


def test_quotations_that_are_asked_for_are_verbatim(written: Archive) -> None:
    answer = written.ask("Quote word for word what the speakers say about the toll.", least=0.0)
    assert answer.writing
    assert answer.writing.sentences > 0
    kept_promises(answer, written)


def test_what_is_not_there_is_refused_though_the_model_is_asked(written: Archive) -> None:
    answer = written.ask("What does the treaty say about nuclear submarines in the Arctic?", least=0.0)
    assert answer.notice is None
    assert answer.writing
    assert (answer.status, answer.sentences) == ("refused", ())


def test_a_reply_that_is_given_up_leaves_the_server_free_for_the_next(written: Archive, model: ChatModel) -> None:
    pieces = model.stream([Message("user", "Count from one to two thousand in words, one number on each line.")])
    assert next(iter(pieces))
    pieces.close()  # type: ignore[attr-defined]
    # Without the cancellation this would wait for thousands of words, and give up.
    assert written.ask(BARGES).notice is None
