"""The page's logic, driven without a browser."""

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.archive import Archive
from rag.conversation import Kept
from rag.schema import Answer
from ui import suggested

APP = Path(__file__).parents[1] / "app.py"
pytestmark = pytest.mark.real


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def app(demo: Archive, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page over the demo, without what it does behind the visitor's back."""
    monkeypatch.setattr(Archive, "open", lambda: demo)
    monkeypatch.setattr(suggested, "find", lambda _: None)
    for what in ("warm", "prepare"):
        monkeypatch.setattr(Archive, what, lambda _: None)
    return AppTest.from_file(str(APP), default_timeout=60).run()


def html(app: AppTest) -> str:
    return " ".join(str(one.proto.body) for one in app.get("html"))


def marks(app: AppTest) -> list[str]:
    return [button.label for button in app.button if button.label.startswith("[")]


def answered(app: AppTest) -> Answer:
    """The answer to the first question of the open conversation."""
    kept: Kept = app.session_state.shelf.get(app.query_params["conversation"])
    return kept.exchanges[0].replies[0].answer


def test_the_page_says_what_it_holds(app: AppTest) -> None:
    assert not app.exception
    assert "speeches in this archive" in app.sidebar.caption[0].value
    assert "Anton Rehn" in app.sidebar.multiselect[0].options


def test_an_answer_has_a_mark_for_each_sentence_and_a_mark_opens_the_paragraph(app: AppTest, demo: Archive) -> None:
    app.chat_input[0].set_value("How many ships were waiting at the end of the Eleven Days?").run()
    assert not app.exception
    answer = answered(app)
    assert len(marks(app)) == sum(len(one.citations) for one in answer.sentences) > 0
    app.button(key="cite-0-1").click().run()
    citation = answer.sentences[0].citations[0]
    assert f"<mark>{escape(citation.quote)}</mark>" in html(app)
    assert str(demo.speech(citation.speech).speaker) in html(app)
    app.button(key="close-reader").click().run()
    assert "<mark>" not in html(app)


def test_a_filter_holds_for_the_next_question(app: AppTest) -> None:
    app.sidebar.multiselect[0].set_value(["Padraig Sorley"]).run()
    app.chat_input[0].set_value("How much has the sea risen?").run()
    answer = answered(app)
    assert answer.query.filters.speaker == ("Padraig Sorley",)
    assert {hit.passage.speaker for hit in answer.evidence} == {"Padraig Sorley"}


def test_a_refusal_says_why_and_opens_what_came_near(app: AppTest, demo: Archive) -> None:
    app.chat_input[0].set_value("What did Erwin Mock say about zeppelin racing?").run()
    reason = answered(app).reason
    assert reason
    assert "Erwin Mock" in reason
    assert f'role="status">{escape(reason)}</div>' in html(app)
    near = [button for button in app.button if str(button.key).startswith("near-")]
    near[0].click().run()
    assert not app.exception
    hit = answered(app).evidence[0]
    nearest = demo.paragraph(f"{hit.passage.speech}#p{hit.paragraphs[0]}")
    assert near[0].label == nearest.address
    assert f"<mark>{escape(nearest.text)}</mark>" in html(app)


def test_a_title_is_no_markdown(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Archive.speech
    monkeypatch.setattr(Archive, "speech", lambda archive, name: replace(whole(archive, name), title="**Ask** <i>"))
    app.chat_input[0].set_value("How many ships were waiting at the end of the Eleven Days?").run()
    app.button(key="cite-0-1").click().run()
    assert "**Ask** &lt;i&gt;</h3>" in html(app)
    assert not app.subheader


def check(app: AppTest, words: str) -> None:
    app.text_area(key="quoted").set_value(words)
    app.button(key="check").click().run()
    assert not app.exception


def test_a_quotation_is_checked_and_its_place_opens(app: AppTest, demo: Archive) -> None:
    check(app, "In 2016 we had 180 licensed pilots on our shore, with an average age of 54.")
    shown = html(app)
    assert "<b>Altered</b>" in shown
    assert '<del title="quoted">180</del> <ins title="said">118</ins>' in shown
    assert "<li><b>number</b>: “180” for “118”</li>" in shown
    app.button(key="place-0").click().run()
    assert not app.exception
    assert "<mark>In 2016 we had 118 licensed pilots on our shore, with an average age of 54</mark>" in html(app)


def test_the_filters_are_what_is_claimed(app: AppTest) -> None:
    app.sidebar.multiselect[0].set_value(["Anton Rehn"]).run()
    check(app, "A harbour closed to one flag is in the end closed to all flags.")
    assert "<b>Misattributed</b>" in html(app)
    assert "Teodor Calloway" in html(app)


def test_a_quotation_over_two_paragraphs_opens_in_both_and_is_cited_with_both(app: AppTest) -> None:
    check(
        app, "Five of them my harbour master had to look up in a book. But ships want pilots, and there we were short."
    )
    assert "<b>Exact</b>" in html(app)
    app.button(key="place-0").click().run()
    assert "<mark>Five of them my harbour master had to look up in a book.</mark>" in html(app)
    assert "<mark>But ships want pilots, and there we were short</mark>" in html(app)
    app.selectbox(key="style").set_value("chicago").run()
    assert not app.exception
    assert "paras. 7–8" in app.code[0].value


def test_the_parts_of_a_stitched_quotation_are_listed(app: AppTest) -> None:
    first = "A harbour closed to one flag is in the end closed to all flags."
    check(app, f"{first} The receipt is here, and the breakwater you can see from the window.")
    assert "<b>Absent</b>" in html(app)
    assert "Where its parts stand:" in [caption.value for caption in app.caption]
    assert {app.button(key=f"place-{number}").label for number in range(2)} == {
        "2018-calloway-opening#p7",
        "2016-anton-rehn-conditions#p5",
    }


def test_what_nobody_said_is_absent_and_lists_nothing(app: AppTest) -> None:
    check(app, "The zeppelin race shall be held on the harbour wall in the spring of each year.")
    assert "<b>Absent</b>" in html(app)
    assert not [button for button in app.button if str(button.key).startswith("place-")]


def test_no_words_are_told(app: AppTest) -> None:
    check(app, "  ")
    assert 'role="alert">Paste the words of the quotation first.</div>' in html(app)
    check(app, "…")
    assert 'role="alert">a quotation has 1 to 1,000 words' in html(app)


def test_a_timeline_has_its_plot_and_its_quotations(app: AppTest) -> None:
    app.text_input(key="topic").set_value("pilots")
    app.button(key="show-timeline").click().run()
    assert not app.exception
    assert app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")
    assert any("In these words only" in caption.value for caption in app.caption)
    app.button(key="entry-0").click().run()
    assert "<mark>" in html(app)


def test_a_timeline_has_one_quotation_a_year_where_that_is_asked(app: AppTest) -> None:
    app.text_input(key="topic").set_value("pilots")
    app.radio(key="per").set_value("each year")
    app.button(key="show-timeline").click().run()
    assert not app.exception
    labels = [button.label for button in app.button if str(button.key).startswith("entry-")]
    assert len(labels) > 1
    assert len({label[:4] for label in labels}) == len(labels)


def test_a_topic_that_nobody_names_is_told(app: AppTest) -> None:
    app.text_input(key="topic").set_value("zeppelins")
    app.button(key="show-timeline").click().run()
    assert not app.exception
    assert "No speech speaks of it in these words." in html(app)


def test_the_reader_writes_a_citation_in_the_style_that_is_chosen(app: AppTest) -> None:
    app.chat_input[0].set_value("How many ships were waiting at the end of the Eleven Days?").run()
    app.button(key="cite-0-1").click().run()
    assert not any('"type": "speech"' in code.value for code in app.code)
    app.selectbox(key="style").set_value("csl-json").run()
    assert not app.exception
    assert any('"type": "speech"' in code.value for code in app.code)


def test_without_an_archive_the_page_says_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_ARCHIVE", str(tmp_path / "nowhere"))
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception
    assert 'role="alert">no archive in' in html(app)
    assert "onrecord ingest" in html(app)
