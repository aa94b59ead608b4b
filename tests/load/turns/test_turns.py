import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.load.draft import Part
from rag.load.turns import attribute, is_note, labels
from rag.schema import Voice

Told = list[tuple[str | None, str | None, str]]


def _told(*texts: str | Part, speaker: str | None = None, role: str | None = None) -> Told:
    parts, _ = attribute([text if isinstance(text, Part) else Part(text) for text in texts], speaker, role)
    return [(part.speaker, part.kind, part.text) for part in parts]


def _voices(*texts: str | Part, speaker: str | None = None, role: str | None = None) -> tuple[Voice, ...]:
    return attribute([text if isinstance(text, Part) else Part(text) for text in texts], speaker, role)[1]


def test_capitals_open_turns_and_the_office_is_the_main_speaker() -> None:
    found = _told(
        "THE PRESIDENT:\xa0 Good morning.",
        "The toll stays.",
        "PRIME MINISTER VANE: (As interpreted.) We shall see, as the people of Vane say.",
        "Q\xa0\xa0\xa0 Mr. President, will it rise?",
        "Q Next year?",
        "PRESIDENT LUND: No.",
        "MS. O’HARE: Last question.",
        speaker="Ada Lund",
        role="President of Norland",
    )
    assert found == [
        (None, None, "Good morning."),
        (None, None, "The toll stays."),
        ("Vane", None, "(As interpreted.) We shall see, as the people of Vane say."),
        ("Question", "question", "Mr. President, will it rise?"),
        ("Question", "question", "Next year?"),
        (None, None, "No."),
        ("O’Hare", None, "Last question."),
    ]


def test_the_president_is_not_a_main_speaker_of_another_office() -> None:
    found = _told("THE PRESIDENT: One.", "THE VICE PRESIDENT: Two.", speaker="Vane", role="Vice President")
    assert [who for who, _, _ in found] == ["The President", None]


def test_an_office_alone_is_the_main_speaker_where_nobody_else_is_named() -> None:
    found = _told("THE PRESIDENT: One.", "AUDIENCE: Yes!", speaker="Ada Lund")
    assert [who for who, _, _ in found] == [None, "Audience"]


def test_another_of_the_same_surname_keeps_a_title() -> None:
    found = _told("THE PRESIDENT: One.", "DR. LUND: Two.", "MS. IDA LUND: Three.", speaker="Lund", role="President")
    assert [who for who, _, _ in found] == [None, "Dr. Lund", "Ida Lund"]


def test_a_role_in_a_label_is_the_speakers_and_later_labels_are_short() -> None:
    parts = [
        Part("Good morning.", label="President of Norland Ada Lund:"),
        Part(": Thank you.", label="Federal Chancellor of Germany Bo Vane"),
        Part("(retranslated): We agree.", label="Bo Vane (retranslated)"),
        Part("Ada Lund: So do we.", label="Ada Lund:"),
        Part("Both of us.", label="Vane"),
        Part("Will you sign?", label="Daily Reed correspondent Cy Orr"),
        Part("Today?", label="Cy Orr"),
    ]
    found, voices = attribute(parts, "Ada Lund", "President of Norland")
    assert [(part.speaker, part.kind) for part in found] == [
        (None, None), ("Bo Vane", None), ("Bo Vane", None), (None, None), ("Bo Vane", None),
        ("Cy Orr", "question"), ("Cy Orr", "question"),
    ]  # fmt: skip
    assert [part.text for part in found][1:4] == ["Thank you.", "(retranslated): We agree.", "So do we."]
    assert voices == (
        Voice("Bo Vane", "Federal Chancellor of Germany", "Germany"),
        Voice("Cy Orr", "Daily Reed correspondent", None),
    )


@pytest.mark.parametrize(
    ("label", "name", "role"),
    [
        ("Prime Minister of Norland Ada Lund", "Ada Lund", "Prime Minister of Norland"),
        ("Minister of Defence", "Minister of Defence", "Minister of Defence"),
        ("Ada Lund, editor of the Daily Reed", "Ada Lund", "editor of the Daily Reed"),
        ("The Minister of the Canal (Ada Lund)", "Ada Lund", "Minister of the Canal"),
        ("La presidenta", "La presidenta", "presidenta"),
        ("El president de la Generalitat", "El president de la Generalitat", "president de la Generalitat"),
        ("El conseller d’Economia i Hisenda", "El conseller d’Economia i Hisenda", "conseller d’Economia i Hisenda"),
        ("M. le président", "M. le président", "président"),
        ("O Sr. Presidente", "O Sr. Presidente", "Presidente"),
        ("El señor PRESIDENTE DEL GOBIERNO (Lund Vane)", "Lund Vane", "PRESIDENTE DEL GOBIERNO"),
        ("El señor Lund", "Lund", None),
        ("Minister van Vane", "van Vane", "Minister"),
        ("Poseł Ada Lund", "Ada Lund", "Poseł"),
        ("Bundesministerin für Kanäle Ada Lund", "Ada Lund", "Bundesministerin für Kanäle"),
        ("Minister of Locks Ada van der Lund", "Ada van der Lund", "Minister of Locks"),
        ("Minister of Locks and of Canals", "Minister of Locks and of Canals", "Minister of Locks and of Canals"),
        ("Minister of Inland Canals and Locks", *["Minister of Inland Canals and Locks"] * 2),
        ("Mr. Vane", "Vane", None),
        ("Audience Member (inaudible)", "Audience Member", None),
    ],
)
def test_labels_are_read(label: str, name: str, role: str | None) -> None:
    told = labels.read(label, frozenset())
    assert (told.name, told.role) == (name, role)


def test_plain_labels_count_where_they_recur() -> None:
    talk = ["Ada Lund: One.", "Mr. Vane: Two.", "Ada Lund: Three.", "Mr. Vane: Four.", "Mr. President: five."]
    assert [who for who, _, _ in _told(*talk)] == ["Ada Lund", "Vane", "Ada Lund", "Vane", "Vane"]
    assert _told("Ada Lund: One.", "Mr. Vane: Two.")[0] == (None, None, "Ada Lund: One.")
    assert _told("Ada Lund: One.", speaker="Ada Lund") == [(None, None, "One.")]
    short = ["Lund: One.", "Vane: Two.", "Lund: Three.", "Vane: Four."]
    assert [who for who, _, _ in _told(*short)] == ["Lund", "Vane", "Lund", "Vane"]


@pytest.mark.parametrize(
    "text",
    [
        "Let me say this: the toll stays.",
        "Consider: four marks.",
        "First: the canal.",
        "Mr. President: we greet you.",
        "Your Excellencies: we greet you.",
        "**Therefore:** the toll stays.",
        "NORLAND: a country of canals.",
        "Q is a letter.",
        "A letter: it came late.",
    ],
)
def test_a_sentence_with_a_colon_is_no_label(text: str) -> None:
    assert _told(text, text, "The end.") == [(None, None, text)] * 2 + [(None, None, "The end.")]


def test_bold_labels_open_turns() -> None:
    talk = [
        "**Moderator:** Will it rise?",
        "**Carla Ost:** No.",
        "Never.",
        "**Question (Reed)**: Why?",
        "**Ost:** Law.",
    ]
    assert _told(*talk, speaker="Carla Ost") == [
        ("Moderator", "question", "Will it rise?"),
        (None, None, "No."),
        (None, None, "Never."),
        ("Question (Reed)", "question", "Why?"),
        (None, None, "Law."),
    ]


@pytest.mark.parametrize(
    "text",
    ["(Applause.)", "[Laughter]", "*(Cross-talk.)*", "* * *", "###", "END", "4:49 P.M. NST", "END 5:10 P.M. NST",
     "(The bill is signed.)", "[At this point, a moment of silence was observed.]"],
)  # fmt: skip
def test_what_nobody_says_is_a_note(text: str) -> None:
    assert is_note(text)
    assert _told("MS. LUND: One.", text, "Two.")[1:] == [(None, "note", text), ("Lund", None, "Two.")]


@pytest.mark.parametrize(
    "text", ["(I shall come back to this.)", "More.", "No (applause) at all.", "(One.) (Two.)", "1982"]
)
def test_words_in_brackets_may_be_the_speakers(text: str) -> None:
    assert not is_note(text)


def test_a_label_over_a_direction_opens_no_turn() -> None:
    found = _told("THE PRESIDENT: Thank you.", "AUDIENCE: (Applause.)", "It is late.", speaker="Lund", role="President")
    assert found[1:] == [(None, "note", "(Applause.)"), (None, None, "It is late.")]


def test_what_the_format_says_stays() -> None:
    parts = [Part("Opening", kind="heading"), Part("One.", speaker="Bo Vane"), Part("Two."), Part("Bell.", kind="note")]
    found, _ = attribute(parts, "Ada Lund")
    assert [(part.speaker, part.kind) for part in found] == [
        (None, "heading"), ("Bo Vane", None), ("Bo Vane", None), (None, "note"),
    ]  # fmt: skip


WHO = st.sampled_from(
    ["", "Q: ", "Q   ", "MS. LUND: ", "THE PRESIDENT: ", "**Bo Vane:** ", "Bo Vane: ", "AUDIENCE: ", "x: "]
)
SAID = st.sampled_from(["Yes.", "(Applause.)", "", "No: never.", "* * *", "“Toll,” he said.", "VANE"])


@given(st.lists(st.tuples(WHO, SAID).map("".join)), st.sampled_from([None, "Bo Vane", "Lund"]))
def test_every_paragraph_comes_out_as_the_end_of_what_went_in(texts: list[str], speaker: str | None) -> None:
    found, voices = attribute(map(Part, texts), speaker, "President" if speaker else None)
    assert len(found) == len(texts)
    for part, text in zip(found, texts, strict=True):
        assert text.endswith(part.text)
        assert speaker is None or part.speaker != speaker
    assert speaker not in {voice.name for voice in voices}


def test_one_who_gives_his_name_again_is_quoted_with_it() -> None:
    parts, _ = attribute(
        [Part("Boris Vane, of the Canal Company.", label="Boris Vane"), Part("A: A.", label="A:")], None
    )
    assert [part.text for part in parts] == ["Boris Vane, of the Canal Company.", "A."]
