import pytest

from rag.errors import BadFrontMatter
from rag.load.front_matter import FrontMatter, parse


def test_metadata_and_body_come_apart() -> None:
    found, body = parse("---\nspeaker: Ada Lund\ndate: 2019-05-14\n---\n\nWords.\n")
    assert (found.speaker, found.date, body.strip()) == ("Ada Lund", "2019-05-14", "Words.")


def test_a_text_without_metadata_is_all_body() -> None:
    found, body = parse("Words.\n\nMore words.")
    assert found.model_dump(exclude_none=True) == {}
    assert body == "Words.\n\nMore words."


@pytest.mark.parametrize(
    "text",
    [
        "{\n  stage direction\n}\n\nWords.",
        "{\nA brace that nothing closes.",
        "+++\ntitle = 1\n+++\nWords.",
        "---\nA rule that nothing closes.",
        "Words.\n\n---\n\nMore: words.\n\n---\n\nThe end.",
    ],
)
def test_what_only_looks_like_metadata_is_body(text: str) -> None:
    assert parse(text) == (FrontMatter(), text)


def test_empty_metadata_is_none() -> None:
    assert parse("---\n# nothing yet\n---\nWords.") == (FrontMatter(), "Words.")
    assert parse("---\nspeaker:\nrole: ~\nplace: null\n---\nWords.") == (FrontMatter(), "Words.")


@pytest.mark.parametrize("written", ["Yes", "no", "on", "2009", "1.50", "0x1F", "1:30", "2019-05-14", "=", "<<"])
def test_a_value_is_the_text_as_written(written: str) -> None:
    assert parse(f"---\nspeaker: {written}\n---\nx")[0].speaker == written
    assert parse(f"---\nspeaker: '{written}'\n---\nx")[0].speaker == written


@pytest.mark.parametrize(
    ("written", "code"), [("no", "no"), ("EN", "en"), ("en-GB", "en"), ("zh-Hant-TW", "zh"), ("fil", "fil")]
)
def test_a_language_is_a_code_in_small_letters(written: str, code: str) -> None:
    assert parse(f"---\nlanguage: {written}\n---\nx")[0].language == code


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2019", "2019"),
        ("2019-05", "2019-05"),
        ("2017-04-26", "2017-04-26"),
        ("2019-05-14 10:00:00", "2019-05-14"),
        ("2019-05-14T10:00:00Z", "2019-05-14"),
    ],
)
def test_dates_as_they_are_written(written: str, date: str) -> None:
    assert parse(f"---\ndate: {written}\n---\nx")[0].date == date


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("speeker: Ada", "'speeker' is not a key; the keys are id, speaker"),
        ("date: last May", "front matter: date: 'last May' is not a date"),
        ("date: 2019-02-30", "date: '2019-02-30' is not a day of that month"),
        ("date: 2019-02-30 10:00:00", "date: '2019-02-30' is not a day of that month"),
        ("date: 2019-13-01", "date: '2019-13-01' is not a date; write"),
        ("date: !!timestamp soon", "date: 'soon' is not a date"),
        ("language: English", "language: 'English' is not a language code; write two or three letters"),
        ("language: e", "language: 'e' is not a language code"),
        ("language: en_GB", "language: 'en_GB' is not a language code"),
        ("speaker: [Ada, Bo]", "speaker: Input should be a valid string"),
        ("speaker: 'Ada", "not YAML"),
        ('speaker: "\\UFFFFFFFF"', "not YAML"),
        ('speaker: "\\U00110000"', "not YAML"),
        ("speaker: " + "[" * 5000, "not YAML"),
        ("Ladies and gentlemen,", "not a list of `key: value` lines"),
    ],
)
def test_metadata_that_is_wrong_is_named(head: str, reason: str) -> None:
    with pytest.raises(BadFrontMatter, match=reason) as caught:
        parse(f"---\n{head}\n---\nWords.")
    assert "\n" not in str(caught.value)
