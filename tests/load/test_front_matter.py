import pytest

from rag.errors import BadFrontMatter
from rag.load.front_matter import parse


def test_metadata_and_body_come_apart() -> None:
    found, body = parse("---\nspeaker: Ada Lund\ndate: 2019-05-14\n---\n\nWords.\n")
    assert (found.speaker, found.date, body.strip()) == ("Ada Lund", "2019-05-14", "Words.")


def test_a_text_without_metadata_is_all_body() -> None:
    found, body = parse("Words.\n\nMore words.")
    assert found.model_dump(exclude_none=True) == {}
    assert body == "Words.\n\nMore words."


@pytest.mark.parametrize(
    ("written", "date"), [("2019", "2019"), ("2019-05", "2019-05"), ("2019-05-14 10:00:00", "2019-05-14")]
)
def test_dates_as_yaml_reads_them(written: str, date: str) -> None:
    assert parse(f"---\ndate: {written}\n---\nx")[0].date == date


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("speeker: Ada", "'speeker' is not a key; the keys are id, speaker"),
        ("date: last May", "'last May' is not a date"),
        ("speaker: [Ada, Bo]", "speaker: Input should be a valid string"),
        ("speaker: 'Ada", "not YAML"),
    ],
)
def test_metadata_that_is_wrong_is_named(head: str, reason: str) -> None:
    with pytest.raises(BadFrontMatter, match=reason):
        parse(f"---\n{head}\n---\nWords.")
