import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from evals import gold
from evals.gold import Alternative, Evidence, Gold, GoldError

SPAN: dict[str, Any] = {"speech": "ada-2019", "paragraph": 2, "start": 54, "end": 85, "sha256": "ab"}
TOLL: dict[str, Any] = {
    "id": "toll", "question": "What is the toll?", "type": "fact", "answerable": True, "gold": [SPAN], "split": "dev",
}  # fmt: skip
AIRSHIP: dict[str, Any] = {
    "id": "airship", "question": "Who built it?", "type": "unanswerable", "answerable": False, "cause": "topic-absent",
    "split": "test",
}  # fmt: skip


def evidence(speech: str, paragraph: int) -> Evidence:
    return Evidence(speech=speech, paragraph=paragraph, start=0, end=1, sha256="ab")


def alternative(speech: str, paragraph: int, stands_for: int) -> Alternative:
    return Alternative(**evidence(speech, paragraph).model_dump(), stands_for=stands_for)


@pytest.fixture
def bridge() -> Gold:
    """Needs two paragraphs, of which the second is said again in two other places."""
    return Gold(
        id="bridge", question="And who pays?", history=("Is there a bridge?", "When?"), type="several", answerable=True,
        gold=(evidence("ada", 2), evidence("ada", 4)),
        alternatives=(alternative("boris", 1, 1), alternative("carla", 7, 1)), split="dev",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (TOLL | {"gold": []}, "has gold and no cause"),
        (TOLL | {"cause": "near-miss"}, "has gold and no cause"),
        (AIRSHIP | {"cause": None}, "has gold and no cause"),
        (AIRSHIP | {"gold": [SPAN]}, "has gold and no cause"),
        (AIRSHIP | {"type": "fact"}, "the type does not fit"),
        (TOLL | {"type": "unanswerable"}, "the type does not fit"),
        (TOLL | {"alternatives": [SPAN | {"stands_for": 1}]}, "stands for gold evidence that is not there"),
        (AIRSHIP | {"alternatives": [SPAN]}, "stands for gold evidence that is not there"),
        (TOLL | {"alternatives": [SPAN | {"stands_for": -1}]}, "greater than or equal to 0"),
    ],
)
def test_a_question_that_contradicts_itself_is_refused(line: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Gold.model_validate(line)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("type", "riddle"),
        ("wording", "rude"),
        ("split", "train"),
        ("mood", "grim"),
        ("gold", [SPAN | {"text": "Four."}]),
    ],
)
def test_what_the_format_does_not_know_is_refused(key: str, value: object) -> None:
    assert Gold.model_validate(TOLL).wording == "plain"
    with pytest.raises(ValidationError) as caught:
        Gold.model_validate(TOLL | {key: value})
    assert [problem["loc"][0] for problem in caught.value.errors()] == [key]


def test_a_cause_is_one_of_the_known_ones() -> None:
    with pytest.raises(ValidationError, match="topic-absent"):
        Gold.model_validate(AIRSHIP | {"cause": "bad-weather"})


def test_a_follow_up_is_asked_behind_the_questions_before_it(bridge: Gold) -> None:
    assert bridge.asked == "Is there a bridge? When? And who pays?"
    assert Gold.model_validate(TOLL).asked == "What is the toll?"


def test_a_need_is_its_gold_evidence_and_what_stands_for_it(bridge: Gold) -> None:
    needs = [[one.place for one in need] for need in bridge.needs]
    assert needs == [[("ada", 2)], [("ada", 4), ("boris", 1), ("carla", 7)]]


def test_accepted_is_all_evidence_that_will_do(bridge: Gold) -> None:
    assert bridge.accepted == {("ada", 2), ("ada", 4), ("boris", 1), ("carla", 7)}
    assert Gold.model_validate(AIRSHIP).accepted == set()


def test_every_bad_line_is_named(tmp_path: Path) -> None:
    lines = [json.dumps(one) for one in (TOLL, TOLL | {"type": "riddle"}, AIRSHIP)] + ["{", json.dumps({"id": "x"})]
    file = tmp_path / "mine.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(GoldError) as caught:
        gold.load(file)
    said = str(caught.value)
    assert said.startswith("mine.jsonl: line 2: type: Input should be 'fact'")
    assert "| line 4: line: Invalid JSON" in said
    assert "| line 5: question: Field required" in said
    assert said.count(" | ") == 2


def test_an_id_stands_once(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    gold.write([Gold.model_validate(one) for one in (TOLL, AIRSHIP, TOLL)], file)
    with pytest.raises(GoldError, match="the id toll stands 2 times") as caught:
        gold.load(file)
    assert "airship" not in str(caught.value)


def test_a_set_survives_writing_and_reading(tmp_path: Path, bridge: Gold) -> None:
    accented = Gold.model_validate(TOLL | {"question": "Où est l’écluse? 橋", "nuggets": ["vier Märk"]})
    golds = [bridge, accented, Gold.model_validate(AIRSHIP)]
    gold.write(golds, tmp_path / "mine.jsonl")
    assert gold.load(tmp_path / "mine.jsonl") == golds


@pytest.mark.parametrize("within", ["\u2028", "\u2029", "\x85"])
def test_what_only_looks_like_the_end_of_a_line_does_not_end_it(tmp_path: Path, within: str) -> None:
    golds = [Gold.model_validate(TOLL | {"question": f"What is{within}the toll?"}), Gold.model_validate(AIRSHIP)]
    gold.write(golds, tmp_path / "mine.jsonl")
    assert gold.load(tmp_path / "mine.jsonl") == golds


def test_blank_lines_are_passed_over_and_counted(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text(f"\n{json.dumps(TOLL)}\r\n \n{{\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"mine\.jsonl: line 4: line: Invalid JSON"):
        gold.load(file)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"gone\.jsonl cannot be read: .*No such file"):
        gold.load(tmp_path / "gone.jsonl")
    (tmp_path / "old.jsonl").write_bytes(json.dumps(TOLL, ensure_ascii=False).replace("toll", "Zöll").encode("cp1252"))
    with pytest.raises(GoldError, match=r"old\.jsonl cannot be read: .*utf-8"):
        gold.load(tmp_path / "old.jsonl")


def test_a_line_is_written_without_what_is_empty(tmp_path: Path) -> None:
    gold.write([Gold.model_validate(TOLL), Gold.model_validate(AIRSHIP)], tmp_path / "mine.jsonl")
    written = [json.loads(line) for line in (tmp_path / "mine.jsonl").read_text(encoding="utf-8").splitlines()]
    assert written == [TOLL, AIRSHIP]


def test_a_digest_is_sha_256_of_utf_8() -> None:
    assert gold.digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert gold.digest("é") != gold.digest("e\N{COMBINING ACUTE ACCENT}")


@pytest.mark.parametrize("name", ["demo", "presidents"])
def test_the_sets_that_come_with_the_project_have_both_splits_and_both_kinds(name: str) -> None:
    golds = gold.load(Path(gold.__file__).parent / "gold" / f"{name}.jsonl")
    for split in ("dev", "test"):
        assert {one.answerable for one in golds if one.split == split} == {True, False}
