"""The command `onrecord`: what it prints, and its exit codes.

0 fine · 1 nothing found, or refused · 2 bad usage or bad input, with one line on stderr
"""

import dataclasses
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from rag.errors import BadInput, NotFound, OnrecordError
from rag.schema import Address, Answer, Filters, Health, Hit, IngestReport, Paragraph, Speech, days

if TYPE_CHECKING:
    from rag.archive import Archive

app = typer.Typer(
    name="onrecord",
    help="Ask an archive of speeches; every statement cited to its paragraph, every quotation verbatim.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

ArchiveOption = Annotated[
    Path | None, typer.Option("--archive", help="Archive folder; else ONRECORD_ARCHIVE, else .onrecord.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Names = Annotated[list[str] | None, typer.Option(help="May be given several times.")]
Day = Annotated[str | None, typer.Option(metavar="DATE", help="2017-04-26, 2017-04 or 2017.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=100)]


def main() -> None:
    """Run the command line; every error that is meant for the user becomes one line and exit code 2 or 1."""
    try:
        app()
    except NotFound as error:
        err.print(f"onrecord: {error}", markup=False, soft_wrap=True)
        sys.exit(1)
    except OnrecordError as error:
        err.print(f"onrecord: {error}", markup=False, soft_wrap=True)
        sys.exit(2)


# Commands


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    archive: ArchiveOption = None,
    prune: Annotated[bool, typer.Option(help="Remove speeches whose files are gone.")] = False,
    pattern: Annotated[str | None, typer.Option(help='Metadata in file names, for example "{year}-{speaker}".')] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Metadata where a file has none.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Of files that are not UTF-8, for example cp1252.")] = None,
    as_json: Json = False,
) -> None:
    """Take speeches into the archive; what did not change since the last time is left as it is."""
    from rag.load import LoadOptions

    options = LoadOptions(pattern, _fields(set_ or []), encoding)
    with _open(archive, create=True) as opened, _bar("Reading speeches") as progress:
        report = opened.ingest(paths, prune=prune, options=options, progress=progress)
    _emit(report, as_json, _print_report)
    if report.failed and not (report.added or report.changed or report.unchanged or report.removed):
        raise typer.Exit(2)


@app.command()
def ask(
    question: str,
    archive: ArchiveOption = None,
    speaker: Names = None,
    role: Names = None,
    country: Names = None,
    event: Names = None,
    language: Names = None,
    since: Day = None,
    until: Day = None,
    as_json: Json = False,
) -> None:
    """Answer a question from the archive, or say that the archive does not answer it."""
    filters = _filters(speaker, role, country, event, language, since, until)
    with _open(archive) as opened:
        answer = opened.ask(_said(question), filters)
        _emit(answer, as_json, lambda found: _print_answer(found, opened), answer_json)
    if answer.status == "refused":
        raise typer.Exit(1)


@app.command()
def search(
    query: str,
    archive: ArchiveOption = None,
    limit: Limit = 10,
    speaker: Names = None,
    role: Names = None,
    country: Names = None,
    event: Names = None,
    language: Names = None,
    since: Day = None,
    until: Day = None,
    as_json: Json = False,
) -> None:
    """The best passages for a question or a few words, with score and rank."""
    filters = _filters(speaker, role, country, event, language, since, until)
    with _open(archive) as opened:
        hits = opened.search(_said(query), filters, limit=limit)
        _emit(hits, as_json, lambda found: _print_hits(found, opened), lambda found: [hit_json(h) for h in found])
    if not hits:
        err.print("onrecord: nothing found", markup=False)
        raise typer.Exit(1)


@app.command()
def show(
    address: Annotated[str, typer.Argument(help="SPEECH, SPEECH#p12 or SPEECH#p12-p15.")],
    archive: ArchiveOption = None,
    as_json: Json = False,
) -> None:
    """The text at an address, with the speech's metadata."""
    parsed = Address.parse(address)
    with _open(archive, check=False) as opened:
        speech, paragraphs = opened.speech(parsed.speech), opened.paragraphs(parsed)
    found = {"speech": speech_json(speech), "paragraphs": [dataclasses.asdict(one) for one in paragraphs]}
    _emit(found, as_json, lambda _: _print_speech(speech, paragraphs))


@app.command("list")
def list_(
    archive: ArchiveOption = None,
    speaker: Names = None,
    role: Names = None,
    country: Names = None,
    event: Names = None,
    language: Names = None,
    since: Day = None,
    until: Day = None,
    as_json: Json = False,
) -> None:
    """The speeches of the archive, by date."""
    filters = _filters(speaker, role, country, event, language, since, until)
    with _open(archive, check=False) as opened:
        speeches = list(opened.speeches(filters))
    _emit(speeches, as_json, _print_list, lambda found: [speech_json(one) for one in found])
    if not speeches:
        err.print("onrecord: no speech matches", markup=False)
        raise typer.Exit(1)


@app.command()
def remove(
    speech: Annotated[str, typer.Argument(help="A speech id, as `onrecord list` shows it.")],
    archive: ArchiveOption = None,
    as_json: Json = False,
) -> None:
    """Take a speech out of the archive; its file is left alone."""
    with _open(archive) as opened:
        opened.remove(speech)
    _emit({"removed": speech}, as_json, lambda _: out.print(f"removed {speech}", markup=False))


@app.command()
def doctor(
    archive: ArchiveOption = None,
    rebuild: Annotated[bool, typer.Option(help="Make both indexes anew from the catalog.")] = False,
    as_json: Json = False,
) -> None:
    """Hold the catalog against both indexes; with --rebuild, mend them. Exit code 1 where they do not agree."""
    with _open(archive, check=False) as opened:
        if rebuild:
            with _bar("Rebuilding") as progress:
                opened.rebuild(progress)
        health = opened.health()
    _emit(health, as_json, _print_health, lambda found: dataclasses.asdict(found) | {"sound": found.sound})
    if not health.sound:
        raise typer.Exit(1)


# Arguments


@contextmanager
def _open(folder: Path | None, *, create: bool = False, check: bool = True) -> Iterator["Archive"]:
    from rag.archive import Archive

    with Archive.open(folder, create=create, check=check) as archive:
        yield archive


def _said(text: str) -> str:
    if not text.strip():
        raise BadInput("the question is empty")
    return text.strip()


def _filters(
    speaker: list[str] | None,
    role: list[str] | None,
    country: list[str] | None,
    event: list[str] | None,
    language: list[str] | None,
    since: str | None,
    until: str | None,
) -> Filters:
    named = [tuple(values or ()) for values in (speaker, role, country, event, language)]
    for date in (since, until):
        if date:
            days(date)
    return Filters(*named, since=since, until=until)


def _fields(pairs: list[str]) -> dict[str, str]:
    split = [pair.partition("=") for pair in pairs]
    wrong = [pair for pair, (_, equals, _) in zip(pairs, split, strict=True) if not equals]
    if wrong:
        raise BadInput(f"--set {wrong[0]!r}: write KEY=VALUE, for example --set country=Kestria")
    return {key.strip(): value.strip() for key, _, value in split}


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar on stderr, so that stdout stays clean for what is asked for."""
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, TextColumn("{task.description}", markup=False), console=err, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, what: bar.update(task, completed=done, total=total, description=what)


# JSON


def _emit(
    value: Any,
    as_json: bool,
    show_: Callable[[Any], None],
    convert: Callable[[Any], Any] = lambda value: (
        dataclasses.asdict(value) if dataclasses.is_dataclass(value) and not isinstance(value, type) else value
    ),
) -> None:
    if as_json:
        sys.stdout.write(json.dumps(convert(value), ensure_ascii=False, indent=2) + "\n")
    else:
        show_(value)


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as `onrecord ask --json` prints it."""
    return {
        "status": answer.status,
        "reason": answer.reason,
        "cause": answer.cause,
        "confidence": round(answer.confidence, 4),
        "sentences": [dataclasses.asdict(sentence) for sentence in answer.sentences],
        "evidence": [hit_json(hit) for hit in answer.evidence],
        "filters": dataclasses.asdict(answer.query.filters),
        "boosts": [dataclasses.asdict(boost) for boost in answer.query.boosts],
        "speeches_searched": answer.speeches_searched,
        "unverified": answer.unverified,
        "stale": answer.stale,
        "seconds": round(answer.seconds, 4),
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """A hit as `onrecord search --json` prints it."""
    passage = hit.passage
    return {
        "rank": hit.rank,
        "score": round(hit.score, 4),
        "dense": round(hit.dense, 4),
        "lexical": round(hit.lexical, 4),
        "speech": passage.speech,
        "paragraphs": list(hit.paragraphs),
        "start": passage.start,
        "end": passage.end,
        "speaker": passage.speaker,
        "text": passage.text,
    }


def speech_json(speech: Speech) -> dict[str, Any]:
    """A speech's metadata, without its text."""
    known = dataclasses.asdict(speech)
    return {name: value for name, value in known.items() if name not in {"text", "markdown"}}


# For reading


def _print_report(report: IngestReport) -> None:
    counts = (
        f"added {len(report.added)} · changed {len(report.changed)} · unchanged {len(report.unchanged)} · "
        f"removed {len(report.removed)} · failed {len(report.failed)} · passages embedded {report.embedded}"
    )
    out.print(counts, markup=False)
    for failure in report.failed:
        err.print(f"failed: {failure.file}: {failure.reason}", markup=False, soft_wrap=True)
    if report.skipped:
        names = ", ".join(Path(one).name for one in report.skipped[:5])
        more = f" and {len(report.skipped) - 5} more" if len(report.skipped) > 5 else ""
        out.print(f"skipped by name {len(report.skipped)}: {names}{more}", markup=False, soft_wrap=True)


def _print_answer(answer: Answer, archive: "Archive") -> None:
    understood = answer.query.filters.described()
    if understood:
        out.print(f"[dim]searched: {escape(understood)}[/dim]", soft_wrap=True)
    if answer.status == "refused":
        out.print(answer.reason, markup=False, soft_wrap=True)
        for hit in answer.evidence[:3]:
            near = f"  near: {hit.passage.speech}#p{hit.paragraphs[0]}  {_short(hit.passage.text, 90)}"
            out.print(near, markup=False, style="dim", soft_wrap=True)
        return
    for number, sentence in enumerate(answer.sentences, start=1):
        out.print(f"{escape(sentence.text)} [bold]\\[{number}][/bold]\n", soft_wrap=True)
    for number, sentence in enumerate(answer.sentences, start=1):
        for citation in sentence.citations:
            where = _where(archive.speech(citation.speech))
            out.print(f"[bold]\\[{number}][/bold] {citation.address}  [dim]{escape(where)}[/dim]", soft_wrap=True)
    out.print(f"[dim]confidence {answer.confidence:.2f} · {answer.seconds:.2f} s[/dim]")


def _print_hits(hits: list[Hit], archive: "Archive") -> None:
    for hit in hits:
        numbers = ", ".join(f"p{number}" for number in hit.paragraphs)
        label = escape(archive.speech(hit.passage.speech).label)
        head = f"[bold]{hit.rank}.[/bold] {hit.passage.speech}#{numbers}  [dim]{hit.score:.3f}  {label}[/dim]"
        out.print(head, soft_wrap=True)
        out.print(f"   {_short(hit.passage.text, 240)}", markup=False, soft_wrap=True)


def _print_speech(speech: Speech, paragraphs: list[Paragraph]) -> None:
    out.print(f"[bold]{escape(speech.title or speech.id)}[/bold]", soft_wrap=True)
    out.print(_where(speech), markup=False, style="dim", soft_wrap=True)
    for note in (*speech.notes, speech.source):
        if note:
            out.print(note, markup=False, style="dim", soft_wrap=True)
    for one in paragraphs:
        mark = "" if one.kind == "statement" else f" ({one.kind})"
        who = f" {one.speaker}:" if one.speaker != speech.speaker and one.speaker else ""
        out.print(f"\n[bold]p{one.number}[/bold]{mark}{escape(who)} {escape(one.text)}", soft_wrap=True)


def _print_list(speeches: list[Speech]) -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("speech", "date", "speaker", "country", "event"):
        table.add_column(column, overflow="fold", no_wrap=column in {"speech", "date"})
    for one in speeches:
        cells = (one.id, one.date, one.speaker, one.country, one.event or one.title)
        table.add_row(*(escape(cell or "") for cell in cells))
    out.print(table)
    out.print(f"[dim]{len(speeches):,} speeches[/dim]")


def _print_health(health: Health) -> None:
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


def _where(speech: Speech) -> str:
    parts = (speech.speaker, speech.role, speech.event, speech.place, speech.date)
    return ", ".join(part for part in parts if part)


def _short(text: str, limit: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rsplit(" ", 1)[0] + "…"


if __name__ == "__main__":
    main()
