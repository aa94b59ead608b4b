from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rag.conversation import Exchange, Kept, Reply, Rewritten
from rag.filters import Filters
from rag.schema import Answer, Citation, Query, Sentence
from ui import export

NOW = datetime(2026, 11, 25, tzinfo=UTC)
QUERY = Query("What of the toll?", Filters(speaker=("Ada Lund",)))
CITATION = Citation("ada-2019", 2, 0, 9, "Four marks.")
LABELS = {"ada-2019#p2": "Ada Lund, Canal Conference, 2019"}
ANSWER = Answer("answered", QUERY, 0.9, sentences=(Sentence("It is four marks.", (CITATION,)),))


def kept(text: str, *answers: Answer, rewritten: str | None = None) -> Kept:
    """A conversation of one question."""
    read = Rewritten(rewritten or text, "rule" if rewritten else None)
    queries = tuple(one.query for one in answers)
    one = Exchange("0" * 16, NOW, text, read, Filters(), queries, {}, tuple(Reply(a, LABELS) for a in answers))
    return Kept("0" * 16, text, NOW, (one,))


def test_it_tells_question_answer_and_citation() -> None:
    assert export.markdown(kept("And the toll?", ANSWER, rewritten="What of the toll?")) == (
        "# And the toll?\n\n## And the toll?\n\nRead as: What of the toll?\n\nSearched only: speaker Ada Lund\n\n"
        "It is four marks. \\[1\\]\n\n"
        "\\[1\\] “Four marks.” Ada Lund, Canal Conference, 2019, `ada-2019#p2`\n"
    )


def test_the_marks_of_parts_are_counted_on_under_their_headings() -> None:
    shown = export.markdown(kept("Both?", ANSWER, ANSWER))
    assert shown.count("### What of the toll?") == 2
    assert "four marks. \\[2\\]" in shown


def test_a_refusal_gives_its_reason_and_what_was_stopped_says_so() -> None:
    refused = Answer("refused", QUERY, 0.1, reason="Not found in this archive.")
    assert "Not found in this archive." in export.markdown(kept("Q", refused))
    whole = kept("Q", ANSWER)
    assert "(Stopped" not in export.markdown(whole)
    assert "(Stopped before the end.)" in export.markdown(whole.after(whole.exchanges[0].replied()))


def tokens(text: str) -> list[Token]:
    """All that a reader of Markdown finds, within lines, too."""
    found = MarkdownIt("commonmark").enable("table").parse(text)
    return [inner for one in found for inner in (one, *(one.children or ()))]


@pytest.mark.parametrize(
    "evil",
    [
        "![x](http://x.test/a.png)", "[x](http://x.test)", "<script>alert(1)</script>", "<http://x.test>", "# Head",
        "- item", "1. item", "> quoted", "```\ncode", "***", "a\n===", "| a |\n|---|", "&lt;b&gt;", "\\[x](http://x.test)",
        "*bold*", "[x]: http://x.test\n[x]", "    code", "a  \nb",
    ],
)  # fmt: skip
def test_no_text_is_markup(evil: str) -> None:
    safe = {"paragraph_open", "paragraph_close", "heading_open", "heading_close", "inline", "text", "text_special",
            "code_inline", "softbreak"}  # fmt: skip
    answer = Answer("answered", QUERY, 0.9, sentences=(Sentence(evil, (CITATION,)),))
    shown = tokens(export.markdown(kept("Q", answer)))
    assert {one.type for one in shown} <= safe
    assert len([one for one in shown if one.type == "heading_open"]) == 2


@given(st.text(alphabet="ab*_`[]()<>!#-+=~|\\&;:. \n1", max_size=40))
def test_no_text_leads_anywhere(text: str) -> None:
    answer = Answer("answered", QUERY, 0.9, sentences=(Sentence(f"x{text}", (CITATION,)),))
    kinds = {one.type for one in tokens(export.markdown(kept("Q", answer)))}
    assert not kinds & {"image", "link_open", "html_inline", "html_block", "em_open", "strong_open", "fence"}
