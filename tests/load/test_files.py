from pathlib import Path

import pytest

from rag.errors import BadInput, UnreadableFile
from rag.load.files import discover, read
from rag.load.limits import Limits


def test_a_folder_gives_its_texts_and_names_what_it_skips(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.txt", "deep/a.md", "README.md", ".hidden.txt", "photo.jpg"):
        (tmp_path / name).write_text("x")
    found, skipped = discover([tmp_path])
    assert [file.name for file in found] == ["b.txt", "a.md"]
    assert sorted(file.name for file in skipped) == [".hidden.txt", "README.md", "photo.jpg"]


def test_hidden_folders_are_not_entered_but_one_named_outright_is(tmp_path: Path) -> None:
    root = tmp_path / ".archive"
    for name in (".git/x.md", "deep/.venv/lib/y.txt", "deep/z.md", ".note.md"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    assert discover([root]) == ([root / "deep/z.md"], [root / ".note.md"])
    assert discover([tmp_path]) == ([], [])


def test_a_file_named_outright_is_taken_once_whatever_its_name(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text("x")
    assert discover([file, file, tmp_path]) == ([file], [])


def test_a_path_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        discover([tmp_path / "gone"])


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b" \n ", "empty"), (b"x" * 11, "too large, bytes: 11, the limit is 10")],
)
def test_bytes_that_cannot_be_used_say_why(tmp_path: Path, data: bytes, reason: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(data)
    with pytest.raises(UnreadableFile, match=reason):
        read(file, Limits(file_bytes=10))


def test_a_file_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read(tmp_path, Limits())
