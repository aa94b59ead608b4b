from pathlib import Path

import pytest

from rag.errors import UnreadableFile
from rag.load.limits import Limits
from rag.load.tei.markup import name, parse, words

LAUGHS = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'


def why(data: bytes, limits: Limits = Limits()) -> str:
    with pytest.raises(UnreadableFile) as caught:
        parse(data, limits)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_entities_are_refused_before_anything_is_expanded(encoding: str) -> None:
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    document = f"<?xml version='1.0' encoding='{declared}'?><!DOCTYPE a [{LAUGHS}]><a b='&b;'>&b;</a>"
    assert why(document.encode(encoding)).startswith("unsafe: its XML declares entities")


def test_no_other_file_is_opened(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("<secret", encoding="utf-8")
    document = f'<!DOCTYPE a [<!ENTITY % x SYSTEM "{other.as_uri()}"> %x;]><a/>'
    assert why(document.encode()).startswith("unsafe: its XML declares entities")


def test_a_document_type_beside_the_file_is_not_read(tmp_path: Path) -> None:
    other = tmp_path / "a.dtd"
    other.write_text('<!ENTITY nbsp "secret"><!ATTLIST a b CDATA "secret">', encoding="utf-8")
    told = f'<!DOCTYPE a SYSTEM "{other.as_uri()}"><a>{{}}</a>'
    assert parse(told.format("It is open").encode(), Limits()).get("b") is None
    assert why(told.format("&nbsp;").encode()).startswith("unsafe: its XML")


def test_entities_of_a_document_type_that_is_not_read_are_words_left_out() -> None:
    assert why(b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a>b&nbsp;c</a>').startswith("unsafe: its XML")
    assert words(parse(b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a>b &amp; c</a>', Limits())) == "b & c"


def test_depth_is_limited() -> None:
    assert why(b"<a>" * 9 + b"</a>" * 9, Limits(depth=8)) == (
        "elements too deep in each other: 9, the limit is 8 (ONRECORD_MAX_DEPTH raises it)"
    )
    assert why(b"<a>" * 5000 + b"</a>" * 5000) == "not XML, or broken XML: elements too deep in each other"


@pytest.mark.parametrize(
    "data",
    [
        b"no XML",
        b"<a><b></a>",
        b"\x00\x01",
        b"<a>&nope;</a>",
        b"<?xml version='1.0' encoding='klingon'?><a/>",
        b"<a",
        "<?xml version='1.0' encoding='cp037'?><a/>".encode("cp037"),
    ],
)
def test_what_is_no_xml_is_told_in_one_line(data: bytes) -> None:
    said = why(data)
    assert said.startswith("not XML, or broken XML: ")
    assert "\n" not in said


def test_an_id_that_stands_twice_stops_nothing() -> None:
    assert len(parse(b'<a><b xml:id="x"/><b xml:id="x"/></a>', Limits())) == 2


def test_comments_and_instructions_part_no_words() -> None:
    root = parse(b'\xef\xbb\xbf<a xmlns="urn:x">It is <!-- not -->op<?page 4?>en\n now<b/></a>', Limits())
    assert (name(root), name(root[0]), words(root)) == ("a", "b", "It is open now")
