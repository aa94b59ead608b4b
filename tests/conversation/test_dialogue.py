"""On the small archive: questions one after another."""

import pytest

from rag.answer import Found
from rag.archive import Archive
from rag.conversation import Dialogue, Read
from rag.errors import BadInput
from rag.filters import Filters
from rag.schema import Query
from tests.conftest import WriteSpeech
from tests.fakes import AbsentModel, ScriptedModel


def ask(dialogue: Dialogue, question: str) -> Read:
    read = dialogue.read(question)
    finish(dialogue, read)
    return read


def finish(dialogue: Dialogue, read: Read) -> list[Query]:
    """Have it answered to the end; as which queries the archive was asked."""
    asked = [event.query for _, events in dialogue.answer(read) for event in events if isinstance(event, Found)]
    assert asked == list(read.queries)
    return asked


def test_a_follow_up_is_read_by_the_questions_before_it(archive: Archive) -> None:
    dialogue = archive.converse()
    assert not ask(dialogue, "What did Ada Lund say about barges?").rewritten.changed
    read = ask(dialogue, "and Boris Vane?")
    assert read.rewritten.text == "What did Boris Vane say about barges?"
    assert [turn.question for turn in dialogue.history.turns] == [
        "What did Ada Lund say about barges?",
        "and Boris Vane?",
    ]


def test_a_turn_keeps_whom_the_answer_cites(archive: Archive) -> None:
    dialogue = archive.converse()
    ask(dialogue, "How many barges did the keeper count in the first week?")
    assert dialogue.history.turns[0].speakers[0] == "Ada Lund"


def test_reading_asks_nothing_and_keeps_nothing(archive: Archive) -> None:
    dialogue = archive.converse()
    dialogue.read("What did Ada Lund say about barges?")
    assert (dialogue.history.turns, dialogue.last) == ((), None)


def test_a_filter_that_the_question_named_is_taken_off(archive: Archive) -> None:
    dialogue = archive.converse()
    assert ask(dialogue, "What did Ada Lund say about the toll?").named == {"speaker": "Ada Lund"}
    read = dialogue.read_without("speaker")
    assert (read.named, finish(dialogue, read)[0].filters) == ({}, Filters())
    assert [turn.filters for turn in dialogue.history.turns] == [Filters()]


def test_a_filter_of_the_users_own_is_taken_off_for_good(archive: Archive) -> None:
    dialogue = archive.converse(Filters(country=("Norland",), since="2019"))
    assert ask(dialogue, "What of the toll?").named == {}
    finish(dialogue, dialogue.read_without("country"))
    assert dialogue.filters == Filters(since="2019")
    assert ask(dialogue, "How many barges came?").queries[0].filters == Filters(since="2019")


def test_a_filter_that_is_not_there_is_not_taken_off(archive: Archive) -> None:
    dialogue = archive.converse()
    with pytest.raises(BadInput, match="there is no question yet"):
        dialogue.read_without("speaker")
    ask(dialogue, "What did Ada Lund say about the toll?")
    with pytest.raises(BadInput, match="the last question has no filter 'country'"):
        dialogue.read_without("country")
    assert dialogue.filters == Filters()


def test_a_question_about_two_is_answered_in_parts_and_is_one_turn(archive: Archive) -> None:
    dialogue = archive.converse()
    read = ask(dialogue, "Compare what Ada Lund and Boris Vane said about the toll")
    assert [query.filters.speaker for query in read.queries] == [("Ada Lund",), ("Boris Vane",)]
    (turn,) = dialogue.history.turns
    assert set(turn.speakers) == {"Ada Lund", "Boris Vane"}


def test_a_part_of_a_year_is_searched_in_that_year_and_in_the_users_own_period_only(archive: Archive) -> None:
    question = "What was said about the toll in 2019 and in 2020?"
    periods = [(one.filters.since, one.filters.until) for one in archive.converse().read(question).queries]
    assert periods == [("2019", "2019"), ("2020", "2020")]
    own = archive.converse(Filters(since="2021")).read(question).queries
    assert {(one.filters.since, one.filters.until) for one in own} == {("2021", None)}


def test_a_change_is_asked_of_the_years_in_which_the_speaker_spoke(archive: Archive, write_speech: WriteSpeech) -> None:
    archive.ingest([write_speech("ada-2021", "The toll is six marks.", speaker="Ada Lund", date="2021-05-01")])
    read = archive.converse().read("How has Ada Lund's position on the toll changed?")
    assert [one.filters for one in read.queries] == [
        Filters(speaker=("Ada Lund",), since=year, until=year) for year in ("2019", "2021")
    ]


def test_a_question_whose_answer_is_broken_off_stays_in_the_conversation(archive: Archive) -> None:
    dialogue = archive.converse()
    _, events = next(dialogue.answer(dialogue.read("What did Ada Lund say about barges?")))
    next(events)
    assert dialogue.read("and Boris Vane?").rewritten.text == "What did Boris Vane say about barges?"


def test_a_new_conversation_knows_nothing_of_the_old(archive: Archive) -> None:
    dialogue = archive.converse(Filters(since="2019"))
    ask(dialogue, "What did Ada Lund say about barges?")
    dialogue.forget()
    assert not dialogue.read("and Boris Vane?").rewritten.changed
    assert dialogue.filters == Filters(since="2019")


def test_the_archives_model_reads_follow_ups(archive: Archive) -> None:
    archive.use(ScriptedModel(lambda messages: "Why did Ada Lund count the barges?"))
    dialogue = archive.converse()
    ask(dialogue, "What did Ada Lund say about barges?")
    read = dialogue.read("why?")
    assert (read.rewritten.text, read.rewritten.by) == ("Why did Ada Lund count the barges?", "model")


def test_a_model_that_is_gone_leaves_the_reading_to_the_rule(archive: Archive) -> None:
    dialogue = archive.converse()
    ask(dialogue, "What did Ada Lund say about barges?")
    archive.use(AbsentModel())
    assert dialogue.read("and Boris Vane?").rewritten.by == "rule"
