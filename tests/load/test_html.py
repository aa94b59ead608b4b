"""Pages of a ministry that is ours, with the quirks of those that are saved from real sites."""

from pathlib import Path

import pytest

from rag.errors import BadInput
from rag.load import Limits, LoadOptions
from rag.schema import Speech
from rag.split import paragraphs
from tests.load.loaded import load

HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Press statements • Government of Halvorn</title>
<meta property="og:url" content="https://gov.halvorn.example/news/512">
<link rel="canonical" href="512.html"><link rel="alternate" hreflang="de" href="https://de.halvorn.example/news/512">
</head><body><nav><a href="/">Home</a> <a href="/news">All the news of the government</a></nav>"""

TALK = """<p>The meeting took place in the lock house.</p>
<p><b>Prime Minister of Halvorn Ada Lund</b>: Good afternoon. We opened the canal on Monday, <a class="person"
href="/p/7">Boris Vane<span class="read__tooltip hidden"><span>Vane Boris</span><span>Minister</span></span></a>
and I, and 312 barges went through it in the first week.</p>
<p>The toll is four&nbsp;marks a barge. It will <em>not</em> be raised before the bridge is paid for.</p>
<figure><img src="a.jpg"><figcaption>Ada Lund at the lock.</figcaption></figure>
<p><b>Question:</b> And the sturgeon?</p>
<p><b>Ada Lund:</b> The sturgeon pay no toll.<br>
They swim below it.<br>
<br>That is the whole of our policy on fish.</p>
<p>&lt;…&gt;</p>
<h3>On the bridge</h3>
<ul><li>The bridge will be green.</li><li>It will be paid for in nine years.</li></ul>
<p style="display: none">Subscribe to our letters.</p>
<p>Share this page with your friends.</p>"""

ARTICLE = """<article><h1>Press statements after the talks</h1>
<time itemprop="datePublished" datetime="2019-05-14T10:00">14 May</time>
<div class="p-location"><i></i>Lockton</div><div itemprop="articleBody">{}</div></article>"""

PAGE = Path("512.html")


def page(body: str, head: str = HEAD, **options: int) -> Speech:
    return load(PAGE, f"{head}{body}</body></html>".encode(), LoadOptions(limits=Limits(**options)))


@pytest.fixture
def talk() -> Speech:
    return page(
        ARTICLE.format(TALK.replace("<p>Share this page with your friends.</p>", '<p class="share">Share.</p>'))
    )


def test_what_a_page_says_of_itself_is_its_metadata(talk: Speech) -> None:
    assert (talk.title, talk.date, talk.place) == ("Press statements after the talks", "2019-05-14", "Lockton")
    assert (talk.language, talk.languages) == ("en", ("de", "en"))
    # A saved page's canonical link may lead to a file.
    assert talk.source == "https://gov.halvorn.example/news/512"


def test_each_block_is_a_paragraph_and_nothing_hidden_or_unsaid_is_in_it(talk: Speech) -> None:
    assert [one.text for one in paragraphs(talk)] == [
        "The meeting took place in the lock house.",
        "Good afternoon. We opened the canal on Monday, Boris Vane and I, and 312 barges went through it in the first"
        " week.",
        "The toll is four marks a barge. It will not be raised before the bridge is paid for.",
        "And the sturgeon?",
        "The sturgeon pay no toll.\nThey swim below it.",
        "That is the whole of our policy on fish.",
        "<…>",
        "On the bridge",
        "The bridge will be green.",
        "It will be paid for in nine years.",
    ]


def test_names_in_bold_say_who_speaks_and_the_one_who_says_most_is_the_main_speaker(talk: Speech) -> None:
    assert (talk.speaker, talk.role, talk.country) == ("Ada Lund", "Prime Minister of Halvorn", None)
    assert talk.voices == ()
    found = [(one.kind, one.speaker) for one in paragraphs(talk)]
    assert found[:5] == [
        ("note", None),
        ("statement", "Ada Lund"),
        ("statement", "Ada Lund"),
        ("question", "Question"),
        ("statement", "Ada Lund"),
    ]
    assert [kind for kind, _ in found[6:8]] == ["note", "heading"]


def test_where_nobody_says_half_of_it_there_is_no_main_speaker() -> None:
    say = "The toll is four marks a barge, and so it stays for now."
    even = "".join(f"<p><b>{name}:</b> {say}</p>" for name in ("Ada Lund", "Boris Vane"))
    found = page(ARTICLE.format(even))
    assert found.speaker is None
    assert [one.speaker for one in paragraphs(found)] == ["Ada Lund", "Boris Vane"]
    assert {voice.name for voice in found.voices} == {"Ada Lund", "Boris Vane"}


def test_a_question_asked_in_plain_type_is_no_label_where_names_are_set_in_bold() -> None:
    body = f"<p><b>Ada Lund:</b> {'We shall build a bridge. ' * 9}</p><p>Question: at whose expense? At the toll's.</p>"
    last = paragraphs(page(ARTICLE.format(body)))[-1]
    assert (last.kind, last.speaker) == ("statement", "Ada Lund")
    assert last.text.startswith("Question: at whose expense?")


def test_a_page_that_marks_no_body_is_read_by_its_form() -> None:
    said = "".join(
        f"<p>We opened lock number {number} on Monday, and the toll there is four marks.</p>" for number in range(9)
    )
    found = page(f"<div><div>{said}</div></div><footer>Government of Halvorn, all rights kept</footer>")
    first, *_ = paragraphs(found)
    assert first.text == "We opened lock number 0 on Monday, and the toll there is four marks."
    assert "all rights kept" not in found.text
    assert "All the news" not in found.text


def test_a_page_saved_by_a_browser_tells_where_it_is_from() -> None:
    saved = "<!-- saved from url=(0033)https://gov.halvorn.example/old/7 -->\n<html><body>"
    assert page(ARTICLE.format(TALK), saved).source == "https://gov.halvorn.example/old/7"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (ARTICLE.format(""), "its body is empty"),
        (ARTICLE.format('<p class="caption">At the lock.</p>'), "its body is empty"),
        (ARTICLE.format("<p>At the lock.</p>"), "hardly a word"),
        (ARTICLE.format("".join(f'<p><a href="/{n}">The minister opens lock {n}</a></p>' for n in range(20))), "links"),
    ],
)
def test_a_page_without_a_speech_is_refused_by_what_it_is(body: str, reason: str) -> None:
    with pytest.raises(BadInput, match=f"no speech on this page: .*{reason}"):
        page(body)


def test_markup_that_is_nested_too_deep_is_refused() -> None:
    deep = "<div>" * 300 + "Deep." + "</div>" * 300
    with pytest.raises(BadInput, match=r"nested too deep, elements within elements: 30\d, the limit is 256"):
        page(deep)
    assert page(ARTICLE.format(TALK), depth=20).speaker == "Ada Lund"


def test_the_encoding_that_a_page_names_is_the_one_it_is_read_in() -> None:
    body = ARTICLE.format("<p>Мы открыли канал. </p>" * 9)
    data = f'<html><head><meta charset="windows-1251"></head><body>{body}</body></html>'
    assert load(PAGE, data.encode("cp1251")).text.startswith("Мы открыли канал.")
