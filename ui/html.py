"""HTML for the page. Data goes in through `html.escape` only; the page itself writes no markup."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlsplit

from rag.dates import spoken
from rag.quote import Change, Edit, Finding, Match, Verdict
from rag.schema import Citation, Paragraph, Speech

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
.onrecord-title { font-size: 1.5rem; font-weight: 600; line-height: 1.3; margin: 0; overflow-wrap: anywhere; }
.onrecord-notice, .onrecord-alert { margin: 0; padding: .8rem 1rem; border-left: 4px solid; border-radius: .3rem;
  line-height: 1.5; white-space: pre-line; overflow-wrap: anywhere; }
.onrecord-notice { border-color: #1c83e1; background: rgba(28, 131, 225, .12); }
.onrecord-alert { border-color: #d92d20; background: rgba(217, 45, 32, .12); }
.onrecord-doubt { color: #b42318; font-size: .9rem; }
.onrecord-verdict { margin: 0; padding: .8rem 1rem; border-left: 4px solid; border-radius: .3rem; line-height: 1.5; }
.onrecord-verdict b { text-transform: uppercase; letter-spacing: .03em; margin-right: .4rem; }
.onrecord-exact { border-color: #12805c; background: rgba(18, 128, 92, .12); }
.onrecord-altered, .onrecord-too-short { border-color: #c98a00; background: rgba(201, 138, 0, .12); }
.onrecord-misattributed, .onrecord-absent { border-color: #d92d20; background: rgba(217, 45, 32, .12); }
.onrecord-diff { line-height: 1.8; overflow-wrap: anywhere; white-space: pre-line; }
.onrecord-diff del { background: rgba(217, 45, 32, .18); text-decoration: line-through; }
.onrecord-diff ins { background: rgba(18, 128, 92, .18); text-decoration: underline; }
.onrecord-diff .left-out { opacity: .6; font-style: italic; }
.onrecord-changes { margin: 0 0 .5rem 1.2rem; }
.onrecord-place { margin: 0; overflow-wrap: anywhere; }
.onrecord-place blockquote { margin: .2rem 0; padding-left: .7rem; border-left: 3px solid #c98a00; line-height: 1.6;
  white-space: pre-line; }
</style>"""

_VERDICTS: dict[Verdict, str] = {
    "exact": "Exact",
    "altered": "Altered",
    "misattributed": "Misattributed",
    "absent": "Not in this archive",
    "too-short": "Too short to decide",
}


def sentence(text: str, *, supported: bool = True) -> str:
    """One sentence of an answer; one that its paragraphs do not bear out says so."""
    doubt = "" if supported else ' <span class="onrecord-doubt">(its paragraphs do not bear this out)</span>'
    return f'<p class="onrecord-sentence">{escape(text)}{doubt}</p>'


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
    return f'<p class="onrecord-diff">{line}</p>' + (f'<ul class="onrecord-changes">{rows}</ul>' if rows else "")


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


def title(text: str) -> str:
    """The heading above a speech."""
    return f'<h3 class="onrecord-title">{escape(text)}</h3>'


def notice(text: str) -> str:
    """A box that says what is the case."""
    return f'<div class="onrecord-notice" role="status">{escape(text)}</div>'


def alert(text: str) -> str:
    """A box that says what went wrong."""
    return f'<div class="onrecord-alert" role="alert">{escape(text)}</div>'


def reader(paragraphs: Sequence[Paragraph], citation: Citation, speaker: str | None) -> str:
    """Paragraphs with the cited span highlighted; who speaks is named where it is not `speaker`.

    Where the quotation no longer stands at the span, nothing is highlighted and a note says so.
    """
    cited = [one for one in paragraphs if one.number == citation.paragraph]
    changed = not all(_stands(citation, one) for one in cited)
    note = notice("The text has changed since this answer was given; the quotation is not marked.") if changed else ""
    body = "".join(_paragraph(one, citation, speaker) for one in paragraphs)
    return f'{note}<div class="onrecord-reader">{body}</div>'


def _stands(citation: Citation, paragraph: Paragraph) -> bool:
    start, end = citation.start - paragraph.start, citation.end - paragraph.start
    return start >= 0 and paragraph.text[start:end] == citation.quote


def _paragraph(paragraph: Paragraph, citation: Citation, speaker: str | None) -> str:
    cited = paragraph.number == citation.paragraph
    text = _marked(paragraph, citation) if cited and _stands(citation, paragraph) else escape(paragraph.text)
    who = f"<b>{escape(paragraph.speaker)}:</b> " if paragraph.speaker and paragraph.speaker != speaker else ""
    kind = "cited" if cited else "aside"
    return f'<p class="{kind}"><span class="number">p{paragraph.number}</span>{who}{text}</p>'


def _marked(paragraph: Paragraph, citation: Citation) -> str:
    start, end = citation.start - paragraph.start, citation.end - paragraph.start
    before, quoted, after = paragraph.text[:start], paragraph.text[start:end], paragraph.text[end:]
    return f"{escape(before)}<mark>{escape(quoted)}</mark>{escape(after)}"


def facts(speech: Speech, cited: Paragraph, link: str | None = None) -> str:
    """Who, in what role, where and when, as a list; the source leads to `link`, where it is a web address."""
    said = speech.said_by(cited.speaker)
    rows = {
        "Speaker": said.speaker,
        "Role": said.role,
        "Country": said.country,
        "Event": speech.event,
        "Place": speech.place,
        "Date": spoken(speech.date) if speech.date else None,
        "Page": str(cited.page) if cited.page else None,
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
