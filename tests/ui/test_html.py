from dataclasses import replace
from html import escape

import pytest

from rag.quote import Change, Edit, Finding, Match
from rag.quote.verdict import Verdict
from rag.schema import Address, Citation, Paragraph, Span, Speech
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
    assert "The text has changed since it was quoted" in shown
    assert "has changed" not in html.reader([PARAGRAPH], CITATION, "Ada Lund")


NEXT = replace(PARAGRAPH, number=3, start=PARAGRAPH.end + 2, end=PARAGRAPH.end + 2 + len(TEXT))
AFTER = replace(NEXT, number=4, start=NEXT.end + 2, end=NEXT.end + 2 + len(TEXT))
TWO = f"{TEXT}\n\n{TEXT}"
MATCH = Match("s", 2, 3, START, NEXT.start + 7, TWO[START - 10 : NEXT.start - 3], 1.0, "Ada Lund", "2019")


def test_a_quotation_over_a_paragraphs_end_is_marked_in_both() -> None:
    shown = html.reader([PARAGRAPH, NEXT, AFTER], MATCH, "Ada Lund")
    first, second = MATCH.quote.split("\n\n")
    assert second == "Before."
    assert f"Before. <mark>{escape(first)}</mark></p>" in shown
    assert f"</span><mark>{second}</mark> The toll" in shown
    assert shown.count('class="cited"') == 2
    assert shown.count("<mark>") == 2


def test_a_quotation_that_stands_in_one_of_two_paragraphs_is_not_marked() -> None:
    shown = html.reader([PARAGRAPH, replace(NEXT, text=TEXT.upper())], MATCH, "Ada Lund")
    assert "<mark>" not in shown
    assert "has changed" in shown


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ("exact", "Exact"),
        ("altered", "Altered"),
        ("misattributed", "Misattributed"),
        ("absent", "Absent"),
        ("too-short", "Undecided"),
    ],
)
def test_a_verdict_is_a_word_beside_its_colour(given: Verdict, word: str) -> None:
    shown = html.verdict(Finding("q", given, "It <is> so."))
    assert f'onrecord-{given}" role="status"><b>{word}</b> It &lt;is&gt; so.</div>' in shown
    assert f".onrecord-{given}" in html.STYLE


def test_a_difference_tells_what_was_quoted_said_and_left_out() -> None:
    diff = (
        Edit(True, "The toll … ", "The toll "),
        Edit(False, "", "of today ", editorial=True),
        Edit(False, "must ", "may "),
        Edit(False, "", "not "),
        Edit(False, "ever ", ""),
        Edit(True, "rise", "rise"),
    )
    changes = (Change("strength", "must", "may"), Change("wording", "ever", ""))
    shown = html.difference(replace(MATCH, diff=diff, changes=changes))
    line, _, rest = shown.partition("</p>")
    assert line == (
        '<p class="onrecord-diff">The toll … <span class="left-out" title="left out">of today</span> '
        '<del title="quoted">must</del> <ins title="said">may</ins> <ins title="said">not</ins> '
        '<del title="quoted">ever</del> rise'
    )
    assert "<li><b>strength</b>: “must” for “may”</li><li>wording: “ever” for nothing</li>" in rest
    assert "<li>" not in html.difference(replace(MATCH, diff=diff))


def test_boxes_say_to_a_screen_reader_what_they_are() -> None:
    assert 'role="status">*Not* found' in html.notice("*Not* found")
    assert 'role="alert">No &lt;b&gt;' in html.alert("No <b>")


def test_no_markup_of_a_speech_reaches_the_page() -> None:
    shown = html.reader([PARAGRAPH], CITATION, EVIL) + html.sentence(EVIL)
    shown += html.title(EVIL) + html.notice(EVIL) + html.alert(EVIL)
    edits = (Edit(True, EVIL, EVIL), Edit(False, EVIL, EVIL), Edit(False, EVIL, EVIL, editorial=True))
    shown += html.difference(replace(MATCH, diff=edits, changes=(Change("name", EVIL, EVIL),)))
    shown += html.verdict(Finding(EVIL, "exact", EVIL)) + html.place(EVIL, EVIL)
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


def test_the_source_leads_to_the_exact_words() -> None:
    speech = Speech("s", "x", source="https://example.org/a")
    shown = html.facts(speech, PARAGRAPH, "https://example.org/a#:~:text=%22toll%22&b")
    assert '<a href="https://example.org/a#:~:text=%22toll%22&amp;b" rel="noreferrer noopener">' in shown
    assert ">https://example.org/a</a>" in shown


def test_words_are_found_in_any_case_however_they_are_spaced() -> None:
    other = replace(PARAGRAPH, number=3, text="It’s the  toll & the Toll.")
    shown = html.found([PARAGRAPH, other], "THE toll", "Ada Lund")
    assert "2 of 2 paragraphs" in shown
    assert "It’s <mark>the  toll</mark> &amp; <mark>the Toll</mark>." in shown
    assert "<mark>It’s</mark>" in html.found([PARAGRAPH, other], "it's", "Ada Lund")
    assert "0 of 2 paragraphs" in html.found([PARAGRAPH, other], "(.*", "Ada Lund")


ALSO = Citation("s", 2, 10, 17, "Before.")
QUIET = '<mark class="quiet">'


def test_what_else_is_cited_is_marked_more_quietly_below_a_legend() -> None:
    shown = html.reader([PARAGRAPH], CITATION, "Ada Lund", [ALSO])
    assert f"{QUIET}Before.</mark> <mark>{escape(QUOTE)}</mark> After." in shown
    legend = shown.partition('<div class="onrecord-reader">')[0]
    assert legend.count("<mark") == 2
    whole = html.reader([PARAGRAPH], None, "Ada Lund", [ALSO])
    assert f"{QUIET}Before.</mark> The toll" in whole
    assert whole.partition('<div class="onrecord-reader">')[0].count("<mark") == 1


def test_where_both_are_cited_what_was_opened_is_seen() -> None:
    wider = Citation("s", 2, 10, PARAGRAPH.end, TEXT)
    shown = html.reader([PARAGRAPH], CITATION, "Ada Lund", [wider])
    assert f"{QUIET}Before. </mark><mark>{escape(QUOTE)}</mark>{QUIET} After.</mark>" in shown
    assert "quiet" not in html.reader([PARAGRAPH], CITATION, "Ada Lund", [CITATION])


@pytest.mark.parametrize("other", [replace(ALSO, quote="Behind."), replace(ALSO, speech="t"), replace(ALSO, start=900)])
def test_what_stands_elsewhere_or_no_longer_is_not_marked(other: Citation) -> None:
    assert html.reader([PARAGRAPH], CITATION, "Ada Lund", [other]) == html.reader([PARAGRAPH], CITATION, "Ada Lund")


def test_without_a_citation_no_paragraph_stands_back() -> None:
    shown = html.reader([PARAGRAPH], None, "Ada Lund")
    assert 'class="plain"' in shown
    assert "<mark>" not in shown
    assert "has changed" not in shown


def test_each_number_is_a_link_to_its_paragraph() -> None:
    shown = html.reader([replace(PARAGRAPH, speech='a&b="c"')], None, "Ada Lund")
    assert 'href="?speech=a%26b%3D%22c%22&amp;p=2"' in shown
    assert html.permalink(Address("s")) == "?speech=s"


def test_lists_and_tables_show_what_they_are_given_as_text() -> None:
    shown = html.lines([(EVIL, EVIL)]) + html.table([EVIL], [[EVIL, "2"]]) + html.found([PARAGRAPH], "<script>", EVIL)
    assert "<script" not in shown
    assert "<mark>&lt;script&gt;</mark>" in shown


def test_a_text_is_not_read_backwards_where_it_is_shown() -> None:
    assert "The fee is \ufffdskram enin\u202c." in html.sentence("The fee is \u202eskram enin\u202c.")
