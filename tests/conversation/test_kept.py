"""On the small archive: a conversation that is kept, read again and gone on with."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer import Done
from rag.archive import Archive
from rag.conversation import Dialogue, Exchange, Kept, Reply
from rag.conversation.kept import parse, shortened
from rag.errors import BadInput
from rag.filters import Filters

TOLL, VANE = "What did Ada Lund say about the toll?", "and Boris Vane?"
COMPARED = "Compare what Ada Lund and Boris Vane said about the toll"


def asked(dialogue: Dialogue, kept: Kept, question: str) -> Kept:
    """The conversation with the question and its answers."""
    read = dialogue.read(question)
    one = Exchange.of(read, dialogue.filters)
    for _, events in dialogue.answer(read):
        (answer,) = (event.answer for event in events if isinstance(event, Done))
        one = one.replied(*one.replies, Reply(answer, {"a#p1": "Ada Lund"}))
        kept = kept.after(one)
    return kept


@pytest.mark.parametrize("questions", [[TOLL], [TOLL, VANE], [COMPARED], [TOLL, "And what about zeppelin racing?"]])
def test_what_is_kept_is_read_again_as_it_was(archive: Archive, questions: list[str]) -> None:
    dialogue, kept = archive.converse(Filters(since="2019")), Kept.new()
    for question in questions:
        kept = asked(dialogue, kept, question)
    again = parse(kept.text())
    assert again == kept
    assert [one.question for one in again.exchanges] == questions
    assert all(one.whole for one in again.exchanges)


def test_a_conversation_goes_on_as_if_it_had_not_been_left(archive: Archive) -> None:
    dialogue, kept = archive.converse(Filters(language=("en",))), Kept.new()
    for question in (COMPARED, TOLL):
        kept = asked(dialogue, kept, question)
    again = archive.converse(Filters(since="2019"))
    parse(kept.text()).resume(again)
    assert again.history == dialogue.history
    assert again.last == dialogue.last
    assert again.filters == Filters(since="2019")
    assert again.read(VANE).rewritten == dialogue.read(VANE).rewritten
    again.filters = kept.exchanges[-1].filters
    assert again.read_without("speaker").queries == dialogue.read_without("speaker").queries


def test_as_much_as_there_is_of_an_answer_takes_the_place_of_what_there_was(archive: Archive) -> None:
    whole = asked(archive.converse(), Kept.new(), COMPARED)
    assert len(whole.exchanges) == 1
    first, second = whole.exchanges[0].replies
    broken = whole.after(whole.exchanges[0].replied(first))
    assert len(broken.exchanges) == 1
    assert not broken.exchanges[0].whole
    assert whole.after(broken.exchanges[0].replied(first, second)).exchanges == whole.exchanges


def test_a_title_is_the_first_question_until_it_is_renamed(archive: Archive) -> None:
    dialogue = archive.converse()
    kept = asked(dialogue, asked(dialogue, Kept.new(), TOLL), VANE)
    assert kept.title == TOLL
    assert kept.renamed("  The\ntoll ").title == "The toll"
    assert asked(dialogue, kept.renamed("The toll"), VANE).title == "The toll"
    assert kept.renamed(" ").title == TOLL


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "JSON"),
        ("[]", "object"),
        ('{"id": "a"}', "title"),
        (Kept.new().text().replace("conversation/1", "conversation/2"), "format"),
    ],
)
def test_what_is_no_conversation_is_told(text: str, told: str) -> None:
    with pytest.raises(BadInput, match=f"not a conversation of this version of onrecord: .*{told}"):
        parse(text)


def test_a_filter_that_is_none_is_told(archive: Archive) -> None:
    form = json.loads(asked(archive.converse(), Kept.new(), TOLL).text())
    form["exchanges"][0]["filters"]["since"] = "yesterday"
    with pytest.raises(BadInput, match="yesterday"):
        parse(json.dumps(form))


@given(st.text(), st.integers(2, 40))
def test_what_is_shortened_is_one_line_that_fits(text: str, most: int) -> None:
    short = shortened(text, most)
    assert len(short) <= most
    assert short == " ".join(short.split())
    assert short == " ".join(text.split()) or short.endswith("…")
