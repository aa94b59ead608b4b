import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import odfdo
import pytest
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import BadInput
from rag.load import Limits, LoadOptions
from rag.schema import Speech
from tests.load.loaded import load

GRAIN = "In the twelve months to September we shipped 6.4 million tonnes of grain through the strait."
CHANNEL = "The northern channel is closed on twenty days in a year, with fourteen days’ notice."
LONG = " ".join([GRAIN, CHANNEL] * 6)


def _told(speech: Speech) -> list[tuple[str | None, str | None, str]]:
    return [(block.speaker, block.kind, speech.text[block.start : block.end]) for block in speech.blocks]


def _texts(speech: Speech) -> list[str]:
    return [text for _, _, text in _told(speech)]


def _docx(word: Word) -> bytes:
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _loaded(word: Word, options: LoadOptions = LoadOptions()) -> Speech:
    return load(Path("tamm.docx"), _docx(word), options)


def _raw(word: Word, inner: str) -> None:
    """Adds a paragraph as Word writes it."""
    word.element.body.insert(len(word.element.body) - 1, parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"))


def test_paragraphs_come_in_order_with_those_of_tables_each_once() -> None:
    word = docx.Document()
    word.add_paragraph(GRAIN)
    table = word.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Ships in a year"
    table.cell(1, 0).text = "Kestria"
    table.cell(1, 1).text = "forty-one of them"
    word.add_paragraph(CHANNEL)
    assert _texts(_loaded(word)) == [GRAIN, "Ships in a year", "Kestria", "forty-one of them", CHANNEL]


def test_headings_are_told_by_their_style_or_by_standing_in_bold() -> None:
    word = docx.Document()
    word.add_heading("On grain", 2)
    word.add_paragraph(GRAIN)
    word.add_paragraph().add_run("The channel").bold = True
    word.add_paragraph(CHANNEL)
    assert [kind for _, kind, _ in _told(_loaded(word))] == ["heading", None, "heading", None]


def test_a_text_that_is_all_bold_has_no_headings_for_that() -> None:
    word = docx.Document()
    for text in ("Dear friends", GRAIN, CHANNEL):
        word.add_paragraph().add_run(text).bold = True
    assert [kind for _, kind, _ in _told(_loaded(word))] == [None, None, None]


def test_what_is_deleted_moved_away_or_hidden_is_not_said_and_what_is_inserted_is() -> None:
    word = docx.Document()
    _raw(
        word,
        "<w:r><w:t xml:space='preserve'>We shipped </w:t></w:r>"
        "<w:del w:id='1'><w:r><w:delText>no </w:delText></w:r></w:del>"
        "<w:moveFrom w:id='2'><w:r><w:t>much </w:t></w:r></w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret </w:t></w:r>"
        "<w:ins w:id='3'><w:r><w:t>grain</w:t></w:r></w:ins>"
        "<w:hyperlink><w:r><w:t>.</w:t></w:r></w:hyperlink>",
    )
    assert _texts(_loaded(word)) == ["We shipped grain."]


def test_breaks_tabs_and_hyphens_of_word_are_characters() -> None:
    word = docx.Document()
    _raw(
        word,
        "<w:r><w:t>Nord</w:t><w:softHyphen/><w:t>land</w:t><w:tab/><w:t>is long</w:t><w:noBreakHyphen/>"
        "<w:t>term.</w:t><w:br w:type='page'/><w:br/><w:t>It lasts.</w:t><w:br/><w:br/><w:t>I thank you.</w:t></w:r>",
    )
    assert _texts(_loaded(word)) == ["Nordland is long-term.\nIt lasts.", "I thank you."]


def test_content_controls_and_text_boxes_are_read_and_their_fallback_is_not_read_again() -> None:
    word = docx.Document()
    spaces = nsdecls("w") + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = "<w:txbxContent><w:p><w:r><w:t>It was nine days.</w:t></w:r></w:p></w:txbxContent>"
    inner = (
        f"<w:r><w:t>{GRAIN}</w:t></w:r>"
        f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    control = f"<w:sdt {spaces}><w:sdtContent><w:p>{inner}</w:p></w:sdtContent></w:sdt>"
    word.element.body.insert(0, parse_xml(control))
    assert _texts(_loaded(word)) == [GRAIN, "It was nine days."]


def test_footnotes_stand_behind_their_paragraph_as_notes() -> None:
    word = docx.Document()
    _raw(
        word,
        "<w:r><w:t xml:space='preserve'>The toll was lowered</w:t></w:r>"
        "<w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:t xml:space='preserve'> by the Accord.</w:t></w:r>",
    )
    word.add_paragraph(CHANNEL)
    data = _with_footnotes(_docx(word), "<w:footnote w:id='2'><w:p><w:r><w:t>Of 2016.</w:t></w:r></w:p></w:footnote>")
    assert _told(load(Path("tamm.docx"), data)) == [
        (None, None, "The toll was lowered by the Accord."),
        (None, "note", "Of 2016."),
        (None, None, CHANNEL),
    ]


def test_footnotes_that_are_damaged_are_told() -> None:
    word = docx.Document()
    word.add_paragraph(GRAIN)
    with pytest.raises(BadInput, match="not a Word file, or a damaged one"):
        load(Path("tamm.docx"), _with_footnotes(_docx(word), "<w:footnote>"))


def _with_footnotes(data: bytes, notes: str) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    relation = f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    part = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{part}"/></Types>'
    changed = _changed(data, "word/_rels/document.xml.rels", lambda xml: xml.replace("</Relationships>", relation))
    changed = _changed(changed, "[Content_Types].xml", lambda xml: xml.replace("</Types>", override))
    return _added(changed, "word/footnotes.xml", f"<w:footnotes {nsdecls('w')}>{notes}</w:footnotes>".encode())


def _changed(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, change(content.decode()) if entry == name else content)
    return buffer.getvalue()


def _added(data: bytes, name: str, content: bytes) -> bytes:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize("look", ["bold", "all_caps", "small_caps"])
def test_a_name_set_apart_at_the_head_of_a_paragraph_is_who_speaks(look: str) -> None:
    word = docx.Document()
    for name, said in (("Ada Tamm", GRAIN), ("Ilo Sorley", CHANNEL), ("Ada Tamm", "I thank you.")):
        paragraph = word.add_paragraph()
        setattr(paragraph.add_run(name).font, look, True)
        paragraph.add_run(f": {said}")
    assert _told(_loaded(word)) == [
        ("Ada Tamm", None, GRAIN),
        ("Ilo Sorley", None, CHANNEL),
        ("Ada Tamm", None, "I thank you."),
    ]


def test_bold_words_within_a_sentence_are_no_name() -> None:
    word = docx.Document()
    word.add_paragraph().add_run("Nine days").bold = True
    word.paragraphs[0].add_run(" is what it was: no more.")
    assert _told(_loaded(word)) == [(None, None, "Nine days is what it was: no more.")]


def _sitting() -> Word:
    """A sitting as a parliament's services set it: names in paragraphs of their own, in a style of their own."""
    word = docx.Document()
    name = word.styles.add_style("N3/ Speaker", WD_STYLE_TYPE.PARAGRAPH)
    name.font.bold = True
    opening = word.styles.add_style("N3/ Speaker at opening", WD_STYLE_TYPE.PARAGRAPH)
    opening.base_style = name
    title = word.styles.add_style("N3/ Title", WD_STYLE_TYPE.PARAGRAPH)
    title.font.bold = True
    minutes = word.styles.add_style("N2/ Minutes", WD_STYLE_TYPE.PARAGRAPH)
    word.add_paragraph("Sitting 35, Thursday 7 July 2022")
    word.add_paragraph("La presidenta", style=opening)
    word.add_paragraph("We resume the sitting.")
    word.add_paragraph("Interpellation on the shipping of grain", style=title)
    word.add_paragraph("300-00204/13")
    word.add_paragraph("Ada Tamm", style=name)
    word.add_paragraph(LONG)
    word.add_paragraph().add_run("(Applause.)").italic = True
    word.add_paragraph("La presidenta", style=name)
    word.add_paragraph("The minister has the floor.")
    minister = word.add_paragraph("The minister of Ports ", style=name)
    minister.add_run("(Ilo Sorley Marosz)").bold = False
    for _ in range(100):
        word.add_paragraph(CHANNEL)
    word.add_paragraph("La presidenta", style=name)
    word.add_paragraph("Your question, please.")
    word.add_paragraph("Ada Tamm", style=name)
    word.add_paragraph("Is that all?")
    word.add_paragraph("The minister of Ports", style=name)
    word.add_paragraph("It is.")
    word.add_paragraph("The sitting rose at a quarter past eight.", style=minutes)
    return word


def test_names_in_paragraphs_of_their_own_are_told_from_headings_by_their_coming_back() -> None:
    speech = _loaded(_sitting())
    told = [part for part in _told(speech) if part[2] != CHANNEL]
    assert told == [
        (None, "note", "Sitting 35, Thursday 7 July 2022"),
        ("La presidenta", None, "We resume the sitting."),
        ("La presidenta", "heading", "Interpellation on the shipping of grain"),
        (None, "note", "300-00204/13"),
        ("Ada Tamm", None, LONG),
        (None, "note", "(Applause.)"),
        ("La presidenta", None, "The minister has the floor."),
        ("La presidenta", None, "Your question, please."),
        ("Ada Tamm", None, "Is that all?"),
        ("Ilo Sorley Marosz", None, "It is."),
        (None, "note", "The sitting rose at a quarter past eight."),
    ]
    assert {voice.name: voice.role for voice in speech.voices}["Ilo Sorley Marosz"] == "minister of Ports"
    assert [who for who, _, text in _told(speech) if text == CHANNEL] == ["Ilo Sorley Marosz"] * 100


def test_a_speech_before_questions_is_not_taken_for_a_title_page() -> None:
    word = docx.Document()
    word.add_paragraph(LONG)
    for name, said in (("Question", "Is that all?"), ("Ada Tamm", "It is."), ("Question", "Really?")):
        word.add_paragraph().add_run(f"{name}:").bold = True
        word.paragraphs[-1].add_run(f" {said}")
    assert _told(_loaded(word, LoadOptions(fields={"speaker": "Ada Tamm"}))) == [
        (None, None, LONG),
        ("Question", "question", "Is that all?"),
        (None, None, "It is."),
        ("Question", "question", "Really?"),
    ]


@pytest.mark.parametrize(
    ("title", "told"),
    [("On grain", "On grain"), ("tamm final.docx", None), ("In the twelve months", None), ("", None)],
)
def test_the_title_is_the_properties_unless_a_program_made_it_up(title: str, told: str | None) -> None:
    word = docx.Document()
    word.core_properties.title = title
    word.add_paragraph(GRAIN)
    assert _loaded(word).title == told


_text = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=12)
_paragraph = st.lists(_text, min_size=1, max_size=12).map(lambda words: " ".join(["Now", *words, "it is"]) + ".")


@settings(max_examples=30, deadline=None)
@given(st.lists(_paragraph, min_size=1, max_size=6))
def test_every_word_of_a_docx_is_kept_in_order(paragraphs: list[str]) -> None:
    word = docx.Document()
    for paragraph in paragraphs:
        word.add_paragraph(paragraph)
    assert " ".join(_loaded(word).text.split()) == " ".join(" ".join(paragraphs).split())


def _odt(*elements: odfdo.Element, styles: str = "") -> bytes:
    document = odfdo.Document("odt")
    document.body.clear()
    for element in elements:
        document.body.append(element)
    for style in filter(None, styles.split("\n")):
        document.insert_style(style, automatic=True)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _element(xml: str) -> odfdo.Element:
    return odfdo.Element.from_tag(xml)


def test_odt_is_read_with_its_bold_names_and_without_deletions_and_comments() -> None:
    bold = (
        '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    )
    deleted = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><text:p>never said</text:p>'
        "</text:deletion></text:changed-region></text:tracked-changes>"
    )
    said = '<text:p><text:span text:style-name="T1">{}</text:span>: {}</text:p>'
    note = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>Of 20<text:span>16</text:span>.</text:p><text:p>It holds.</text:p></text:note-body>"
        "</text:note>"
    )
    comment = "<office:annotation><text:p>check this</text:p></office:annotation>"
    data = _odt(
        _element(deleted),
        _element('<text:h text:outline-level="1">On grain</text:h>'),
        _element(said.format("Ada Tamm", f"The toll{note} was{comment}<text:s text:c='2'/>lowered.")),
        _element(said.format("Ilo Sorley", "It was<text:line-break/>nine<text:tab/>days.")),
        _element(
            f"<table:table><table:table-row><table:table-cell>{said.format('Ada Tamm', 'No.')}</table:table-cell>"
            "</table:table-row></table:table>"
        ),
        styles=bold,
    )
    assert _told(load(Path("tamm.odt"), data)) == [
        (None, "heading", "On grain"),
        ("Ada Tamm", None, "The toll was lowered."),
        (None, "note", "Of 2016. It holds."),
        ("Ilo Sorley", None, "It was\nnine days."),
        ("Ada Tamm", None, "No."),
    ]


def test_rtf_is_read_with_its_code_page_its_notes_and_without_deletions_and_addresses() -> None:
    data = (
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}}{\info{\title Draft}}\f0 "
        rb"Ms. Tamm: The toll in Aur\'e9lia{\footnote\pard\plain {Of {\b 2016}.}} was lowered"
        rb"{\deleted  by nobody}{\v  hidden} by \u8216?us\u8217?.\par "
        rb'Mr. Sorley: See {\field{\*\fldinst{HYPERLINK "http://example.org/"}}{\fldrslt{the report}}} there.\par '
        rb"\trowd Ms. Tamm: Yes.\cell Mr. Sorley: No.\cell\row}"
    )
    told = _told(load(Path("tamm.rtf"), data))
    assert told == [
        ("Tamm", None, "The toll in Aurélia was lowered by ‘us’."),
        (None, "note", "Of 2016."),
        ("Sorley", None, "See the report there."),
        ("Tamm", None, "Yes."),
        ("Sorley", None, "No."),
    ]


def test_the_beginning_of_a_file_tells_its_format_and_not_its_suffix() -> None:
    data = rb"{\rtf1\ansi " + GRAIN.encode() + rb"\par}"
    assert _texts(load(Path("tamm.docx"), data)) == [GRAIN]
    assert _texts(load(Path("tamm.docx"), _odt(_element(f"<text:p>{CHANNEL}</text:p>")))) == [CHANNEL]


def _bomb() -> bytes:
    word = docx.Document()
    word.add_paragraph(GRAIN)
    return _added(_docx(word), "word/media/image1.bin", b"\x00" * 20_000_000)


def _entities(name: str, data: bytes, text: str) -> bytes:
    kinds = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return _changed(data, name, lambda xml: xml.replace("?>", f"?>{kinds}", 1).replace(text, "&b;"))


@pytest.mark.parametrize("suffix", ["docx", "odt"])
def test_entities_are_not_expanded(suffix: str) -> None:
    word = docx.Document()
    word.add_paragraph(GRAIN)
    odt = _odt(_element(f"<text:p>{GRAIN}</text:p>"))
    files = {"docx": ("word/document.xml", _docx(word)), "odt": ("content.xml", odt)}
    with pytest.raises(BadInput, match="its XML declares a document type"):
        load(Path(f"tamm.{suffix}"), _entities(*files[suffix], GRAIN))


def test_an_entity_in_utf_16_is_seen_too() -> None:
    word = docx.Document()
    word.add_paragraph(GRAIN)
    xml = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16")
    with pytest.raises(BadInput, match="its XML declares a document type"):
        load(Path("tamm.docx"), _added(_docx(word), "word/extra.xml", xml))


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(), r"unpacks to more than its size says, times: .*ONRECORD_MAX_RATIO"),
        (Limits(total_bytes=1_000_000), r"too large when unpacked, bytes: .*ONRECORD_MAX_TOTAL_BYTES"),
        (Limits(entries=3), r"too many files in it: .*ONRECORD_MAX_ENTRIES"),
        (Limits(ratio=10_000, seconds=-1), "takes too long"),
    ],
)
def test_limits_are_kept(limits: Limits, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        load(Path("tamm.docx"), _bomb(), LoadOptions(limits=limits))


def _cut(name: str, data: bytes) -> bytes:
    return _changed(data, name, lambda xml: xml[: len(xml) // 2])


def test_a_part_that_would_unpack_without_bound_is_refused() -> None:
    data = io.BytesIO(_docx(docx.Document()))
    with zipfile.ZipFile(data, "a", zipfile.ZIP_LZMA) as package:
        package.writestr("word/theme.xml", "<a/>" * 9)
    with pytest.raises(BadInput, match="packed in a way that is not read here"):
        load(Path("a.docx"), data.getvalue())


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "an old Word file, or one locked by a password"),
        ("a.docx", b"just words", "not a word processor's file, or a damaged one"),
        ("a.docx", _docx(docx.Document())[:-300], "not a word processor's file, or a damaged one"),
        ("a.docx", _cut("word/document.xml", _docx(docx.Document())), "not a Word file, or a damaged one"),
        ("a.docx", _docx(docx.Document()), "empty: there is no text in it"),
        ("a.odt", _cut("content.xml", _odt()), "not an ODT file, damaged, or locked by a password"),
        ("a.odt", _cut("styles.xml", _odt()), "not an ODT file, damaged, or locked by a password"),
        ("a.odt", _odt(), "empty: there is no text in it"),
        ("a.rtf", rb"{\rtf1\ansi \par}", "empty: there is no text in it"),
        ("a.rtf", rb"{\rtf1\ansi Words \u99999999999? more\par}", "a damaged RTF file"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(BadInput, match=f"^{reason}"):
        load(Path(name), data)
