import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.written.clean import clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The toll is **four** marks.", "The toll is four marks."),
        ("See [the page](https://evil.example/?q=1) now.", "See the page now."),
        ("![pixel](https://evil.example/p.png)Well.", "pixelWell."),
        ("See https://evil.example/x now.", "See now."),
        ("Run javascript:alert(1) or data:text/html,x now.", "Run or now."),
        ("<img src=x onerror=alert(1)>Well.</p>", "Well."),
        ("<!-- hidden -->Well.", "Well."),
        ("a\u202eb\u200bc\x1b[31md", "abc[31md"),
        ("1 < 2 and 3 > 2", "1 2 and 3 2"),
        ("See [[a](b)](https://evil.example/?q=1)", "See a"),
        ("See [c](https://evil.example", "See c"),
        ("See ht\u200btps://evil.example, evil.example/q or ttps<b>:</b>//evil.example now.", "See or now."),
        ("See &lt;img src=x onerror=alert(1)&gt; now.", "See now."),
        ("It rose ⑦ by ［7］ four¹ 【1】 [^2] 4 km².", "It rose by four 4 km²."),
        ("It rose\U000e0141.", "It rose."),
        ("The data: 312 barges [sic].", "The data: 312 barges [sic]."),
        ("[1]: — …", ""),
        ("It rose by 4 % in 2019 – no more.", "It rose by 4 % in 2019 – no more."),
    ],
)
def test_only_words_are_left(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(st.text())
def test_nothing_that_leads_out_is_left(text: str) -> None:
    left = clean(text)
    assert "://" not in left
    assert not set(left) & set("<>`|\n\x1b\u202e\u200b")
    assert clean(left) == left
