import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from evals import gold
from evals.gold import Evidence, Gold, GoldError
from evals.lint import check, lint, overlap, terciles, words
from rag.archive import Archive
from rag.split import paragraphs
from tests.conftest import ADA, CARLA, DEMO
from tests.fakes import HashEmbedder
from tests.load.loaded import load

COUNTED = "Our lighthouse keeper, Mr. Brandt, counted 312 barges in the first week."


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Speeches of `conftest`, which are only read here, so that one archive does for all tests."""
    folder = tmp_path_factory.mktemp("lint")
    for stem, text in {"ada-2019": ADA, "carla-2021": CARLA}.items():
        (folder / f"{stem}.md").write_text(text, encoding="utf-8")
    with Archive.open(folder / "archive", create=True, embedder=HashEmbedder()) as opened:
        opened.ingest(folder.glob("*.md"))
        yield opened


def evidence(archive: Archive, speech: str, paragraph: int, said: str) -> Evidence:
    start = archive.speech(speech).text.index(said)
    sha256 = hashlib.sha256(said.encode()).hexdigest()
    return Evidence(speech=speech, paragraph=paragraph, start=start, end=start + len(said), sha256=sha256)


def asking(question: str, *found: Evidence, name: str = "q", history: tuple[str, ...] = ()) -> Gold:
    return Gold(id=name, question=question, history=history, type="fact", answerable=True, gold=found, split="dev")


def silent(name: str) -> Gold:
    return Gold(
        id=name, question="And zeppelins?", type="unanswerable", answerable=False, cause="topic-absent", split="dev"
    )


@pytest.fixture
def counted(archive: Archive) -> Evidence:
    return evidence(archive, "ada-2019", 3, COUNTED)


def test_a_set_that_fits_its_archive_has_no_problems(archive: Archive, counted: Evidence) -> None:
    golds = [asking("How many barges?", counted), silent("s")]
    assert lint(golds, archive) == []
    assert words(counted, archive) == COUNTED
    check(golds, archive)


def test_each_problem_is_named(archive: Archive, counted: Evidence) -> None:
    wrong: dict[str, dict[str, object]] = {
        "the words at ada-2019#p3 are not those that the question was written for": {"start": counted.start + 1},
        f"{counted.start}-{counted.end} does not lie within ada-2019#p2": {"paragraph": 2},
        f"{counted.end}-{counted.end} does not lie within ada-2019#p3": {"start": counted.end},
        "ada-2019 has paragraphs 1 to 4; there is no paragraph 9": {"paragraph": 9},
        "ada-2019#p1 is a salutation, which cannot be cited": {"paragraph": 1},
        "carla-2021#p4 is a question, which cannot be cited": {"speech": "carla-2021", "paragraph": 4},
        "no speech 'nobody' in this archive": {"speech": "nobody"},
        "paragraphs count from 1": {"paragraph": 0},
    }
    for said, change in wrong.items():
        (problem,) = lint([asking("How many?", counted.model_copy(update=change), name="how-many")], archive)
        assert problem.startswith("how-many: ")
        assert said in problem


def test_a_speech_in_upper_case_is_mended_or_told(archive: Archive, counted: Evidence) -> None:
    upper = asking("How many?", Evidence(**counted.model_dump() | {"speech": "ADA-2019"}))
    assert lint([upper], archive) or upper.accepted == {("ada-2019", 3)}


def test_an_alternative_is_looked_at_as_well(archive: Archive, counted: Evidence) -> None:
    other = gold.Alternative(**counted.model_dump() | {"sha256": "00"})
    doubtful = asking("How many?", counted).model_copy(update={"alternatives": (other,)})
    (problem,) = lint([doubtful], archive)
    assert "are not those that the question was written for" in problem


def test_checking_raises_with_every_problem(archive: Archive, counted: Evidence) -> None:
    moved = counted.model_copy(update={"end": counted.end + 1})
    away = counted.model_copy(update={"speech": "nobody"})
    with pytest.raises(GoldError, match=r"^one: the words at .* \| three: no speech 'nobody'"):
        check([asking("?", moved, name="one"), silent("two"), asking("?", away, name="three")], archive)


def test_overlap_is_the_share_of_the_questions_words_that_the_evidence_holds(
    archive: Archive, counted: Evidence
) -> None:
    assert overlap(asking("Did the keeper see barges or steamers?", counted), archive) == 0.5
    assert overlap(asking("Which 312?", counted), archive) == 1.0
    assert overlap(asking("Who was it?", counted), archive) == 0.0


def test_overlap_counts_the_questions_before_and_all_of_the_evidence(archive: Archive, counted: Evidence) -> None:
    toll = evidence(archive, "ada-2019", 2, "The toll is four marks a barge.")
    assert overlap(asking("What toll?", counted, history=("How many barges?",)), archive) == pytest.approx(1 / 3)
    assert overlap(asking("What toll?", counted, toll, history=("How many barges?",)), archive) == pytest.approx(2 / 3)


def test_terciles_go_from_few_shared_words_to_many(archive: Archive, counted: Evidence) -> None:
    questions = {"z": "Zeppelins over deltas?", "y": "Barges over deltas?", "x": "Barges counted weekly?"}
    golds = [silent("s"), *(asking(text, counted, name=one) for one, text in questions.items())]
    assert terciles(golds, archive) == {"z": "low", "y": "middle", "x": "high"}


def test_terciles_are_of_one_size_though_all_overlap_alike(archive: Archive, counted: Evidence) -> None:
    for count in range(3, 9):
        golds = [asking("Barges?", counted, name=f"q{number}") for number in reversed(range(count))]
        thirds = terciles(golds, archive)
        sizes = Counter(thirds.values())
        assert len(sizes) == 3
        assert max(sizes.values()) - min(sizes.values()) <= 1
        assert [thirds[one] for one in sorted(thirds)] == sorted(thirds.values(), key=("low", "middle", "high").index)


class Texts:
    """The demo's speeches, split but not indexed, which takes a tenth of the time; `lint` reads nothing else."""

    def __init__(self) -> None:
        speeches = [load(file, file.read_bytes()) for file in sorted(DEMO.iterdir())]
        self.speech = {one.id: one for one in speeches}.__getitem__
        self.paragraph = {one.address: one for speech in speeches for one in paragraphs(speech)}.__getitem__


def test_the_demo_set_stands_in_the_demo_texts() -> None:
    golds = gold.load(Path(gold.__file__).parent / "gold" / "demo.jsonl")
    assert lint(golds, cast(Archive, Texts())) == []
