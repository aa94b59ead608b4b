import pytest

from rag.schema import Answer, Query
from ui import wording


@pytest.mark.parametrize(("chance", "word"), [(0.95, "High"), (0.7, "Fair"), (0.5, "Low")])
def test_confidence_is_put_in_words(chance: float, word: str) -> None:
    said = wording.confidence(Answer("answered", Query("q"), chance))
    assert said.startswith(f"{word} confidence")
    assert f"about {round(chance * 10)} in 10" in said


def test_how_much_was_searched() -> None:
    assert wording.searched(Answer("answered", Query("q"), 1, speeches_searched=1, seconds=0.26)) == (
        "1 speech searched in 0.3 s"
    )
    assert wording.searched(Answer("answered", Query("q"), 1, speeches_searched=1200)).startswith("1,200 speeches")
