import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.written.prompt import ABSENT
from rag.answer.written.reply import Draft, drafts


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("The toll is four marks. [2]", [("The toll is four marks.", (2,))]),
        ("The toll is four marks [2].", [("The toll is four marks.", (2,))]),
        ("One. [1][3]\nTwo. [2, 4]\nThree. [5-7]", [("One.", (1, 3)), ("Two.", (2, 4)), ("Three.", (5, 6, 7))]),
        ("One. [1] Two. [2]", [("One.", (1,)), ("Two.", (2,))]),
        ("- One. [1]\n* Two. [2]\n3. Three. [3]\n## Four. [4]", [
            ("One.", (1,)), ("Two.", (2,)), ("Three.", (3,)), ("Four.", (4,)),
        ]),
        ("```\nOne. [1]\n```", [("One.", (1,))]),
        ("No number at all.", [("No number at all.", ())]),
        ("One. [1] And a rest.", [("One.", (1,)), ("And a rest.", ())]),
        ("In [sic] the port. [1]", [("In [sic] the port.", (1,))]),
        ("The toll fell. It rose again. [1][2]", [("The toll fell.", (1, 2)), ("It rose again.", (1, 2))]),
        ("She: “It fell. It rose.” He left. [1]", [("She: “It fell. It rose.”", (1,)), ("He left.", (1,))]),
        (ABSENT, []),
        (f"{ABSENT}.", []),
        ("", []),
    ],
)  # fmt: skip
def test_sentences_are_read_with_their_numbers(reply: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert list(drafts([reply])) == [Draft(text, numbers) for text, numbers in expected]


@pytest.mark.parametrize("fence", ["{}", "```json\n{}\n```"])
def test_json_is_read_too(fence: str) -> None:
    told = json.dumps({"sentences": [{"text": "One.", "evidence": [1, 2]}, {"text": "Two.", "evidence": "x"}, "three"]})
    assert list(drafts([fence.replace("{}", told)])) == [Draft("One.", (1, 2)), Draft("Two.", ())]
    assert list(drafts(['{"text": "One.", "evidence": [3]}'])) == [Draft("One.", (3,))]
    assert list(drafts(['{"text": "One.", "evid'])) == [Draft('{"text": "One.", "evid', ())]


def test_a_sentence_is_there_as_soon_as_its_line_is() -> None:
    read: list[str] = []

    def pieces() -> object:
        for piece in ("The toll ", "is four. [1]\nThe ", "rest. [2]"):
            read.append(piece)
            yield piece

    first = next(drafts(pieces()))  # type: ignore[arg-type]
    assert (first, len(read)) == (Draft("The toll is four.", (1,)), 2)


def test_a_reply_without_end_is_cut() -> None:
    assert len(list(drafts("word. [1]\n" for _ in range(10**6)))) < 3_000


@given(st.lists(st.text(alphabet="ab [1]2,-.\n{}\"'`*#"), max_size=8))
def test_any_reply_is_read_whole_in_whatever_pieces(pieces: list[str]) -> None:
    assert list(drafts(pieces)) == list(drafts(["".join(pieces)]))
