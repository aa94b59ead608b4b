from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.archive import Archive
from rag.errors import BadInput
from rag.filters import Filters
from tests.conftest import WriteSpeech
from tests.fakes import HashEmbedder

CANAL = """The Aurel canal was opened by three hundred people with lanterns in their hands. Nobody fell into the water.

Let me say what the harbour master told me: “A lock without a keeper is a wall.” He must be right.

We will not sell a single bottle of Aurel water to the mills of Norland before 2030."""

PORT = """In the port of Sennet the grain stood under canvas for eleven weeks.

The Aurel canal was opened by three hundred people with lanterns in their hands. I was one of them.

Every fisherman shall receive forty marks, and every widow shall receive sixty.

The harbour master keeps a well-known ledger of every herring that he never weighed."""

TALK = """**Moderator:** Welcome to the evening of questions about lighthouses.

**Question (Daily Reed):** Did the harbour office promise the pilots a second dredger this winter?

**Question (Canal Post):** And how many herons nest on the sluice by the old tannery?

**Question (Daily Reed):** Why has the northern lighthouse burned no oil since the spring storms?

**Carla Ost:** Because the keeper sold the barrels to a travelling circus from Velm.

He returned them in the autumn, empty and painted with elephants.

The barrels that the keeper returned in the autumn we do not want. [They] are painted with elephants,
says his letter."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("quotes")
    heads = {
        "canal-2019": ("Ada Lund", "Prime Minister", "2019-05-14", CANAL),
        "port-2021": ("Boris Vane", "Foreign Minister", "2021-03-02", PORT),
        "talk-2022": ("Carla Ost", "Prime Minister", "2022-09-09", TALK),
    }
    for stem, (speaker, role, date, text) in heads.items():
        head = f"speaker: {speaker}\nrole: {role}\ncountry: Norland\ndate: {date}\nlanguage: en"
        (folder / f"{stem}.md").write_text(f"---\n{head}\n---\n{text}\n", encoding="utf-8")
    filler = "\n\n".join(
        f"Of the weir at mile {number} we have nothing to tell but its height." for number in range(40)
    )
    (folder / "weirs-2018.md").write_text(f"---\nspeaker: Dora Weir\ndate: 2018\nlanguage: en\n---\n{filler}\n")
    with Archive.open(folder / "archive", create=True, embedder=HashEmbedder()) as opened:
        opened.ingest(folder.glob("*.md"))
        yield opened


def test_verbatim_words_are_exact_and_a_slice_of_the_text(archive: Archive) -> None:
    found = archive.find_quote("not sell a single bottle of Aurel water to the mills of Norland")
    assert (found.verdict, found.meaning_changed, found.changes) == ("exact", False, ())
    (match,) = found.matches
    assert (match.address, match.speaker, match.date) == ("canal-2019#p3", "Ada Lund", "2019-05-14")
    assert match.quote == archive.speech(match.speech).text[match.start : match.end]
    assert match.similarity == 1.0
    assert found.searched == 4


@pytest.mark.parametrize(
    "words",
    [
        "“WE WILL NOT SELL a single bottle\n\nof Aurel water — to the mills of Norland”",
        "Nobody fell into the water. Let me say what the harbour master told me",
        "lanterns in their hands. Nobody fell into the water.",
        "a lock without a keeper is a wall.' He must be right. We will not sell a single bottle",
    ],
)
def test_marks_case_space_and_paragraph_borders_do_not_count(archive: Archive, words: str) -> None:
    assert archive.find_quote(words).verdict == "exact"


def test_a_bracket_of_the_text_itself_is_no_insertion(archive: Archive) -> None:
    assert archive.find_quote("[They] are painted with elephants, says his letter").verdict == "exact"
    assert archive.find_quote("[We] are painted with elephants, says his letter").verdict == "altered"


def test_a_match_across_paragraphs_tells_both(archive: Archive) -> None:
    found = archive.find_quote("He must be right. We will not sell a single bottle of Aurel water")
    assert found.matches[0].address == "canal-2019#p2-p3"


def test_all_places_are_told_earliest_first(archive: Archive) -> None:
    found = archive.find_quote("The Aurel canal was opened by three hundred people with lanterns in their hands")
    assert [match.speech for match in found.matches] == ["canal-2019", "port-2021"]
    assert "and in 1 place later" in found.reason


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("We will sell a single bottle of Aurel water to the mills of Norland", "negation"),
        ("The barrels that the keeper returned in the autumn we do want", "negation"),
        ("We will not sell a single bottle of Aurel water to the mills of Norland before 2040", "date"),
        ("Every fisherman shall receive fifty marks, and every widow shall receive sixty", "number"),
        ("We will not sell a single bottle of Aurel water to the mills of Delta before 2030", "name"),
        ("Every fisherman may receive forty marks, and every widow may receive sixty", "strength"),
    ],
)
def test_a_change_of_meaning_is_named(archive: Archive, words: str, kind: str) -> None:
    found = archive.find_quote(words)
    assert (found.verdict, found.meaning_changed) == ("altered", True)
    assert kind in {change.kind for change in found.changes}
    assert kind in found.reason


@pytest.mark.parametrize(
    "words",
    [
        "In the port of Sennet … eleven weeks",
        "In the port of Sennet the [wheat] stood under canvas for eleven weeks",
        "In the port of Sennet the corn stood under canvas for eleven weeks",
        "In the port of Sennet, the grain stood under canvas; for eleven weeks",
    ],
)
def test_a_harmless_edit_is_altered_and_no_change_of_meaning(archive: Archive, words: str) -> None:
    found = archive.find_quote(words)
    assert (found.verdict, found.meaning_changed) == ("altered", False)
    assert found.best is not None
    assert found.best.address == "port-2021#p1"


@pytest.mark.parametrize(
    ("words", "changed"),
    [
        ("We will … sell a single bottle of Aurel water to the mills of Norland", True),
        ("We will not sell … to the mills of Norland before 2030", False),
        ("lanterns in their hands … the harbour master told me", False),
        ("We will [gladly] sell a single bottle of Aurel water to the mills of Norland", True),
    ],
)
def test_a_negation_that_is_left_out_is_named(archive: Archive, words: str, changed: bool) -> None:
    found = archive.find_quote(words)
    assert (found.verdict, found.meaning_changed) == ("altered", changed)
    assert [change.kind for change in found.changes] == ["negation"] * changed


def test_the_diff_puts_both_sides_together(archive: Archive) -> None:
    words = "Every old fisherman shall receive fifty marks, and widow shall receive sixty"
    best = archive.find_quote(words).best
    assert best is not None
    assert "".join(edit.claimed for edit in best.diff) == words
    assert "".join(edit.stored for edit in best.diff) == best.quote
    assert [(edit.claimed.strip(), edit.stored.strip()) for edit in best.diff if not edit.same] == [
        ("old", ""), ("fifty", "forty"), ("", "every"),
    ]  # fmt: skip


def test_real_words_of_someone_else_are_misattributed(archive: Archive) -> None:
    found = archive.find_quote("the grain stood under canvas for eleven weeks", Filters(speaker=("Ada Lund",)))
    assert found.verdict == "misattributed"
    assert [match.speaker for match in found.matches] == ["Boris Vane"]
    assert "Boris Vane" in found.reason
    assert "speaker Ada Lund" in found.reason
    assert found.searched == 1


def test_real_words_of_another_time_are_misattributed(archive: Archive) -> None:
    claim = Filters(speaker=("Ada Lund",), since="2020")
    found = archive.find_quote("not sell a single bottle of Aurel water to the mills", claim)
    assert (found.verdict, found.matches[0].date) == ("misattributed", "2019-05-14")


@pytest.mark.parametrize("name", ["Prime Minister Lund", "Ada B. Lund", "Mrs. Ada Lund", "Lund"])
def test_the_claimed_speaker_may_be_written_in_another_way(archive: Archive, name: str) -> None:
    words = "not sell a single bottle of Aurel water to the mills"
    assert archive.find_quote(words, Filters(speaker=(name,))).verdict == "exact"
    assert archive.find_quote(words, Filters(speaker=("Prime Minister Olsen",))).verdict == "misattributed"


def test_what_the_claimed_speaker_said_alike_is_told(archive: Archive) -> None:
    words = "The Aurel canal was opened by three hundred people with lanterns in their hands. I was one of them"
    found = archive.find_quote(words, Filters(speaker=("Ada Lund",)))
    assert (found.verdict, [match.speaker for match in found.matches]) == ("misattributed", ["Boris Vane"])
    assert "with speaker Ada Lund only something like them, in canal-2019#p1" in found.reason


def test_of_two_speakers_the_claimed_one_is_told(archive: Archive) -> None:
    words = "The Aurel canal was opened by three hundred people with lanterns in their hands"
    found = archive.find_quote(words, Filters(speaker=("Boris Vane",)))
    assert (found.verdict, [match.speaker for match in found.matches]) == ("exact", ["Boris Vane"])


def test_a_journalists_question_is_not_the_ministers_words(archive: Archive) -> None:
    words = "Why has the northern lighthouse burned no oil since the spring storms?"
    found = archive.find_quote(words, Filters(speaker=("Carla Ost",)))
    assert found.verdict == "misattributed"
    assert found.matches[0].speaker != "Carla Ost"


def test_words_that_a_speaker_quotes_are_told_as_such(archive: Archive) -> None:
    best = archive.find_quote("A lock without a keeper is a wall").best
    assert best is not None
    assert best.of_others


def test_an_invented_line_is_absent(archive: Archive) -> None:
    found = archive.find_quote("The lighthouse keeper will receive a goat from every mill before the winter")
    assert (found.verdict, found.matches, found.parts) == ("absent", (), ())
    assert found.reason.startswith("Not in this archive")


def test_a_stitched_line_names_its_places(archive: Archive) -> None:
    words = "In the port of Sennet the grain stood under canvas, and the keeper sold the barrels to a travelling circus"
    found = archive.find_quote(words)
    assert found.verdict == "absent"
    assert [match.speech for match in found.parts] == ["port-2021", "talk-2022"]
    assert "stitched together" in found.reason


def test_words_of_two_turns_are_not_one_line(archive: Archive) -> None:
    words = "burned no oil since the spring storms? Because the keeper sold the barrels to a travelling circus"
    assert archive.find_quote(words).verdict != "exact"


@pytest.mark.parametrize("words", ["the keeper", "We will not", "to be and not to be of the"])
def test_a_common_phrase_is_too_short(archive: Archive, words: str) -> None:
    assert archive.find_quote(words).verdict == "too-short"


@pytest.mark.parametrize("words", ["", "“…”", "word " * 1001])
def test_what_cannot_be_looked_up_is_bad_input(archive: Archive, words: str) -> None:
    with pytest.raises(BadInput, match="a quotation has 1 to 1,000 words"):
        archive.find_quote(words)


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_slice_of_a_turn_is_found_where_it_stands(archive: Archive, data: st.DataObject) -> None:
    speech = archive.speech(data.draw(st.sampled_from(["canal-2019", "port-2021"])))
    start = data.draw(st.integers(0, len(speech.text) - 80))
    end = data.draw(st.integers(start + 70, min(len(speech.text), start + 300)))
    start = speech.text.index(" ", start) if start else 0
    end = speech.text.rfind(" ", start, end) if end < len(speech.text) else end
    found = archive.find_quote(speech.text[start:end])
    assert found.verdict in {"exact", "too-short"}
    assert any(match.speech == speech.id and match.start >= start and match.end <= end for match in found.matches)


@given(st.text(min_size=1, max_size=200))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_has_a_verdict_or_is_bad_input(archive: Archive, text: str) -> None:
    try:
        found = archive.find_quote(text)
    except BadInput:
        return
    for match in (*found.matches, *found.parts):
        assert match.quote == archive.speech(match.speech).text[match.start : match.end]


def test_an_empty_archive_has_nothing(tmp_path: Path, write_speech: WriteSpeech) -> None:
    with Archive.open(tmp_path / "archive", create=True, embedder=HashEmbedder()) as empty:
        found = empty.find_quote("In the port of Sennet the grain stood under canvas")
    assert (found.verdict, found.searched) == ("absent", 0)


def test_a_question_that_nobody_answered_is_found_and_never_an_answer(archive: Archive) -> None:
    words = "how many herons nest on the sluice by the old tannery"
    found = archive.find_quote(words)
    assert (found.verdict, found.matches[0].paragraph) == ("exact", 3)
    changed = archive.find_quote(words.replace("herons", "swans"))
    assert (changed.verdict, changed.matches[0].paragraph) == ("altered", 3)
    asked = archive.ask(words)
    assert not any(hit.passage.aside for hit in asked.evidence)


def test_a_negation_in_brackets_changes_the_meaning(archive: Archive) -> None:
    found = archive.find_quote("The Aurel canal was [not] opened by three hundred people with lanterns in their hands")
    assert (found.verdict, [one.kind for one in found.changes]) == ("altered", ["negation"])
    explained = archive.find_quote("The Aurel canal was [last May] opened by three hundred people with lanterns")
    assert (explained.verdict, explained.meaning_changed) == ("altered", False)


def test_a_line_spelt_badly_or_with_other_figures_is_the_line(archive: Archive) -> None:
    found = archive.find_quote("The Aurell canal was opend by 300 people with lantern in there hands")
    assert found.verdict == "altered"
    changed = archive.find_quote("Every fisherman shall receive 75 marks, and every widow shall receive ninety-five")
    assert (changed.verdict, {one.kind for one in changed.changes}) == ("altered", {"number"})


def test_a_country_may_be_claimed_under_another_name(archive: Archive) -> None:
    words = "not sell a single bottle of Aurel water to the mills"
    assert archive.find_quote(words, Filters(country=("Republic of Norland",))).verdict == "exact"
    assert archive.find_quote(words, Filters(country=("Republic of Sahrun",))).verdict == "misattributed"


@pytest.mark.parametrize("end", ["well-\nknown ledger", "well-known led-\nger"])
def test_a_hyphen_at_the_end_of_a_line_may_be_the_words_own(archive: Archive, end: str) -> None:
    assert archive.find_quote(f"keeps a {end} of every herring that he never weighed").verdict == "exact"


def test_a_bracket_that_negates_for_a_negation_changes_nothing(archive: Archive) -> None:
    found = archive.find_quote("We will [never] sell a single bottle of Aurel water to the mills of Norland")
    assert (found.verdict, found.meaning_changed) == ("altered", False)
