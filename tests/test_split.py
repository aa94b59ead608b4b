import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import split
from rag.load import LoadOptions
from rag.schema import CITABLE, Paragraph, Span, Speech
from tests.fakes import HashEmbedder
from tests.load.loaded import load

COUNT = HashEmbedder().count

WORDS = st.sampled_from(["toll", "canal", "Mr.", "barges", "3.5", "“no”", "é", "Art.", "\u00a0", "is", "U.S."])
SENTENCE = st.lists(WORDS, min_size=1, max_size=40).map(" ".join)
ENDED = st.tuples(SENTENCE, st.sampled_from([".", "!", "?", ",", ""])).map("".join)
BODY = st.lists(st.lists(ENDED, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=8)
BREAKS = st.sampled_from(["\n\n", "\n \n", "\n\n\n", "\n"])


@given(BODY, BREAKS, st.booleans())
@settings(max_examples=200, deadline=None)
def test_everything_is_a_slice_of_the_text(body: list[str], gap: str, markdown: bool) -> None:
    speech = Speech("s", gap.join(body), markdown=markdown)
    found = split.paragraphs(speech)
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    for one in found:
        assert speech.text[one.start : one.end] == one.text == one.text.strip()
        for span in one.sentences:
            assert one.start <= span.start < span.end <= one.end
    for before, after in itertools.pairwise(found):
        assert before.end < after.start


@given(BODY, st.integers(60, 128))
@settings(max_examples=100, deadline=None)
def test_passages_fit_the_embedder_and_leave_no_statement_out(body: list[str], limit: int) -> None:
    speech = Speech("s", "\n\n".join(body), speaker="Ada Lund", event="First Canal Conference")
    paragraphs = split.paragraphs(speech)
    passages = split.passages(speech, paragraphs, COUNT, limit)
    covered = {number for one in passages for number in range(one.first, one.last + 1) if not one.aside}
    assert covered == {one.number for one in paragraphs if one.kind in CITABLE}
    assert [one.first for one in passages if one.aside] == [
        one.number for one in paragraphs if one.kind == "salutation"
    ]
    assert len({one.id for one in passages}) == len(passages)
    for one in passages:
        assert speech.text[one.start : one.end] == one.text
        assert one.aside or COUNT(one.header) + COUNT(one.text) + 2 <= limit


@given(BODY)
@settings(max_examples=50, deadline=None)
def test_windows_leave_no_word_out(body: list[str]) -> None:
    text = " ".join(body)
    speech = Speech("s", text)
    passages = split.passages(speech, split.paragraphs(speech), COUNT, 60)
    held = {place for one in passages for place in range(one.start, one.end)}
    said = [one for one in split.paragraphs(speech) if one.kind == "statement"]
    for one in said:
        lost = [place for place in range(one.start, one.end) if place not in held]
        assert all(text[place].isspace() for place in lost)


def test_sentences_are_not_cut_at_abbreviations() -> None:
    (one,) = _split(
        "Mr. Brandt met Gen. Tamm at 9 a.m. on Monday. Under Art. 7 the toll fell by 3.5 marks. “Good,” he said."
    )
    texts = [span.cut(one.text) for span in one.sentences]
    assert texts == [
        "Mr. Brandt met Gen. Tamm at 9 a.m. on Monday.",
        "Under Art. 7 the toll fell by 3.5 marks.",
        "“Good,” he said.",
    ]


def _loaded(text: str) -> Speech:
    """A Markdown file by Carla Ost; its labels are the loader's work."""
    return load(Path("s.md"), text.encode(), LoadOptions(fields={"speaker": "Carla Ost", "date": "2021"}))


def _split(text: str, *, speaker: str = "Carla Ost", markdown: bool = False) -> list[Paragraph]:
    return split.paragraphs(Speech("s", text, speaker=speaker, markdown=markdown))


def test_salutations_are_marked_only_at_the_start() -> None:
    head = "Mr President,\n\nLadies and gentlemen,"
    found = _split(f"{head}\n\nWe met the ministers on Monday, tired as we were.\n\nThank you, ladies and gentlemen!")
    assert [one.kind for one in found] == ["salutation", "salutation", "statement", "statement"]


@pytest.mark.parametrize(
    "line",
    [
        "Presidents, ministers, generals, and everyone who came by the early ferry,",
        "Mr. Chairman, ministers, fellow officers,",
        "Dear friends in the hall, and dear friends in the little squares,",
        "Monsieur le Premier ministre, chers collègues, Mesdames et Messieurs,",
        "My friends,",
        "Mr. Chief Justice, Senator Cole, Reverend Clergy, and my fellow citizens:",
        "General Brandt, reverend clergy, distinguished guests:",
        "Good evening, friends!",
    ],
)
def test_salutations_of_many_kinds_are_known(line: str) -> None:
    assert _split(f"{line}\n\nThe toll fell.")[0].kind == "salutation"


def test_an_opening_statement_is_no_salutation() -> None:
    assert [one.kind for one in _split("We begin with a promise, colleagues, to pay the toll.")] == ["statement"]


@pytest.mark.parametrize(
    "line",
    [
        "Mr President, we shall pay no toll until the bridge over the delta is mended.",
        "Ladies and gentlemen, the canal is open. It took nine years.",
        "Friends, how long shall we wait for the barges?",
        "Ladies and gentlemen! The toll fell!",
        "Mr President, the toll fell.",
        "Friends, we shall pay no toll!",
        "Mr President, I come with one request, and it is an old one:",
    ],
)
def test_who_addresses_and_then_says_something_makes_a_statement(line: str) -> None:
    assert [one.kind for one in _split(f"{line}\n\nThe toll fell.")] == ["statement", "statement"]


def test_plain_text_with_long_lines_has_a_paragraph_a_line_and_hard_wrapped_text_does_not() -> None:
    long = "The canal was opened by the prime minister on a Monday in May while it rained for hours and hours. "
    assert len(_split(f"{long * 2}\n{long * 3}\n{long * 2}")) == 3
    assert len(_split("The canal was opened\nby the prime minister\nin May.")) == 1


def test_turns_know_their_speaker_and_questions_are_marked() -> None:
    text = (
        "Opening words.\n\n**Moderator:** Will the toll rise?\n\n**Carla Ost:** No.\n\nNot this year.\n\n"
        "**Question (Daily Reed):** And the fish?\n\n**Ost:** They swim."
    )
    found = split.paragraphs(_loaded(text))
    assert [(one.kind, one.speaker, one.turn) for one in found] == [
        ("statement", "Carla Ost", 1),
        ("question", "Moderator", 2),
        ("statement", "Carla Ost", 3),
        ("statement", "Carla Ost", 3),
        ("question", "Question (Daily Reed)", 4),
        ("statement", "Carla Ost", 5),
    ]
    assert found[1].text == "Will the toll rise?"
    assert [one.asked for one in found] == [None, None, 2, 2, None, 5]


def test_headings_are_marked_in_markdown_only() -> None:
    assert [one.kind for one in _split("# Opening\n\nWords.", markdown=True)] == ["heading", "statement"]
    assert [one.kind for one in _split("# 7 was my berth.")] == ["statement"]


def test_short_neighbours_of_one_turn_share_a_passage_with_the_question_in_the_header() -> None:
    asked = "**Moderator:** Will the toll rise?\n\n**Carla Ost:** No.\n\nNot this year."
    text = f"{asked}\n\n**Question:** Why?\n\n**Ost:** Law."
    speech = _loaded(text)
    first, second, *asides = split.passages(speech, split.paragraphs(speech), COUNT, 128)
    assert (first.first, first.last, second.first, second.last) == (2, 3, 5, 5)
    assert first.header == "Carla Ost, 2021. Will the toll rise?"
    assert second.header == "Carla Ost, 2021. Why?"
    assert [(one.text, one.header, one.speaker) for one in asides] == [
        ("Will the toll rise?", "", None),
        ("Why?", "", None),
    ]


def test_a_passage_keeps_its_id_when_text_before_it_changes() -> None:
    long = (
        "The keeper counted barges on the canal and wrote them down in a green book that he kept under the lamp. " * 3
    )
    before = Speech("s", f"Short words. {long}\n\n{long} Twice.")
    after = Speech("s", f"Other words, and more. {long}\n\n{long} Twice.")
    ids = [
        [one.id for one in split.passages(speech, split.paragraphs(speech), COUNT, 128)] for speech in (before, after)
    ]
    assert ids[0][0] != ids[1][0]
    assert ids[0][-1] == ids[1][-1]


def test_the_same_words_twice_in_a_speech_are_two_passages() -> None:
    long = (
        "The keeper counted barges on the canal and wrote them down in a green book that he kept under the lamp. " * 3
    )
    speech = Speech("s", f"{long}\n\n{long}")
    passages = split.passages(speech, split.paragraphs(speech), COUNT, 128)
    assert len({one.id for one in passages}) == len(passages) == 2


def test_a_paragraph_in_quotation_marks_is_a_quotation() -> None:
    kinds = [one.kind for one in _split("He wrote:\n\n“Pay no toll.”\n\n“Pay,” he said, “no toll.”\n\n« Rien. »")]
    assert kinds == ["statement", "quotation", "statement", "quotation"]


def test_a_span_that_begins_within_marks_is_anothers() -> None:
    text = "He wrote: “We trust the lock. We built it.” And he left. “No,” I said."
    (paragraph,) = split.paragraphs(Speech("s", text))

    def others(words: str) -> bool:
        start = text.index(words)
        return split.quotes_others(paragraph, Span(start, start + len(words)))

    assert others("“We trust the lock. We built it.”")
    assert others("We built it.” And he left.")
    assert not others("He wrote: “We trust the lock.")
    assert not others("And he left.")
    assert not others("“No,” I said.")
