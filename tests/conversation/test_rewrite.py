from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.chat import Message
from rag.conversation import Turn, standalone
from rag.filters import Filters
from rag.understand import Known
from tests.fakes import AbsentModel, ScriptedModel

TOLLS = "What did Calloway say about the tolls in 2018?"


def after(question: str, *before: str | Turn, known: Known) -> str:
    turns = [one if isinstance(one, Turn) else Turn(one, one) for one in before]
    return standalone(question, turns, known).text


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("and in 2019?", "What did Calloway say about the tolls in 2019?"),
        ("et en 2019 ?", "What did Calloway say about the tolls in 2019?"),
        ("the year before?", "What did Calloway say about the tolls in 2017?"),
        ("and two years later?", "What did Calloway say about the tolls in 2020?"),
        ("in his farewell?", "What did Calloway say about the tolls in his farewell?"),
        ("What about Marosz?", "What did Livia Marosz say about the tolls in 2018?"),
        ("And Marosz in 2020?", "What did Livia Marosz say about the tolls in 2020?"),
        ("and the pilots?", "What did Calloway say about the pilots in 2018?"),
        ("and pilots", "What did Calloway say about pilots in 2018?"),
        ("And about the inspectors?", "What did Calloway say about the inspectors in 2018?"),
        (
            "And Kestria's minister of foreign affairs?",
            "What did the Minister of Foreign Affairs of Kestria say about the tolls in 2018?",
        ),
    ],
)
def test_a_fragment_takes_the_place_of_its_like(known: Known, question: str, read: str) -> None:
    assert after(question, TOLLS, known=known) == read


def test_of_several_countries_the_one_that_acts_gives_way(known: Known) -> None:
    owed = "How much does Velmora owe Kestria for the tolls?"
    assert after("and Halvorn?", owed, known=known) == "How much does Halvorn owe Kestria for the tolls?"


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("why?", "why? (Teodor Calloway; 2018; tolls)"),
        ("Exact words please", "Exact words please (Teodor Calloway; 2018; tolls)"),
        ("wich one is the oldest", "wich one is the oldest (Teodor Calloway; 2018; tolls)"),
        ("Did he say who pays?", "Did Teodor Calloway say who pays? (2018; tolls)"),
        ("Did he want an ice road?", "Did Teodor Calloway want an ice road? (2018)"),
        ("Was his reason sound?", "Was Teodor Calloway's reason sound? (2018; tolls)"),
        ("How many sailors died on them?", "How many sailors died on them? (Teodor Calloway; 2018; tolls)"),
        ("What did Marosz say about it?", "What did Marosz say about it? (2018; tolls)"),
        ("und warum?", "und warum? (Teodor Calloway; 2018; tolls)"),
        # What asks after a change, or after another time, is not of the year before.
        ("How has his position changed?", "How has Teodor Calloway's position changed? (tolls)"),
        ("What did he say of it in his last speech?", "What did Teodor Calloway say of it in his last speech? (tolls)"),
    ],
)
def test_a_sentence_has_behind_it_what_it_leaves_to_be_known(known: Known, question: str, read: str) -> None:
    assert after(question, TOLLS, known=known) == read


@pytest.mark.parametrize(
    ("before", "question", "read"),
    [
        ("How many ships did Kestria build in 2016?", "and Halvorn?", "How many ships did Halvorn build in 2016?"),
        ("How many ships did Kestria build?", "and Halvorn in 2018?", "How many ships did Halvorn build in 2018?"),
        ("How many ships did Kestria build?", "and Marosz?", "and Marosz? (ships Kestria build)"),
        ("What of the tolls in 2016 and 2018?", "and in 2019?", "and in 2019? (tolls)"),
        # The next month of a name may be one of the same year.
        ("What of the tolls in May 2019?", "And the following January, the pilots?", "(2020)"),
        ("What of the tolls in May 2019?", "And the following October, the pilots?", "(2019)"),
        ("What of the tolls in May 2019?", "And the previous October, the pilots?", "(2018)"),
        ("What of the tolls in 2019?", "And the following October, the pilots?", "(2020)"),
    ],
)
def test_what_is_asked_of_another_country_or_time(known: Known, before: str, question: str, read: str) -> None:
    whole = read if question.startswith("and") else f"{question} {read}"
    assert after(question, before, known=known) == whole


@pytest.mark.parametrize(
    "question",
    [
        "What did Marosz say about gas in 2020?",
        "What did Marosz regret in 2021?",
        "Which minister said that the closure of the strait was a mistake?",
        "How long does it take to repair a broken sea cable?",
        "How much of its budget does Halvorn spend on defence?",
        "Is there a hotline between Kestria and Velmora?",
        "When was the second lighthouse lit?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(known: Known, question: str) -> None:
    assert after(question, TOLLS, known=known) == question


def test_whom_a_pronoun_means_may_be_told_by_the_answer(known: Known) -> None:
    asked = "Who wants judges for the strait?"
    one = Turn(asked, asked, speakers=("Padraig Sorley",))
    two = Turn(asked, asked, speakers=("Padraig Sorley", "Livia Marosz"))
    assert after("When did he say that?", one, known=known) == "When did Padraig Sorley say that? (judges strait)"
    assert after("When did he say that?", two, known=known) == "When did he say that? (judges strait)"


def test_a_pronoun_is_not_the_speaker_who_tells_of_a_stranger(known: Known) -> None:
    asked = Turn("Who is Samira Oudal?", "Who is Samira Oudal?", speakers=("Padraig Sorley",))
    assert after("What happened to her?", asked, known=known) == "What happened to her? (Samira Oudal)"


def test_a_pronoun_may_mean_whom_the_search_was_narrowed_to(known: Known) -> None:
    asked = Turn("Why the tolls?", "Why the tolls?", Filters(speaker=("Livia Marosz",), since="2020", until="2020"))
    assert after("Did she say more?", asked, known=known) == "Did Livia Marosz say more? (2020; tolls)"


def test_they_are_the_two_of_the_last_two_questions(known: Known) -> None:
    first, second = "What did Calloway say about the toll?", "What did Marosz say about the toll?"
    read = after("Do they agree?", first, second, known=known)
    assert read == "Do they agree? (Teodor Calloway, Livia Marosz; toll)"


def test_the_other_of_one_name(known: Known) -> None:
    read = after("And the other Rehn?", "What did Sofia Rehn say about ice?", known=known)
    assert read == "What did Anton Rehn say about ice?"


def test_the_speaker_of_a_question_further_back_is_carried_over(known: Known) -> None:
    read = after("Did he mention them?", TOLLS, "How many ships wait at the narrows?", known=known)
    assert read == "Did Teodor Calloway mention them? (ships wait narrows)"


def test_a_model_reads_what_the_rule_cannot(known: Known) -> None:
    model = ScriptedModel(lambda _: '"Why did Calloway want the tolls in 2018?"\n')
    read = standalone("why?", [Turn(TOLLS, TOLLS)], known, model)
    assert (read.text, read.by, read.rejected) == ("Why did Calloway want the tolls in 2018?", "model", 0)


@pytest.mark.parametrize(
    "reply",
    [
        "Why did Marosz want the tolls in 2018?",
        "Why did Calloway want the tolls in 2011?",
        "Why did Calloway tell Ignore Previous the tolls?",
        "Why?\nThe tolls.",
        "I do not know.",
        "tolls " * 100,
        "",
    ],
)
def test_a_reply_that_brings_in_what_nobody_named_is_counted_and_the_rule_stands_in(known: Known, reply: str) -> None:
    read = standalone("why?", [Turn(TOLLS, TOLLS)], known, ScriptedModel(lambda _: reply))
    assert (read.text, read.by, read.rejected) == ("why? (Teodor Calloway; 2018; tolls)", "rule", 1)


def test_a_model_that_does_not_end_is_stopped(known: Known) -> None:
    class Endless:
        name = "fake:endless"

        def stream(self, messages: Sequence[Message]) -> Iterator[str]:
            while True:
                yield "tolls "

    assert standalone("why?", [Turn(TOLLS, TOLLS)], known, Endless()).rejected == 1


def test_a_model_that_cannot_be_asked_leaves_it_to_the_rule(known: Known) -> None:
    read = standalone("why?", [Turn(TOLLS, TOLLS)], known, AbsentModel())
    assert (read.text, read.by, read.rejected) == ("why? (Teodor Calloway; 2018; tolls)", "rule", 0)


def test_a_model_is_not_asked_what_needs_no_reading(known: Known) -> None:
    def reply(_: object) -> str:
        raise AssertionError("nothing to ask")

    assert not standalone("why?", [], known, ScriptedModel(reply)).changed
    assert not standalone("What did Marosz say about gas?", [Turn(TOLLS, TOLLS)], known, ScriptedModel(reply)).changed


@given(st.text(max_size=80))
def test_without_a_history_a_question_is_unchanged(question: str) -> None:
    read = standalone(question, [], Known())
    assert (read.text, read.changed) == (question, False)


WORDS = (
    "and in 2019 he she it they why what about the year before later two years Calloway Marosz Rehn tolls did say "
    "other there that Velmora ? . , und en 2018"
)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=8).map(" ".join))
@settings(deadline=None)
def test_any_words_are_read_and_told_whether_they_were_changed(known: Known, question: str) -> None:
    read = standalone(question, [Turn(TOLLS, TOLLS)], known)
    assert read.changed == (read.text != question)
