from itertools import accumulate, zip_longest
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rag.errors import BadInput, UnreadableFile
from rag.load import Document, Limits, LoadOptions
from rag.load.pdf import drafts
from rag.schema import Speech
from tests.load.loaded import load
from tests.load.press import Word, column, pdf, picture, wrapped

GRAIN = (
    "Ladies and gentlemen, I shall speak of grain and of the channel, since both of them concern all who sail there."
)
CHANNEL = "The northern channel is closed for gunnery on twenty days in a year, of which we have used nine."
BUOY = "The bank to the east of the Tern buoy has moved by some 260 metres since the last survey was made in 1957."
CLOSE = "I have asked for a copy."


def _texts(speech: Speech) -> list[str]:
    return [speech.text[block.start : block.end] for block in speech.blocks]


def _loaded(*pages: object, **how: object) -> Speech:
    return load(Path("calloway.pdf"), pdf(*pages, **how))  # type: ignore[arg-type]


def test_indented_lines_begin_paragraphs() -> None:
    speech = _loaded(column(wrapped(GRAIN, CHANNEL, BUOY, CLOSE)))
    assert _texts(speech) == [GRAIN, CHANNEL, BUOY, CLOSE]


def test_room_between_lines_parts_paragraphs_too() -> None:
    lines = [*wrapped(GRAIN, indent=0), "", *wrapped(CHANNEL, indent=0), "", *wrapped(CLOSE, indent=0)]
    assert _texts(_loaded(column(lines))) == [GRAIN, CHANNEL, CLOSE]


def test_a_short_last_line_ends_a_paragraph() -> None:
    assert _texts(_loaded(column(wrapped(GRAIN, CLOSE, CHANNEL, indent=0)))) == [GRAIN, CLOSE, CHANNEL]


def test_a_paragraph_over_a_page_break_is_one_and_belongs_to_the_page_it_begins_on() -> None:
    lines = wrapped(GRAIN, CHANNEL, BUOY)
    speech = _loaded(column(lines[:3]), column(lines[3:]))
    assert _texts(speech) == [GRAIN, CHANNEL, BUOY]
    assert [block.page for block in speech.blocks] == [1, 1, 2]


def test_running_heads_and_numbers_of_pages_go_while_figures_of_the_text_stay() -> None:
    lines = wrapped(GRAIN, CHANNEL, BUOY, CLOSE)
    pages = [
        [Word("Assembly of Norland", 72, 750), Word(f"- {number} -", 290, 40), *column(part)]
        for number, part in ((7, lines[:3]), (8, lines[3:6]), (9, [*lines[6:], "1957."]))
    ]
    assert _texts(_loaded(*pages)) == [GRAIN, CHANNEL, BUOY, CLOSE, "1957."]


def test_a_head_on_one_page_only_goes_where_it_stands_off_at_both_margins() -> None:
    lines = wrapped(GRAIN, CHANNEL)
    head = [Word("N/71/PV.1", 72, 750), Word("13/09/2016", 380, 750)]
    assert _texts(_loaded(column(lines[:3]), [*head, *column(lines[3:])])) == [GRAIN, CHANNEL]


def test_numbers_of_lines_go() -> None:
    lines = wrapped(GRAIN, CHANNEL, BUOY, GRAIN, CHANNEL)
    numbers = [Word(str(place + 1), 50 if place < 9 else 44, 700 - 12 * place) for place in range(len(lines))]
    assert _texts(_loaded([*numbers, *column(lines, left=100)])) == [GRAIN, CHANNEL, BUOY, GRAIN, CHANNEL]


def test_columns_are_read_one_after_the_other_below_what_runs_across() -> None:
    left, right = wrapped(GRAIN, CHANNEL, width=34), wrapped(BUOY, CLOSE, GRAIN, width=34)
    head = Word("The Third Aurel Conference on Common Security in the Strait", 100, 712, font="Courier-Bold")
    # Row by row, as some programs write them: the order of the file is not that of reading.
    pairs = zip_longest(column(left), column(right, left=310))
    speech = _loaded([*(word for pair in pairs for word in pair if word), head])
    assert _texts(speech) == [head.text, GRAIN, CHANNEL, BUOY, CLOSE, GRAIN]
    assert speech.blocks[0].kind == "heading"


def test_a_table_of_short_cells_is_read_row_by_row() -> None:
    rows = [
        word
        for place, (name, ships) in enumerate([("Kestria", "41"), ("Halvorn", "38"), ("Norland", "7"), ("Aurel", "3")])
        for word in (Word(name, 72, 700 - 12 * place), Word(ships, 300, 700 - 12 * place))
    ]
    assert "Halvorn 38" in _loaded(rows).text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["The navi-", "gation of the strait is free. Such navigation is old."], "The navigation of the strait"),
        (["The long-", "term plan is free. Any long-term plan is old."], "The long-term plan is"),
        (["The Secretary-", "General of the Office came to see the strait."], "The Secretary-General of"),
        (["The ships (1990-", "2000) were of wood, and wood was dear then."], "The ships (1990-2000) were"),
    ],
)
def test_a_hyphen_at_a_lines_end_goes_where_the_words_of_the_text_do_not_speak_for_it(
    lines: list[str], text: str
) -> None:
    assert _loaded(column(lines)).text.startswith(text)


def test_footnotes_are_notes_and_their_marks_leave_the_text() -> None:
    first = [
        *column(["   The toll was lowered"]),
        Word("1", 216, 704, size=6),
        *column(["by the Accord of Port Aurel, which all of us have signed and"], top=688),
        Word("1", 72, 103, size=6),
        Word("See the report of the Joint Transit Office.", 80, 100, size=8),
    ]
    second = column(["which none of us has read to its end."])
    speech = _loaded(first, second)
    said = "The toll was lowered by the Accord of Port Aurel, which all of us have signed and"
    assert _texts(speech) == [
        f"{said} which none of us has read to its end.",
        "¹ See the report of the Joint Transit Office.",
    ]
    assert [block.kind for block in speech.blocks] == [None, "note"]


def test_a_raised_figure_without_a_footnote_is_written_as_such() -> None:
    speech = _loaded([Word("It covers 40 km", 72, 700), Word("2", 163, 704, size=6), Word("of sea.", 173, 700)])
    assert speech.text == "It covers 40 km² of sea."


def _record() -> list[Word]:
    top = 700 - 12 * 6
    return [
        Word("Assembly of Norland", 72, 700),
        Word("Agenda item 3", 72, 676, font="Courier-Bold"),
        Word("The President", 90, top, font="Courier-Bold"),
        Word(": I call on the representative of France.", 90 + 13 * 6, top),
        Word("Mr. Calloway", 90, top - 24, font="Courier-Bold"),
        Word("(France) (spoke in French): The strait is open,", 90 + 13 * 6, top - 24),
        Word("and it shall stay so.", 72, top - 36),
        Word("Ms. Tamm", 90, top - 60, font="Courier-Bold"),
        Word("(Estonia): I have nothing to add.", 90 + 9 * 6, top - 60),
        Word("It was so decided.", 90, top - 84, font="Courier-Oblique"),
        *column(wrapped(GRAIN, CHANNEL, BUOY, GRAIN), top=top - 108),
    ]


def test_a_record_tells_who_speaks_in_bold_and_its_minutes_in_italics() -> None:
    speech = _loaded(_record())
    told = [
        (block.speaker, block.kind, speech.text[block.start : block.end].split()[:4]) for block in speech.blocks[:6]
    ]
    assert told == [
        (None, "note", ["Assembly", "of", "Norland"]),
        (None, "heading", ["Agenda", "item", "3"]),
        ("The President", None, ["I", "call", "on", "the"]),
        ("Calloway", None, ["The", "strait", "is", "open,"]),
        ("Tamm", None, ["I", "have", "nothing", "to"]),
        (None, "note", ["It", "was", "so", "decided."]),
    ]
    assert {voice.name: voice.country for voice in speech.voices} == {
        "The President": None, "Calloway": "France", "Tamm": "Estonia",
    }  # fmt: skip


def test_a_page_that_is_shown_turned_is_read_as_it_is_shown() -> None:
    drawn = "\n".join(
        f"BT /F1 10 Tf 0 1 -1 0 {100 + 12 * place} 72 Tm ({line.strip()}) Tj ET"
        for place, line in enumerate(wrapped(GRAIN, indent=0))
    )
    assert _texts(_loaded(drawn.encode(), turned=90)) == [GRAIN]


def test_text_up_the_margin_is_a_note_and_not_between_the_lines() -> None:
    up = b"BT /F1 10 Tf 0 1 -1 0 40 300 Tm (Provisional) Tj ET\n"
    lines = wrapped(GRAIN, indent=0)
    said = b"\n".join(
        f"BT /F1 10 Tf 72 {700 - 12 * place} Td ({line}) Tj ET".encode() for place, line in enumerate(lines)
    )
    speech = _loaded(up + said)
    assert _texts(speech) == [GRAIN, "Provisional"]
    assert speech.blocks[1].kind == "note"


def test_the_title_is_the_properties_unless_it_is_the_name_of_a_file() -> None:
    page = list(column(wrapped(GRAIN)))
    assert _loaded(page, title="On Grain").title == "On Grain"
    assert _loaded(page, title="Microsoft Word - grain_final2.doc").title is None


def test_a_un_document_tells_its_symbol_and_date() -> None:
    head = [
        Word("United Nations", 72, 740),
        Word("A/99/PV.7", 400, 740),
        Word("Wednesday, 18 October 2045, 10 a.m.", 72, 720),
    ]
    speech = _loaded([*head, *column(wrapped(GRAIN, CHANNEL), top=640)])
    assert (speech.title, speech.date) == ("A/99/PV.7", "2045-10-18")


def test_a_scan_says_that_it_is_one() -> None:
    with pytest.raises(BadInput, match=r"^it has 2 pages and no text: a scan; run text recognition \(OCR\)"):
        _loaded(picture(), picture())


def test_a_scanned_page_among_others_is_told() -> None:
    speech = _loaded(column(wrapped(GRAIN)), picture())
    assert speech.notes == ("pages without text, perhaps scans: 2; run text recognition (OCR) on them",)


def test_fonts_that_do_not_tell_their_letters_are_not_taken_for_text() -> None:
    with pytest.raises(BadInput, match="its fonts do not tell which letters they draw"):
        _loaded([Word("\x01\x02\x03" * 5, 72, 700, font="Dingbats")])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf(column(wrapped(GRAIN)), locked=True), "locked by a password"),
        (b"%PDF-1.4 and nothing more", "not a PDF, or a damaged one"),
    ],
)
def test_what_cannot_be_opened_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(BadInput, match=f"^{reason}"):
        load(Path("calloway.pdf"), data)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [(Limits(pages=1), r"too long, pages: 2.*ONRECORD_MAX_PAGES"), (Limits(seconds=-1), "takes too long")],
)
def test_limits_are_kept(limits: Limits, reason: str) -> None:
    document = Document("calloway.pdf", pdf(column(wrapped(GRAIN)), column(wrapped(CHANNEL))))
    with pytest.raises(UnreadableFile, match=reason):
        list(drafts(document, LoadOptions(limits=limits)))


_words = st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=11), min_size=1, max_size=60)
# Each is another, since the same words at the same height of two pages are a running header.
_paragraphs = st.lists(_words.map(lambda words: " ".join(["Now", *words]) + "."), min_size=2, max_size=9, unique=True)


@settings(max_examples=60, deadline=None)
@given(_paragraphs, st.integers(8, 40))
def test_what_a_typesetter_breaks_is_put_together_again(paragraphs: list[str], rows: int) -> None:
    paragraphs = [GRAIN, *paragraphs]
    lines = wrapped(*paragraphs)
    # The same line at the head of two pages is a running head.
    assume(len({*lines}) == len(lines))
    pages = [list(column(lines[start : start + rows])) for start in range(0, len(lines), rows)]
    (draft,) = drafts(Document("calloway.pdf", pdf(*pages)), LoadOptions())
    assert " ".join(draft.text.split()) == " ".join(paragraphs)
    # A border after a last line that fills the column cannot be seen; but none is made up.
    ends = set(accumulate(len(one.split()) for one in paragraphs))
    assert set(accumulate(len(draft.text[one.start : one.end].split()) for one in draft.blocks)) <= ends
