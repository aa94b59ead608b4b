import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import BadInput
from rag.load import Document, Limits, LoadOptions, load
from rag.load.draft import Draft
from rag.load.rows import FULL, drafts
from rag.load.tables.keys import NAMES
from rag.load.tables.sheet import CELLS
from rag.schema import Failure, Speech
from tests.load.tables.workbooks import Cell, Sheets, ods, package, xlsx

HEAD = "id,speaker,role,date,text\n"
PRINTED = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z")) | st.sampled_from('\n\r\t"')
WORDS = "The canal is open.\n\nThe toll is four marks."


def rows(name: str, data: str | bytes, **columns: str) -> list[Draft | Failure]:
    """Everything in a file of that name."""
    data = data.encode() if isinstance(data, str) else data
    return list(drafts(Document(name, data), LoadOptions(columns=columns)))


def told(name: str, data: str | bytes, **columns: str) -> list[Draft]:
    found = rows(name, data, **columns)
    assert not [one for one in found if isinstance(one, Failure)]
    return [one for one in found if isinstance(one, Draft)]


def wrong(name: str, data: str | bytes, **columns: str) -> list[Failure]:
    return [one for one in rows(name, data, **columns) if isinstance(one, Failure)]


def test_a_row_of_csv_is_a_speech() -> None:
    (draft,) = told("talks.csv", f'{HEAD}lund-1,Ada Lund,Prime Minister,2019-05-14,"{WORDS}"\n')
    assert (draft.text, draft.name) == (WORDS, "lund-1")
    assert draft.found.model_dump(exclude_none=True) == {
        "id": "lund-1", "speaker": "Ada Lund", "role": "Prime Minister", "date": "2019-05-14",
    }  # fmt: skip
    assert draft.notes == ()


@pytest.mark.parametrize("name", ["talks.jsonl", "talks.ndjson", "talks.json", "talks.JSON"])
def test_json_is_read_by_lines_or_whole_whatever_its_name_says(name: str) -> None:
    found = [{"text": WORDS, "speaker": "Ada Lund", "year": 2019}, {"text": "No toll.", "year": 2020.0}]
    for data in ("\n".join(map(json.dumps, found)), json.dumps(found, indent=1), f"\ufeff{json.dumps(found)}"):
        first, second = told(name, data)
        assert (first.text, first.found.speaker, first.found.date) == (WORDS, "Ada Lund", "2019")
        assert (second.text, second.found.date, second.name) == ("No toll.", "2020", "row-2")


def test_one_object_of_json_is_one_speech() -> None:
    assert [draft.text for draft in told("talk.json", json.dumps({"speech": WORDS}, indent=2))] == [WORDS]


@pytest.mark.parametrize(("make", "name"), [(xlsx, "talks.xlsx"), (ods, "talks.ods")])
def test_a_row_of_a_workbook_is_a_speech(make: Callable[[Sheets], bytes], name: str) -> None:
    table: list[list[Cell]] = [
        ["Text", "Speaker", "Date", "Pages"],
        [WORDS, "Ada Lund", date(2019, 5, 14), 3],
        [None, None, None, None],
        ["No toll.", "Boris Vane", 2020, None],
    ]
    found = told(name, make({"About": [["What this is"], ["Talks"]], "2019": table, "2020": [["Text"], ["More."]]}))
    assert [(one.text, one.found.speaker, one.found.date, one.name) for one in found] == [
        (WORDS, "Ada Lund", "2019-05-14", "row-1"),
        ("No toll.", "Boris Vane", "2020", "row-3"),
        ("More.", None, None, "2020 row-1"),
    ]
    assert [one.notes for one in found] == [("columns left alone: Pages",), (), ()]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["talks.csv", "talks.tsv"])
def test_the_head_tells_what_parts_the_columns(mark: str, name: str) -> None:
    lines = [["speaker", "place, or none", "text"], ["Ada Lund", "Lockton", "We dig; we pay, | we sail."]]
    quoted = "".join(mark.join(f'"{cell}"' for cell in line) + "\r\n" for line in lines)
    (draft,) = told(name, quoted)
    assert (draft.found.speaker, draft.text) == ("Ada Lund", "We dig; we pay, | we sail.")


def test_the_line_that_excel_puts_before_the_head_is_none() -> None:
    (draft,) = told("talks.csv", "sep=;\r\ntext;speaker\r\nWords.;Ada Lund\r\n")
    assert (draft.text, draft.found.speaker) == ("Words.", "Ada Lund")


def test_quotation_marks_in_a_file_of_tabs_are_words_where_they_quote_nothing() -> None:
    (draft,) = told("talks.tsv", 'speaker\ttext\nAda Lund\t"Dig," he said.\n')
    assert draft.text == '"Dig," he said.'


def test_a_cell_may_be_as_long_as_a_speech() -> None:
    text = "We dig on. " * 20_000
    (draft,) = told("talks.csv", f"text\n{text}\n")
    assert draft.text == text.strip()


def test_a_line_separator_does_not_end_a_line_of_json() -> None:
    (draft,) = told("talks.jsonl", json.dumps({"text": "One\u2028two\x85three"}, ensure_ascii=False))
    assert draft.text == "One\u2028two\x85three"


@pytest.mark.parametrize("key", NAMES)
def test_a_key_goes_by_many_names_in_any_case(key: str) -> None:
    value = {"date": "2019", "language": "fr"}.get(key, "Quai-3")
    for name in NAMES[key]:
        row = {name.upper().replace("_", " "): value, **({} if key == "text" else {"text": WORDS})}
        (draft,) = told("talks.json", json.dumps(row))
        assert (draft.text if key == "text" else getattr(draft.found, key)) == value
        assert draft.notes == ()


def test_the_first_of_the_names_that_is_there_counts_and_the_others_are_told() -> None:
    (draft,) = told("talks.csv", "year,Name,date,speaker,text,mood,none\n2018,A. L.,2019-05-14,Ada Lund,Words.,grim,\n")
    assert (draft.found.speaker, draft.found.date) == ("Ada Lund", "2019-05-14")
    assert draft.notes == ("columns left alone: year, Name, mood",)


def test_the_user_says_which_column_a_key_is_read_from() -> None:
    data = "text,Wortlaut,name,Amt,lang\nsummary,Der Kanal ist offen.,Eröffnung,Kanzlerin,Norlandish\n"
    (draft,) = told("talks.csv", data, text="wortlaut", title="name", role="Amt", language="")
    assert draft.text == "Der Kanal ist offen."
    assert draft.found.model_dump(exclude_none=True) == {"title": "Eröffnung", "role": "Kanzlerin"}
    assert draft.notes == ("columns left alone: text, lang",)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"role": "post"}, r"no such column: post \(the columns are speaker, text\)"),
        ({"mood": "speaker"}, "'mood' is not a key; the keys are text, id, speaker"),
        (
            {"text": "words"},
            r"no column holds what was said \(the columns are speaker, text\); name it: --column text=",
        ),
    ],
)
def test_a_column_that_is_not_there_is_named(columns: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        rows("talks.csv", "speaker,text\nAda Lund,Words.\n", **columns)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("talks.csv", "speaker,mood\nAda Lund,grim\n", "the columns are speaker, mood"),
        ("talks.json", '{"speeches": [{"text": "Words."}]}', "the columns are speeches"),
        ("talks.jsonl", " \n", "there is no column"),
        ("talks.csv", "speaker,text\n\n,\n", "empty: there is no row below"),
        ("talks.json", '[{"text": "Words."}', "not JSON: Expecting ',' delimiter"),
        ("talks.json", "[" * 100_000, "not JSON: "),
        ("talks.xlsx", "no workbook", "broken, or locked with a password: File is not a zip file"),
        ("talks.ods", xlsx({})[:-30], "broken, or locked with a password"),
    ],
)
def test_a_file_without_speeches_says_why(name: str, data: str | bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        rows(name, data)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"speaker": "Ada Lund"}, "there is no text in its column 'text'"),
        ({"text": " \n "}, "there is no text in its column 'text'"),
        ({"text": float("nan")}, "there is no text in its column 'text'"),
        ({"text": 94}, "text holds a number or a date, not words"),
        ({"text": {"en": "Words."}}, "text holds a list or an object, not a value"),
        ({"text": [{"said": "Words."}]}, "text holds a list or an object, not a value"),
        ({"text": "Half a \ud800 face"}, "text holds a NUL or half a character"),
        ({"text": "Words.", "speaker": "A\0"}, "speaker holds a NUL or half a character"),
        ({"text": "Words.", "speaker": ["Ada", "Boris"]}, "speaker holds a list or an object, not a value"),
        ({"text": "Words.", "date": "last May"}, "date: 'last May' is not a date"),
        (["Words."], "it is not an object of columns"),
    ],
)
def test_a_row_fails_alone(row: object, said: str) -> None:
    first, failure, last = rows("a/talks.jsonl", "\n".join(map(json.dumps, [{"text": "One."}, row, {"text": "Two."}])))
    assert isinstance(first, Draft)
    assert isinstance(last, Draft)
    assert isinstance(failure, Failure)
    assert failure.file == "a/talks.jsonl, row 2"
    assert said in failure.reason


def test_a_line_that_is_not_json_fails_alone() -> None:
    one, two, three = rows("talks.jsonl", '{"text": "One."}\n{"text": \n{"text": "Two."}\n')
    assert isinstance(two, Failure)
    assert (two.file, two.reason) == (
        "talks.jsonl, row 2",
        "it is not JSON: Expecting value: line 1 column 10 (char 9)",
    )
    assert isinstance(one, Draft)
    assert isinstance(three, Draft)


def test_a_row_with_too_many_cells_fails_alone_and_blank_ones_are_not_too_many() -> None:
    first, second = rows("talks.csv", "speaker,text\nAda Lund,We dig, and pay.\nBoris Vane,No toll.,,\n")
    assert first == Failure("talks.csv, row 1", "it has more cells than there are columns")
    assert isinstance(second, Draft)


def test_a_quotation_mark_that_does_not_pair_is_told_with_all_below_it() -> None:
    first, second = rows("talks.csv", 'text,speaker\nOne.,Ada Lund\n"Two.,Ada Lund\nThree.,Boris Vane\n')
    assert isinstance(first, Draft)
    assert isinstance(second, Failure)
    assert second.file == "talks.csv, row 2"
    assert "it and all below it cannot be read" in second.reason


def test_a_failure_in_a_further_sheet_names_it() -> None:
    data = xlsx({"2019": [["text"], ["One."]], "2020": [["text", "date"], ["Two.", "soon"]]})
    assert [one.file for one in wrong("talks.xlsx", data)] == ["talks.xlsx, sheet 2020, row 1"]


def test_paragraphs_of_json_may_be_a_list() -> None:
    assert told("talks.json", json.dumps([{"text": ["One.", "Two."]}]))[0].text == "One.\n\nTwo."


def test_line_ends_within_cells_are_made_alike() -> None:
    assert told("talks.json", json.dumps([{"text": "One.\r\n\r\nTwo.\rThree."}]))[0].text == "One.\n\nTwo.\nThree."
    assert told("talks.xlsx", xlsx({"A": [["text"], ["One._x000D_\nTwo."]]}))[0].text == "One.\nTwo."


def test_columns_without_a_name_or_with_the_same_one_are_kept_apart() -> None:
    (draft,) = told("talks.csv", ",text,note,note\n0,Words.,a,b\n")
    assert draft.notes == ("columns left alone: column 1, note, note (4)",)


def test_a_text_that_fills_its_cell_is_likely_cut() -> None:
    whole, cut = told("talks.xlsx", xlsx({"A": [["text"], ["x" * (FULL - 1)], ["x" * FULL]]}))
    assert whole.notes == ()
    assert cut.notes == ("the text is likely cut: it has the 32,767 characters that a cell of Excel can hold",)


def test_ids_are_the_rows_own_or_made_of_the_file_and_a_number(tmp_path: Path) -> None:
    file = tmp_path / "Talks 2019.csv"
    file.write_text("id,text\nLund-1,One.\n17,Two.\n,Three.\n")
    ids = [one.id for one in load(file, LoadOptions()) if isinstance(one, Speech)]
    assert ids == ["lund-1", "talks-2019-17", "talks-2019-row-3"]


@given(
    st.lists(st.sampled_from(["One.", "Two.", "", "Three,\nfour."]), min_size=1), st.text(st.characters(codec="utf-8"))
)
def test_rows_that_are_added_change_no_id(texts: list[str], more: str) -> None:
    before = [{"text": text} for text in texts]
    names = [getattr(one, "name", "") for one in rows("talks.json", json.dumps(before))]
    after = [
        getattr(one, "name", "") for one in rows("talks.json", json.dumps([*before, {"text": more, "title": more}]))
    ]
    assert after[: len(names)] == names


@given(st.lists(st.text(PRINTED), min_size=1))
def test_what_is_said_comes_out_of_csv_as_it_went_in(texts: list[str]) -> None:
    lines = ["speaker,text", *('Ada Lund,"{}"'.format(text.replace('"', '""')) for text in texts)]
    said = [one.text if isinstance(one, Draft) else "" for one in rows("talks.csv", "\n".join(lines))]
    assert said == [text.replace("\r\n", "\n").replace("\r", "\n").strip() for text in texts]


def test_a_cell_far_out_does_not_take_all_memory() -> None:
    far = '<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row><row><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(BadInput, match=f"a sheet of 1,048,576 rows and 16,384 columns; {CELLS:,} cells are the limit"):
        rows("talks.xlsx", package({"A": far}))


@pytest.mark.parametrize("make", [xlsx, ods])
def test_a_workbook_of_broken_xml_is_refused(make: Callable[[Sheets], bytes]) -> None:
    """In a paragraph that does not end, calamine 0.9 looks for its end for ever."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(make({"A": [["text"], ["Words."]]}))) as whole,
        zipfile.ZipFile(made, "w") as broken,
    ):
        for name in whole.namelist():
            broken.writestr(name, whole.read(name).replace(b"</text:p>", b"</text:q>").replace(b"</t>", b"</u>"))
    with pytest.raises(BadInput, match=r"broken: \S+\.xml in it is not XML: mismatched tag"):
        rows("talks.ods" if make is ods else "talks.xlsx", made.getvalue())


def test_limits_hold_for_rows_and_for_what_a_workbook_unpacks_to() -> None:
    options = LoadOptions(limits=Limits(entries=2))
    found = drafts(Document("talks.csv", b"text\nOne.\nTwo.\nThree.\n"), options)
    assert [one.text for one in (next(found), next(found)) if isinstance(one, Draft)] == ["One.", "Two."]
    with pytest.raises(BadInput, match="too many rows: 3, the limit is 2"):
        next(found)
    small = LoadOptions(limits=Limits(total_bytes=100_000))
    with pytest.raises(BadInput, match="unpacks to too much"):
        list(drafts(Document("talks.xlsx", package({"A": " " * 100_000})), small))
