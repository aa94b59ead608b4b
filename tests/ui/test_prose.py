"""What the browser is told of a written answer; that marks can be pressed is in tests/test_browser.py."""

from rag.schema import Answer, Citation, Query, Sentence
from ui import prose

EVIL = '<script>alert("x")</script>'
CITATION = Citation("s", 2, 0, 400, "word " * 80)


def test_each_citation_has_a_mark_that_tells_whose_words_it_stands_for() -> None:
    sentences = (Sentence(f"One {EVIL}.", (CITATION, CITATION)), Sentence("Two.", (CITATION,), supported=False))
    told = prose.data(Answer("answered", Query("q"), 1, sentences=sentences), {"s#p2": EVIL}, 4)
    first, second = told["sentences"]
    assert [mark["number"] for one in (first, second) for mark in one["marks"]] == [4, 5, 6]
    assert first["text"] == f"One {EVIL}."
    assert first["marks"][0]["label"] == EVIL
    assert first["marks"][0]["quote"].endswith("word…")
    assert not first["doubt"]
    assert "do not bear this out" in second["doubt"]


def test_texts_become_no_markup() -> None:
    assert not [way for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write") if way in prose._JS]
