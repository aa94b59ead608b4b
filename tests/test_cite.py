"""Citations to carry away: what each style says, and what programs read back from it."""

import io
import json
import string
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.cite import STYLES, Extract, cite, text_fragment
from rag.cite.author import author
from rag.errors import BadInput
from rag.schema import Paragraph, Speech

SEEN = date(2026, 11, 25)
PROSE = ("chicago", "apa", "mla")
WORDS = "Welcome to Port Aurel, all of you. Nobody walks backwards here.\n\nThe rope was made in 1886, by hand."
CALLOWAY: dict[str, Any] = {
    "speaker": "Teodor Calloway",
    "country": "Velmora",
    "date": "2016-10-12",
    "event": "First Aurel Conference on Common Security",
    "place": "Port Aurel",
    "title": "Opening address",
    "language": "en",
    "source": "https://example.org/opening",
}


def extract(quote: str | None = None, *, last: int = 12, paged: bool = False, **fields: Any) -> Extract:
    """Paragraph 12, or 12 and 13, of a speech with only these fields; each stands on a page of its own."""
    speech = Speech("2016-opening", WORDS, **fields)
    return Extract.of(speech, paragraphs(speech.speaker, speech.speaker, paged)[: last - 11], quote)


def paragraphs(first: str | None, second: str | None, paged: bool = False) -> list[Paragraph]:
    bounds = [(0, WORDS.index("\n"), first), (WORDS.rindex("\n") + 1, len(WORDS), second)]
    return [
        Paragraph("2016-opening", 12 + at, start, end, WORDS[start:end], "statement", speaker, 1, (), None, page)
        for at, (start, end, speaker) in enumerate(bounds)
        for page in [3 + at if paged else None]
    ]


def csl(one: Extract) -> dict[str, Any]:
    (item,) = json.loads(cite(one, "csl-json", SEEN))
    return dict(item)


def bibtex(one: Extract) -> Any:
    from pybtex.database import parse_string

    ((_, entry),) = parse_string(cite(one, "bibtex", SEEN), "bibtex").entries.items()
    return entry


def ris(one: Extract) -> dict[str, Any]:
    import rispy

    (record,) = rispy.load(io.StringIO(cite(one, "ris", SEEN)))
    return dict(record)


class TestProse:
    @pytest.mark.parametrize(
        ("style", "expected"),
        [
            (
                "chicago",
                "Teodor Calloway, “Opening Address,” speech, First Aurel Conference on Common Security, Port Aurel,"
                " October 12, 2016, para. 12, accessed November 25, 2026,"
                " https://example.org/opening#:~:text=Nobody%20walks%20backwards.",
            ),
            (
                "apa",
                "Calloway, T. (2016, October 12). Opening address [Speech]. First Aurel Conference on Common Security,"
                " Port Aurel. https://example.org/opening#:~:text=Nobody%20walks%20backwards"
                " (Calloway, 2016, para. 12)",
            ),
            (
                "mla",
                "Calloway, Teodor. “Opening Address.” Speech. First Aurel Conference on Common Security, 12 Oct. 2016,"
                " Port Aurel, https://example.org/opening#:~:text=Nobody%20walks%20backwards. (Calloway, par. 12)",
            ),
        ],
    )
    def test_a_speech_of_which_all_is_known(self, style: str, expected: str) -> None:
        assert cite(extract("Nobody walks backwards", **CALLOWAY), style, SEEN) == expected

    @pytest.mark.parametrize(
        ("style", "expected"),
        [
            ("chicago", "“Report on Fog,” speech, May 2009, paras. 12–13."),
            ("apa", "Report on fog. (2009, May). [Speech]. (Report on Fog, 2009, paras. 12–13)"),
            ("mla", "“Report on Fog.” Speech. May 2009. (“Report on Fog,” pars. 12–13)"),
        ],
    )
    def test_an_unknown_speaker_gives_way_to_the_title(self, style: str, expected: str) -> None:
        assert cite(extract(last=13, title="Report on fog", date="2009-05"), style, SEEN) == expected

    @pytest.mark.parametrize(
        ("style", "expected"),
        [
            ("chicago", "Xi Jinping, speech, General debate, 2021, para. 12."),
            ("apa", "Xi Jinping. (2021). [Speech]. General debate. (Xi Jinping, 2021, para. 12)"),
            ("mla", "Xi Jinping. Speech. General debate, 2021. (Xi Jinping, par. 12)"),
        ],
    )
    def test_an_event_is_not_named_twice(self, style: str, expected: str) -> None:
        fields: dict[str, Any] = {
            "speaker": "Xi Jinping",
            "country": "China",
            "date": "2021",
            "event": "General debate",
        }
        assert cite(extract(**fields, title="General debate"), style, SEEN) == expected
        assert cite(extract(**fields), style, SEEN) == expected

    @pytest.mark.parametrize("style", PROSE)
    def test_a_place_is_told_without_an_event_too(self, style: str) -> None:
        assert "Geneva" in cite(extract(speaker="Ada Lund", title="On fog", place="Geneva"), style, SEEN)

    @pytest.mark.parametrize("style", PROSE)
    def test_a_source_that_is_no_web_page_is_named(self, style: str) -> None:
        assert "Papers of the Harbour, 1931" in cite(
            extract(speaker="Ada Lund", title="On fog", source="Papers of the Harbour, 1931"), style, SEEN
        )

    def test_quotation_marks_within_a_title(self) -> None:
        note = cite(extract(speaker="Ada Lund", title='What "free passage" means'), "chicago", SEEN)
        assert note == "Ada Lund, “What ‘Free Passage’ Means,” speech, n.d., para. 12."

    def test_a_title_of_another_language_keeps_its_small_letters(self) -> None:
        note = cite(extract(speaker="Lucia Valcourt", title="La mer et la paix", language="fr"), "chicago", SEEN)
        assert "“La mer et la paix,”" in note

    @settings(max_examples=15, deadline=None)
    @given(
        title=st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=30),
        style=st.sampled_from(PROSE),
    )
    def test_one_line_whatever_the_title(self, title: str, style: str) -> None:
        line = cite(extract(speaker="Ada Lund", title=f"Fog\n{title}\r\nand [1] rain"), style, SEEN)
        assert len(line.splitlines()) == 1
        assert "Lund" in line
        assert "12" in line


class TestBibtex:
    def test_what_a_program_reads(self) -> None:
        entry = bibtex(extract("Nobody walks backwards", **CALLOWAY))
        assert entry.fields["year"] == "2016"
        assert entry.fields["url"] == "https://example.org/opening#:~:text=Nobody%20walks%20backwards"
        assert entry.fields["note"] == (
            "Speech, First Aurel Conference on Common Security, Port Aurel, 12 October 2016, para. 12,"
            " accessed 25 November 2026"
        )
        (person,) = entry.persons["author"]
        assert (person.first_names, person.last_names) == (["Teodor"], ["Calloway"])

    @pytest.mark.parametrize(
        ("speaker", "parts"),
        [
            ("Ursula von der Leyen", (["Ursula"], ["von", "der"], ["Leyen"])),
            ("Delegation of Trinidad and Tobago", ([], [], ["{Delegation of Trinidad and Tobago}"])),
            ("Владимир Орлов", (["Владимир"], [], ["Орлов"])),
        ],
    )
    def test_names(self, speaker: str, parts: tuple[list[str], ...]) -> None:
        (person,) = bibtex(extract(speaker=speaker)).persons["author"]
        assert (person.first_names, person.prelast_names, person.last_names) == parts

    def test_an_unknown_speaker_is_left_out(self) -> None:
        assert not bibtex(extract(title="Report on fog")).persons

    def test_signs_that_mean_something_to_tex(self) -> None:
        title = bibtex(extract(title="Fog & 5% of $3 #1 a_b — Été 海")).fields["title"]
        assert title == r"Fog \& 5\% of \$3 \#1 a\_b — {Été} {海}"

    @pytest.mark.parametrize("title", ["{fog", "fog}", "}{", "a {fog} b"])
    def test_braces_do_not_end_the_field(self, title: str) -> None:
        entry = bibtex(extract(title=title, place="Port}"))
        assert "og" in entry.fields["title"] or title == "}{"
        assert "para. 12" in entry.fields["note"]


class TestRis:
    def test_what_a_program_reads(self) -> None:
        record = ris(extract("Nobody walks backwards", paged=True, last=13, **CALLOWAY))
        assert record == {
            "type_of_reference": "SLIDE",
            "authors": ["Calloway, Teodor"],
            "title": "Opening address",
            "secondary_title": "First Aurel Conference on Common Security",
            "place_published": "Port Aurel",
            "year": "2016",
            "date": "2016/10/12",
            "urls": ["https://example.org/opening#page=3"],
            "access_date": "2026/11/25",
            "language": "en",
            "type_of_work": "speech",
            "notes": ["paras. 12-13, pp. 3-4"],
        }

    @pytest.mark.parametrize(("known", "written"), [("2009", "2009//"), ("2009-05", "2009/05/")])
    def test_a_date_as_far_as_it_is_known(self, known: str, written: str) -> None:
        assert ris(extract(title="Fog", date=known))["date"] == written

    def test_a_line_end_in_the_metadata_does_not_begin_a_field(self) -> None:
        assert ris(extract(title="Fog\nER  - \nTY  - BOOK"))["title"] == "Fog ER - TY - BOOK"

    def test_a_name_with_all_parts(self) -> None:
        assert ris(extract(speaker="Charles de Gaulle Jr."))["authors"] == ["de Gaulle, Charles, Jr."]


class TestCslJson:
    def test_what_is_known(self) -> None:
        assert csl(extract("Nobody walks backwards", **CALLOWAY)) == {
            "id": "2016-opening#p12",
            "type": "speech",
            "genre": "speech",
            "author": [{"family": "Calloway", "given": "Teodor"}],
            "title": "Opening address",
            "event-title": "First Aurel Conference on Common Security",
            "event-place": "Port Aurel",
            "issued": {"date-parts": [[2016, 10, 12]]},
            "accessed": {"date-parts": [[2026, 11, 25]]},
            "URL": "https://example.org/opening#:~:text=Nobody%20walks%20backwards",
            "language": "en",
            "note": "para. 12",
        }

    def test_nothing_is_made_up(self) -> None:
        assert csl(extract()) == {
            "id": "2016-opening#p12", "type": "speech", "genre": "speech", "title": "Speech", "note": "para. 12",
        }  # fmt: skip

    def test_the_event_stands_in_for_a_title(self) -> None:
        assert csl(extract(event="General debate"))["title"] == "General debate"

    def test_several_paragraphs(self) -> None:
        item = csl(extract(last=13))
        assert (item["id"], item["note"]) == ("2016-opening#p12-p13", "paras. 12-13")


class TestMarkdown:
    @settings(deadline=None)
    @example("1. First of all")
    @example("*All* of_you_ [x](y) <b> &amp; `1` ~~2~~ $3$")
    @given(st.text(string.printable, min_size=1).map(lambda text: " ".join(text.split())).filter(bool))
    def test_the_quotation_reads_as_it_was_said(self, text: str) -> None:
        from markdown_it import MarkdownIt

        speech = Speech("s", text, speaker="Ada Lund")
        place = Paragraph("s", 1, 0, len(text), text, "statement", "Ada Lund", 1, ())
        written = cite(Extract(speech, place, place, text), "markdown", SEEN)
        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(written)
        said, note = ("".join(child.content for child in one.children or []) for one in tokens if one.type == "inline")
        assert said == text
        assert note == "— Ada Lund, speech, n.d., para. 1."
        assert tokens[0].type == "blockquote_open"

    def test_paragraphs_stay_apart(self) -> None:
        written = cite(extract(WORDS[WORDS.index("Nobody") :], last=13, speaker="Ada Lund"), "markdown", SEEN)
        said, _, note = written.partition("\n>\n> — ")
        assert said == "> Nobody walks backwards here.\n>\n> The rope was made in 1886, by hand."
        assert note.startswith("Ada Lund")

    def test_without_a_quotation_the_note_alone(self) -> None:
        assert cite(extract(speaker="Ada Lund"), "markdown", SEEN) == "Ada Lund, speech, n.d., para. 12."


class TestExtract:
    def test_words_that_are_not_there(self) -> None:
        with pytest.raises(BadInput, match="2016-opening#p12 does not have these words"):
            extract("nobody walks backwards")

    def test_words_of_the_next_paragraph(self) -> None:
        with pytest.raises(BadInput):
            extract("The rope was made")
        assert extract("The rope was made", last=13).start == WORDS.index("The rope")

    def test_words_of_two_speakers_are_no_one_citation(self) -> None:
        with pytest.raises(BadInput, match="by several: Ada Lund, unknown speaker; cite"):
            Extract.of(Speech("2016-opening", WORDS), paragraphs("Ada Lund", None))

    def test_a_guest_is_cited_with_what_is_known_of_the_guest(self) -> None:
        speech = Speech("2016-opening", WORDS, speaker="Ada Lund", country="China", title="Joint remarks")
        told = csl(Extract.of(speech, paragraphs("Ada Lund", "Teodor Calloway")[1:]))
        assert told["author"] == [{"given": "Teodor", "family": "Calloway"}]

    def test_an_unknown_style_is_told_the_known_ones(self) -> None:
        with pytest.raises(BadInput, match=r"no citation style 'harvard'; there are chicago, apa, .*markdown"):
            cite(extract(), "harvard", SEEN)

    def test_the_link_without_a_quotation_marks_the_paragraphs(self) -> None:
        url = csl(extract(last=13, source="https://example.org/opening"))["URL"]
        assert url.endswith("#:~:text=Welcome%20to%20Port%20Aurel%2C%20all,made%20in%201886%2C%20by%20hand")

    @pytest.mark.parametrize("source", ["fiction, for a demonstration", "ftp://example.org/x", "https://", "a.txt"])
    def test_no_link_where_there_is_no_page(self, source: str) -> None:
        item = csl(extract(source=source))
        assert "URL" not in item
        assert "accessed" not in item
        assert item["archive"] == source

    @pytest.mark.parametrize("style", STYLES)
    def test_every_style_says_something_of_a_speech_of_which_nothing_is_known(self, style: str) -> None:
        assert "12" in cite(extract(), style, SEEN)


class TestAuthor:
    @pytest.mark.parametrize(
        ("speaker", "expected"),
        [
            ("George W. Bush", {"given": "George W.", "family": "Bush"}),
            ("Charles de Gaulle", {"given": "Charles", "non-dropping-particle": "de", "family": "Gaulle"}),
            ("Martin Luther King, Jr.", {"given": "Martin Luther", "family": "King", "suffix": "Jr."}),
            ("Lund, Ada", {"given": "Ada", "family": "Lund"}),
            ("H.E. Mr. Anton Rehn", {"given": "Anton", "family": "Rehn"}),
            ("Vice President Kamala Harris", {"given": "Kamala", "family": "Harris"}),
            ("Nana Akufo-Addo", {"given": "Nana", "family": "Akufo-Addo"}),
            ("Ban Ki-moon", {"literal": "Ban Ki-moon"}),
            ("Madonna", {"literal": "Madonna"}),
            ("Pope Francis", {"literal": "Pope Francis"}),
            ("King Abdullah II", {"literal": "King Abdullah II"}),
            ("Group of 77 and China", {"literal": "Group of 77 and China"}),
            ("European Commission", {"literal": "European Commission"}),
            ("The Press Secretary", {"literal": "The Press Secretary"}),
            ("習近平", {"literal": "習近平"}),
        ],
    )
    def test_name(self, speaker: str, expected: dict[str, str]) -> None:
        assert author(speaker, None) == expected

    def test_where_families_stand_first_nothing_is_turned_round(self) -> None:
        assert author("Mr. Wang Yi", "China") == {"literal": "Wang Yi"}


class TestTextFragment:
    @pytest.mark.parametrize(
        ("url", "quote", "expected"),
        [
            ("https://x.org/a", "half a penny", "https://x.org/a#:~:text=half%20a%20penny"),
            ("https://x.org/a#top", "half a penny", "https://x.org/a#top:~:text=half%20a%20penny"),
            ("https://x.org/a#:~:text=old", "half a penny", "https://x.org/a#:~:text=half%20a%20penny"),
            ("https://x.org/a", "a well-kept, B&B?", "https://x.org/a#:~:text=a%20well%2Dkept%2C%20B%26B"),
            ("https://x.org/a", "“Été”\n here.", "https://x.org/a#:~:text=%E2%80%9C%C3%89t%C3%A9%E2%80%9D,here"),
            (
                "https://x.org/a",
                "1 2 3 4 5 6 7 8 9 10 11 12 13",
                "https://x.org/a#:~:text=1%202%203%204%205,9%2010%2011%2012%2013",
            ),
            ("https://x.org/a", "one two\n\nthree", "https://x.org/a#:~:text=one%20two,three"),
            ("https://x.org/a", " … ", "https://x.org/a"),
        ],
    )
    def test_link(self, url: str, quote: str, expected: str) -> None:
        assert text_fragment(url, quote) == expected

    def test_words_before_tell_repeated_ones_apart(self) -> None:
        link = text_fragment("https://x.org/a", "half a penny", "It is half a penny.\nI said “half a penny” and “")
        assert link.endswith("#:~:text=and%20%E2%80%9C-,half%20a%20penny")

    @given(
        before=st.lists(st.sampled_from(["sea", "Sea", "fog-", "a,b", "x&y"]), max_size=12),
        quote=st.lists(st.sampled_from(["sea", "fog-", "a,b", "x&y", "rope"]), min_size=1, max_size=20),
    )
    def test_a_browser_finds_the_words_where_they_stand(self, before: list[str], quote: list[str]) -> None:
        ahead = "".join(f"{word} " for word in before)
        text = ahead + " ".join(quote)
        link = text_fragment("https://x.org/a", " ".join(quote), ahead)
        assert browse(link, text + " and more") == (len(ahead), len(text))


def browse(link: str, text: str) -> tuple[int, int]:
    """The words of one line that a browser would mark."""
    parts = link.partition(":~:text=")[2].split(",")
    prefix = unquote(parts.pop(0)[:-1]).casefold() if parts[0].endswith("-") else ""
    start, end = unquote(parts[0]).casefold(), unquote(parts[1]).casefold() if parts[1:] else ""
    sought = f"{prefix} {start}" if prefix else start
    found = text.casefold().index(sought) + len(sought) - len(start)
    after = found + len(start)
    return found, text.casefold().index(end, after) + len(end) if end else after
