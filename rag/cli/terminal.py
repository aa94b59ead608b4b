"""How things look on a terminal. What is asked for goes to stdout, progress and complaints to stderr."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from rag.dates import spoken
from rag.schema import Health, Hit, IngestReport, Kin, Paragraph, Speech
from rag.shown import unturned

if TYPE_CHECKING:
    from rag.archive import Archive
    from rag.fetch import Source
    from rag.survey import Survey

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters other than tab and newline, and halves of characters, which no terminal can be sent."""


def printable(text: str) -> str:
    """The text with U+FFFD for what would steer the terminal instead of being shown on it."""
    return unturned(_UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text))


class PlainConsole(Console):
    """A console that shows strings as they stand: no emoji codes, no highlighting, no control characters."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, highlight=False, emoji=False)

    def render_str(self, text: str, **named: Any) -> Text:
        """Make printable every string that is printed, table cells included, before it is styled."""
        return super().render_str(printable(text), **named)


out = PlainConsole()
err = PlainConsole(stderr=True)


def complain(message: object) -> None:
    """One line on stderr."""
    err.print(f"onrecord: {message}", markup=False, soft_wrap=True)


@contextmanager
def bar(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar on stderr, so that stdout stays clean for what is asked for."""
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    what_column = TextColumn("{task.description}", markup=False)
    with Progress(*columns, what_column, console=err, transient=True, disable=not err.is_terminal) as shown:
        task = shown.add_task("", total=None)
        yield lambda done, total, what: shown.update(
            task, completed=done, total=total or None, description=printable(what)
        )


def print_report(report: IngestReport) -> None:
    """What an ingest did; failures go to stderr, each with its file and reason."""
    counts = (
        f"added {len(report.added)} · changed {len(report.changed)} · unchanged {len(report.unchanged)} · "
        f"removed {len(report.removed)} · failed {len(report.failed)} · passages embedded {report.embedded}"
    )
    out.print(counts, markup=False, soft_wrap=True)
    for failure in report.failed:
        err.print(f"failed: {failure.file}: {failure.reason}", markup=False, soft_wrap=True)
    if report.skipped:
        names = ", ".join(Path(one).name for one in report.skipped[:5])
        more = f" and {len(report.skipped) - 5} more" if len(report.skipped) > 5 else ""
        out.print(f"skipped by name {len(report.skipped)}: {names}{more}", markup=False, soft_wrap=True)


TRUST = {
    "published": "as published",
    "recorded": "as it was when first fetched",
    "first use": "for which none is published: trusted on first use, and written down beside it",
}
"""What the hash of a download was held against."""


def print_sources() -> None:
    """The archives that are known by name."""
    from rag.fetch import SOURCES

    table = Table(box=None, pad_edge=False)
    for column in ("name", "title", "licence", "size", "checked by"):
        table.add_column(column, no_wrap=column in {"name", "checked by"})
    for one in SOURCES.values():
        size = f"{one.size / 1e6:,.1f} MB" if one.size else "unknown"
        table.add_row(one.name, escape(one.title), one.licence, size, _checked(one))
    out.print(table)


def _checked(one: "Source") -> str:
    if not one.url:
        return "SHA-256, by hand"
    return "SHA-256" if one.sha256 else "MD5" if one.md5 else "first use"


def print_survey(found: "Survey") -> None:
    """What files hold, counted; then each kind of failure with its count and first file."""
    known, speaking = sum(found.speakers.values()), sum(found.speaking.values())
    lines = (
        f"{found.speeches:,} speeches · {found.paragraphs:,} paragraphs · {found.words:,} words",
        f"speakers {len(found.speakers):,}, of {known:,} speeches; unknown of {found.speeches - known:,}",
        f"heard {len(found.speaking):,} speakers, in {speaking:,} paragraphs",
        f"languages {_most(found.languages)} · years {_range(found.years)} · undated {_without(found, found.years):,}",
        f"paragraphs {_most(found.kinds)}",
        f"failed {len(found.failed):,} · skipped by name {len(found.skipped):,}",
    )
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)
    reasons = Counter(re.sub(r"\d[\d,]*", "N", failure.reason) for failure in found.failed)
    for reason, times in reasons.most_common():
        first = next(one for one in found.failed if re.sub(r"\d[\d,]*", "N", one.reason) == reason)
        err.print(f"failed {times:,}: {first.file}: {first.reason}", markup=False, soft_wrap=True)


def _most(counted: "Counter[str]") -> str:
    return ", ".join(f"{name} {times:,}" for name, times in counted.most_common(8)) or "none"


def _range(years: "Counter[str]") -> str:
    return f"{min(years)} to {max(years)}" if years else "none"


def _without(found: "Survey", counted: "Counter[str]") -> int:
    return found.speeches - sum(counted.values())


def print_hits(hits: list[Hit], archive: "Archive") -> None:
    """Rank, address, score and the start of each hit."""
    for hit in hits:
        numbers = ", ".join(f"p{number}" for number in hit.paragraphs)
        label = escape(archive.speech(hit.passage.speech).label)
        head = f"[bold]{hit.rank}.[/bold] {hit.passage.speech}#{numbers}  [dim]{hit.score:.3f}  {label}[/dim]"
        out.print(head, soft_wrap=True)
        out.print(f"   {short(hit.passage.text, 240)}", markup=False, soft_wrap=True)


def print_speech(speech: Speech, paragraphs: list[Paragraph], kin: Iterable[Kin]) -> None:
    """The metadata and the speeches that are the same, then the paragraphs with their numbers."""
    out.print(f"[bold]{escape(speech.title or speech.id)}[/bold]", soft_wrap=True)
    out.print(where(speech), markup=False, style="dim", soft_wrap=True)
    for note in (*speech.notes, speech.source):
        if note:
            out.print(note, markup=False, style="dim", soft_wrap=True)
    for other in kin:
        out.print(f"{other.kind} of {other.other} ({other.similarity:.2f})", markup=False, style="dim")
    for one in paragraphs:
        mark = "" if one.kind == "statement" else f" ({one.kind})"
        who = f" {one.speaker}:" if one.speaker != speech.speaker and one.speaker else ""
        out.print(f"\n[bold]p{one.number}[/bold]{mark}{escape(who)} ", soft_wrap=True, end="")
        out.print(one.text, markup=False, soft_wrap=True)


def print_list(speeches: list[Speech]) -> None:
    """A table of speeches."""
    table = Table(box=None, pad_edge=False)
    for column in ("speech", "date", "speaker", "country", "event"):
        table.add_column(column, overflow="fold", no_wrap=column in {"speech", "date"})
    for one in speeches:
        cells = (one.id, one.date, one.speaker, one.country, one.event or one.title)
        table.add_row(*(escape(cell or "") for cell in cells))
    out.print(table)
    out.print(f"[dim]{len(speeches):,} speeches[/dim]")


def print_health(health: Health) -> None:
    """Counts, and what the indexes lack or have too much."""
    out.print(
        f"{health.speeches:,} speeches · {health.paragraphs:,} paragraphs · {health.passages:,} passages",
        markup=False,
    )
    for index in health.missing:
        missing, dangling = health.missing[index], health.dangling[index]
        out.print(f"{index} index: {len(missing)} missing, {len(dangling)} dangling", markup=False)
        for one in (*missing[:3], *dangling[:3]):
            out.print(f"  {one}", markup=False, style="dim")
    if health.mismatch:
        out.print(f"cannot be searched: {health.mismatch}", markup=False, soft_wrap=True)
    out.print("sound" if health.sound else "mend it with: onrecord doctor --rebuild", markup=False)


def where(speech: Speech) -> str:
    """Who, in what role, at what event and place, when."""
    when = spoken(speech.date) if speech.date else None
    parts = (speech.speaker, speech.role, speech.event, speech.place, when)
    return ", ".join(part for part in parts if part)


def short(text: str, limit: int) -> str:
    """The start of a text on one line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rsplit(" ", 1)[0] + "…"
