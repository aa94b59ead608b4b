import json
from pathlib import Path

import pytest

from evals import gold
from evals.gold import Draft, Evidence, Gold, GoldError, Quoted
from rag.archive import Archive
from tests.conftest import DEMO

DRAFT = Draft(
    id="fact-toll",
    question="What is the toll?",
    type="fact",
    gold=(Quoted(speech="ada-2019", quote="The toll is four marks a barge."),),
)


def test_a_draft_finds_its_evidence(archive: Archive) -> None:
    settled = gold.settle(DRAFT, archive)
    (evidence,) = settled.gold
    assert evidence.address == ("ada-2019", 2)
    assert archive.speech("ada-2019").text[evidence.start : evidence.end] == "The toll is four marks a barge."
    assert gold.lint([settled], archive) == []


@pytest.mark.parametrize("quote", ["Words that nobody said.", "toll"])
def test_a_draft_whose_words_stand_nowhere_or_twice_is_refused(archive: Archive, quote: str) -> None:
    archive.paragraphs("boris-2020")
    draft = DRAFT.model_copy(update={"gold": (Quoted(speech="carla-2021", quote=quote),)})
    with pytest.raises(GoldError, match="times, not once"):
        gold.settle(draft, archive)


def test_the_linter_names_what_moved(archive: Archive) -> None:
    settled = gold.settle(DRAFT, archive)
    (good,) = settled.gold
    wrong: dict[str, dict[str, object]] = {
        "are not those that the question was written for": {"start": good.start + 1},
        "does not lie within": {"paragraph": 3},
        "there is no paragraph": {"paragraph": 99},
        "is a salutation": {"paragraph": 1},
        "no speech": {"speech": "nobody"},
    }
    for said, change in wrong.items():
        moved = settled.model_copy(update={"gold": (good.model_copy(update=change),)})
        (problem,) = gold.lint([moved], archive)
        assert problem.startswith("fact-toll: ")
        assert said in problem


def test_a_set_survives_writing_and_reading(archive: Archive, tmp_path: Path) -> None:
    golds = [
        gold.settle(DRAFT, archive),
        Gold(id="x", question="?", type="unanswerable", answerable=False, cause="topic-absent", split="dev"),
    ]
    gold.write(golds, tmp_path / "set.jsonl")
    assert gold.load(tmp_path / "set.jsonl") == golds


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"id": "a"}, "line 1"),
        (
            {"id": "a", "question": "?", "type": "fact", "answerable": True, "split": "dev"},
            "an answerable question has",
        ),
        ({"id": "a", "question": "?", "type": "riddle", "answerable": False, "split": "dev"}, "type"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: dict[str, object], said: str) -> None:
    (tmp_path / "bad.jsonl").write_text(json.dumps(line) + "\n")
    with pytest.raises(GoldError, match=said):
        gold.load(tmp_path / "bad.jsonl")


def test_an_id_stands_once(archive: Archive, tmp_path: Path) -> None:
    gold.write([gold.settle(DRAFT, archive)] * 2, tmp_path / "set.jsonl")
    with pytest.raises(GoldError, match="fact-toll stands 2 times"):
        gold.load(tmp_path / "set.jsonl")


def test_the_demo_set_holds_no_text_of_a_speech() -> None:
    assert set(Evidence.model_fields) == {"speech", "paragraph", "start", "end", "sha256"}


@pytest.mark.real
def test_the_demo_set_stands_in_the_demo_archive(demo: Archive) -> None:
    golds = gold.load()
    assert gold.lint(golds, demo) == []
    assert len(golds) >= 150
    silent = sum(not one.answerable for one in golds) / len(golds)
    assert 0.2 <= silent <= 0.4
    assert {one.split for one in golds} == {"dev", "test"}
    assert {evidence.speech for one in golds for evidence in one.gold} <= {speech.id for speech in demo.speeches()}
    assert len(list(demo.speeches())) == len(list(DEMO.iterdir()))
