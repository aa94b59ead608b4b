import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from rag.load import Limits, LoadOptions, load, read_table
from rag.schema import Failure, Skipped, Speech
from tests.load.packed.test_containers import PACKINGS, zipped

TALK = b"We opened the canal on Monday."


def speakers(file: Path, options: LoadOptions = LoadOptions()) -> dict[str, str | None]:
    return {one.id: one.speaker for one in load(file, options) if isinstance(one, Speech)}


def failures(file: Path, options: LoadOptions = LoadOptions()) -> list[str]:
    return [one.reason for one in load(file, options) if isinstance(one, Failure)]


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    return tmp_path / "talks.zip"


@pytest.mark.parametrize("name", PACKINGS)
@pytest.mark.parametrize("first", [True, False])
def test_a_table_tells_of_the_files_below_it(tmp_path: Path, name: str, first: bool) -> None:
    files = {"un/metadata.csv": b"file,speaker\nTXT/a.txt,Ada Lund\n", "un/TXT/a.txt": TALK, "b.txt": TALK}
    file = tmp_path / name
    file.write_bytes(PACKINGS[name](files if first else dict(reversed(files.items()))))
    assert speakers(file) == {"a": "Ada Lund", "b": None}
    assert [one.file for one in load(file, LoadOptions()) if isinstance(one, Skipped)] == [f"{file}/un/metadata.csv"]


def test_an_archive_is_read_as_the_folder_that_it_unpacks_to(talks: Path, tmp_path: Path) -> None:
    files: Mapping[str, bytes] = {
        "metadata.jsonl": b'{"file": "a.txt", "speaker": "Ada Lund"}\n{"file": "c.txt", "speaker": "Bo Vane"}\n',
        "a.txt": TALK,
        "c.txt": TALK,
        "deep/metadata.csv": b"file,speaker,role\na.txt,Cy Orr,Envoy\n",
        "deep/b.txt": TALK,
        "rows.csv": b"text\nNo toll.\n",
    }
    talks.write_bytes(zipped(files))
    assert speakers(talks) == {"a": "Ada Lund", "c": "Bo Vane", "rows-row-1": None}
    assert failures(talks) == ["has no row in metadata.csv; add one, or ingest it without that table"]


def test_the_tables_of_an_archive_within_an_archive_count_there(talks: Path) -> None:
    inner = zipped({"metadata.csv": b"file,speaker\na.txt,Ada Lund\n", "a.txt": TALK})
    talks.write_bytes(zipped({"in.zip": inner, "b.txt": TALK}))
    assert speakers(talks) == {"a": "Ada Lund", "b": None}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"speaker\nAda Lund\n", "metadata.csv: there is no column 'file'"),
        (b"file,speaker\n,Ada Lund\n", "metadata.csv, row 1: it names no file"),
        (b"file,date\na.txt,soon\n", "metadata.csv, row 1: front matter: date"),
        (b" ", "metadata.csv: empty"),
        (b"file,speaker\n" + b"x" * 2_000, "metadata.csv: too large, bytes so far"),
    ],
)
def test_a_table_that_cannot_be_read_stops_its_archive(talks: Path, table: bytes, said: str) -> None:
    talks.write_bytes(zipped({"a.txt": TALK, "metadata.csv": table}, zipfile.ZIP_STORED))
    options = LoadOptions(limits=Limits(file_bytes=1_000))
    assert speakers(talks, options) == {}
    (reason,) = failures(talks, options)
    assert reason.startswith(f"{talks}/{said}")


def test_the_users_own_table_goes_before_those_of_an_archive(talks: Path, tmp_path: Path) -> None:
    mine = tmp_path / "people.csv"
    mine.write_text("file,speaker\na.txt,Bo Vane\n")
    talks.write_bytes(zipped({"a.txt": TALK, "metadata.csv": b"no table"}))
    assert speakers(talks, LoadOptions(table=read_table(mine, {}))) == {"a": "Bo Vane"}


def test_hidden_tables_are_none(talks: Path) -> None:
    talks.write_bytes(zipped({"a.txt": TALK, ".git/metadata.csv": b"no table", "__MACOSX/._metadata.csv": b"no table"}))
    assert speakers(talks) == {"a": None}
