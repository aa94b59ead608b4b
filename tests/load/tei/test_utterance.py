import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from rag.load.tei.utterance import parts


def told(inside: str, language: str | None = None) -> list[tuple[str, str | None]]:
    """Words and kind of each part of an utterance."""
    u = etree.fromstring(f'<u xmlns="http://www.tei-c.org/ns/1.0">{inside}</u>')
    return [(part.text, part.kind) for part in parts(u, {}, language)]


def words(inside: str) -> list[str]:
    return [text for text, kind in told(inside) if kind is None]


SHOUT = '<vocal type="shouting"><desc>Shouts.</desc></vocal>'


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (f"The canal {SHOUT} is open.", "The canal is open."),
        (f"The canal {SHOUT}, friends, is open {SHOUT}.", "The canal, friends, is open."),
        (f"The canal is open. {SHOUT}\n   {SHOUT} – It is free.", "The canal is open. – It is free."),
        (f"The toll {SHOUT}is four marks.", "The toll is four marks."),
        (f"The toll is{SHOUT}four marks.", "The toll is four marks."),
        (f"{SHOUT} Four marks {SHOUT} ...", "Four marks..."),
        ("The <name>Lock\n  ton</name> canal", "The Lock ton canal"),
        ("<s>It is open.</s><s>It is free.</s>", "It is open. It is free."),
        ("It is open.<lb/>It is free.", "It is open. It is free."),
        ("It is o<lb break='no'/>pen.", "It is open."),
        ("A space before a comma , stays.", "A space before a comma , stays."),
    ],
)
def test_a_remark_parts_no_paragraph(inside: str, text: str) -> None:
    found = told(f"<seg>{inside}</seg>")
    assert found[0] == (text, None)
    assert found[1:] == [("Shouts.", "note")] * inside.count(SHOUT)


def test_remarks_between_paragraphs_keep_their_place() -> None:
    assert told(f"<seg>One.</seg>{SHOUT}<seg>Two.</seg>") == [("One.", None), ("Shouts.", "note"), ("Two.", None)]


@pytest.mark.parametrize(
    ("element", "text"),
    [
        ('<note type="time">Opened at:<time>9:10</time>sharp</note>', "Opened at: 9:10 sharp"),
        ("<note>Mr Vane: What? ...! No</note>", "Mr Vane: What? ...! No"),
        ('<gap reason="inaudible"/>', "[inaudible]"),
        ('<kinesic type="applause"/>', "[applause]"),
        ('<note type="time"/>', ""),
        ('<gap><desc xml:lang="en">Left out</desc><desc xml:lang="de">Entfernt</desc></gap>', "Entfernt"),
        ('<gap><desc xml:lang="en">Left out</desc><desc xml:lang="fr">Omis</desc></gap>', "Left out"),
    ],
)
def test_what_a_remark_says(element: str, text: str) -> None:
    assert told(f"<seg>One.</seg>{element}", "de")[1] == (text, "note")


def test_words_of_an_utterance_in_another_are_not_its_own() -> None:
    assert told("It is <u>No!</u> open.") == [("It is open.", None), ("No!", "note")]


def test_an_utterance_may_have_no_paragraphs_or_words_outside_them() -> None:
    assert words("The canal\n is open.") == ["The canal is open."]
    assert words("One. <seg>Two.</seg> Three.") == ["One.", "Two.", "Three."]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("We open the ca-", "nal today.", ["We open the canal today."]),
        ("We open the North-", "South canal.", ["We open the North-South canal."]),
        ("We open locks on lower-", "and upper canals.", ["We open locks on lower- and upper canals."]),
        ("We open the canal", "today.", ["We open the canal today."]),
        ("Let us all open the old canal of our", "Republic.", ["Let us all open the old canal of our Republic."]),
        ("We open the canal.", "Today it is free.", ["We open the canal.", "Today it is free."]),
        ("Item 1", "We open the canal.", ["Item 1", "We open the canal."]),
    ],
)
def test_a_paragraph_that_a_page_break_parts_is_one_again(before: str, after: str, found: list[str]) -> None:
    assert words(f'<seg>{before}</seg>\n <pb n="4"/>\n <seg>{after}</seg>') == found
    if len(found) == 1:
        assert words(f'<seg>{before}\n  <pb n="4"/>\n  {after}</seg>') == found


def test_without_a_page_break_paragraphs_stay_as_they_are() -> None:
    assert words("<seg>We open the ca-</seg><seg>nal</seg>") == ["We open the ca-", "nal"]
    assert words(f"<seg>We open</seg>{SHOUT}<pb/><seg>the canal.</seg>") == ["We open", "the canal."]


TOKENS = """<seg>
 <s><w join="right">It</w><w>'s</w> <name><w>Lockton</w></name>
    <pc join="left">,</pc> <pc join="right">“</pc><w join="right">free</w><pc join="right">”</pc><pc>.</pc>
    <linkGrp><link target="#a #b"/></linkGrp></s>
 <vocal><desc>Shouts.</desc></vocal>
 <s><w join="right">don't<w norm="do"/><w norm="not"/></w><pc>!</pc><c> </c><w join="both">a</w><pc>-</pc></s>
</seg>"""


def test_words_marked_one_by_one_have_their_spaces() -> None:
    assert told(TOKENS) == [("It's Lockton, “free”. don't!a-", None), ("Shouts.", "note")]


@given(st.lists(st.tuples(st.from_regex(r"[a-z]{1,6}", fullmatch=True), st.booleans()), min_size=1))
def test_tokens_read_as_they_were_written(tokens: list[tuple[str, bool]]) -> None:
    marked = "".join(f"<w join='{'right' if joined else 'no'}'>{word}</w>\n" for word, joined in tokens)
    written = "".join(word + ("" if joined else " ") for word, joined in tokens)
    assert words(f"<seg>{marked}</seg>") == [written.strip()]
