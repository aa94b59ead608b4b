"""Pages of a ministry that is ours, with the quirks of those that are saved from real sites."""

import time
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


def locks(number: int) -> str:
    return "".join(
        f"<p>We opened lock number {one} on Monday, and the toll there is four marks.</p>" for one in range(number)
    )


def texts(found: Speech) -> list[str]:
    return [one.text for one in paragraphs(found)]


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ("<p>We meet on <time>9 May</time> in the hall.</p>", ["We meet on 9 May in the hall."]),
        ("<p>Published: </p><p><time>9 May</time></p>", ["Published:"]),
        ("Before it.<figure><img></figure>After it.", ["Before it.", "After it."]),
        ("<figure><table><tr><td>Two barges</td></tr></table><figcaption>Tolls</figcaption></figure>", ["Two barges"]),
        ("<p>The canal<sup><a href='#n1'>1</a></sup> is the 3<sup>rd</sup>.</p>", ["The canal is the 3rd."]),
        ("<p>He said <q>it is open</q> to us.</p>", ["He said “it is open” to us."]),
        ("<pre>Row,\nrow on.</pre>", ["Row,\nrow on."]),
        ("<p class='d-none'>Unshown.</p><p class='print-only'>Printed.</p>", []),
        ("<p>Here<!-- an editor's note --> it is.</p>", ["Here it is."]),
    ],
)
def test_what_a_browser_shows_is_what_is_kept(added: str, expected: list[str]) -> None:
    assert texts(page(ARTICLE.format(locks(6) + added)))[6:] == expected


@pytest.mark.parametrize("frame", ["<form>{}</form>", '<div class="social-policy">{}</div>'])
def test_what_frames_most_of_the_page_is_no_aside(frame: str) -> None:
    assert len(texts(page(ARTICLE.format(frame.format(locks(6)))))) == 6


def test_a_body_that_is_hidden_until_its_scripts_have_run_is_read() -> None:
    assert len(texts(page(f"<div>{locks(9)}</div>", '<html><body class="hidden">'))) == 9


def test_the_parts_of_a_body_are_joined_and_a_copy_for_the_printer_is_not() -> None:
    part = '<div itemprop="articleBody">{}</div>'
    said, more = locks(6), "<p>And so on we go.</p>"
    assert texts(page(f"<article>{part.format(said)}{part.format(more)}{part.format(said)}</article>"))[5:] == [
        "We opened lock number 5 on Monday, and the toll there is four marks.",
        "And so on we go.",
    ]
    other = f"<article>{part.format('<p>Of another article.</p>')}</article>"
    assert "another" not in page(f"<article>{part.format(said)}</article>{other}").text


def test_what_stands_between_is_kept_on_a_page_that_marks_no_body() -> None:
    body = f"{locks(9)}<ul><li>One is a lock.</li><li>Two is a lock.</li></ul><p>“They swim.”</p><p>Thank you.</p>"
    found = page(f"<div><h1>Talks</h1><div>{body}</div></div><footer>All rights kept</footer>")
    assert texts(found)[-5:] == [
        "We opened lock number 8 on Monday, and the toll there is four marks.",
        "One is a lock.",
        "Two is a lock.",
        "“They swim.”",
        "Thank you.",
    ]
    assert len(texts(found)) == 13


def test_what_the_site_tells_of_the_occasion_is_never_the_speakers() -> None:
    told = "<p>The lock was built in three winters by the men of the camp, of whom one in ten died there.</p>"
    said = "".join(f"<p><b>{name}:</b> {'We shall build a bridge. ' * 9}</p>" for name in ("Ada Lund", "Boris Vane"))
    said += f"<p>{'We shall pay for it. ' * 9}</p>" + f"<p><b>Ada Lund:</b> {'We shall cross it. ' * 40}</p>"
    ruled = page(ARTICLE.format(f"{told * 2}<p>* * *</p>{said}"))
    assert ruled.speaker == "Ada Lund"
    assert [one.kind for one in paragraphs(ruled)][:4] == ["note", "note", "note", "statement"]
    # Without a rule it may be anyone's; so there is no main speaker whose words it would become.
    unruled = page(ARTICLE.format(told * 3 + said))
    assert unruled.speaker is None
    assert [(one.kind, one.speaker) for one in paragraphs(unruled)][2:4] == [
        ("statement", None),
        ("statement", "Ada Lund"),
    ]


def test_names_that_a_style_sets_in_bold_are_names() -> None:
    name = '<p><span style="font-weight: 700">{}:</span> We shall build a bridge over the canal.</p>'
    body = "".join(map(name.format, ("Ada Lund", "Boris Vane", "Ada Lund")))
    assert [one.speaker for one in paragraphs(page(ARTICLE.format(body)))] == ["Ada Lund", "Boris Vane", "Ada Lund"]


def test_one_who_gives_his_name_again_is_quoted_with_it() -> None:
    said = "<p><b>Boris Vane:</b> Boris Vane, of the Canal Company.</p><p><b>Ada Lund:</b> Good afternoon to you.</p>"
    assert texts(page(ARTICLE.format(said + locks(4))))[0] == "Boris Vane, of the Canal Company."


def test_json_ld_tells_of_a_page_that_says_nothing_else_of_itself() -> None:
    told = '{"@graph": [{"@type": "WebSite"}, {"headline": "Talks", "datePublished": "2019-05-14T10:00:00+02:00",'
    told += '"inLanguage": "en", "contentLocation": {"name": "Lockton"}, "url": "https://gov.halvorn.example/1"}]}'
    scripts = f'<script type="application/ld+json">{{</script><script type="application/ld+json">{told}</script>'
    found = page(f"<div>{locks(9)}</div>", f"<html><head><title>T</title>{scripts}</head><body>")
    assert (found.title, found.date, found.place) == ("Talks", "2019-05-14", "Lockton")
    assert (found.language, found.source) == ("en", "https://gov.halvorn.example/1")


def test_the_date_is_the_articles_own_however_old() -> None:
    teaser = '<article><time datetime="2024-01-01">1 January</time><a href="/9">Another page</a></article>'
    assert page(teaser + ARTICLE.format(locks(6)).replace(' itemprop="datePublished"', "")).date == "2019-05-14"
    old = '<html><head><meta name="DC.date" content="1961-01-20"></head><body>'
    assert page(f"<div>{locks(9)}</div>", old).date == "1961-01-20"


def test_the_language_is_the_articles_own() -> None:
    assert page(ARTICLE.format(locks(6)).replace("<article>", '<article lang="fr">')).language == "fr"


@pytest.mark.parametrize(
    ("links", "source"),
    [
        ('<link rel="canonical" href="http://[bad">', None),
        (
            '<base href="https://gov.halvorn.example/a/"><link rel="canonical" href="7.html">',
            "https://gov.halvorn.example/a/7.html",
        ),
    ],
)
def test_the_address_is_whole_or_none(links: str, source: str | None) -> None:
    assert page(ARTICLE.format(locks(6)), f"<html><head>{links}</head><body>").source == source


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-8", "undefined", "x-user-defined"])
def test_a_page_that_names_its_encoding_wrongly_is_read_as_browsers_read_it(charset: str) -> None:
    body = ARTICLE.format(locks(6) + "<p>“The café is open” — so he said.</p>")
    data = f'<html><head><meta charset="{charset}"></head><body>{body}</body></html>'.encode("cp1252")
    found = load(PAGE, data)
    assert texts(found)[-1] == "“The café is open” — so he said."
    assert bool(found.notes) == (charset != "iso-8859-1")


def test_an_xml_declaration_names_the_encoding_too() -> None:
    body = ARTICLE.format("<p>Мы открыли канал. </p>" * 9)
    data = f'<?xml version="1.0" encoding="koi8-r"?><html><body>{body}</body></html>'
    assert load(PAGE, data.encode("koi8-r")).text.startswith("Мы открыли канал.")


def test_a_speech_in_a_script_without_spaces_is_no_page_of_photographs() -> None:
    assert len(texts(page(ARTICLE.format("<p>我们星期一开通了运河，过路费为每艘船四马克。</p>" * 3)))) == 3


def test_an_error_page_is_refused_as_such() -> None:
    lost = (
        "<h1>Page not found</h1><p>The page that you look for has been moved or was never there. Go to the first page"
    )
    with pytest.raises(BadInput, match="no speech on this page: it is an error page"):
        page(f"{lost} of this site, or use its search to find what you need among the news of the government.</p>")


def test_twenty_thousand_lines_of_one_paragraph_take_no_minute() -> None:
    started = time.monotonic()
    page(ARTICLE.format(f"<p>{'Row on.<br>' * 20_000}</p>"))
    assert time.monotonic() - started < 10
