from dataclasses import replace
from html import escape

import pytest

from rag.schema import Citation, Paragraph, Span, Speech
from ui import html

EVIL = '<script>alert("x")</script>'
TEXT = f"Before. The toll is four marks {EVIL}. After."
PARAGRAPH = Paragraph("s", 2, 10, 10 + len(TEXT), TEXT, "statement", "Ada Lund", 1, (Span(10, 10 + len(TEXT)),))
QUOTE = f"The toll is four marks {EVIL}."
START = 10 + TEXT.index("The toll")
CITATION = Citation("s", 2, START, START + len(QUOTE), QUOTE)


def test_the_quotation_alone_is_marked() -> None:
    shown = html.reader([PARAGRAPH], CITATION, "Ada Lund")
    before, _, rest = shown.partition("<mark>")
    marked, _, after = rest.partition("</mark>")
    assert before.endswith("Before. ")
    assert marked == escape(QUOTE)
    assert after.startswith(" After.")


@pytest.mark.parametrize(
    "citation",
    [
        replace(CITATION, quote="The toll is nine marks."),
        replace(CITATION, start=START + 1, end=CITATION.end + 1),
        replace(CITATION, start=9, end=9, quote=""),
    ],
)
def test_a_quotation_that_no_longer_stands_there_is_not_marked_and_a_note_says_so(citation: Citation) -> None:
    shown = html.reader([PARAGRAPH], citation, "Ada Lund")
    assert "<mark>" not in shown
    assert escape(TEXT) in shown
    assert "The text has changed since this answer was given" in shown
    assert "has changed" not in html.reader([PARAGRAPH], CITATION, "Ada Lund")


def test_boxes_say_to_a_screen_reader_what_they_are() -> None:
    assert 'role="status">*Not* found' in html.notice("*Not* found")
    assert 'role="alert">No &lt;b&gt;' in html.alert("No <b>")


def test_no_markup_of_a_speech_reaches_the_page() -> None:
    shown = html.reader([PARAGRAPH], CITATION, EVIL) + html.sentence(EVIL)
    shown += html.title(EVIL) + html.notice(EVIL) + html.alert(EVIL)
    speech = Speech("s", TEXT, speaker=EVIL, event=EVIL, source=EVIL, notes=(EVIL,))
    shown += html.facts(speech, replace(PARAGRAPH, speaker=EVIL))
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_who_speaks_is_named_where_it_is_another() -> None:
    assert "<b>Ada Lund:</b>" in html.reader([PARAGRAPH], CITATION, "Carla Ost")
    assert "<b>" not in html.reader([PARAGRAPH], CITATION, "Ada Lund")


def test_only_web_addresses_become_links() -> None:
    link = html.facts(Speech("s", "x", source="https://example.org/a?b=1&c=2"), PARAGRAPH)
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="noreferrer noopener">' in link
    assert "<a " not in html.facts(Speech("s", "x", source="javascript:alert(1)"), PARAGRAPH)
    assert "<dd>http://[bad</dd>" in html.facts(Speech("s", "x", source="http://[bad"), PARAGRAPH)
    assert "Source" not in html.facts(Speech("s", "x"), PARAGRAPH)
