import bz2
import gzip
import hashlib
import io
import lzma
import stat
import tarfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.load import Document, Limits, LoadOptions, load
from rag.load.packed.containers import HEADER_BYTES, NESTED, entries, is_container
from rag.schema import Failure, Skipped, Speech

Files = Mapping[str, bytes]
Found = list[Document | Failure | Skipped]

ADA = b"We opened the canal on Monday."
BORIS = b"The canal was dug without asking us."
TALKS = {"2019/ada.txt": ADA, "2020/boris.md": BORIS}
ZEROS = b"\0" * 5_000_000


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def tarred(files: Files, form: int = tarfile.PAX_FORMAT) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return made.getvalue()


PACKINGS: dict[str, Callable[[Files], bytes]] = {
    "talks.zip": zipped,
    "TALKS.ZIP": zipped,
    "talks.tar": tarred,
    "talks.tar.gz": lambda files: gzip.compress(tarred(files)),
    "talks.tgz": lambda files: gzip.compress(tarred(files, tarfile.GNU_FORMAT)),
    "talks.tar.xz": lambda files: lzma.compress(tarred(files, tarfile.USTAR_FORMAT)),
    "talks.txz": lambda files: lzma.compress(tarred(files)),
    "talks.tar.bz2": lambda files: bz2.compress(tarred(files)),
    "talks.tbz2": lambda files: bz2.compress(tarred(files)),
}


@pytest.fixture
def found(tmp_path: Path) -> Callable[..., Found]:
    """All that is in an archive of these bytes, named from the archive on."""

    def find(name: str, data: bytes, **limits: int) -> Found:
        (tmp_path / name).write_bytes(data)
        short = f"{tmp_path.as_posix()}/"
        return [
            Document(one.name.removeprefix(short), one.data)
            if isinstance(one, Document)
            else type(one)(**{**_fields(one), "file": one.file.removeprefix(short)})
            for one in entries(tmp_path / name, LoadOptions(limits=Limits(**limits)))
        ]

    return find


def _fields(one: Failure | Skipped) -> dict[str, str]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


@pytest.mark.parametrize("name", PACKINGS)
def test_each_kind_of_archive_gives_its_files_as_documents(found: Callable[..., Found], name: str) -> None:
    assert is_container(Path(name))
    assert found(name, PACKINGS[name](TALKS)) == [
        Document(f"{name}/2019/ada.txt", ADA),
        Document(f"{name}/2020/boris.md", BORIS),
    ]


@pytest.mark.parametrize(("suffix", "pack"), [("gz", gzip.compress), ("xz", lzma.compress), ("bz2", bz2.compress)])
def test_a_compressed_file_is_an_archive_of_one(
    found: Callable[..., Found], suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    assert found(f"ada.txt.{suffix}", pack(ADA)) == [Document(f"ada.txt.{suffix}/ada.txt", ADA)]
    assert found(f"photo.jpg.{suffix}", pack(ADA)) == [Skipped(f"photo.jpg.{suffix}/photo.jpg")]


@pytest.mark.parametrize("name", ["ada.txt", "talks.docx", "talks.xlsx", "zip", "talks.zip.txt"])
def test_other_files_are_no_containers(name: str) -> None:
    assert not is_container(Path(name))


@pytest.mark.parametrize("name", ["talks.zip", "talks.tar.gz"])
def test_what_is_no_speech_by_its_name_is_told(found: Callable[..., Found], name: str) -> None:
    litter = ["README.md", "photo.jpg", ".hidden.txt", "__MACOSX/._ada.txt", ".git/ada.txt", "metadata.csv", "LICENSE"]
    data = PACKINGS[name]({**dict.fromkeys(litter, b"x"), "ada.txt": ADA})
    assert found(name, data) == [*(Skipped(f"{name}/{one}") for one in litter), Document(f"{name}/ada.txt", ADA)]


@pytest.mark.parametrize("name", ["talks.zip", "talks.tar"])
@pytest.mark.parametrize(
    "inner", ["../ada.txt", "a/../../ada.txt", "/etc/ada.txt", "..\\ada.txt", "C:\\ada.txt", "c:ada.txt", "\\ada.txt"]
)
def test_a_name_that_leads_out_is_refused(found: Callable[..., Found], name: str, inner: str) -> None:
    bad, good = found(name, PACKINGS[name]({inner: ADA, "ada.txt": ADA}))
    assert bad == Failure(f"{name}, entry {inner!r}", "its name leads out of the archive")
    assert good == Document(f"{name}/ada.txt", ADA)


def test_a_name_with_a_nul_is_refused(found: Callable[..., Found]) -> None:
    (bad,) = found("talks.zip", zipped({"ada.txt#.exe": ADA}).replace(b"ada.txt#.exe", b"ada.txt\0.exe"))
    assert bad == Failure("talks.zip, entry 'ada.txt\\x00.exe'", "its name leads out of the archive")


def test_names_by_windows_and_names_that_cannot_be_shown_are_made_paths(found: Callable[..., Found]) -> None:
    names = ["2019\\ada.txt", "./2020//boris.txt", "new\nline.txt"]
    assert [one.name for one in found("talks.tar", tarred(dict.fromkeys(names, ADA))) if isinstance(one, Document)] == [
        "talks.tar/2019/ada.txt",
        "talks.tar/2020/boris.txt",
        "talks.tar/new\ufffdline.txt",
    ]


def test_names_in_a_zip_are_utf8_with_or_without_its_flag_or_else_cp437(found: Callable[..., Found]) -> None:
    flagged = zipped({"Bérénice.txt": ADA})
    bare = _with_flag(flagged, 0x800, on=False)
    dos = _with_flag(zipped({"Bxrxnice.txt": ADA}), 0, on=True).replace(b"Bxrxnice", "Bérénice".encode("cp437"))
    for data in (flagged, bare, dos):
        assert found("talks.zip", data) == [Document("talks.zip/Bérénice.txt", ADA)]


def _with_flag(data: bytes, flag: int, *, on: bool) -> bytes:
    """A zip in which a flag is set, or not, for all entries."""
    changed = bytearray(data)
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        start = data.find(mark)
        while start >= 0:
            flags = int.from_bytes(data[start + place : start + place + 2], "little")
            flags = flags | flag if on else flags & ~flag
            changed[start + place : start + place + 2] = flags.to_bytes(2, "little")
            start = data.find(mark, start + 1)
    return bytes(changed)


def test_an_encrypted_entry_says_so(found: Callable[..., Found]) -> None:
    data = _with_flag(zipped({"ada.txt": ADA, "photo.jpg": b"x"}), 1, on=True)
    reason = "encrypted; unpack it with its password, and ingest what comes out"
    assert found("talks.zip", data) == [Failure("talks.zip/ada.txt", reason), Skipped("talks.zip/photo.jpg")]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_of_a_tar_are_refused(found: Callable[..., Found], kind: bytes) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        member = tarfile.TarInfo("secret.txt")
        member.type, member.linkname = kind, "/etc/passwd"
        archive.addfile(member)
    assert found("talks.tar", made.getvalue()) == [
        Failure("talks.tar/secret.txt", "a link, a device or a sparse file, not a plain one")
    ]


def test_a_link_in_a_zip_is_refused(found: Callable[..., Found]) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        link = zipfile.ZipInfo("secret.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.mkdir("empty")
    assert found("talks.zip", made.getvalue()) == [Failure("talks.zip/secret.txt", "a link or a device, not a file")]


# Bombs


BOMB = {"first.txt": ADA, "zeros.txt": ZEROS, "last.txt": BORIS}


@pytest.mark.parametrize("name", ["talks.zip", "talks.tar.gz", "talks.tar.xz", "talks.tar.bz2"])
@pytest.mark.parametrize("zeros", ["zeros.txt", "zeros.jpg", "zeros.zip"])
def test_a_bomb_stops_the_whole_archive_with_one_line(found: Callable[..., Found], name: str, zeros: str) -> None:
    data = PACKINGS[name]({"first.txt": ADA, zeros: ZEROS, "last.txt": BORIS})
    first, *rest = found(name, data, file_bytes=1_000_000, ratio=50)
    assert first == Document(f"{name}/first.txt", ADA)
    if (name, zeros) == ("talks.zip", "zeros.jpg"):
        assert rest == [Skipped(f"{name}/{zeros}"), Document(f"{name}/last.txt", BORIS)]  # it is never unpacked
        return
    *passed, bomb = rest
    assert passed == ([Skipped(f"{name}/{zeros}")] if zeros == "zeros.jpg" else [])
    assert isinstance(bomb, Failure)
    assert bomb.file == name
    assert bomb.reason.startswith("unpacks to too many times its size: ")
    assert bomb.reason.endswith("the limit is 50 (ONRECORD_MAX_RATIO raises it)")


def test_a_bomb_in_an_archive_within_the_archive_stops_the_whole(found: Callable[..., Found]) -> None:
    inner = zipped({"zeros.txt": ZEROS})
    (bomb,) = found("talks.zip", zipped({"a.zip": zipped({"b.zip": inner}), "ada.txt": ADA}), file_bytes=1_000_000)
    assert isinstance(bomb, Failure)
    assert (bomb.file, bomb.reason.split(":")[0]) == ("talks.zip", "unpacks to too many times its size")


@pytest.mark.parametrize("name", PACKINGS)
def test_the_total_and_the_number_of_entries_are_limited(found: Callable[..., Found], name: str) -> None:
    many = PACKINGS[name]({f"{number}.txt": ADA for number in range(200)})
    *few, last = found(name, many, entries=5)
    assert [type(one) for one in few] == [Document] * 5
    assert last == Failure(name, "too many entries: 6, the limit is 5 (ONRECORD_MAX_ENTRIES raises it)")
    *_, last = found(name, many, total_bytes=2_000)
    assert isinstance(last, Failure)
    assert last.reason.startswith("unpacks to too much, bytes so far: ")


def test_one_entry_that_is_too_large_fails_alone(found: Callable[..., Found]) -> None:
    for name in ("talks.zip", "talks.tar.gz"):
        first, large, last = found(name, PACKINGS[name](BOMB), file_bytes=1_000_000, ratio=10**6)
        assert [first, last] == [Document(f"{name}/first.txt", ADA), Document(f"{name}/last.txt", BORIS)]
        assert isinstance(large, Failure)
        assert (large.file, large.reason.split(":")[0]) == (f"{name}/zeros.txt", "too large, bytes so far")


@pytest.mark.parametrize("claimed", [0, 10, 2**32 - 2])
def test_what_a_zip_claims_of_its_sizes_is_not_believed(found: Callable[..., Found], claimed: int) -> None:
    true = len(ZEROS).to_bytes(4, "little")
    data = zipped({"zeros.txt": ZEROS, "ada.txt": ADA}).replace(true, claimed.to_bytes(4, "little"))
    first, *rest = found("talks.zip", data, file_bytes=1_000_000, ratio=50)
    assert isinstance(first, Failure)
    if claimed > len(ZEROS):
        assert (first.file, rest) == ("talks.zip", [])
    else:
        assert (first.file, rest) == ("talks.zip/zeros.txt", [Document("talks.zip/ada.txt", ADA)])


def test_time_is_limited_but_not_the_time_that_others_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "talks.zip"
    file.write_bytes(zipped(TALKS))
    assert [
        one.reason for one in entries(file, LoadOptions(limits=Limits(seconds=-1))) if isinstance(one, Failure)
    ] == ["takes too long, seconds so far: 0, the limit is -1 (ONRECORD_MAX_SECONDS raises it)"]
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    for one in entries(file, LoadOptions()):
        assert isinstance(one, Document)
        now += 1_000


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME])
def test_a_header_without_end_is_not_read(found: Callable[..., Found], kind: bytes) -> None:
    member = tarfile.TarInfo("ada.txt")
    member.type, member.size = kind, HEADER_BYTES + 1
    data = tarred({"ada.txt": ADA})[:1024] + member.tobuf(tarfile.USTAR_FORMAT) + ZEROS[: member.size]
    assert found("talks.tar", data) == [
        Document("talks.tar/ada.txt", ADA),
        Failure("talks.tar", "broken: a header of a length that none has"),
    ]


def test_a_packing_that_unpacks_all_at_once_is_refused(found: Callable[..., Found]) -> None:
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        (bad,) = found("talks.zip", zipped({"ada.txt": ADA}, method))
        assert bad == Failure(
            "talks.zip/ada.txt", "packed in a way that is not read here; pack it anew as a plain zip (deflate)"
        )


# Archives in archives


def _nested(levels: int) -> bytes:
    data = zipped({"ada.txt": ADA})
    for level in range(1, levels):
        data = gzip.compress(tarred({"a.zip": data})) if level % 2 else zipped({"a.tgz": data})
    return data


def test_archives_in_archives_are_read_to_a_depth(found: Callable[..., Found]) -> None:
    assert found("talks.zip", _nested(NESTED)) == [Document("talks.zip/a.tgz/a.zip/ada.txt", ADA)]
    assert found("talks.tgz", _nested(NESTED + 1)) == [
        Failure("talks.tgz/a.zip/a.tgz/a.zip", "an archive within archives, more than 3 deep; unpack it first")
    ]


def test_a_broken_archive_in_an_archive_fails_alone(found: Callable[..., Found]) -> None:
    broken, good = found("talks.zip", zipped({"a.zip": zipped(TALKS)[:-10], "ada.txt": ADA}))
    assert broken == Failure("talks.zip/a.zip", "broken: File is not a zip file")
    assert good == Document("talks.zip/ada.txt", ADA)


# Broken archives


def test_a_broken_entry_of_a_zip_fails_alone(found: Callable[..., Found]) -> None:
    data = zipped({"ada.txt": ADA, "empty.txt": b" \n", "boris.txt": BORIS}, zipfile.ZIP_STORED).replace(
        ADA, ADA.upper()
    )
    assert found("talks.zip", data) == [
        Failure("talks.zip/ada.txt", "broken: Bad CRC-32 for file 'ada.txt'"),
        Failure("talks.zip/empty.txt", "empty: there is no text in it"),
        Document("talks.zip/boris.txt", BORIS),
    ]


@pytest.mark.parametrize("name", ["talks.tar.gz", "talks.tar.xz", "talks.tar"])
def test_an_archive_that_is_cut_gives_what_is_whole_and_says_so(found: Callable[..., Found], name: str) -> None:
    noise = hashlib.shake_256(b"").digest(300_000)
    cut = found(name, PACKINGS[name]({"ada.txt": ADA, "noise.txt": noise, "boris.txt": BORIS})[:200_000])
    assert cut[0] == Document(f"{name}/ada.txt", ADA)
    assert isinstance(cut[-1], Failure)
    assert cut[-1].reason.startswith("broken: ")


def test_a_header_that_is_broken_in_the_middle_of_a_tar_is_not_its_end(found: Callable[..., Found]) -> None:
    data = tarred({"ada.txt": ADA, "boris.txt": BORIS}).replace(b"boris.txt", b"Boris.txt")
    assert found("talks.tar", data) == [
        Document("talks.tar/ada.txt", ADA),
        Failure("talks.tar", "broken: bad checksum"),
    ]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("talks.zip", b"<html>Not found</html>", "not an archive: it is neither zip, tar, gzip, xz nor bzip2"),
        ("talks.zip", b"", "not an archive"),
        ("talks.tar", b"<html>Not found</html>", "broken: "),
        ("talks.zip", zipped({}), "empty: there is no file in it"),
        ("talks.tar", tarred({}), "empty: there is no file in it"),
        ("talks.gz", b"\x1f\x8b\x08", "not an archive|broken: "),
    ],
)
def test_what_is_no_archive_says_why(found: Callable[..., Found], name: str, data: bytes, reason: str) -> None:
    (bad,) = found(name, data)
    assert isinstance(bad, Failure)
    assert any(bad.reason.startswith(one) for one in reason.split("|"))


def test_an_archive_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read"):
        list(entries(tmp_path / "gone.zip", LoadOptions()))


def test_the_speeches_of_an_archive_are_loaded(tmp_path: Path) -> None:
    file = tmp_path / "talks.zip"
    file.write_bytes(zipped({**TALKS, "rows.csv": b"text,speaker\nNo toll.,Ada Lund\n", "bad.csv": b"a,b\n1,2\n"}))
    found = list(load(file, LoadOptions()))
    assert [one.id for one in found if isinstance(one, Speech)] == ["ada", "boris", "rows-row-1"]
    assert [one.file.removeprefix(tmp_path.as_posix()) for one in found if isinstance(one, Failure)] == [
        "/talks.zip/bad.csv"
    ]


@given(
    name=st.sampled_from(sorted(PACKINGS)),
    changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_damaged_archives_give_documents_and_lines_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, name: str, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(PACKINGS[name]({**TALKS, "in.zip": zipped(TALKS), "in.tgz": gzip.compress(tarred(TALKS))}))
    for place, byte in changes:
        data[place % len(data)] = byte
    file = tmp_path_factory.mktemp("damaged") / name
    file.write_bytes(data)
    for one in entries(file, LoadOptions()):
        assert isinstance(one, (Document, Skipped)) or "\n" not in one.reason
