from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import BadInput
from rag.load import Document, LoadOptions, fingerprint, gather, speeches
from tests.load.loaded import load


def test_the_id_is_the_slug_of_the_file_unless_the_file_says_otherwise() -> None:
    assert load(Path("RUS_73_2018.txt"), b"Words.", LoadOptions()).id == "rus-73-2018"
    assert load(Path("x.md"), b"---\nid: My Own\n---\nWords.", LoadOptions()).id == "my-own"


def ids(name: str, folder: Path | None = None) -> tuple[str, ...]:
    """The ids that a speech of that name could have."""
    found: list[tuple[str, ...]] = []

    def choose(offered: tuple[str, ...], _text: str) -> str:
        found.append(offered)
        return offered[-1]

    (speech,) = speeches(Document(name, b"Words.", folder), LoadOptions(), choose)
    assert getattr(speech, "id", None) == found[0][-1]
    return found[0]


def test_a_file_is_told_from_others_of_its_name_by_folder_after_folder() -> None:
    assert ids("/d/un/2019/Opening.txt", Path("/d/un/2019")) == (
        "opening", "2019--opening", "un--2019--opening", "d--un--2019--opening", "d--un--2019--opening",
    )  # fmt: skip


def test_an_entry_is_told_from_others_by_all_its_folders_then_by_its_archive() -> None:
    assert ids("/d/un.zip/a/2019/opening.txt")[:3] == ("opening", "a--2019--opening", "un-zip--a--2019--opening")
    assert ids("/d/un.zip/opening.txt")[:2] == ("opening", "un-zip--opening")


PATHS = st.lists(st.sampled_from("abc"), max_size=4).map("/".join)


@given(PATHS, PATHS)
def test_no_entry_has_an_id_of_another_but_the_plain_one(one: str, other: str) -> None:
    shared = {*ids(f"/d/un.zip/{one}/a.txt")} & {*ids(f"/d/un.zip/{other}/a.txt")}
    assert one == other or shared == {"a"}


@pytest.mark.parametrize("name", ["metadata.csv", "Metadata.CSV"])
def test_a_table_beside_files_is_found_whatever_its_capitals(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    (tmp_path / name).write_text("file,speaker\na.txt,Ada Lund\n")
    gathered = gather([tmp_path], LoadOptions())
    assert [*gathered.options.tables] == [tmp_path]


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
