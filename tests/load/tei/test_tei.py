"""Records of a parliament that does not exist, with the quirks of those that do."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import BadInput, UnreadableFile
from rag.load import Document, Limits, LoadOptions, load
from rag.load.draft import Draft
from rag.load.tei import drafts
from rag.load.tei.minutes import INTERRUPTION
from rag.schema import Failure, Speech, Voice
from rag.split import paragraphs

STEM = "ParlaMint-KT_2019-05-14-S7"

HEADER = """
<teiHeader><fileDesc>
 <titleStmt>
  <title type="main" xml:lang="en">Corpus of the Diet of Kestria, Sitting 7 [ParlaMint]</title>
  <title type="sub" xml:lang="en">Sitting 7</title>
  <title type="sub" xml:lang="de">7. Sitzung des Kestrischen
     Landtags</title>
  <meeting n="7" corresp="#KL" ana="#parla.lower #parla.sitting">7</meeting>
 </titleStmt>
 <publicationStmt><idno type="URI">https://corpora.example/1</idno><date when="2024-01-01"/></publicationStmt>
 <sourceDesc><bibl><idno type="URI">https://diet.example/7.html</idno><date when="2019-05-15"/></bibl></sourceDesc>
</fileDesc><profileDesc>
 <settingDesc><setting>
  <name type="city" xml:lang="en">Lockton</name><name type="city" xml:lang="de">Schleusen</name>
  <name type="country" key="AT" xml:lang="de">Österreich</name><date when="2019-05-14">14. Mai 2019</date>
 </setting></settingDesc>
 <particDesc>{lists}</particDesc>
</profileDesc></teiHeader>
"""

PERSONS = """
<listOrg><org xml:id="GOV" role="government"/><org xml:id="party.NP" role="parliamentaryGroup"/></listOrg>
<listPerson>
 <person xml:id="P1"><persName><surname>Lund</surname><forename>Ada</forename><roleName>Dr.</roleName></persName>
  <affiliation ref="#party.NP" role="head"><roleName>Party Leader</roleName></affiliation>
  <affiliation ref="#KL" role="member" from="2017-11"/>
  <affiliation ref="#GOV" role="minister" from="2018" to="2019-05-14">
   <roleName xml:lang="en">Minister of Canals</roleName><roleName xml:lang="de">Kanalministerin</roleName>
  </affiliation>
  <affiliation ref="#GOV" role="head" from="2019-05-15"><roleName>Kanzlerin</roleName></affiliation></person>
 <person xml:id="P2"><persName to="2018"><forename>Boris</forename><surname>Reed</surname></persName>
  <persName from="2019"><forename>Boris</forename><surname>Vane</surname><nameLink>i</nameLink><surname>Reed</surname>
  </persName><affiliation ref="#KL" role="member" from="2017-11-09"/></person>
 <person xml:id="C1"><persName><forename>Clara</forename><surname>Moss</surname></persName></person>
</listPerson>
"""


def record(body: str, lists: str = "", stem: str = STEM) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="de" xml:id="{stem}">{HEADER.format(lists=lists)}
<text><body>{body}</body></text></TEI>""".encode()


def said(who: str, words: str, ana: str = "regular", id_: str = "") -> str:
    speaker, own = f' who="#{who}"' if who else "", f' xml:id="{STEM}.{id_}"' if id_ else ""
    return f'<u{speaker}{own} ana="#{ana}">\n  <seg>{words}</seg>\n</u>\n'


def read(body: str, lists: str = PERSONS, folder: Path | None = None) -> list[Draft]:
    return list(drafts(Document(f"{STEM}.xml", record(body, lists), folder), LoadOptions()))


def one(body: str, lists: str = PERSONS) -> Draft:
    (draft,) = read(body, lists)
    return draft


def told(draft: Draft) -> list[tuple[str | None, str | None, str]]:
    """Kind, speaker and words of each paragraph."""
    return [(block.kind, block.speaker, draft.text[block.start : block.end]) for block in draft.blocks]


def test_a_contribution_is_one_speech_and_the_chair_has_its_own() -> None:
    body = f"""<div type="debateSection"><head>Canal  tolls</head>
      <note type="time">09:00</note>
      {said("C1", "The sitting is open.", "chair", "u1")}
      {said("C1", "Ms Lund has the floor.", "chair", "u2")}
      {said("P1", "The canal is open.", id_="u3")}<kinesic type="applause"><desc>Applause.</desc></kinesic>
      {said("C1", "Order, please.", "chair", "u4")}
      {said("P1", "The toll is four marks.", id_="u5")}<vocal><desc>Shouts.</desc></vocal>
      {said("C1", "Thank you. Mr Vane.", "chair", "u6")}
      {said("P2", "I disagree.", id_="u7")}</div>"""
    opening, lund, thanks, vane = read(body)
    assert [draft.name for draft in (opening, lund, thanks, vane)] == ["u1", "u3", "u6", "u7"]
    assert told(opening) == [("note", None, "09:00"), (None, None, "The sitting is open."),
                             (None, None, "Ms Lund has the floor.")]  # fmt: skip
    assert told(lund) == [
        (None, None, "The canal is open."),
        ("note", None, "Applause."),
        (None, "Clara Moss", "Order, please."),
        (None, None, "The toll is four marks."),
        ("note", None, "Shouts."),
    ]
    assert lund.voices == (Voice("Clara Moss", "Chair", "Austria"),)
    assert (vane.found.speaker, thanks.found.speaker, thanks.found.role) == ("Boris Vane i Reed", "Clara Moss", "Chair")


def test_the_header_tells_of_the_speech_in_the_language_of_the_record() -> None:
    draft = one(f"<div><head>Canal tolls</head>{said('P1', 'The canal is open.')}</div>")
    assert draft.found.model_dump(exclude_none=True) == {
        "speaker": "Ada Lund", "role": "Kanalministerin", "country": "Austria", "date": "2019-05-14", "language": "de",
        "event": "7. Sitzung des Kestrischen Landtags", "place": "Schleusen", "title": "Canal tolls",
        "source": "https://diet.example/7.html",
    }  # fmt: skip


def test_an_utterance_has_its_own_language_and_source() -> None:
    body = '<u who="#P1" xml:lang="en-GB" source="https://diet.example/7#a"><seg>The canal is open.</seg></u>'
    assert (one(body).found.language, one(body).found.source) == ("en", "https://diet.example/7#a")
    assert one(body.replace("en-GB", "mul")).found.language is None


def test_a_new_section_and_a_long_interruption_part_speeches() -> None:
    long = said("C1", "word " * (INTERRUPTION + 1), "chair")
    short = said("C1", "word " * INTERRUPTION, "chair")
    lund = said("P1", "The canal is open.")
    assert [len(read(f"<div>{lund}{between}{lund}</div>")) for between in ("", short, long)] == [1, 1, 3]
    assert len(read(f"<div>{lund}</div><div>{lund}</div>")) == 2


def test_a_chair_is_not_gone_on_with() -> None:
    body = said("C1", "Mr Vane?", "chair") + said("P2", "Here.") + said("C1", "Thank you.", "chair")
    assert [draft.found.speaker for draft in read(body)] == ["Clara Moss", "Boris Vane i Reed", "Clara Moss"]


def test_who_chairs_and_speaks_has_two_speeches() -> None:
    assert [draft.found.role for draft in read(said("P1", "I open.", "chair") + said("P1", "I speak."))] == [
        "Chair",
        "Kanalministerin",
    ]


def test_the_whole_sitting_is_one_speech_on_request() -> None:
    body = (
        f"<div><head>Tolls</head>{said('C1', 'Ms Lund.', 'chair')}{said('P1', 'It is open.')}{said('X9', 'No.')}</div>"
    )
    (draft,) = drafts(Document(f"{STEM}.xml", record(body, PERSONS)), LoadOptions(grouping="sitting"))
    assert told(draft) == [
        ("heading", None, "Tolls"),
        (None, "Clara Moss", "Ms Lund."),
        (None, "Ada Lund", "It is open."),
        (None, "X9", "No."),
    ]
    assert (draft.name, draft.found.speaker, draft.found.event) == (None, None, "7. Sitzung des Kestrischen Landtags")


def test_labels_name_those_whom_no_list_has() -> None:
    body = "".join(
        f'<note type="speaker">{label}</note>{said(who, "It is open.", ana)}'
        for who, label, ana in [
            ("1", "Präsidentin Clara Moss", "chair"),
            ("2", "Abgeordnete Dr. Ada Lund, MSc (NP)", "regular"),
            ("3", "Abgeordneter Boris Vane (KP):", "regular"),
            ("4", "Abgeordneter Karl Jan Reed", "regular"),
            ("5", "Abgeordneter Emil Ost, BA", "regular"),
            ("6", "Minister für Kanäle, Häfen und Wehre Iven Rehn", "regular"),
        ]
    )
    found = [draft.found for draft in read(body, "")]
    assert [(one.speaker, one.role) for one in found] == [
        ("Clara Moss", "Präsidentin"),
        ("Ada Lund", "Abgeordnete"),
        ("Boris Vane", "Abgeordneter"),
        ("Karl Jan Reed", "Abgeordneter"),
        ("Emil Ost", "Abgeordneter"),
        ("Iven Rehn", "Minister für Kanäle, Häfen und Wehre"),
    ]
    assert "Abgeordnete" not in "".join(draft.text for draft in read(body, ""))


def test_a_label_before_nothing_is_a_remark() -> None:
    body = said("P1", "It is open.") + '<note type="speaker">Boris Vane</note><gap><desc>Left out.</desc></gap>'
    assert told(one(body))[1:] == [("note", None, "Left out."), ("note", None, "Boris Vane")]


def test_ids_are_names_only_where_the_record_has_the_surname() -> None:
    body = said("", "Frau Lund i Vane hat das Wort.", "chair") + said("AdaLundiVane", "Danke.")
    assert [draft.found.speaker for draft in read(body, "")] == [None, "Ada Lund i Vane"]
    assert [draft.found.speaker for draft in read(body.replace("Lund i Vane", "Vane"), "")] == [None, None]


def test_unknown_speakers_are_never_taken_for_one_another() -> None:
    assert len(read(said("", "It is open.") + said("", "It is shut."))) == 2
    body = said("P7", "It is open.") + said("", "Order.", "chair") + said("P8", "No.") + said("P7", "And free.")
    draft = one(body)
    assert (draft.found.speaker, draft.found.role) == (None, None)
    assert [speaker for _, speaker, _ in told(draft)] == [None, "Chair", "P8", None]


def test_several_people_may_speak_at_once() -> None:
    assert one('<u who="#P1 #P2"><seg>We swear.</seg></u>').found.speaker == "Ada Lund and Boris Vane i Reed"
    assert one('<u who="#P1 #X9"><seg>We swear.</seg></u>').found.speaker is None


def test_the_house_that_meets_is_a_parliament_though_no_list_says_so() -> None:
    assert one(said("P2", "It is open.")).found.role == "Member of Parliament"


def test_who_breaks_into_a_speech_of_his_own_is_no_other_voice() -> None:
    draft = one(said("P1", "It is open.") + said("P1", "Order.", "chair") + said("P1", "And free."))
    assert (draft.voices, [speaker for _, speaker, _ in told(draft)]) == ((), [None, "Ada Lund", None])


def test_paragraphs_are_on_the_page_that_they_begin_on() -> None:
    body = f"""{said("P1", "Before.")}<pb n="3"/>{said("P1", 'It is <pb n="4"/> open. <note>Hear.</note>')}
      <pb n="IV"/>{said("P1", "After.")}"""
    assert [block.page for block in one(body).blocks] == [None, 3, 4, None]


def test_words_around_utterances_become_remarks_and_lists_do_not() -> None:
    lists = "<div><listPerson><person/>x</listPerson></div>"
    body = f"<div>Loose words. <p>By the clerk.</p>{said('P1', 'It is open.')}</div>{lists}"
    assert [words for _, _, words in told(one(body))] == ["Loose words.", "By the clerk.", "It is open."]
    assert [kind for kind, _, _ in told(one(body))] == ["note", "note", None]


def test_utterances_deeper_in_are_found() -> None:
    body = f"<div><annotationBlock>{said('P1', 'It is open.')}</annotationBlock></div>"
    assert told(one(body)) == [(None, None, "It is open.")]


def test_an_utterance_of_remarks_alone_is_no_speech() -> None:
    body = said("P1", "It is open.") + '<u who="#P2"><kinesic><desc>Nods.</desc></kinesic></u>'
    assert told(one(body)) == [(None, None, "It is open."), ("note", None, "Nods.")]


def test_names_of_speeches_are_stable_and_each_their_own() -> None:
    lund, vane = said("P1", "It is open."), said("P2", "It is shut.")
    assert [draft.name for draft in read(lund + vane)] == ["u1", "u2"]
    twice = said("P1", "It is open.", id_="a") + said("P2", "It is shut.", id_="a")
    assert [draft.name for draft in read(twice)] == ["a", "a 2"]
    tokens = Document(f"{STEM}.ana.xml", record(said("P1", "Open.", id_="u3"), stem=f"{STEM}.ana"))
    assert [draft.name for draft in drafts(tokens, LoadOptions())] == ["u3"]


def test_ids_of_speeches_follow_the_file_and_the_utterance(tmp_path: Path) -> None:
    path = tmp_path / f"{STEM}.xml"
    path.write_bytes(record(said("P1", "Der Kanal ist offen.", id_="u12"), PERSONS))
    (speech,) = load(path, LoadOptions())
    assert isinstance(speech, Speech)
    assert (speech.id, speech.speaker) == ("parlamint-kt-2019-05-14-s7-u12", "Ada Lund")
    assert [paragraph.text for paragraph in paragraphs(speech)] == ["Der Kanal ist offen."]


def test_lists_beside_the_record_or_above_it_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "2019"
    folder.mkdir()
    listed = f'<listPerson xmlns="http://www.tei-c.org/ns/1.0">{PERSONS}</listPerson>'
    lists = tmp_path / "ParlaMint-KT-listPerson.xml"
    lists.write_text(listed, encoding="utf-8")
    (draft,) = read(said("P1", "It is open."), "", folder)
    assert (draft.found.speaker, draft.found.role) == ("Ada Lund", "Kanalministerin")
    lists.write_text(listed.replace("Ada", "Adele"), encoding="utf-8")
    assert read(said("P1", "It is open."), "", folder)[0].found.speaker == "Adele Lund"


def test_a_broken_list_is_told_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "ParlaMint-KT.xml").write_text("<teiCorpus>", encoding="utf-8")
    (draft,) = read(said("P1", "It is open."), "", tmp_path)
    assert draft.found.speaker is None
    assert len(draft.notes) == 1
    assert draft.notes[0].startswith("ParlaMint-KT.xml, which lists who speaks, is not read: not XML")


def test_a_corpus_in_one_file_has_all_its_sittings() -> None:
    parts = [record(said("P1", f"Part {part}.", id_=f"{part}.u1")).decode().partition("?>")[2] for part in "ab"]
    lists = f"<teiHeader><profileDesc><particDesc>{PERSONS}</particDesc></profileDesc></teiHeader>"
    whole = f'<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">{lists}{"".join(parts)}</teiCorpus>'
    found = list(drafts(Document("diet.xml", whole.encode()), LoadOptions()))
    assert [(draft.name, draft.text, draft.found.speaker) for draft in found] == [
        ("a.u1", "Part a.", "Ada Lund"),
        ("b.u1", "Part b.", "Ada Lund"),
    ]


def refusal(data: str) -> str:
    with pytest.raises(BadInput) as caught:
        list(drafts(Document("x.xml", data.encode()), LoadOptions()))
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("<listPerson><person/></listPerson>", "no speech in it: a list of persons"),
        ("<TEI><text><body><listOrg/></body></text></TEI>", "no speech in it: a list of organisations"),
        ("<taxonomy/>", "no speech in it: a taxonomy, the corpus's own categories"),
        ("<teiCorpus><teiHeader/><include/><include/></teiCorpus>",
         "no speech in it: the root of a corpus, which names 2 other files; load those"),
        ("<TEI><text><body><p>It is open.</p></body></text></TEI>",
         "no speech in it: TEI without utterances (<u>), as records of what was said have them"),
        ("<TEI><text><body><u><kinesic/></u></body></text></TEI>",
         "no speech in it: TEI without utterances (<u>), as records of what was said have them"),
        ("<html/>", "not TEI but HTML; give the file a name that ends in .html"),
        ("<rss/>", "XML of another kind than TEI, its root is <rss>; save the speeches as text, HTML or a table"),
    ],
)  # fmt: skip
def test_what_holds_no_speech_is_refused_by_what_it_is(data: str, reason: str) -> None:
    assert refusal(data) == reason


def test_time_is_limited() -> None:
    document = Document("x.xml", record(said("P1", "It is open.")))
    with pytest.raises(UnreadableFile, match="takes too long"):
        list(drafts(document, LoadOptions(limits=Limits(seconds=-1))))


def test_what_is_refused_is_a_failure_of_that_file(tmp_path: Path) -> None:
    path = tmp_path / "ParlaMint-KT-listPerson.xml"
    path.write_text("<listPerson/>", encoding="utf-8")
    assert list(load(path, LoadOptions())) == [Failure(path.as_posix(), "no speech in it: a list of persons")]


turn = st.tuples(st.sampled_from(["P1", "P2", "C1", ""]), st.sampled_from(["regular", "chair"]), st.integers(1, 150))


@given(st.lists(turn, min_size=1, max_size=12))
def test_whoever_speaks_no_word_is_lost_or_put_into_another_mouth(turns: list[tuple[str, str, int]]) -> None:
    names = {"P1": {"Ada Lund"}, "P2": {"Boris Vane i Reed"}, "C1": {"Clara Moss"}}
    body = "".join(said(who, f"w{place} " * size, ana) for place, (who, ana, size) in enumerate(turns))
    heard = [
        (words, speaker or draft.found.speaker)
        for draft in read(f"<div>{body}</div>")
        for _, speaker, words in told(draft)
    ]
    assert [words for words, _ in heard] == [(f"w{place} " * size).strip() for place, (_, _, size) in enumerate(turns)]
    for (_, speaker), (who, _, _) in zip(heard, turns, strict=True):
        assert speaker in names.get(who, {None, "Chair", "Unknown speaker"})
