import os
from pathlib import Path

import pytest

from rag.errors import BadInput
from rag.load.text import transcript
from rag.split import paragraphs
from tests.conftest import DEMO
from tests.load.loaded import load

PAGE = """14 May 202110:05

Foreign Minister Ada Lund’s remarks at the First Conference on Canals, Lockton, May 14, 2021


  • de-DE1 en-GB1 ru-RU1

Mr Vane,


Ladies and gentlemen,

The canal is open, and the toll is four marks.

We are not done, since the"""


def test_the_head_of_a_page_becomes_metadata() -> None:
    page = transcript.parse(PAGE)
    assert (page.date, page.speaker, page.role) == ("2021-05-14", "Ada Lund", "Foreign Minister")
    assert (page.event, page.place) == ("First Conference on Canals", "Lockton")
    assert page.languages == ("de", "en", "ru")
    assert page.cut
    assert page.body.startswith("Mr Vane,")


@pytest.mark.parametrize(
    ("title", "who"),
    [
        ("President Bo Vane’s speech at the Grain Summit, Delta City, 3 June 2020", ("President", "Bo Vane")),
        ("Minister of Foreign Affairs Carla Ost's address to the Harbour Forum, Reed, June 3, 2020",
         ("Minister of Foreign Affairs", "Carla Ost")),
        ("Minister of Defence’s statement", ("Minister of Defence", None)),
        ("Minister of Foreign Affairs Sergey V. Lund’s statement", ("Minister of Foreign Affairs", "Sergey V. Lund")),
        ("Ada Lund’s interview for Daily Reed", (None, "Ada Lund")),
        ("Deputy Minister of Defence Ivo Marsh’s remarks at Ice Forum", ("Deputy Minister of Defence", "Ivo Marsh")),
    ],
)  # fmt: skip
def test_titles_name_who_speaks(title: str, who: tuple[str | None, str]) -> None:
    page = transcript.parse(f"3 June 20209:15\n\n{title}\n\nWords.\n")
    assert (page.role, page.speaker) == who


def test_a_title_that_is_not_understood_leaves_the_speaker_unknown() -> None:
    page = transcript.parse("3 June 20209:15\n\nJoint communiqué\n\nWords.\n")
    assert (page.speaker, page.role, page.event, page.place) == (None, None, None, None)
    assert page.title == "Joint communiqué"
    assert not page.cut


def test_other_texts_are_not_taken_for_a_page() -> None:
    assert transcript.is_transcript(PAGE)
    assert not transcript.is_transcript("On 14 May 2021 we met.\n\nIt rained.")


@pytest.mark.parametrize("text", ["14 May 202110:05\n\nOnly a title\n", "45 May 202110:05\n\nTitle\n\nBody."])
def test_a_page_without_its_parts_is_bad_input(text: str) -> None:
    with pytest.raises(BadInput):
        transcript.parse(text)


def test_the_demo_page_is_read_whole() -> None:
    file = DEMO / "2018-rehn-ministry-page.txt"
    speech = load(file, file.read_bytes())
    assert (speech.speaker, speech.role, speech.date) == ("Anton Rehn", "Foreign Minister", "2018-10-10")
    assert (speech.event, speech.place) == ("Third Aurel Conference on Common Security", "Port Aurel")
    assert (speech.language, speech.languages) == ("en", ("de", "en", "fr"))
    assert speech.notes == ("the text is cut: it ends in the middle of a sentence",)
    kinds = [one.kind for one in paragraphs(speech)]
    assert kinds[:3] == ["salutation", "salutation", "statement"]
    assert set(kinds[2:]) == {"statement"}


@pytest.mark.skipif("ONRECORD_SEED" not in os.environ, reason="ONRECORD_SEED names no real transcript page")
def test_a_real_page_is_read_whole() -> None:
    file = Path(os.environ["ONRECORD_SEED"])
    speech = load(file, file.read_bytes())
    assert (speech.speaker, speech.role, speech.date) == ("Sergey Lavrov", "Foreign Minister", "2017-04-26")
    assert (speech.event, speech.place) == ("Sixth Moscow Conference on International Security", "Moscow")
    assert (speech.language, speech.languages) == ("en", ("de", "en", "es", "ru", "fr"))
    assert [one.kind for one in paragraphs(speech)][:3] == ["salutation", "salutation", "statement"]
    assert speech.notes == ("the text is cut: it ends in the middle of a sentence",)
