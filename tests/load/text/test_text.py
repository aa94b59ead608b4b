from pathlib import Path

import pytest

from rag.errors import BadInput
from rag.load import LoadOptions
from rag.schema import Block, Speech, Voice
from rag.split import paragraphs
from tests.conftest import DEMO
from tests.load.loaded import load

REMARKS = """---
date: '2024-03-20'
modified_time: 2024-03-20 09:12:04-05:00
published_time: 2024-03-20 09:11:00-05:00
source_url: https://example.org/remarks/canal
tags: speeches-remarks
title: "Remarks by President\\_Lund at the Reopening of the\\
  \\ Canal"
---
\x20
Grain Exchange \x20
Delta City, Norland \x20
(March 19, 2024)

4:49 P.M. NST \x20
\xa0 \x20
THE PRESIDENT:\xa0 Thank you.\xa0 Thank you.\xa0 (Applause.)\xa0 It is a pleasure
to stand on a bridge that I was told would never be built, and by a man
who is now holding my umbrella. \x20
\xa0 \x20
The toll was <s>five</s> \\[four\\] marks when we began, and it is four marks
today, whatever the Harbour Gazette may have written about it.\xa0

(Laughter.)

PRIME MINISTER ORR:\xa0 (As interpreted.)\xa0 We thank President Lund for the
bridge, and for the umbrella.\xa0 I’ve nothing more to say, and O’Hare — I
mean Mr. O’Hare — knows it.

Q\xa0\xa0\xa0 Madam President, the Gazette says that it was a secret toll of
five marks.\xa0 Was it?

THE PRESIDENT:\xa0 No.

\\###

END 5:10 P.M. NST
"""


def test_a_hard_wrapped_transcript_is_put_together() -> None:
    speech = load(Path("canal.md"), REMARKS.encode())
    assert (speech.speaker, speech.role, speech.date) == ("Lund", "President", "2024-03-19")
    assert (speech.place, speech.source) == ("Grain Exchange, Delta City, Norland", "https://example.org/remarks/canal")
    assert speech.title == "Remarks by President Lund at the Reopening of the Canal"
    assert [(one.kind, one.speaker, one.text) for one in paragraphs(speech)] == [
        ("note", None, "Grain Exchange\nDelta City, Norland"),
        ("note", None, "(March 19, 2024)"),
        ("note", None, "4:49 P.M. NST"),
        ("statement", "Lund", "Thank you. Thank you. (Applause.) It is a pleasure to stand on a bridge that I was told "
         "would never be built, and by a man who is now holding my umbrella."),
        ("statement", "Lund", "The toll was five [four] marks when we began, and it is four marks today, whatever the "
         "Harbour Gazette may have written about it."),
        ("note", None, "(Laughter.)"),
        ("statement", "Orr", "(As interpreted.) We thank President Lund for the bridge, and for the umbrella. I’ve "
         "nothing more to say, and O’Hare — I mean Mr. O’Hare — knows it."),
        ("question", "Question", "Madam President, the Gazette says that it was a secret toll of five marks. Was it?"),
        ("statement", "Lund", "No."),
        ("note", None, "###"),
        ("note", None, "END 5:10 P.M. NST"),
    ]  # fmt: skip
    assert speech.voices == (Voice("Orr", "Prime Minister"),)


def test_a_speaker_that_is_told_goes_before_the_title() -> None:
    told = load(Path("a.md"), b"---\nspeaker: Bo Vane\ntitle: Remarks by President Lund\n---\nWords.")
    assert (told.speaker, told.role) == ("Bo Vane", None)
    by_user = load(
        Path("a.md"), b"---\ntitle: Remarks by President Lund\n---\nWords.", LoadOptions(fields={"speaker": "X"})
    )
    assert (by_user.speaker, by_user.role) == ("X", None)


def test_a_text_that_is_not_wrapped_is_kept_as_it_stands() -> None:
    body = "One  and\xa0two.\n\nThree \\[four\\]."
    speech = load(Path("a.md"), f"---\nspeaker: Ada Lund\n---\n{body}\n".encode())
    assert (speech.text, speech.blocks, speech.voices) == (body, (), ())


def test_labels_of_a_text_that_is_kept_are_no_words_of_its_paragraphs() -> None:
    body = "MS. LUND: The toll stays.\n\n(Applause.)\n\nQ: Why?"
    speech = load(Path("a.txt"), body.encode())
    assert speech.text == body
    assert speech.blocks == (
        Block(10, 25, "Lund"), Block(27, 38, None, "note"), Block(43, 47, "Question", "question"),
    )  # fmt: skip


def test_what_was_left_out_or_guessed_is_told() -> None:
    words = "We went to the harbour with the keeper, who counts the barges in the first\nweek of May and writes them "
    text = f"{words}down.\n{words}\n4\n\nin his book — twice.\n{words}down.\n5\n\n{words}up."
    speech = load(Path("a.txt"), text.encode("cp1252"))
    assert speech.notes == ("not UTF-8: read as cp1252, which is a guess", "2 lines with page numbers are left out")


def test_keys_of_site_generators_are_known_and_others_are_slips() -> None:
    head = "layout: post\ndraft: false\ntags: [a, b]\ncategories: x\nsource_url: https://b\n"
    assert load(Path("a.md"), f"---\n{head}---\nWords.".encode()).source == "https://b"
    assert load(Path("a.md"), f"---\n{head}source: https://a\n---\nWords.".encode()).source == "https://a"
    with pytest.raises(BadInput, match="'sauce' is not a key"):
        load(Path("a.md"), b"---\nsauce: hot\n---\nWords.")


def _turns(speech: Speech) -> list[tuple[str, str | None]]:
    return [(one.kind, one.speaker) for one in paragraphs(speech)]


def test_the_demo_interview_has_its_turns() -> None:
    file = DEMO / "2019-anton-rehn-press.md"
    speech = load(file, file.read_bytes())
    body = file.read_text(encoding="utf-8").split("---\n", 2)[2].strip()
    assert speech.text == body
    turns = _turns(speech)
    assert turns[:3] == [
        ("question", "Moderator"),
        ("statement", "Anton Rehn"),
        ("question", "Question (Harbour Gazette)"),
    ]
    assert {who for kind, who in turns if kind == "statement"} == {"Anton Rehn"}
    assert not any("**" in one.text for one in paragraphs(speech))


@pytest.mark.parametrize("file", sorted(DEMO.iterdir()), ids=lambda file: file.stem)
def test_no_other_text_of_the_demo_is_touched(file: Path) -> None:
    speech = load(file, file.read_bytes())
    assert not speech.blocks or file.stem == "2019-anton-rehn-press"
    assert speech.text in file.read_text(encoding="utf-8")
