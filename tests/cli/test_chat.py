import io
from collections.abc import Iterator

import pytest

from rag.answer import Event
from rag.archive import Archive
from tests.cli.conftest import Command, Run


@pytest.fixture
def chat(onrecord: Command, monkeypatch: pytest.MonkeyPatch) -> "Chat":
    return Chat(onrecord, monkeypatch)


class Chat:
    """`onrecord chat` given lines to read, as from a pipe."""

    def __init__(self, onrecord: Command, monkeypatch: pytest.MonkeyPatch) -> None:
        self._onrecord = onrecord
        self._patch = monkeypatch

    def __call__(self, *lines: str, options: tuple[str, ...] = ()) -> Run:
        stdin = io.TextIOWrapper(io.BytesIO("\n".join(lines).encode(errors="surrogateescape")), encoding="utf-8")
        self._patch.setattr("sys.stdin", stdin)
        return self._onrecord("chat", *options)


BARGES = "What did Ada Lund say about barges in the first week?"


def test_a_follow_up_shows_how_it_was_read(chat: Chat) -> None:
    code, out, err = chat(BARGES, "and Boris Vane?")
    assert (code, err) == (0, "")
    assert "counted 312 barges in the first week." in out
    assert "[1] ada-2019#p3" in out
    assert out.count("Read as:") == 1
    assert "Read as: What did Boris Vane say about barges in the first week?" in out


def test_what_the_question_named_is_shown_and_taken_off(chat: Chat) -> None:
    code, out, err = chat(BARGES, "/filters", "/without speaker", "/filters")
    assert (code, err) == (0, "")
    first, last = out.split("/without speaker asks again without it", 1)
    assert "searched only: speaker Ada Lund" in last.split("named by the last question: speaker Ada Lund")[0]
    assert "searched only" not in last.split("named by the last question: speaker Ada Lund")[1]
    assert last.rstrip().endswith("none")
    assert first == "Ask; /help tells the commands.\n"


def test_the_options_hold_for_every_question(chat: Chat) -> None:
    _, out, _ = chat("Is there a toll?", "How many barges came?", "/filters", options=("--country", "Delta"))
    assert out.count("searched only: country Delta") == 2
    assert "yours: country Delta" in out


def test_a_question_about_two_is_answered_under_headings(chat: Chat) -> None:
    _, out, _ = chat("Compare what Ada Lund and Boris Vane said about the toll")
    ada, boris = "What did Ada Lund say about the toll?", "What did Boris Vane say about the toll?"
    assert "ada-2019#p2" in out[out.index(ada) : out.index(boris)]
    assert "boris-2020#p2" in out[out.index(boris) :]


def test_a_new_conversation_reads_nothing_into_a_question(chat: Chat) -> None:
    assert "Read as" not in chat(BARGES, "/new", "and Boris Vane?")[1]


def test_the_end_is_a_command_or_the_end_of_the_lines(chat: Chat) -> None:
    code, out, _ = chat("", "/quit", BARGES)
    assert (code, "barges" in out) == (0, False)
    assert "/quit" in chat("/help")[1]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/undo", "/undo is no command; there are /filters, /without, /new, /help, /quit"),
        ("/without", "there is no question yet whose filters could be taken off"),
        ("barges \udcff", "the question is not valid text; write it in UTF-8"),
    ],
)
def test_what_cannot_be_done_is_told_and_the_conversation_goes_on(chat: Chat, line: str, told: str) -> None:
    code, out, err = chat(line, BARGES)
    assert (code, err) == (0, f"onrecord: {told}\n")
    assert "312 barges" in out


def test_a_wrong_filter_leaves_the_question_as_it_was(chat: Chat) -> None:
    _, out, err = chat(BARGES, "/without hat", "/filters")
    assert err.startswith("onrecord: 'hat' is no filter; take off one of speaker, role")
    assert "named by the last question: speaker Ada Lund" in out


def test_an_answer_is_stopped_and_the_conversation_goes_on(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Archive, "stream", lambda *_, **__: interrupted())
    code, out, err = chat(BARGES, "/filters")
    assert (code, err) == (0, "onrecord: stopped; the conversation goes on\n")
    assert "named by the last question: speaker Ada Lund" in out


def interrupted() -> Iterator[Event]:
    raise KeyboardInterrupt
    yield


def test_a_model_that_is_missing_is_told_and_answers_are_quotations(chat: Chat) -> None:
    _, out, _ = chat(BARGES, options=("--model", "openai:any"))
    assert "312 barges" in out
    assert "openai:any needs" in out
