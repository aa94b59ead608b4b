"""HTML for the page. Data goes in through `html.escape` only; the page itself writes no markup."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlsplit

from rag.schema import Citation, Paragraph, Speech, spoken

STYLE = """<style>
.onrecord-sentence { font-size: 1rem; line-height: 1.6; margin: 0; white-space: pre-line; overflow-wrap: anywhere; }
.onrecord-reader p { line-height: 1.65; margin: 0 0 .9rem 0; white-space: pre-line; overflow-wrap: anywhere; }
.onrecord-reader .number { opacity: .65; font-size: .8rem; margin-right: .5rem; font-variant-numeric: tabular-nums; }
.onrecord-reader .cited { border-left: 3px solid #c98a00; padding-left: .7rem; }
.onrecord-reader .aside { opacity: .75; }
.onrecord-reader mark { background: #ffe08a; color: #1a1a1a; padding: 0 .1em; border-radius: 2px; }
.onrecord-facts { font-size: .9rem; line-height: 1.5; overflow-wrap: anywhere; margin: 0; padding: 0;
  display: grid; grid-template-columns: 5rem 1fr; column-gap: .5rem; }
.onrecord-facts dt { opacity: .7; }
.onrecord-facts dd { margin: 0; }
</style>"""


def sentence(text: str) -> str:
    """One sentence of an answer."""
    return f'<p class="onrecord-sentence">{escape(text)}</p>'


def reader(paragraphs: Sequence[Paragraph], citation: Citation, speaker: str | None) -> str:
    """Paragraphs with the cited span highlighted; who speaks is named where it is not `speaker`."""
    body = "".join(_paragraph(one, citation, speaker) for one in paragraphs)
    return f'<div class="onrecord-reader">{body}</div>'


def _paragraph(paragraph: Paragraph, citation: Citation, speaker: str | None) -> str:
    cited = paragraph.number == citation.paragraph
    text = _marked(paragraph, citation) if cited else escape(paragraph.text)
    who = f"<b>{escape(paragraph.speaker)}:</b> " if paragraph.speaker and paragraph.speaker != speaker else ""
    kind = "cited" if cited else "aside"
    return f'<p class="{kind}"><span class="number">p{paragraph.number}</span>{who}{text}</p>'


def _marked(paragraph: Paragraph, citation: Citation) -> str:
    start, end = citation.start - paragraph.start, citation.end - paragraph.start
    before, quoted, after = paragraph.text[:start], paragraph.text[start:end], paragraph.text[end:]
    return f"{escape(before)}<mark>{escape(quoted)}</mark>{escape(after)}"


def facts(speech: Speech, speaker: str | None) -> str:
    """Who, in what role, where and when, as a list; the source is a link only where it is a web address."""
    rows = {
        "Speaker": speaker,
        "Role": speech.role if speaker == speech.speaker else None,
        "Country": speech.country,
        "Event": speech.event,
        "Place": speech.place,
        "Date": spoken(speech.date) if speech.date else None,
        "Note": "; ".join(speech.notes),
    }
    items = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows.items() if value)
    return f'<dl class="onrecord-facts">{items}{_source(speech.source)}</dl>'


def _source(source: str | None) -> str:
    if not source:
        return ""
    if urlsplit(source).scheme in {"http", "https"}:
        link = escape(source, quote=True)
        return f'<dt>Source</dt><dd><a href="{link}" rel="noreferrer noopener">{escape(source)}</a></dd>'
    return f"<dt>Source</dt><dd>{escape(source)}</dd>"
