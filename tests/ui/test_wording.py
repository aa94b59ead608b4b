import pytest

from rag.filters import Filters
from rag.quote import Finding
from rag.schema import Answer, Query, Writing
from rag.timeline import Timeline, Undated, Year
from ui import wording


@pytest.mark.parametrize(
    ("chance", "word", "share"),
    [(0.99, "High", "more than 9 in 10"), (0.9, "High", "about 9 in 10"), (0.7, "Fair", "about 7 in 10"),
     (0.5, "Low", "about 5 in 10")],
)  # fmt: skip
def test_confidence_is_put_in_words(chance: float, word: str, share: str) -> None:
    answer = Answer("answered", Query("q"), chance)
    assert wording.confidence(answer) == f"{word} confidence"
    assert share in wording.confidence_means(answer)


def test_who_wrote_it_and_what_was_left_out() -> None:
    assert wording.written(Writing("fake:x", sentences=3, supported=3)).endswith("the paragraphs it cites")
    assert wording.written(Writing("fake:x", sentences=3, dropped=2)).endswith("; 2 of 3 were left out")


def test_how_much_was_searched() -> None:
    assert wording.searched(Answer("answered", Query("q"), 1, speeches_searched=1, seconds=0.26)) == (
        "1 speech searched in 0.3 s"
    )
    assert wording.searched(Answer("answered", Query("q"), 1, speeches_searched=1200)).startswith("1,200 speeches")


def test_how_much_was_looked_up_names_the_claim() -> None:
    found = Finding("q", "absent", "", searched=1, seconds=0.0042)
    assert wording.looked_up(found) == "1 speech searched in 4 ms"
    claimed = Finding("q", "absent", "", searched=1200, filters=Filters(speaker=("Rehn",)))
    assert wording.looked_up(claimed).startswith("1,200 speeches searched (speaker Rehn) in")


def test_what_the_filters_leave() -> None:
    assert wording.narrowed(Filters(), "all speeches").startswith("all speeches; narrow it")
    assert wording.narrowed(Filters(since="2018"), "all speeches") == "since 2018"


def test_silence_is_told_as_silence_in_these_words() -> None:
    years = (Year(2018, 6, 1), Year(2019, 0, 0), Year(2020, 1000, 2))
    said = wording.over_time(Timeline(Query("q"), (), years, Undated(), 0.0))
    assert said.startswith("3 of 1,006 speeches")
    assert "In these words only" in said
    assert "no date" not in said
    undated = Timeline(Query("q"), (), years, Undated(4), 0.0)
    assert "4 more have no date." in wording.over_time(undated)


def test_plain_text_has_no_marks_of_markdown() -> None:
    assert wording.plain("*a* [b](c) :red[d] $e$") == r"\*a\* \[b\]\(c\) \:red\[d\] \$e\$"
