import json
from datetime import date
from pathlib import Path

import pytest

from rag.errors import BadInput, UnreadableFile
from rag.load import LoadOptions
from rag.load.tables import Table, read
from tests.load.loaded import load
from tests.load.tables.workbooks import Cell, xlsx

OPENING = Path("/talks/2019/opening.md")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "talks.csv"


def table(file: Path, text: str, **columns: str) -> Table:
    file.write_text(text, encoding="utf-8")
    return read(file, columns)


def test_a_row_of_csv_is_metadata_of_its_file(file: Path) -> None:
    found = table(file, 'file,speaker,date,place\nopening.md,"Lund, Ada",2019-05-14,\nclosing.md,Boris Vane,,Lockton\n')
    opening, closing = found.of(OPENING), found.of(Path("closing.md"))
    assert (opening.speaker, opening.date, opening.place) == ("Lund, Ada", "2019-05-14", None)
    assert (closing.speaker, closing.date, closing.place) == ("Boris Vane", None, "Lockton")


def test_a_row_of_json_is_metadata_of_its_file(tmp_path: Path) -> None:
    rows = [{"file": "opening.md", "speaker": "Ada Lund", "date": 2019}, {"file": "closing.md", "event": None}]
    lines = "\n\n".join(json.dumps(row) for row in rows)
    for name in ("talks.jsonl", "talks.NDJSON"):
        found = table(tmp_path / name, f"{lines}\n")
        assert (found.of(OPENING).speaker, found.of(OPENING).date) == ("Ada Lund", "2019")
        assert found.of(Path("closing.md")).model_dump(exclude_none=True) == {}


def test_a_byte_order_mark_is_no_part_of_the_first_column(file: Path) -> None:
    assert (
        table(file, "\N{ZERO WIDTH NO-BREAK SPACE}file,speaker\nopening.md,Ada Lund\n").of(OPENING).speaker
        == "Ada Lund"
    )


def test_a_key_is_read_from_the_column_that_the_user_names(file: Path) -> None:
    found = table(file, "file,role,post,year\nopening.md,guest,Minister of Canals,2019\n", role="post", date="year")
    assert (found.of(OPENING).role, found.of(OPENING).date) == ("Minister of Canals", "2019")
    assert found.unused == ("role",)


def test_columns_that_are_no_keys_are_told(file: Path) -> None:
    assert table(file, "file,speaker,mood,length\nopening.md,Ada Lund,grim,long\n").unused == ("mood", "length")
    assert table(file, "file,speaker\nopening.md,Ada Lund\n").unused == ()


def test_a_row_is_found_by_the_end_of_the_path(file: Path) -> None:
    found = table(file, "file,speaker\n2019/opening.md,Ada Lund\n\\2020\\opening.md,Boris Vane\n")
    assert found.of(OPENING).speaker == "Ada Lund"
    assert found.of(Path("2020/opening.md")).speaker == "Boris Vane"
    for stranger in ("opening.md", "/talks/12019/opening.md", "/2019/opening.md/opening.md"):
        with pytest.raises(UnreadableFile, match=r"has no row in talks\.csv"):
            found.of(Path(stranger))


@pytest.mark.parametrize("turned", [False, True])
def test_the_longest_end_wins(file: Path, turned: bool) -> None:
    rows = ["opening.md,Anyone", "2019/opening.md,Ada Lund", "talks/2019/opening.md,Carla Ost"]
    found = table(file, "\n".join(["file,speaker", *(reversed(rows) if turned else rows)]))
    assert found.of(OPENING).speaker == "Carla Ost"
    assert found.of(Path("/other/2019/opening.md")).speaker == "Ada Lund"
    assert found.of(Path("/other/opening.md")).speaker == "Anyone"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,speaker\nopening.md,Ada Lund\n", "there is no column 'file' that names the file of each row"),
        ("", "there is no column 'file'"),
        ("file,speaker\na.md,Ada\nb.md,Boris\na.md,Carla\n", "row 3: a.md has a row already"),
        ("file,speaker\n2019/a.md,Ada\n2019\\a.md,Boris\n", "row 2: 2019/a.md has a row already"),
        ("file,speaker\na.md,Ada\n,Boris\n", "row 2: it names no file"),
        ("file,speaker\n/,Ada\n", "row 1: it names no file"),
        ("file,date\na.md,2019\nb.md,last May\n", "row 2: front matter: date: 'last May' is not a date"),
        ("file,language\na.md,Norlandish\n", "row 1: front matter: language: 'Norlandish' is not a language code"),
        ("file,speaker\na.md,Ada\nb.md,Lund, Boris\n", "row 2: it has more cells than there are columns"),
        ('file,speaker\na.md,Ada\nb.md,"Boris\nc.md,Carla\n', "row 2: its quotation marks do not pair"),
        ('file,title\na.md,"One\nTwo"\nb.md,Three\na.md,Four\n', "row 3: a.md has a row already"),
    ],
)
def test_a_table_that_cannot_be_used_says_where(file: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        table(file, text)
    assert str(caught.value).startswith(str(file))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"role": "post"}, "no such column: post .the columns are file, speaker."),
        ({"mood": "speaker"}, "'mood' is not a key; the keys are text, id, speaker"),
    ],
)
def test_a_column_that_the_user_names_has_to_be_there(file: Path, columns: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        table(file, "file,speaker\nopening.md,Ada Lund\n", **columns)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"file": "a.md"}\n\n{"file": \n', "row 3: it is not JSON"),
        ('{"file": "a.md"}\n["b.md"]\n', "row 2: it is not an object of columns"),
        ('{"file": "a.md"}\n{"speaker": "Ada"}\n', "row 2: it names no file"),
        ('{"file": "a.md", "speaker": ["Ada", "Boris"]}\n', "row 1: speaker holds a list or an object, not a value"),
        ('{"file": ["a.md", "b.md"]}\n', "row 1: a list or an object, not a value"),
    ],
)
def test_a_line_of_json_that_is_no_row_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        table(tmp_path / "talks.jsonl", text)


def test_a_table_that_cannot_be_read_is_bad_input(file: Path) -> None:
    with pytest.raises(BadInput, match="the table cannot be read"):
        read(file, {})
    file.write_bytes(b"file,speaker\na.md,\x00\x01\n")
    with pytest.raises(BadInput, match="the table cannot be read"):
        read(file, {})


def test_a_cell_may_hold_commas_and_line_breaks_in_quotation_marks(file: Path) -> None:
    found = table(file, 'file,title,speaker\nopening.md,"The canal,\r\n""opened""",Ada Lund\nclosing.md,,Boris Vane\n')
    assert found.of(OPENING).title == 'The canal, "opened"'
    assert (found.of(OPENING).speaker, found.of(Path("closing.md")).speaker) == ("Ada Lund", "Boris Vane")


def test_blank_cells_beyond_the_last_column_are_not_too_many(file: Path) -> None:
    assert table(file, "file,speaker\nopening.md,Ada Lund,, \n").of(OPENING).speaker == "Ada Lund"


def test_a_list_in_a_column_that_is_not_used_does_no_harm(tmp_path: Path) -> None:
    found = table(
        tmp_path / "talks.jsonl", '{"file": "opening.md", "speaker": "Ada Lund", "tags": ["canal", "toll"]}\n'
    )
    assert (found.of(OPENING).speaker, found.unused) == ("Ada Lund", ("tags",))


def test_the_fingerprint_changes_with_the_row_and_with_no_other(file: Path) -> None:
    before = table(file, "file,speaker\nopening.md,Ada Lund\nclosing.md,Boris Vane\n")
    after = table(file, "file,speaker\nclosing.md,Carla Ost\nopening.md,Ada Lund\n")
    closing = Path("closing.md")
    assert before.fingerprint(OPENING) == after.fingerprint(OPENING)
    assert before.fingerprint(closing) != after.fingerprint(closing)
    assert before.fingerprint(Path("other.md")) == ""
    assert LoadOptions(table=before).fingerprint(closing) != LoadOptions(table=after).fingerprint(closing)


def test_the_file_itself_says_it_better_than_the_table_and_the_table_better_than_the_user(file: Path) -> None:
    row = table(file, "file,speaker,role\nopening.md,Ada Lund,Prime Minister\n")
    options = LoadOptions(fields={"role": "guest", "country": "Norland"}, table=row)
    speech = load(OPENING, b"---\nspeaker: Carla Ost\n---\nThe weir is mended.", options)
    assert (speech.speaker, speech.role, speech.country) == ("Carla Ost", "Prime Minister", "Norland")
    with pytest.raises(BadInput, match="add one, or ingest it without that table"):
        load(Path("other.md"), b"The weir is mended.", options)


def test_a_workbook_is_a_table_from_its_first_sheet_with_a_column_for_files(tmp_path: Path) -> None:
    file = tmp_path / "metadata.xlsx"
    day = date(2019, 5, 14)
    rows: list[list[Cell]] = [
        ["file", "speaker", "date", "length"],
        ["opening.md", "Ada Lund", day, 7],
        ["closing.md", None, 2020, None],
    ]
    file.write_bytes(xlsx({"About": [["Canal talks"]], "Talks": rows}))
    found = read(file, {"text": "body"})
    assert (found.of(OPENING).speaker, found.of(OPENING).date) == ("Ada Lund", "2019-05-14")
    assert (found.of(Path("closing.md")).speaker, found.of(Path("closing.md")).date) == (None, "2020")
    assert found.unused == ("length",)


def test_a_table_may_be_cut_by_semicolons(file: Path) -> None:
    assert table(file, "file;speaker\nopening.md;Lund, Ada\n").of(OPENING).speaker == "Lund, Ada"
