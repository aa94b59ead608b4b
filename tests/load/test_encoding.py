import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.load.encoding import decode, read

QUOTED = "The keeper’s lamp — he says — burns “all night”… and the toll is 1½ marks. " * 5


def test_utf8_with_a_byte_order_mark_and_any_line_ends() -> None:
    found = read("\ufeffOne\r\ntwo\rthree — 3".encode(), None)
    assert (found.text, found.encoding, found.note) == ("One\ntwo\nthree — 3", "utf-8", None)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    found = read("The café — closed.".encode(encoding), None)
    assert (found.text, found.note) == ("The café — closed.", None)


def test_what_only_begins_like_utf16_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="begins like UTF-16, but is not"):
        read(b"\xff\xfea", None)


def test_an_encoding_that_is_named_is_taken_at_its_word() -> None:
    data = "the café — closed".encode("cp1252")
    assert decode(data, "cp1252") == "the café — closed"
    assert read(data, "cp1252").note is None
    with pytest.raises(UnreadableFile, match="not an encoding"):
        decode(data, "klingon")
    with pytest.raises(UnreadableFile, match="neither UTF-8 nor ascii: byte 0xe9 at 7"):
        decode(data, "ascii")


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_a_guess_is_told(encoding: str) -> None:
    text = QUOTED.replace("½", "1/2")
    found = read(text.encode(encoding), None)
    assert found.text == text
    assert found.note == f"not UTF-8: read as {found.encoding}, which is a guess"


def test_marks_of_an_english_text_are_not_taken_for_letters() -> None:
    # As a page was saved that had passed through a Chinese system: a dash is two bytes there.
    text = "The keeper’s lamp—he says—burns “all night” in every harbour of the coast. " * 5
    assert read(text.encode("big5"), None).text == text
    one = "This will require cancellation of the ½¢ decrease in the toll. " + "All is well on the canal. " * 20
    assert read(one.encode("cp1252"), None).text == one


def test_another_script_is_left_to_the_statistics() -> None:
    text = "Канал открыт, и пошлина составляет четыре марки. Смотритель маяка считает баржи дважды. " * 4
    assert read(text.encode("cp1251"), None).text == text


@pytest.mark.parametrize("data", [b"PK\x03\x04\x00\x00", b"\x01\x02\x03\x04 text \x05\x06"])
def test_binary_files_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="binary"):
        decode(data, None)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1))
def test_utf8_comes_out_as_it_went_in(text: str) -> None:
    assert decode(text.encode(), None) == text.removeprefix("\ufeff")
