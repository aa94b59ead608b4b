"""HTML for the page. Data goes in through `escape` only; the page itself writes no markup."""

import re
from collections.abc import Iterable, Sequence
from html import escape as escaped
from itertools import groupby
from operator import itemgetter
from urllib.parse import urlencode, urlsplit

from rag.dates import spoken
from rag.quote import Change, Edit, Finding, Match, Verdict
from rag.schema import Address, Paragraph, Speech
from rag.shown import unturned
from ui.cited import Cited, numbers

STYLE = """<style>
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { color: inherit; opacity: .9; }
.onrecord-sentence { font-size: 1rem; line-height: 1.6; margin: 0; white-space: pre-line; overflow-wrap: anywhere; }
[data-testid="stColumn"]:has(.st-key-reader) { position: sticky; top: 4rem; align-self: flex-start;
  max-height: calc(100vh - 5rem); overflow-y: auto; }
@media (max-width: 640px) {
  [data-testid="stColumn"]:has(.st-key-reader) { position: fixed; inset: 0; z-index: 999999; min-width: 100vw;
    height: 100dvh; max-height: none; padding: 1rem; background: Canvas; }
}
.onrecord-reader p { line-height: 1.65; margin: 0 0 .9rem 0; white-space: pre-line; overflow-wrap: anywhere; }
.onrecord-reader .number { opacity: .75; font-size: .8rem; margin-right: .5rem; font-variant-numeric: tabular-nums; }
.onrecord-reader .number a { color: inherit; text-decoration: none; }
.onrecord-reader .number a:hover, .onrecord-reader .number a:focus { text-decoration: underline; }
.onrecord-reader .cited { border-left: 3px solid #c98a00; padding-left: .7rem; }
.onrecord-reader .aside { opacity: .75; }
.onrecord-reader .aside .number, .st-key-whole-speech .aside { opacity: 1; }
.onrecord-reader mark, .onrecord-key mark { background: #ffe08a; color: #1a1a1a; padding: 0 .1em; border-radius: 2px; }
.onrecord-reader mark.quiet, .onrecord-key mark.quiet { background: rgba(201, 138, 0, .2); color: inherit;
  text-decoration: underline dotted; text-underline-offset: .2em; }
dl.onrecord-facts { font-size: .9rem; line-height: 1.5; overflow-wrap: anywhere; margin: 0; padding: 0;
  display: grid; grid-template-columns: 5rem 1fr; column-gap: .5rem; }
.onrecord-facts dt { opacity: .7; }
.onrecord-facts dd { margin: 0; }
.onrecord-title { font-size: 1.5rem; font-weight: 600; line-height: 1.3; margin: 0; overflow-wrap: anywhere; }
.onrecord-notice, .onrecord-alert { margin: 0; padding: .8rem 1rem; border-left: 4px solid; border-radius: .3rem;
  line-height: 1.5; white-space: pre-line; overflow-wrap: anywhere; }
.onrecord-notice { border-color: #1c83e1; background: rgba(28, 131, 225, .12); }
.onrecord-alert { border-color: #d92d20; background: rgba(217, 45, 32, .12); }
.onrecord-part { font-size: 1.1rem; font-weight: 600; line-height: 1.35; margin: .4rem 0 0 0; overflow-wrap: anywhere; }
.onrecord-question { font-size: 1rem; line-height: 1.6; margin: 0; white-space: pre-line; overflow-wrap: anywhere;
  scroll-margin-top: 5.5rem; }
.onrecord-doubt { color: #b42318; color: light-dark(#b42318, #ff8a7a); font-size: .9rem; }
.onrecord-verdict { margin: 0; padding: .8rem 1rem; border-left: 4px solid; border-radius: .3rem; line-height: 1.5; }
.onrecord-verdict b { text-transform: uppercase; letter-spacing: .03em; margin-right: .4rem; }
.onrecord-exact { border-color: #12805c; background: rgba(18, 128, 92, .12); }
.onrecord-altered, .onrecord-too-short { border-color: #c98a00; background: rgba(201, 138, 0, .12); }
.onrecord-misattributed, .onrecord-absent { border-color: #d92d20; background: rgba(217, 45, 32, .12); }
.onrecord-diff { margin: 0; line-height: 1.8; overflow-wrap: anywhere; white-space: pre-line; }
.onrecord-diff del { background: rgba(217, 45, 32, .18); text-decoration: line-through; }
.onrecord-diff ins { background: rgba(18, 128, 92, .18); text-decoration: underline; }
.onrecord-diff .left-out { opacity: .7; font-style: italic; }
.onrecord-key { opacity: .8; font-size: .85rem; margin: 0; }
.onrecord-key + .onrecord-reader { margin-top: .6rem; }
ul.onrecord-changes { margin: .5rem 0 0 0; padding-left: 1.2rem; }
table.onrecord-table { border-collapse: collapse; width: 100%; line-height: 1.4; font-size: .9rem; }
.onrecord-table th, .onrecord-table td { padding: .35rem .5rem; text-align: right; vertical-align: top;
  border-bottom: 1px solid rgba(128, 128, 128, .3); font-variant-numeric: tabular-nums; }
.onrecord-table th:first-child, .onrecord-table td:first-child { text-align: left; padding-left: 0; }
ul.onrecord-lines { margin: 0; padding: 0; list-style: none; line-height: 1.6; overflow-wrap: anywhere; }
.onrecord-lines b { margin-right: .4rem; }
.onrecord-place { margin: 0; overflow-wrap: anywhere; }
.onrecord-place blockquote { margin: .2rem 0; padding-left: .7rem; border-left: 3px solid #c98a00; line-height: 1.6;
  white-space: pre-line; }
</style>"""

_KEY = '<p class="onrecord-key">Struck through: as quoted. Underlined: as said. In italics: left out.</p>'

_QUIET = '<mark class="quiet">'

_VERDICTS: dict[Verdict, str] = {
    "exact": "Exact",
    "altered": "Altered",
    "misattributed": "Misattributed",
    "absent": "Absent",
    "too-short": "Undecided",
}


def escape(text: str, *, quote: bool = True) -> str:
    """The text as it may stand in markup, and be read; within an attribute only with its `quote` marks escaped, too."""
    return escaped(unturned(text), quote=quote)


def sentence(text: str, *, supported: bool = True) -> str:
    """One sentence of an answer; one that its paragraphs do not bear out says so."""
    return f'<p class="onrecord-sentence">{escape(text)}{_doubt(supported=supported)}</p>'


def _doubt(*, supported: bool) -> str:
    return "" if supported else ' <span class="onrecord-doubt">(its paragraphs do not bear this out)</span>'


def question(text: str) -> str:
    """What a user asked."""
    return f'<p class="onrecord-question">{escape(text)}</p>'


def part(text: str) -> str:
    """The heading of one part of a question."""
    return f'<h3 class="onrecord-part">{escape(text)}</h3>'


def verdict(finding: Finding) -> str:
    """The verdict as a word and a colour, and why."""
    word = _VERDICTS[finding.verdict]
    return (
        f'<div class="onrecord-verdict onrecord-{finding.verdict}" role="status">'
        f"<b>{word}</b> {escape(finding.reason)}</div>"
    )


def difference(match: Match) -> str:
    """The quotation beside what was said, word by word, and what each change alters."""
    line = "".join(map(_edit, match.diff))
    rows = "".join(_change(change) for change in match.changes)
    changes = f'<ul class="onrecord-changes">{rows}</ul>' if rows else ""
    return f'<p class="onrecord-diff">{line}</p>{_KEY}{changes}'


def _edit(edit: Edit) -> str:
    if edit.same:
        return escape(edit.claimed)
    claimed, stored = edit.claimed.strip(), edit.stored.strip()
    if edit.editorial:
        return f'<span class="left-out" title="left out">{escape(stored)}</span> '
    parts = [f'<del title="quoted">{escape(claimed)}</del>'] if claimed else []
    parts += [f'<ins title="said">{escape(stored)}</ins>'] if stored else []
    return " ".join(parts) + " "


def _change(change: Change) -> str:
    kind = f"<b>{change.kind}</b>" if change.changes_meaning else change.kind
    claimed = f"“{escape(change.claimed)}”" if change.claimed else "nothing"
    stored = f"“{escape(change.stored)}”" if change.stored else "nothing"
    return f"<li>{kind}: {claimed} for {stored}</li>"


def place(label: str, quote: str) -> str:
    """Who said it, where and when, and the words."""
    return f'<div class="onrecord-place"><b>{escape(label)}</b><blockquote>{escape(quote)}</blockquote></div>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells below a head; all but the first column are figures."""
    named = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="onrecord-table"><thead><tr>{named}</tr></thead><tbody>{body}</tbody></table>'


def lines(rows: Iterable[tuple[str, str]]) -> str:
    """A line for each row: a word, and what it is said of."""
    items = "".join(f"<li><b>{escape(word)}</b>{escape(what)}</li>" for word, what in rows)
    return f'<ul class="onrecord-lines">{items}</ul>'


def title(text: str) -> str:
    """The heading above a speech."""
    return f'<h3 class="onrecord-title">{escape(text)}</h3>'


def notice(text: str) -> str:
    """A box that says what is the case."""
    return f'<div class="onrecord-notice" role="status">{escape(text)}</div>'


def alert(text: str) -> str:
    """A box that says what went wrong."""
    return f'<div class="onrecord-alert" role="alert">{escape(text)}</div>'


def reader(
    paragraphs: Sequence[Paragraph], words: Cited | None, speaker: str | None, also: Sequence[Cited] = ()
) -> str:
    """Paragraphs with the cited words, if any, highlighted; who speaks is named where it is not `speaker`.

    What is cited `also` is highlighted in a quieter colour, below a line that says so. Where the quotation no longer
    stands at its place, nothing is highlighted for it and a note says so.
    """
    cited = [one for one in paragraphs if words and one.number in numbers(words)]
    stands = all(_stands(words, one) for one in cited if words)
    note = "" if stands else notice("The text has changed since it was quoted; the quotation is not marked.")
    opened = words if stands else None
    body = "".join(_paragraph(one, _marked(one, opened, also), speaker, _kind(one, cited)) for one in paragraphs)
    return f'{note}{_legend(body)}<div class="onrecord-reader">{body}</div>'


def _legend(body: str) -> str:
    """What the quieter colour means, where it is there."""
    if _QUIET not in body:
        return ""
    told = f"{_QUIET}what this conversation cites</mark>"
    if "<mark>" in body:
        told = f"<mark>what was opened</mark>, {_QUIET}what else this conversation cites</mark>"
    return f'<p class="onrecord-key">Highlighted: {told}</p>'


def _kind(paragraph: Paragraph, cited: Sequence[Paragraph]) -> str:
    """Paragraphs beside the cited ones stand back; where none is cited, none does."""
    if not cited:
        return "plain"
    return "cited" if paragraph in cited else "aside"


def found(paragraphs: Sequence[Paragraph], sought: str, speaker: str | None) -> str:
    """The paragraphs that hold the words, as they stand there in any case, each time highlighted."""
    pattern = _pattern(sought)
    holding = [one for one in paragraphs if pattern.search(one.text)]
    body = "".join(_paragraph(one, _marked_all(pattern, one.text), speaker, "plain") for one in holding)
    count = f"{len(holding):,} of {len(paragraphs):,} paragraphs have these words."
    return f'<p class="onrecord-key" role="status">{count}</p><div class="onrecord-reader">{body}</div>'


def _pattern(sought: str) -> re.Pattern[str]:
    """However the words are spaced, and whichever apostrophe they have."""
    words = (re.escape(word.replace("’", "'")).replace("'", "['’]") for word in sought.split())
    return re.compile(r"\s+".join(words), re.IGNORECASE)


def _marked_all(pattern: re.Pattern[str], text: str) -> str:
    parts, end = [], 0
    for match in pattern.finditer(text):
        parts.append(f"{escape(text[end : match.start()])}<mark>{escape(match.group())}</mark>")
        end = match.end()
    return "".join(parts) + escape(text[end:])


def permalink(address: Address) -> str:
    """The part of the page's address that opens the reader there, `?speech=ID&p=12`."""
    return "?" + urlencode({"speech": address.speech} | ({"p": address.first} if address.first else {}))


def _within(words: Cited, paragraph: Paragraph) -> slice:
    """The characters of a paragraph that are among the words."""
    start, end = max(words.start, paragraph.start), min(words.end, paragraph.end)
    return slice(start - paragraph.start, max(start, end) - paragraph.start)


def _stands(words: Cited, paragraph: Paragraph) -> bool:
    found = paragraph.text[_within(words, paragraph)]
    return bool(found) and words.quote.startswith(found, max(0, paragraph.start - words.start))


def _paragraph(paragraph: Paragraph, text: str, speaker: str | None, kind: str) -> str:
    who = f"<b>{escape(paragraph.speaker)}:</b> " if paragraph.speaker and paragraph.speaker != speaker else ""
    link = escape(permalink(Address(paragraph.speech, paragraph.number)), quote=True)
    number = f'<a href="{link}" target="_blank" title="Link to this paragraph">p{paragraph.number}</a>'
    return f'<p class="{kind}"><span class="number">{number}</span>{who}{text}</p>'


def _marked(paragraph: Paragraph, words: Cited | None, also: Sequence[Cited]) -> str:
    """The text with the words highlighted, and what else is cited and still stands there more quietly."""
    tags = [""] * len(paragraph.text)
    for one in also:
        if one.speech == paragraph.speech and _stands(one, paragraph):
            _tag(tags, _within(one, paragraph), _QUIET)
    if words:
        _tag(tags, _within(words, paragraph), "<mark>")
    runs = (
        (tag, "".join(char for _, char in run))
        for tag, run in groupby(zip(tags, paragraph.text, strict=True), key=itemgetter(0))
    )
    return "".join(f"{tag}{escape(text)}</mark>" if tag else escape(text) for tag, text in runs)


def _tag(tags: list[str], place: slice, tag: str) -> None:
    tags[place] = [tag] * len(tags[place])


def facts(speech: Speech, cited: Paragraph | None, link: str | None = None) -> str:
    """Who, in what role, where and when, as a list; the source leads to `link`, where it is a web address.

    Of a cited paragraph it is its own speaker and its page.
    """
    said = speech.said_by(cited.speaker) if cited else speech
    rows = {
        "Speaker": said.speaker,
        "Role": said.role,
        "Country": said.country,
        "Event": speech.event,
        "Place": speech.place,
        "Date": spoken(speech.date) if speech.date else None,
        "Page": str(cited.page) if cited and cited.page else None,
        "Note": "; ".join(speech.notes),
    }
    items = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows.items() if value)
    return f'<dl class="onrecord-facts">{items}{_source(speech.source, link)}</dl>'


def _source(source: str | None, link: str | None) -> str:
    if not source:
        return ""
    if _is_web_address(source):
        to = escape(link or source, quote=True)
        return f'<dt>Source</dt><dd><a href="{to}" rel="noreferrer noopener">{escape(source)}</a></dd>'
    return f"<dt>Source</dt><dd>{escape(source)}</dd>"


def _is_web_address(source: str) -> bool:
    try:
        return urlsplit(source).scheme in {"http", "https"}
    except ValueError:
        return False
