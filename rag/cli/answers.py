"""How an answer looks on a terminal, from the first sentence on."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.markup import escape

from rag.cli.terminal import out, short, where
from rag.schema import Answer, Citation, Query, Sentence, Writing

if TYPE_CHECKING:
    from rag.answer import Event
    from rag.archive import Archive


def print_events(events: "Iterable[Event]", archive: "Archive") -> Answer:
    """Each sentence as it comes, with its marks; then each mark with its address, or why there is no answer."""
    from rag.answer import Done, Found, Said

    marks = 0
    for event in events:
        if isinstance(event, Found):
            _print_query(event.query)
        elif isinstance(event, Said):
            _print_sentence(event.sentence, marks)
            marks += len(event.sentence.citations)
        elif isinstance(event, Done):
            _print_end(event.answer, archive)
            return event.answer
    raise TypeError("the last event of an answer holds the answer")


def _print_query(query: Query) -> None:
    if understood := query.described():
        out.print(understood, markup=False, style="dim", soft_wrap=True)


def _print_sentence(sentence: Sentence, before: int) -> None:
    # Apart from the markup, since escaping doubles a backslash at the end of a text.
    out.print(sentence.text, markup=False, soft_wrap=True, end="")
    marks = "".join(f"\\[{before + number}]" for number in range(1, len(sentence.citations) + 1))
    doubt = "" if sentence.supported else " [red](its paragraphs do not bear this out)[/red]"
    out.print(f" [bold]{marks}[/bold]{doubt}\n", soft_wrap=True)


def _print_end(answer: Answer, archive: "Archive") -> None:
    if answer.status == "refused":
        _print_refusal(answer, archive)
    else:
        _print_citations(answer, archive)
    for line in _told(answer):
        out.print(line, markup=False, style="dim", soft_wrap=True)


def _told(answer: Answer) -> list[str]:
    """What else there is to say: who wrote it, and what was left out."""
    lines = [_written(answer.writing)] if answer.writing else []
    lines += [answer.notice] if answer.notice else []
    if answer.unverified:
        lines.append(f"quotations left out because they failed the check: {answer.unverified:,}")
    if answer.stale:
        lines.append(f"index entries the catalog no longer holds: {answer.stale:,} (see: onrecord doctor)")
    return lines


def _written(writing: Writing) -> str:
    counts = f"{writing.sentences} sentences, {writing.supported} borne out, {writing.dropped} left out"
    counts += f" ({writing.replaced} for words of the archive)" if writing.replaced else ""
    repairs = f", {writing.repaired} repairs" if writing.repaired else ""
    dangling = f", {writing.dangling} numbers of no paragraph" if writing.dangling else ""
    return f"written by {writing.model}: {counts}{repairs}{dangling}"


def _print_refusal(answer: Answer, archive: "Archive") -> None:
    out.print(answer.reason, markup=False, soft_wrap=True)
    for hit in answer.evidence[:3]:
        near = archive.paragraph(f"{hit.passage.speech}#p{hit.paragraphs[0]}")
        out.print(f"  near: {near.address}  {short(near.text, 90)}", markup=False, style="dim", soft_wrap=True)


def _print_citations(answer: Answer, archive: "Archive") -> None:
    citations = [citation for sentence in answer.sentences for citation in sentence.citations]
    for number, citation in enumerate(citations, start=1):
        told = escape(_cited(citation, archive))
        out.print(f"[bold]\\[{number}][/bold] {citation.address}  [dim]{told}[/dim]", soft_wrap=True)
        if answer.writing:
            out.print(f"    “{citation.quote}”", markup=False, style="dim", soft_wrap=True)
    out.print(f"[dim]confidence {answer.confidence:.2f} · {answer.seconds:.2f} s[/dim]", soft_wrap=True)


def _cited(citation: Citation, archive: "Archive") -> str:
    """Who says it, where and when, and on which page of the file."""
    paragraph = archive.paragraph(citation.address)
    page = f"page {paragraph.page}" if paragraph.page else ""
    said = where(archive.speech(citation.speech).said_by(paragraph.speaker))
    return ", ".join(part for part in (said, page) if part)
