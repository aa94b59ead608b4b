import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import receipt as receipts
from rag import split
from rag.archive import Archive
from rag.catalog import Catalog
from rag.errors import BadInput, NotFound
from rag.filters import Filters
from rag.quote.verdict import Match
from rag.receipt import MadeWith, Receipt, Verification
from rag.receipt.record import LIMIT
from rag.schema import CITABLE, Address, Answer, Block, Citation, Hit, Paragraph, Passage, Query, Sentence, Speech
from tests.conftest import ADA, BORIS

MADE = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
SETTINGS = MadeWith(None, 0.5, "hash@1", "0.1.0")
TOLL = "The toll is four marks a barge."

Check = Callable[[Receipt], Verification]


SPEECHES = (
    Speech("ada-2019", ADA, "Ada Lund", date="2019-05-14", event="First Canal Conference"),
    Speech("boris-2020", BORIS, "Boris Vane", date="2020-06-01", event="Second Canal Conference"),
)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """Two speeches, without indexes, which a receipt has no need of."""
    opened = Catalog(tmp_path / "archive", create=True)
    opened.set_meta("archive", "the first")
    for speech in SPEECHES:
        _put(opened, speech)
    yield opened
    opened.close()


def _put(catalog: Catalog, speech: Speech) -> None:
    catalog.put([(speech, _sha256(speech.text), split.paragraphs(speech), [])])


@pytest.fixture
def receipt(catalog: Catalog) -> Receipt:
    """Of an answer that quotes one sentence."""
    return _issue(_answer(_cite(catalog, "ada-2019#p2", TOLL)), catalog)


@pytest.fixture
def check(catalog: Catalog) -> Check:
    """Held against the archive, with a finder that knows words in any case, one place a speech."""

    def find(quote: str) -> list[Match]:
        return [found for speech in catalog.speeches() if (found := _match(catalog, speech.id, quote))]

    return lambda one: receipts.verify(one, catalog, find)


def _match(catalog: Catalog, speech: str, words: str, similarity: float = 1.0) -> Match | None:
    """Those words where a speech has them, whatever their case, verbatim unless their similarity is less than 1."""
    text = catalog.speech(speech).text
    start = text.casefold().find(words.casefold())
    end = start + len(words)
    if start < 0:
        return None
    numbers = [one.number for one in catalog.paragraphs(Address(speech)) if one.start < end and start < one.end]
    place = (speech, numbers[0], numbers[-1], start, end, text[start:end])
    return Match(*place, similarity, None, None, verbatim=similarity == 1)


def _cite(catalog: Catalog, address: str, words: str) -> Citation:
    (paragraph,) = catalog.paragraphs(Address.parse(address))
    start = paragraph.start + paragraph.text.index(words)
    return Citation(paragraph.speech, paragraph.number, start, start + len(words), words)


def _answer(*citations: Citation) -> Answer:
    sentences = tuple(Sentence(one.quote, (one,)) for one in citations)
    return Answer("answered", Query("What is the toll?"), 0.9, sentences=sentences)


def _issue(answer: Answer, catalog: Catalog) -> Receipt:
    return receipts.issue(answer, catalog, Filters(), SETTINGS, MADE)


def _outcomes(found: Verification) -> list[str]:
    return [one.outcome for one in found.checks]


# Issued and read back


@pytest.fixture(scope="module")
def shelf(standing: Archive) -> Iterator[Catalog]:
    """The catalog of an archive that can be asked."""
    opened = Catalog(standing.folder)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def citable(standing: Archive) -> list[Paragraph]:
    paragraphs = (one for speech in standing.speeches() for one in standing.paragraphs(speech.id))
    return [one for one in paragraphs if one.kind in CITABLE]


def test_a_receipt_tells_all_that_the_answer_did(standing: Archive, shelf: Catalog, tmp_path: Path) -> None:
    asked = Filters(since="2018")
    answer = standing.ask("What is the toll for a barge?")
    one = receipts.issue(answer, shelf, asked, SETTINGS, MADE)
    one.save(tmp_path / "toll.json")
    form = json.loads((tmp_path / "toll.json").read_text(encoding="utf-8"))
    assert form["question"] == "What is the toll for a barge?"
    assert (form["made"], form["status"], form["settings"]["model"]) == ("2026-11-25T10:30:00Z", "answered", None)
    assert (form["filters"]["since"], form["understood"]["since"]) == ("2018", None)
    assert form["evidence"][0]["score"] == answer.evidence[0].score
    assert form["evidence"][0]["sha256"] == _sha256(answer.evidence[0].passage.text)
    cited = form["sentences"][0]["citations"][0]
    assert TOLL in cited["quote"]
    assert cited["quote_sha256"] == _sha256(cited["quote"])
    assert cited["paragraph_sha256"] == _sha256(standing.paragraph(cited["address"]).text)
    assert form["archive"]["id"] == shelf.meta("archive")
    assert (form["archive"]["speeches"], form["archive"]["texts"]) == (3, shelf.texts())
    assert receipts.read(tmp_path / "toll.json") == one


def test_who_and_when_are_those_of_the_paragraph(catalog: Catalog) -> None:
    text = "Shall the toll be raised?\n\nIt stays as it is."
    blocks = (Block(0, 25, "A journalist", "question"), Block(27, 45, "Carla Ost"))
    _put(catalog, Speech("joint-2021", text, "Boris Vane", date="2021", event="Canal Day", blocks=blocks))
    (cited,) = _issue(_answer(_cite(catalog, "joint-2021#p2", "It stays as it is.")), catalog).citations
    assert (cited.speaker, cited.date, cited.label) == ("Carla Ost", "2021", "Carla Ost, Canal Day, 2021")


def test_the_time_is_kept_as_utc(catalog: Catalog) -> None:
    made = datetime(2026, 11, 25, 23, 30, tzinfo=timezone(timedelta(hours=-2)))
    one = receipts.issue(_answer(), catalog, Filters(), SETTINGS, made)
    assert one.form()["made"] == "2026-11-26T01:30:00Z"


def test_an_answer_that_the_archive_no_longer_bears_out_has_no_receipt(catalog: Catalog) -> None:
    cited = _cite(catalog, "ada-2019#p2", TOLL)
    with pytest.raises(NotFound, match="ada-2019#p2 no longer has the words"):
        _issue(_answer(replace(cited, quote="The toll is five marks a barge.")), catalog)


TEXT = st.text(max_size=30)
SHARE = st.floats(0, 1)
FILTERS = st.builds(
    Filters,
    speaker=st.lists(TEXT, max_size=2).map(tuple),
    language=st.just(("en",)),
    since=st.sampled_from([None, "2018", "2018-02"]),
)
PASSAGES = st.builds(
    Passage,
    id=TEXT, speech=TEXT, first=st.just(1), last=st.just(1), start=st.integers(0), end=st.integers(0),
    text=TEXT, header=TEXT, speaker=st.none(), language=st.none(),
)  # fmt: skip
HITS = st.builds(
    Hit,
    passage=PASSAGES,
    paragraphs=st.lists(st.integers(1)).map(tuple),
    rank=st.integers(1),
    score=st.floats(allow_nan=False, allow_infinity=False),
    dense=SHARE,
    lexical=SHARE,
    match=SHARE,
)
QUERIES = st.builds(Query, text=TEXT, filters=FILTERS, boosts=st.lists(FILTERS, max_size=2).map(tuple))


@st.composite
def slices(draw: st.DrawFn, citable: list[Paragraph]) -> Citation:
    """Any words of any paragraph that may be cited."""
    one = draw(st.sampled_from(citable))
    start = draw(st.integers(one.start, one.end - 1))
    end = draw(st.integers(start + 1, one.end))
    return Citation(one.speech, one.number, start, end, one.text[start - one.start : end - one.start])


def answers(citable: list[Paragraph]) -> st.SearchStrategy[Answer]:
    """Of any status, to any question, with any words of the archive cited."""
    sentences = st.builds(Sentence, TEXT, st.lists(slices(citable), max_size=2).map(tuple))
    return st.builds(
        Answer,
        status=st.sampled_from(["answered", "refused"]),
        query=QUERIES,
        confidence=SHARE,
        reason=st.none() | TEXT,
        cause=st.sampled_from([None, "near-miss"]),
        sentences=st.lists(sentences, max_size=3).map(tuple),
        evidence=st.lists(HITS, max_size=2).map(tuple),
    )


MADE_WITH = st.builds(MadeWith, st.none() | TEXT, SHARE, TEXT, TEXT)


@settings(max_examples=40, deadline=None)
@given(st.data(), FILTERS, MADE_WITH, st.datetimes(timezones=st.just(UTC)))
def test_the_receipt_of_any_answer_comes_back_the_same_and_holds(
    shelf: Catalog, citable: list[Paragraph], data: st.DataObject, filters: Filters, made_with: MadeWith, made: datetime
) -> None:
    answer = data.draw(answers(citable))
    one = receipts.issue(answer, shelf, filters, made_with, made)
    back = receipts.parse(one.text().encode())
    assert back == one
    found = receipts.verify(back, shelf, lambda quote: ())
    assert (found.archive, found.sound) == ("same", True)
    assert _outcomes(found) == ["holds" for sentence in answer.sentences for _ in sentence.citations]


# Files


def test_a_file_that_is_there_is_left_as_it_is(receipt: Receipt, tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("precious")
    with pytest.raises(BadInput, match=r"mine\.txt exists and is left as it is; give the receipt another name"):
        receipt.save(file)
    assert file.read_text() == "precious"


def test_a_folder_that_is_not_there_is_told(receipt: Receipt, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file or directory; the receipt was not saved"):
        receipt.save(tmp_path / "nowhere" / "toll.json")


def _with(form: dict[str, Any], path: str, value: object) -> bytes:
    """The receipt with another value at `a.0.b`."""
    *way, last = path.split(".")
    place: Any = form
    for key in way:
        place = place[int(key) if isinstance(place, list) else key]
    place[last] = value
    return json.dumps(form).encode()


CITED = "sentences.0.citations.0"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("format", "onrecord-receipt/2", "not a receipt that this version of onrecord can read"),
        ("note", "x", "a damaged receipt: note: is no key of a receipt"),
        (f"{CITED}.note", "x", rf"{CITED}\.note: is no key of a receipt"),
        ("filters.note", "x", r"filters\.note: is no key of a receipt"),
        ("settings.threshold", "0.5", r"settings\.threshold: Input should be a valid number"),
        ("confidence", float("nan"), "confidence: Input should be a finite number"),
        ("made", "2026-11-25T10:30:00", "made: Input should have timezone info"),
        (f"{CITED}.quote", "", "should have at least 1 character"),
        (f"{CITED}.address", "ada 2019", "'ada 2019' is not an address"),
        ("understood.since", "soon", "'soon' is not a date"),
    ],
)
def test_what_is_no_receipt_is_told_by_key(receipt: Receipt, path: str, value: object, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        receipts.parse(_with(receipt.form(), path, value))


def test_what_is_missing_is_told(receipt: Receipt) -> None:
    form = receipt.form()
    del form["archive"]["texts"]
    with pytest.raises(BadInput, match=r"archive\.texts: Field required"):
        receipts.parse(json.dumps(form).encode())


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"{", b"\xff\xfe", b"[" * 5000, b'"\\ud800"'])
def test_a_file_of_another_kind_is_told_by_name(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "one.json"
    file.write_bytes(data)
    with pytest.raises(BadInput, match=r"one\.json: not a receipt"):
        receipts.read(file)


def test_what_is_too_large_is_not_read(receipt: Receipt, tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    text = receipt.text()
    file.write_text(text + " " * (LIMIT - len(text.encode())), encoding="utf-8")
    assert receipts.read(file) == receipt
    with file.open("a") as opened:
        opened.write(" ")
    with pytest.raises(BadInput, match="too large for a receipt; the limit is 1,000,000 bytes"):
        receipts.read(file)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"gone\.json: No such file"):
        receipts.read(tmp_path / "gone.json")
    with pytest.raises(BadInput, match="Is a directory"):
        receipts.read(tmp_path)


# The digest


def test_the_digest_is_that_of_the_rest_in_its_canonical_form(receipt: Receipt) -> None:
    rest = {name: value for name, value in json.loads(receipt.text()).items() if name != "sha256"}
    canonical = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert receipt.sha256 == _sha256(canonical)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("question", "What is the levy?"),
        ("confidence", 0.91),
        ("settings.model", "some-model"),
        ("archive.speeches", 4),
        (f"{CITED}.speaker", "Boris Vane"),
        (f"{CITED}.quote_sha256", "0" * 64),
        ("sha256", "0" * 64),
    ],
)
def test_an_edited_receipt_is_not_intact(receipt: Receipt, check: Check, path: str, value: object) -> None:
    edited = receipts.parse(_with(receipt.form(), path, value))
    found = check(edited)
    assert check(receipt).sound
    assert _outcomes(found) == ["holds"]
    assert not found.intact
    assert not found.sound


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# Held against the archive


def _revise(catalog: Catalog, old: str, new: str, speech: str = "ada-2019") -> None:
    """Put other words into a speech, as if its file had changed."""
    stored = catalog.speech(speech)
    assert old in stored.text
    _put(catalog, replace(stored, text=stored.text.replace(old, new, 1)))


def test_words_at_their_place_hold_though_the_archive_has_grown(
    catalog: Catalog, receipt: Receipt, check: Check
) -> None:
    _put(catalog, Speech("dora-2022", "The bridge was painted green."))
    found = check(receipt)
    assert _outcomes(found) == ["holds"]
    assert (found.archive, found.differs) == ("changed", ("speeches", "paragraphs", "texts"))
    assert found.sound
    (one,) = found.checks
    assert (one.context_changed, one.relabelled) == (False, False)


def test_words_hold_while_those_around_them_change(catalog: Catalog, receipt: Receipt, check: Check) -> None:
    _revise(catalog, f"{TOLL}", f"{TOLL} That was a joke.")
    (one,) = check(receipt).checks
    assert (one.outcome, one.context_changed) == ("holds", True)


def test_another_speaker_is_told(catalog: Catalog, receipt: Receipt, check: Check) -> None:
    _put(catalog, replace(SPEECHES[0], speaker="Edda Lund"))
    (one,) = check(receipt).checks
    assert (one.outcome, one.relabelled) == ("holds", True)
    assert one.now
    assert one.now.speaker == "Edda Lund"


def test_words_further_down_the_speech_have_moved(catalog: Catalog, receipt: Receipt, check: Check) -> None:
    _revise(catalog, "We opened", "Thank you for the bread.\n\nWe opened")
    (one,) = check(receipt).checks
    assert one.outcome == "moved"
    assert one.now
    assert (one.now.address, one.now.quote) == ("ada-2019#p3", TOLL)
    assert one.now.start == one.citation.start + len("Thank you for the bread.\n\n")
    assert not one.context_changed


def test_of_several_places_the_nearest_is_told(catalog: Catalog, receipt: Receipt, check: Check) -> None:
    _revise(catalog, "Ladies and gentlemen,", f"{TOLL} So.")
    _revise(catalog, "frost.", f"frost. {TOLL}")
    (one,) = check(receipt).checks
    assert one.now
    assert (one.outcome, one.now.address) == ("moved", "ada-2019#p2")


def test_words_that_overlap_their_next_occurrence_hold(catalog: Catalog, check: Check) -> None:
    _put(catalog, Speech("dora-2022", "So he said: no no no no, and left."))
    start = len("So he said: ")
    second = Citation("dora-2022", 1, start + 3, start + 8, "no no")
    assert _outcomes(check(_issue(_answer(second), catalog))) == ["holds"]


def test_words_over_a_paragraphs_end_have_moved(catalog: Catalog, check: Check) -> None:
    _revise(catalog, "first week. He", "first week.\nHe")
    cited = _cite(catalog, "ada-2019#p3", "in the first week.\nHe counts")
    receipt = _issue(_answer(cited), catalog)
    speech = catalog.speech("ada-2019")
    middle = speech.text.index("\nHe counts")
    _put(catalog, replace(speech, blocks=(Block(0, middle), Block(middle + 1, len(speech.text)))))
    (one,) = check(receipt).checks
    assert one.now
    assert (one.outcome, one.now.address, one.now.quote) == ("moved", "ada-2019#p1-p2", cited.quote)


def test_words_outside_of_every_paragraph_do_not_count(catalog: Catalog, receipt: Receipt) -> None:
    start = receipt.citations[0].start
    _put(catalog, replace(SPEECHES[0], blocks=(Block(0, start - 1),)))
    found = receipts.verify(receipt, catalog, lambda quote: ())
    assert _outcomes(found) == ["gone"]


def test_words_in_another_speech_have_moved(catalog: Catalog, receipt: Receipt, check: Check) -> None:
    catalog.remove("ada-2019")
    _put(catalog, replace(SPEECHES[0], id="lund-opening"))
    found = check(receipt)
    (one,) = found.checks
    assert one.now
    assert (one.outcome, one.now.address, one.now.quote) == ("moved", "lund-opening#p2", TOLL)
    assert found.sound


def test_words_in_another_speech_may_have_another_case(catalog: Catalog, receipt: Receipt, check: Check) -> None:
    catalog.remove("ada-2019")
    _put(catalog, Speech("lund-opening", f"We opened the canal. {TOLL.upper()}"))
    (one,) = check(receipt).checks
    assert one.now
    assert (one.outcome, one.now.address, one.now.quote) == ("moved", "lund-opening#p1", TOLL.upper())


def test_the_words_as_they_were_go_before_those_that_the_finder_takes_for_the_same(
    catalog: Catalog, receipt: Receipt
) -> None:
    catalog.remove("ada-2019")
    _put(catalog, replace(SPEECHES[0], id="lund-opening"))
    bare = _match(catalog, "lund-opening", TOLL.strip("."))
    (one,) = receipts.verify(receipt, catalog, lambda quote: [bare] if bare else []).checks
    assert one.now
    assert (one.outcome, one.now.quote) == ("moved", TOLL)


def test_words_that_cannot_be_looked_up_are_gone_with_their_place(catalog: Catalog, receipt: Receipt) -> None:
    def refuse(quote: str) -> list[Match]:
        raise BadInput("too many words")

    catalog.remove("ada-2019")
    assert _outcomes(receipts.verify(receipt, catalog, refuse)) == ["gone"]


def test_altered_words_in_another_speech_are_not_the_same(catalog: Catalog, receipt: Receipt) -> None:
    altered = _match(catalog, "boris-2020", "We shall pay no toll", similarity=0.7)
    catalog.remove("ada-2019")
    found = receipts.verify(receipt, catalog, lambda quote: [altered] if altered else [])
    assert (_outcomes(found), found.checks[0].now, found.sound) == (["gone"], None, False)


def test_other_words_at_the_place_are_told_beside_the_old(catalog: Catalog, receipt: Receipt, check: Check) -> None:
    _revise(catalog, "four marks", "five marks")
    found = check(receipt)
    (one,) = found.checks
    assert one.now
    assert (one.outcome, one.citation.quote) == ("changed", TOLL)
    assert one.now.address == "ada-2019#p2"
    assert one.now.quote == "We opened the canal on Monday. The toll is five marks a barge."
    assert not found.sound


def test_the_likest_words_of_the_speech_are_told_where_the_finder_knows_them(
    catalog: Catalog, receipt: Receipt
) -> None:
    _revise(catalog, "We opened", "Thank you for the bread.\n\nWe opened")
    _revise(catalog, "four marks", "five marks")
    known = [("The wheat harvest", 0.4), ("The toll is five marks a barge.", 0.9), ("Thank you", 0.2)]
    matches = [found for words, near in known if (found := _match(catalog, "ada-2019", words, near))]
    (one,) = receipts.verify(receipt, catalog, lambda quote: matches).checks
    assert one.now
    assert (one.outcome, one.now.address) == ("changed", "ada-2019#p3")
    assert one.now.quote == "The toll is five marks a barge."


def test_a_letter_is_a_change(catalog: Catalog, receipt: Receipt, check: Check) -> None:
    _revise(catalog, "The toll is", "the toll is")
    (one,) = check(receipt).checks
    assert one.now
    assert (one.outcome, one.now.quote) == ("changed", "the toll is four marks a barge.")


def test_what_was_taken_out_is_gone(catalog: Catalog, receipt: Receipt, check: Check) -> None:
    catalog.remove("ada-2019")
    found = check(receipt)
    assert (_outcomes(found), found.checks[0].now, found.sound) == (["gone"], None, False)


def test_the_place_is_gone_where_a_speech_has_become_shorter(catalog: Catalog, check: Check) -> None:
    last = "The wheat harvest failed in the north."
    receipt = _issue(_answer(_cite(catalog, "ada-2019#p4", last)), catalog)
    _revise(catalog, f"\n\n{last} We shall send nine hundred sacks of flour before the frost.", "")
    assert _outcomes(check(receipt)) == ["gone"]


def test_each_citation_has_its_own_outcome(catalog: Catalog, check: Check) -> None:
    cited = (_cite(catalog, "ada-2019#p2", TOLL), _cite(catalog, "boris-2020#p2", "We shall pay no toll this year."))
    receipt = _issue(_answer(*cited), catalog)
    _revise(catalog, "no toll", "a toll", speech="boris-2020")
    assert _outcomes(check(receipt)) == ["holds", "changed"]


def test_a_refusal_has_nothing_to_hold(catalog: Catalog, check: Check) -> None:
    refusal = Answer("refused", Query("Who dug the well?"), 0.1, "not in this archive", "topic-absent")
    receipt = _issue(refusal, catalog)
    assert (check(receipt).archive, check(receipt).sound) == ("same", True)
    catalog.remove("ada-2019")
    assert (check(receipt).archive, check(receipt).sound) == ("changed", True)


def test_another_archive_is_told_though_it_has_the_same_texts(catalog: Catalog, receipt: Receipt, check: Check) -> None:
    catalog.set_meta("archive", "the second")
    found = check(receipt)
    assert (found.archive, found.differs, _outcomes(found)) == ("another", ("id",), ["holds"])


def test_the_json_of_a_verification_tells_old_and_new(catalog: Catalog, receipt: Receipt, check: Check) -> None:
    _revise(catalog, "four marks", "five marks")
    form = json.loads(json.dumps(check(receipt).form()))
    assert (form["sound"], form["intact"], form["archive"], form["differs"]) == (False, True, "changed", ["texts"])
    (one,) = form["checks"]
    assert (one["outcome"], one["context_changed"], one["relabelled"]) == ("changed", True, False)
    assert one["citation"]["quote"] == TOLL
    assert "five marks" in one["now"]["quote"]
