"""The tab "Ask", driven without a browser on the small archive."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.archive import Archive
from rag.chat import Message
from rag.conversation import Kept
from rag.conversation.kept import parse
from rag.errors import IndexBroken
from rag.filters import Filters
from rag.schema import Address
from tests.fakes import SURE, ScriptedModel
from ui import mishaps, suggested

APP = Path(__file__).parents[2] / "app.py"
TOLL, VANE = "What did Ada Lund say about the toll?", "and Boris Vane?"


@pytest.fixture(autouse=True)
def _opened(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The page opens the small archive, with a rule that answers what is covered."""
    archive.fitted = SURE
    monkeypatch.setattr(Archive, "open", lambda: archive)
    for what in ("warm", "prepare"):
        monkeypatch.setattr(Archive, what, lambda _: None)
    monkeypatch.setattr(Archive, "suggest", lambda _: (TOLL,))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def app() -> AppTest:
    return page()


def page(conversation: str | None = None) -> AppTest:
    """The page, as it is when it is loaded."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    if conversation:
        app.query_params["conversation"] = conversation
    return app.run()


def ask(app: AppTest, question: str) -> None:
    app.chat_input[0].set_value(question).run()
    assert not app.exception


def html(app: AppTest) -> str:
    return " ".join(str(one.proto.body) for one in app.get("html"))


def captions(app: AppTest) -> str:
    return " ".join(one.value for one in app.caption).replace("\\", "")


def keys(app: AppTest, prefix: str) -> list[str]:
    return [str(button.key) for button in app.button if str(button.key).startswith(prefix)]


def saved(app: AppTest) -> list[str]:
    """The buttons that save an answer."""
    return [one.proto.label for one in app.get("download_button") if one.proto.label.startswith("Save")]


def name(app: AppTest) -> str:
    """The open conversation's id."""
    return str(app.query_params["conversation"])


def kept(app: AppTest, archive: Archive) -> Kept:
    return parse((archive.folder / "conversations" / f"{name(app)}.json").read_text(encoding="utf-8"))


def test_a_follow_up_is_read_by_the_question_before_it_and_says_how(app: AppTest) -> None:
    ask(app, TOLL)
    assert "Read as:" not in captions(app)
    ask(app, VANE)
    assert "Read as: What did Boris Vane say about the toll?" in captions(app)
    assert "We shall pay no toll this year." in html(app)


def test_a_filter_that_the_question_named_is_taken_off(app: AppTest, archive: Archive) -> None:
    ask(app, TOLL)
    assert app.button(key="without-speaker").label == "speaker\\: Ada Lund"
    app.button(key="without-speaker").click().run()
    assert not app.exception
    assert not keys(app, "without-")
    (only,) = kept(app, archive).exchanges
    assert only.queries[0].filters == Filters()
    assert only.replies[0].answer.speeches_searched == 3


def test_only_the_last_question_has_chips(app: AppTest) -> None:
    ask(app, TOLL)
    ask(app, VANE)
    assert keys(app, "without-") == ["without-speaker"]
    assert "Searched only: speaker Ada Lund" in captions(app)


def test_a_filter_of_the_users_own_stays_when_another_is_taken_off(app: AppTest, archive: Archive) -> None:
    app.sidebar.multiselect[2].set_value(["Norland"]).run()
    ask(app, TOLL)
    assert keys(app, "without-") == ["without-speaker"]
    app.button(key="without-speaker").click().run()
    assert kept(app, archive).exchanges[-1].queries[0].filters == Filters(country=("Norland",))


def test_a_question_in_parts_has_its_parts_under_headings(app: AppTest) -> None:
    ask(app, "Compare what Ada Lund and Boris Vane said about the toll")
    shown = html(app)
    for one in ("Ada Lund", "Boris Vane"):
        assert f'<h3 class="onrecord-part">What did {one} say about the toll?</h3>' in shown
    assert len(keys(app, "cite-")) == len(set(keys(app, "cite-"))) > 1
    assert len(saved(app)) == 2


def test_a_reload_opens_the_conversation_as_it_was_and_it_goes_on(app: AppTest) -> None:
    ask(app, TOLL)
    again = page(name(app))
    assert html(again).count("onrecord-sentence") == html(app).count("onrecord-sentence")
    assert escape(TOLL) in html(again)
    assert keys(again, "cite-") == keys(app, "cite-")
    ask(again, VANE)
    assert "Read as: What did Boris Vane say about the toll?" in captions(again)


def test_a_conversation_is_shown_whole_though_its_speech_is_gone(app: AppTest, archive: Archive) -> None:
    ask(app, TOLL)
    archive.remove("ada-2019")
    again = page(name(app))
    assert not again.exception
    assert "The toll is four marks a barge." in html(again)
    again.button(key="cite-0-1").click().run()
    assert not again.exception
    assert 'role="alert">' in html(again)


def test_a_new_conversation_knows_nothing_of_the_old_which_can_be_opened(app: AppTest) -> None:
    ask(app, TOLL)
    first = name(app)
    app.button(key="new").click().run()
    assert "conversation" not in app.query_params
    assert "onrecord-question" not in html(app).rpartition("</style>")[2]
    ask(app, VANE)
    assert "Read as:" not in captions(app)
    assert name(app) != first
    assert len(app.sidebar.selectbox(key="chosen").options) == 2
    app.sidebar.selectbox(key="chosen").set_value(first).run()
    assert name(app) == first
    assert escape(TOLL) in html(app)


def test_a_question_goes_to_the_new_conversation_though_the_address_still_names_the_old(
    app: AppTest, archive: Archive
) -> None:
    ask(app, TOLL)
    first = name(app)
    app.button(key="new").click().run()
    app.query_params["conversation"] = first
    ask(app, VANE)
    assert name(app) != first
    assert [one.question for one in kept(app, archive).exchanges] == [VANE]
    second = name(app)
    app.sidebar.selectbox(key="chosen").set_value(first).run()
    app.query_params["conversation"] = second
    ask(app, VANE)
    assert name(app) == first
    assert [one.question for one in kept(app, archive).exchanges] == [TOLL, VANE]


def test_a_question_goes_to_the_old_conversation_where_the_way_back_led_to_it(app: AppTest, archive: Archive) -> None:
    ask(app, TOLL)
    first = name(app)
    app.button(key="new").click().run()
    app.query_params["conversation"] = first
    app.run()
    assert escape(TOLL) in html(app)
    ask(app, VANE)
    assert name(app) == first
    assert [one.question for one in kept(app, archive).exchanges] == [TOLL, VANE]


def test_an_error_that_nobody_foresaw_leaves_the_rest_of_the_page(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no such file: /srv/archive/secret")

    monkeypatch.setattr(Archive, "converse", broken)
    ask(app, TOLL)
    assert mishaps.UNFORESEEN in html(app)
    assert "secret" not in html(app)
    assert app.text_area(key="quoted")


def test_of_two_conversations_that_are_called_the_same_the_open_one_stays_open(app: AppTest, archive: Archive) -> None:
    ask(app, TOLL)
    app.button(key="new").click().run()
    ask(app, TOLL)
    first = name(app)
    ask(app, VANE)
    app.button(key="new").click().run()
    ask(app, TOLL)
    options = app.sidebar.selectbox(key="chosen").options
    assert len(set(options)) == 3
    assert all(" · What did Ada" in option for option in options)
    app.sidebar.selectbox(key="chosen").set_value(first).run()
    app.button(key="cite-0-1").click().run()
    assert name(app) == first
    assert len(kept(app, archive).exchanges) == 2


def test_a_conversation_is_renamed(app: AppTest, archive: Archive) -> None:
    ask(app, TOLL)
    app.text_input(key=f"name-{name(app)}").set_value("The *toll*").run()
    assert kept(app, archive).title == "The *toll*"
    assert app.sidebar.selectbox(key="chosen").options == ["The *toll*"]


def test_whether_to_delete_is_asked_anew_of_another(app: AppTest) -> None:
    ask(app, TOLL)
    app.button(key="delete").click().run()
    app.button(key="new").click().run()
    ask(app, VANE)
    assert keys(app, "delete") == ["delete"]


def test_a_conversation_is_deleted_when_that_is_said_twice(app: AppTest, archive: Archive) -> None:
    ask(app, TOLL)
    app.button(key="delete").click().run()
    assert kept(app, archive).exchanges
    app.button(key="leave-it").click().run()
    app.button(key="delete").click().run()
    app.button(key="delete-it").click().run()
    assert not app.exception
    assert not list((archive.folder / "conversations").iterdir())
    assert "conversation" not in app.query_params
    assert "The toll is four marks" not in html(app)


@pytest.mark.parametrize("name", ["0" * 16, "../catalog", "<b>"])
def test_a_conversation_that_is_not_there_is_told(name: str) -> None:
    app = page(name)
    assert not app.exception
    assert 'class="onrecord-notice"' in html(app)
    assert "<b>" not in html(app)
    ask(app, TOLL)
    assert app.query_params["conversation"] != name


def test_a_file_that_cannot_be_read_is_told_in_a_line(app: AppTest, archive: Archive) -> None:
    ask(app, TOLL)
    file = archive.folder / "conversations" / f"{name(app)}.json"
    file.write_text('{"id": "*')
    again = page(name(app))
    assert not again.exception
    assert f"{file.name} in the folder conversations cannot be read" in html(again)
    assert f"{file.name} in the folder conversations cannot be read" in captions(again)
    assert file.read_text() == '{"id": "*'


def test_read_only_nothing_is_stored(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_READ_ONLY", "1")
    app = page()
    ask(app, TOLL)
    ask(app, VANE)
    assert "Read as: What did Boris Vane say about the toll?" in captions(app)
    assert "Nothing is stored here" in captions(app)
    assert not (archive.folder / "conversations").exists()


def test_read_only_nobody_sees_what_another_asks(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    before = page()
    ask(before, VANE)
    monkeypatch.setenv("ONRECORD_READ_ONLY", "1")
    app = page()
    ask(app, TOLL)
    for conversation in (None, name(app), name(before)):
        other = page(conversation)
        assert "onrecord-question" not in html(other).partition("<style>")[0]
        assert not [one for one in other.sidebar.selectbox if one.key == "chosen"]
    assert len(app.sidebar.selectbox(key="chosen").options) == 1


def test_conversations_are_seen_by_all_who_open_the_page(app: AppTest) -> None:
    ask(app, TOLL)
    assert app.sidebar.selectbox(key="chosen").options == page().sidebar.selectbox(key="chosen").options == [TOLL]


def test_the_reader_marks_what_else_the_conversation_cites(app: AppTest, archive: Archive) -> None:
    ask(app, TOLL)
    ask(app, VANE)
    first, *_ = kept(app, archive).exchanges[0].replies[0].answer.sentences[0].citations
    app.session_state["opened"] = Address(first.speech, 1)
    app.run()
    assert f'<mark class="quiet">{escape(first.quote)}</mark>' in html(app)
    assert "what else this conversation cites" in html(app)
    app.button(key="new").click().run()
    app.session_state["opened"] = Address(first.speech)
    app.run()
    assert escape(first.quote) in html(app)
    assert 'class="quiet"' not in html(app)


def test_where_nothing_can_be_written_the_page_goes_on_and_says_so(app: AppTest, archive: Archive) -> None:
    (archive.folder / "conversations").write_text("a file")
    ask(app, TOLL)
    ask(app, VANE)
    assert "This conversation is not kept" in html(app)
    assert "Read as: What did Boris Vane say about the toll?" in captions(app)


def test_an_error_leaves_the_conversation_as_it_was(
    app: AppTest, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise IndexBroken("the *index* is <b>broken</b>")

    ask(app, TOLL)
    before = kept(app, archive)
    with monkeypatch.context() as patch:
        patch.setattr(Archive, "stream", broken)
        ask(app, VANE)
        assert 'role="alert">the *index* is &lt;b&gt;broken&lt;/b&gt;</div>' in html(app)
        assert kept(app, archive) == before
        app.button(key="new").click().run()
        ask(app, TOLL)
        assert "conversation" not in app.query_params
    ask(app, TOLL)
    assert "The toll is four marks a barge." in html(app)


def test_what_was_stopped_says_so_and_is_not_the_whole(app: AppTest, archive: Archive) -> None:
    ask(app, TOLL)
    whole = kept(app, archive)
    one = whole.exchanges[0]
    file = archive.folder / "conversations" / f"{whole.id}.json"
    file.write_text(whole.after(one.replied()).text(), encoding="utf-8")
    again = page(whole.id)
    assert "Stopped before the end" in html(again)
    assert not saved(again)


def test_confidence_is_told_in_words(app: AppTest) -> None:
    ask(app, TOLL)
    (told,) = (one for one in app.caption if "confidence" in one.value)
    assert not any(char in told.value.partition("·")[0] for char in "0123456789")
    assert "in 10 cited the right paragraph" in told.help


def test_a_refusal_offers_what_is_near(app: AppTest) -> None:
    ask(app, "What did Erwin Mock say about <i>zeppelins</i>?")
    assert "This archive has no speech by Erwin Mock." in html(app)
    assert "<i>" not in html(app)
    app.button(key="near-0-0-1").click().run()
    assert "<mark>" in html(app)


def test_no_mark_of_markdown_or_html_in_a_question_is_followed(app: AppTest) -> None:
    evil = "What of ![x](http://x.test/a.png) <script>alert(1)</script> [toll](http://x.test)?"
    ask(app, evil)
    assert escape(evil) in html(app)
    assert "<script>alert" not in html(app)
    assert not [one for one in app.markdown if "x.test" in one.value.replace("\\", "")]
    app.text_input(key=f"name-{name(app)}").set_value("[a](http://x.test)").run()
    assert not app.exception


# With a chat model


@pytest.fixture
def written(archive: Archive) -> AppTest:
    """The page of an archive that has a chat model."""

    def reply(messages: Sequence[Message]) -> str:
        number = next(
            json.loads(line)["paragraph"]
            for line in messages[-1].text.splitlines()
            if line.startswith("{") and "four marks a barge" in line
        )
        return (
            f"The toll is four marks a barge. [{number}]\nGoats may not graze on the harbour wall at night. [{number}]"
        )

    archive.use(ScriptedModel(reply))
    return page()


def prose(app: AppTest) -> Any:
    """What the browser is told of the written answer."""
    (only,) = app.get("bidi_component")
    return json.loads(only.proto.json)


def test_the_page_says_who_writes(written: AppTest) -> None:
    assert "fake:scripted writes the answer" in written.markdown[0].value.replace("\\", "")
    written.sidebar.radio(key="written").set_value(False).run()
    assert "Every sentence of an answer is a quotation" in written.markdown[0].value


def test_the_model_writes_and_what_was_left_out_is_told(written: AppTest) -> None:
    ask(written, TOLL)
    sentence, *_ = prose(written)["sentences"]
    assert "The toll is four marks a barge." in sentence["text"]
    assert "Ada Lund" in sentence["marks"][0]["label"]
    assert "Goats" not in str(prose(written))
    assert "Written by fake:scripted" in captions(written)
    assert "1 of 2 were left out" in captions(written)
    assert "Ada Lund" in written.button(key="cite-0-1").help


def test_a_follow_up_is_kept_before_the_model_has_read_it(written: AppTest, archive: Archive) -> None:
    during: list[str] = []

    def reply(messages: Sequence[Message]) -> str:
        files = (archive.folder / "conversations").iterdir()
        during.extend(one.exchanges[-1].rewritten.text for one in map(parse, (file.read_bytes() for file in files)))
        return "What did Boris Vane say about the toll?"

    ask(written, TOLL)
    archive.use(ScriptedModel(reply))
    ask(written, VANE)
    assert during[0] == "What did Boris Vane say about the toll?"
    assert [one.question for one in kept(written, archive).exchanges] == [TOLL, VANE]
    assert not keys(written, "stop")


def test_what_a_model_wrote_before_it_was_stopped_is_still_prose(written: AppTest, archive: Archive) -> None:
    ask(written, TOLL)
    whole = kept(written, archive)
    one = whole.exchanges[0]
    broken_off = replace(one.replies[0], answer=replace(one.replies[0].answer, writing=None), whole=False)
    file = archive.folder / "conversations" / f"{whole.id}.json"
    file.write_text(whole.after(one.replied(broken_off)).text(), encoding="utf-8")
    again = page(whole.id)
    assert prose(again) == prose(written)
    assert "Stopped before the end" in html(again)


def test_quotations_only_is_this_sessions_choice_alone(written: AppTest, archive: Archive) -> None:
    other = page()
    written.sidebar.radio(key="written").set_value(False).run()
    ask(written, TOLL)
    ask(other, TOLL)
    assert "Written by" not in captions(written)
    assert "Written by fake:scripted" in captions(other)
    assert archive.model is not None


def test_without_a_model_there_is_nothing_to_choose(app: AppTest) -> None:
    assert not app.sidebar.radio


def test_a_question_that_is_suggested_is_asked_by_a_press(archive: Archive) -> None:
    suggested.find(archive)
    app = page()
    app.button(key="suggested-0").click().run()
    assert not app.exception
    assert f'<p class="onrecord-question">{TOLL}</p>' in html(app)
    assert not [one for one in app.button if one.key and one.key.startswith("suggested-")]
