from html import escape

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


def test_no_markup_of_a_speech_reaches_the_page() -> None:
    shown = html.reader([PARAGRAPH], CITATION, EVIL) + html.sentence(EVIL)
    shown += html.facts(Speech("s", TEXT, speaker=EVIL, event=EVIL, source=EVIL, notes=(EVIL,)), EVIL)
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_who_speaks_is_named_where_it_is_another() -> None:
    assert "<b>Ada Lund:</b>" in html.reader([PARAGRAPH], CITATION, "Carla Ost")
    assert "<b>" not in html.reader([PARAGRAPH], CITATION, "Ada Lund")


def test_only_web_addresses_become_links() -> None:
    link = html.facts(Speech("s", "x", source="https://example.org/a?b=1&c=2"), None)
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="noreferrer noopener">' in link
    assert "<a " not in html.facts(Speech("s", "x", source="javascript:alert(1)"), None)
    assert "Source" not in html.facts(Speech("s", "x"), None)
