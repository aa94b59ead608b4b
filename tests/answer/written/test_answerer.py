import json
from collections.abc import Callable, Iterator, Sequence

import pytest

from rag.answer import Done, Event, Found, Repaired, Said
from rag.archive import Archive
from rag.chat import ChatModel, Message
from rag.filters import Filters
from rag.schema import Answer
from tests.fakes import AbsentModel, ScriptedModel

QUESTION = "How many barges did the lighthouse keeper count in the first week?"


@pytest.fixture
def ask(standing: Archive) -> Iterator[Callable[[ChatModel | str], Answer]]:
    """Ask the question of a model, or of one that replies with these words."""

    def asked(model: ChatModel | str) -> Answer:
        standing.use(ScriptedModel(lambda _: model) if isinstance(model, str) else model)
        return standing.ask(QUESTION)

    yield asked
    standing.use(None)


def number_of(messages: Sequence[Message], words: str) -> int:
    """The number under which the model is shown a paragraph."""
    rows = [json.loads(line) for line in messages[-1].text.splitlines()]
    return next(int(row["paragraph"]) for row in rows if words in row.get("text", ""))


def about_barges(sentence: str) -> ScriptedModel:
    """Says this of the paragraph that answers."""
    return ScriptedModel(lambda messages: f"{sentence} [{number_of(messages, '312 barges')}]")


def test_a_sentence_is_shown_with_the_words_it_rests_on(ask: Callable[[ChatModel], Answer], standing: Archive) -> None:
    answer = ask(about_barges("The lighthouse keeper counted 312 barges in the first week."))
    assert answer.status == "answered"
    (sentence,) = answer.sentences
    assert sentence.text == "The lighthouse keeper counted 312 barges in the first week."
    assert sentence.supported
    (citation,) = sentence.citations
    assert citation.quote == standing.speech(citation.speech).text[citation.start : citation.end]
    assert "312 barges" in citation.quote
    assert answer.writing is not None
    assert (answer.writing.model, answer.writing.supported, answer.writing.dropped) == ("fake:scripted", 1, 0)


def test_a_quotation_is_cut_from_the_archive(ask: Callable[[ChatModel], Answer]) -> None:
    (sentence,) = ask(about_barges('The keeper "COUNTED 312 barges in the first week".')).sentences
    assert sentence.text == "The keeper “counted 312 barges in the first week”."
    assert sentence.citations[0].quote == "counted 312 barges in the first week"


def test_a_quotation_that_is_nearly_right_is_put_right(ask: Callable[[ChatModel], Answer]) -> None:
    answer = ask(about_barges("The keeper “counted exactly 312 barges in that first week”."))
    assert answer.sentences[0].text == "The keeper “counted 312 barges in the first week”."
    assert answer.writing is not None
    assert answer.writing.repaired == 1


def test_an_invented_quotation_is_never_shown_as_one(ask: Callable[[ChatModel], Answer]) -> None:
    answer = ask(
        about_barges("The keeper counted 312 barges in the first week and cried “the goats shall rule us all”.")
    )
    assert not any("goats" in sentence.text for sentence in answer.sentences)
    assert answer.writing is not None
    assert answer.writing.repaired == 1


UNTRUE = pytest.mark.parametrize(
    "sentence",
    [
        "The lighthouse keeper counted 999 barges in the first week.",
        "The lighthouse keeper did not count 312 barges in the first week.",
        "In the first week Napoleon counted 312 barges.",
        "Napoleon counted 312 barges in the first week.",
    ],
)


@UNTRUE
def test_what_the_paragraph_does_not_say_gives_way_to_what_it_says(
    ask: Callable[[ChatModel], Answer], sentence: str
) -> None:
    answer = ask(about_barges(sentence))
    assert answer.status == "answered"
    (shown,) = answer.sentences
    (citation,) = shown.citations
    assert shown.text == f"Unknown speaker: “{citation.quote}”"
    assert "312 barges" in citation.quote
    assert answer.writing is not None
    assert (answer.writing.supported, answer.writing.dropped, answer.writing.replaced) == (0, 1, 1)


@UNTRUE
def test_or_is_left_out_where_the_user_says_so(
    ask: Callable[[ChatModel], Answer], sentence: str, standing: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "_settings", standing._settings.model_copy(update={"unsupported": "drop"}))
    answer = ask(about_barges(sentence))
    assert (answer.status, answer.sentences) == ("refused", ())
    assert answer.writing is not None
    assert (answer.writing.dropped, answer.writing.replaced) == (1, 0)
    assert "does not bear out" in (answer.reason or "")


def test_where_nothing_comes_near_the_answer_is_by_quotation(ask: Callable[[ChatModel], Answer]) -> None:
    answer = ask(about_barges("The moon is made of an excellent cheese from the north."))
    assert answer.status == "answered"
    assert answer.notice == "the archive does not bear out what the model wrote; answered by quotation instead"
    assert all("“" in sentence.text for sentence in answer.sentences)
    assert answer.writing is not None
    assert answer.writing.dropped == 1


def test_it_is_marked_instead_where_the_user_says_so(
    ask: Callable[[ChatModel], Answer], standing: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "_settings", standing._settings.model_copy(update={"unsupported": "mark"}))
    (sentence,) = ask(about_barges("The lighthouse keeper counted 999 barges in the first week.")).sentences
    assert not sentence.supported


def test_numbers_of_no_paragraph_are_counted(ask: Callable[[ChatModel | str], Answer]) -> None:
    answer = ask("The lighthouse keeper counted 312 barges in the first week. [77]")
    assert answer.writing is not None
    assert answer.writing.dangling == 1
    (sentence,) = answer.sentences
    assert "312 barges" in sentence.citations[0].quote


def test_a_model_that_finds_nothing_is_a_refusal(ask: Callable[[ChatModel | str], Answer]) -> None:
    answer = ask("NOT IN THE EVIDENCE")
    assert (answer.status, answer.cause, answer.sentences) == ("refused", "near-miss", ())


def test_a_model_that_cannot_be_asked_leaves_the_quotations(ask: Callable[[ChatModel], Answer]) -> None:
    answer = ask(AbsentModel())
    assert answer.status == "answered"
    assert answer.writing is None
    assert answer.notice == "fake:absent does not answer: connection refused; answered by quotation instead"
    assert "“" in answer.sentences[0].text


def test_events_come_as_the_sentences_do(standing: Archive, ask: Callable[[ChatModel | str], Answer]) -> None:
    ask("")
    standing.use(about_barges("Goats. [1]\nThe lighthouse keeper counted 312 barges in the first week."))
    kinds: list[type[Event]] = [type(event) for event in standing.stream(QUESTION)]
    assert kinds == [Found, Repaired, Said, Done]


def test_closing_the_stream_stops_the_model(standing: Archive, ask: Callable[[ChatModel | str], Answer]) -> None:
    ask("")
    read: list[int] = []

    class Endless:
        name = "fake:endless"

        def stream(self, messages: Sequence[Message]) -> Iterator[str]:
            number = number_of(messages, "312 barges")
            for turn in range(1_000):
                read.append(turn)
                yield f"The lighthouse keeper counted 312 barges in the first week. [{number}]\n"

    standing.use(Endless())
    events = standing.stream(QUESTION)
    assert isinstance(next(events), Found)
    assert isinstance(next(events), Said)
    events.close()  # type: ignore[attr-defined]
    assert len(read) == 1


def test_what_no_speech_can_answer_is_not_sent_to_a_model(standing: Archive) -> None:
    asked: list[Sequence[Message]] = []

    def reply(messages: Sequence[Message]) -> str:
        asked.append(messages)
        return ""

    standing.use(ScriptedModel(reply))
    try:
        answer = standing.ask("zeppelin zebra quux")
    finally:
        standing.use(None)
    assert (answer.status, asked) == ("refused", [])


def test_the_speakers_own_words_without_marks_become_a_quotation(ask: Callable[[ChatModel], Answer]) -> None:
    answer = ask(about_barges("Our lighthouse keeper, Mr. Brandt, counted 312 barges in the first week."))
    (sentence,) = answer.sentences
    lead, quote = sentence.text.split(": “")
    assert lead == "Unknown speaker"
    assert quote == "Our lighthouse keeper, Mr. Brandt, counted 312 barges in the first week.”"
    assert answer.writing is not None
    assert (answer.writing.repaired, answer.writing.supported) == (1, 1)


def test_sentences_copied_one_after_another_are_one_quotation(ask: Callable[[ChatModel], Answer]) -> None:
    def reply(messages: Sequence[Message]) -> str:
        number = number_of(messages, "312 barges")
        text = next(
            row["text"] for row in map(json.loads, messages[-1].text.splitlines()) if row["paragraph"] == number
        )
        return f"{text} [{number}]"

    answer = ask(ScriptedModel(reply))
    (sentence,) = answer.sentences
    assert sentence.text == f"Unknown speaker: “{sentence.citations[0].quote}”"
    assert answer.writing is not None
    assert answer.writing.supported == answer.writing.sentences
    assert answer.writing.repaired == 1


def test_prose_in_the_first_person_is_nobodys(ask: Callable[[ChatModel], Answer]) -> None:
    (sentence,) = ask(
        about_barges("Boris said that our lighthouse keeper counted 312 barges in the first week.")
    ).sentences
    assert sentence.text.startswith("Unknown speaker: “")


def test_copying_says_nothing_where_the_archive_is_not_sure(standing: Archive) -> None:
    def reply(messages: Sequence[Message]) -> str:
        number = number_of(messages, "312 barges")
        text = next(
            row["text"] for row in map(json.loads, messages[-1].text.splitlines()) if row["paragraph"] == number
        )
        return f"{text} [{number}]"

    standing.use(ScriptedModel(reply))
    try:
        sure = standing.ask(QUESTION)
        doubtful = standing.ask(QUESTION, least=min(1.0, sure.confidence * 1.5))
    finally:
        standing.use(None)
    assert sure.status == "answered"
    assert (doubtful.status, doubtful.sentences) == ("refused", ())
    assert doubtful.writing is not None
    assert doubtful.writing.dropped == doubtful.writing.sentences


def test_a_quotation_is_shown_once(ask: Callable[[ChatModel], Answer]) -> None:
    words = '"counted 312 barges in the first week"'
    answer = ask(
        ScriptedModel(
            lambda told: "\n".join(f"{who} {words}. [{number_of(told, words[9:20])}]" for who in ("He", "It says"))
        )
    )
    (sentence,) = answer.sentences
    assert len(sentence.citations) == 1
    assert answer.writing is not None
    assert (answer.writing.supported, answer.writing.dropped) == (1, 1)


def test_no_model_is_asked_where_it_can_be_shown_nothing(standing: Archive) -> None:
    standing.use(ScriptedModel(lambda _: pytest.fail("asked")))
    try:
        answer = standing.ask(QUESTION, Filters(since="1700", until="1701"), least=0.0)
    finally:
        standing.use(None)
    assert (answer.status, answer.cause, answer.writing) == ("refused", "no-speech-in-period", None)
