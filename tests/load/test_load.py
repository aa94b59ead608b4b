from pathlib import Path

import pytest

from rag.errors import BadInput
from rag.load import LoadOptions, fingerprint
from tests.load.loaded import load


def test_the_id_is_the_slug_of_the_file_unless_the_file_says_otherwise() -> None:
    assert load(Path("RUS_73_2018.txt"), b"Words.", LoadOptions()).id == "rus-73-2018"
    assert load(Path("x.md"), b"---\nid: My Own\n---\nWords.", LoadOptions()).id == "my-own"


def test_a_name_without_letters_needs_an_id() -> None:
    with pytest.raises(BadInput, match="give an id in the front matter"):
        load(Path("___.txt"), b"Words.", LoadOptions())


def test_metadata_comes_from_the_file_then_the_name_then_the_user() -> None:
    options = LoadOptions(pattern="{year}-{speaker}", fields={"country": "Norland", "speaker": "Nobody"})
    speech = load(Path("2019-Ada_Lund.md"), b"---\ncountry: Delta\n---\nWords.", options)
    assert (speech.date, speech.speaker, speech.country) == ("2019", "Nobody", "Delta")
    assert load(Path("2019-Ada_Lund.md"), b"Words.", LoadOptions("{year}-{speaker}")).speaker == "Ada Lund"


def test_a_name_that_does_not_fit_the_pattern_is_bad_input() -> None:
    with pytest.raises(BadInput, match="does not have the form"):
        load(Path("notes.txt"), b"Words.", LoadOptions(pattern="{year}-{speaker}"))


@pytest.mark.parametrize("pattern", ["speech", "{mood}-{year}", "{year}-{year}"])
def test_a_pattern_names_known_fields_once(pattern: str) -> None:
    with pytest.raises(BadInput, match="needs names in braces"):
        load(Path("2019.txt"), b"Words.", LoadOptions(pattern=pattern))


def test_fields_given_by_the_user_are_checked_too() -> None:
    with pytest.raises(BadInput, match="'mood' is not a key"):
        load(Path("a.txt"), b"Words.", LoadOptions(fields={"mood": "grim"}))


def test_a_language_is_checked_wherever_it_is_given() -> None:
    assert load(Path("a.txt"), b"Words.", LoadOptions(fields={"language": "FR-ca"})).language == "fr"
    assert load(Path("lund-DE.txt"), b"Words.", LoadOptions(pattern="{speaker}-{language}")).language == "de"
    with pytest.raises(BadInput, match="'English' is not a language code"):
        load(Path("a.txt"), b"Words.", LoadOptions(fields={"language": "English"}))
    with pytest.raises(BadInput, match="'English' is not a language code"):
        load(Path("lund-English.txt"), b"Words.", LoadOptions(pattern="{speaker}-{language}"))


def test_metadata_with_nothing_below_is_empty() -> None:
    with pytest.raises(BadInput, match="no text below"):
        load(Path("a.md"), b"---\nspeaker: Ada\n---\n\n", LoadOptions())


def test_the_fingerprint_changes_with_bytes_and_with_options(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"a")
    prints = {
        fingerprint(file, options)
        for options in (
            LoadOptions(),
            LoadOptions(encoding="cp1252"),
            LoadOptions(fields={"country": "Delta"}),
            LoadOptions(columns={"role": "post"}),
        )
    }
    file.write_bytes(b"b")
    assert len({*prints, fingerprint(file, LoadOptions())}) == 5
