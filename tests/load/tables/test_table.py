import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


# Rows that name no file


KEY = "{ISO Code}_{Session}_{Year}"
HEAD: list[Cell] = ["Year", "Session", "ISO Code", "Country", "Name of Person Speaking", "Post"]
COLUMNS = {"speaker": "Name of Person Speaking", "role": "Post"}


def joined(tmp_path: Path, *rows: list[Cell], key: str = KEY) -> Table:
    file = tmp_path / "speakers.xlsx"
    file.write_bytes(xlsx({"About": [["Speakers by session"]], "Speakers": [HEAD, *rows]}))
    return read(file, COLUMNS, key)


def test_a_key_makes_the_name_of_the_file_of_numbers_and_words(tmp_path: Path) -> None:
    found = joined(tmp_path, [2018, 73, "KES", "Kestria", "Mr. Boris Vane", "Prime Minister"])
    told = found.of(Path("debate.tgz/TXT/Session 73 - 2018/KES_73_2018.txt"))
    assert told.model_dump(exclude_none=True) == {
        "speaker": "Boris Vane", "role": "Prime Minister", "country": "Kestria", "date": "2018",
    }  # fmt: skip
    assert found.unused == ()
    assert found.gaps() == ""


def test_a_key_may_spell_its_columns_in_another_way(tmp_path: Path) -> None:
    found = joined(tmp_path, [2018, 73, "KES", None, "Boris Vane", None], key="{iso_code}-{YEAR}")
    assert found.of(Path("kes-2018.md")).speaker == "Boris Vane"


@given(
    code=st.from_regex(r"[A-Za-z]{2,4}", fullmatch=True), session=st.integers(1, 99), zeros=st.sampled_from(["", "0"])
)
def test_neither_capitals_nor_zeros_before_a_number_part_a_row_from_its_file(
    tmp_path_factory: pytest.TempPathFactory, code: str, session: int, zeros: str
) -> None:
    file = tmp_path_factory.mktemp("table") / "speakers.csv"
    file.write_text(f"code,session,speaker\n{code.upper()},{session},Ada Lund\n{code},{session + 100},Boris Vane\n")
    found = read(file, {}, "{code}_{session}")
    assert found.of(Path(f"{code.lower()}_{zeros}{session}.txt")).speaker == "Ada Lund"
    assert found.of(Path(f"{code}_{session}0.txt")).speaker is None


def test_files_and_rows_that_lack_each_other_are_counted_and_stop_nothing(tmp_path: Path) -> None:
    found = joined(
        tmp_path,
        [2018, 73, "KES", "Kestria", "Boris Vane", None],
        [2018, None, "NOR", "Norland", "Ada Lund", None],
        [2019, 74, "NRL", "Norland", "Ada Lund", None],
    )
    assert found.gaps() == ""
    options = LoadOptions(fields={"country": "unknown land"}, table=found)
    assert load(Path("KES_73_2018.txt"), b"The weir is mended.", options).speaker == "Boris Vane"
    for year in range(2019, 2023):
        speech = load(Path(f"NOR_{year - 1945}_{year}.txt"), b"The weir is mended.", options)
        assert (speech.speaker, speech.country) == (None, "unknown land")
    assert found.gaps() == (
        "files without a row: 4 (nor_74_2019, nor_75_2020, nor_76_2021, ...); "
        "rows without a file: 2 (nor__2018, nrl_74_2019)"
    )


def test_of_several_rows_of_a_file_is_taken_what_they_agree_on(tmp_path: Path) -> None:
    found = joined(
        tmp_path,
        [2018, 73, "KES", "Kestria", "Boris Vane", "Prime Minister"],
        [2018, 73, "KES", "Kestria", "Ada Lund", None],
        [2018, 73, "KES", "Kestria", "Ada Lund", None],
        [2018, 73, "NOR", "Norland", "Carla Ost", "Minister of Canals"],
        [2018, 73, "NOR", "Norland", "Carla Ost", "Minister of Canals"],
    )
    kestria, norland = found.of(Path("KES_73_2018.txt")), found.of(Path("NOR_73_2018.txt"))
    assert (kestria.speaker, kestria.role, kestria.country) == (None, None, "Kestria")
    assert (norland.speaker, norland.role) == ("Carla Ost", "Minister of Canals")
    assert found.gaps() == "files with several rows, of which is taken what agrees: 2 (kes_73_2018, nor_73_2018)"


def test_a_file_of_rows_has_no_row(tmp_path: Path) -> None:
    options = LoadOptions(table=joined(tmp_path, [2018, 73, "KES", None, "Boris Vane", None]))
    assert load(Path("talks.csv"), b"speaker,text\nAda Lund,The weir is mended.\n", options).speaker == "Ada Lund"
    options.fingerprint(Path("talks.csv"))
    assert options.table is not None
    assert options.table.gaps() == ""


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("ISO_Session", r"the key 'ISO_Session' names no column; write it as in \"\{ISO Code\}_"),
        ("{Code}_{Year}", r"there is no column 'Code' that names the file of each row \(the columns are .*, Year,"),
    ],
)
def test_a_key_that_cannot_be_used_says_why(tmp_path: Path, key: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        joined(tmp_path, [2018, 73, "KES", None, "Boris Vane", None], key=key)


def test_the_fingerprint_of_an_archive_changes_with_any_row(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [[2018, 73, "KES", None, "Boris Vane", None], [2018, 73, "NOR", None, "Ada Lund", None]]
    before, turned = joined(tmp_path, *rows), joined(tmp_path, *reversed(rows))
    after = joined(tmp_path, rows[0], [2018, 73, "NOR", None, "Carla Ost", None])
    archive, file = Path("debate.tar.gz"), Path("KES_73_2018.txt")
    assert before.fingerprint(archive) == turned.fingerprint(archive) != after.fingerprint(archive)
    assert before.fingerprint(file) == after.fingerprint(file)
    assert before.gaps().startswith("rows without a file: 1 (nor_73_2018)")


def test_a_table_may_be_cut_by_semicolons(file: Path) -> None:
    assert table(file, "file;speaker\nopening.md;Lund, Ada\n").of(OPENING).speaker == "Lund, Ada"
