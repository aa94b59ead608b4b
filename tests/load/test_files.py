from pathlib import Path

import pytest

from rag.errors import BadInput, UnreadableFile
from rag.load.files import decode, discover, read


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
    [(b"", "empty"), (b" \n ", "empty"), (b"x" * 11, "too large: 11 bytes, the limit is 10")],
)
def test_bytes_that_cannot_be_used_say_why(tmp_path: Path, data: bytes, reason: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(data)
    with pytest.raises(UnreadableFile, match=reason):
        read(file, 10)


def test_a_file_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read(tmp_path, 10**9)


def test_utf8_with_a_byte_order_mark_and_any_line_ends() -> None:
    assert decode("\ufeffOne\r\ntwo\rthree — 3".encode(), None) == "One\ntwo\nthree — 3"


def test_other_encodings_are_read_only_when_named() -> None:
    data = "the café — closed".encode("cp1252")
    with pytest.raises(UnreadableFile, match="byte 0xe9 at 7; convert it, or name its encoding"):
        decode(data, None)
    assert decode(data, "cp1252") == "the café — closed"
    with pytest.raises(UnreadableFile, match="not an encoding"):
        decode(data, "klingon")
    with pytest.raises(UnreadableFile, match="neither UTF-8 nor ascii"):
        decode(data, "ascii")


@pytest.mark.parametrize("data", [b"PK\x03\x04\x00\x00", b"\x01\x02\x03\x04 text \x05\x06"])
def test_binary_files_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="binary"):
        decode(data, None)
