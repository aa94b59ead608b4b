"""The command `onrecord`: its arguments and its exit codes.

0 fine · 1 nothing found, or refused · 2 bad usage or bad input, with one line on stderr
"""

import dataclasses
import sys
from functools import cache
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from typer.exceptions import TyperException

from rag.cli import answers, json_form, quoting, terminal
from rag.cli.arguments import (
    ArchiveOption,
    Json,
    Limit,
    ModelOption,
    emit,
    emit_json,
    filtered,
    nothing,
    open_archive,
    pairs_of,
    said,
)
from rag.cli.chat import Chat
from rag.errors import BadInput, NotFound, OnrecordError
from rag.filters import Filters
from rag.schema import Address

if TYPE_CHECKING:
    from rag.archive import Archive
    from rag.load import LoadOptions

app = typer.Typer(
    name="onrecord",
    help="Ask an archive of speeches; every statement cited to its paragraph, every quotation verbatim.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

INTERRUPTED = 130
"""The exit code after Ctrl-C."""


def main() -> None:
    """Run the command line; every error that is meant for the user becomes one line and an exit code."""
    _join()
    try:
        code = app(standalone_mode=False)
    except NotFound as error:
        terminal.complain(error)
        code = 1
    except OnrecordError as error:
        terminal.complain(error)
        code = 2
    except TyperException as error:
        # Without a command the help has been printed already, and the error has nothing to say.
        if message := error.format_message():
            terminal.complain(message)
        code = 2
    if code == INTERRUPTED:
        terminal.complain("stopped; what was done so far is kept, and the same command goes on from there")
    sys.exit(code)


@cache
def _join() -> None:
    """Take in the commands of other packages, those with an entry point in the group `onrecord.commands`."""
    for point in entry_points(group="onrecord.commands"):
        app.command(point.name)(point.load())


@app.callback(invoke_without_command=True)
def _version(show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if show:
        typer.echo(f"onrecord {version('onrecord')}")
        raise typer.Exit


# Commands


@app.command()
def ingest(
    paths: Annotated[list[str], typer.Argument(help="Files, folders, and addresses of pages (https://...).")],
    archive: ArchiveOption = None,
    prune: Annotated[bool, typer.Option(help="Remove speeches whose files are gone.")] = False,
    pattern: Annotated[str | None, typer.Option(help='Metadata in file names, for example "{year}-{speaker}".')] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Metadata where a file has none.")
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(help="CSV, JSON lines or XLSX with metadata, a row for each file; its column `file` names it."),
    ] = None,
    table_key: Annotated[
        str | None,
        typer.Option(
            metavar="PATTERN",
            help='Columns of --table that name the file where none is `file`: "{Code}_{Year}" for PER_1999.txt.',
        ),
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option(metavar="KEY=COLUMN", help="A key's column in tables: role=post, text=body.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Of files that are not UTF-8, for example cp1252.")] = None,
    grouping: Annotated[
        Literal["speaker", "sitting"], typer.Option(help="What is one speech in the record of a parliament.")
    ] = "speaker",
    dry_run: Annotated[bool, typer.Option(help="Load and count, and take nothing in.")] = False,
    as_json: Json = False,
) -> None:
    """Take speeches into the archive; what did not change since the last time is left as it is."""
    from rag.load import LoadOptions, read_table

    pages = [one for one in paths if one.startswith(("http://", "https://"))]
    files = [Path(one) for one in paths if one not in pages]
    missing = [path for path in files if not path.exists()]
    if missing and not prune:
        # Told before an archive is made for nothing.
        raise BadInput(f"{missing[0]}: no such file or folder")
    if pages and dry_run:
        raise BadInput("--dry-run fetches nothing; leave the addresses out")
    if table_key and not table:
        raise BadInput("--table-key says how the rows of a table name their files; say which: --table FILE")
    columns = pairs_of("--column", column or [], "role=post")
    rows = read_table(table, columns, table_key) if table else None
    if rows and rows.unused:
        terminal.complain(f"columns of {rows.path.name} that are not used: {', '.join(rows.unused)}")
    fields = pairs_of("--set", set_ or [], "country=Kestria")
    options = LoadOptions(pattern, fields, encoding, rows, columns, grouping=grouping)
    if dry_run:
        _survey(files, options, as_json)
        return
    with open_archive(archive, create=True) as opened:
        files += [opened.download(one) for one in pages]
        _ingest(opened, files, options, prune=prune, as_json=as_json)


def _ingest(opened: "Archive", files: list[Path], options: "LoadOptions", *, prune: bool, as_json: bool) -> None:
    with terminal.bar("Reading speeches") as progress:
        report = opened.ingest(files, prune=prune, options=options, progress=progress)
    emit(as_json, lambda: dataclasses.asdict(report), lambda: terminal.print_report(report))
    _tell_gaps(options)
    if report.failed and not (report.added or report.changed or report.unchanged or report.removed):
        raise typer.Exit(2)


@app.command()
def fetch(
    name: Annotated[str | None, typer.Argument(help="A known archive; left out, they are listed.")] = None,
    archive: ArchiveOption = None,
    folder: Annotated[Path | None, typer.Option(help="Where the download is kept; else in the archive folder.")] = None,
    as_json: Json = False,
) -> None:
    """Download an open archive that is known by name, check it, and take it in."""
    from rag.fetch import SOURCES, source

    if name is None:
        emit(as_json, lambda: [json_form.source(one) for one in SOURCES.values()], terminal.print_sources)
        return
    # Asked before an archive is made for nothing.
    one = source(name)
    with open_archive(archive, create=True) as opened:
        with terminal.bar("Downloading") as progress:
            found = opened.fetch(name, folder, progress)
        for file in filter(None, (found, found.beside)):
            terminal.complain(f"{file.path.name}: SHA-256 {file.sha256}, {terminal.TRUST[file.trust]}")
        options = one.options(beside=found.beside.path if found.beside else None)
        _ingest(opened, [found.path], options, prune=False, as_json=as_json)


def _survey(paths: list[Path], options: "LoadOptions", as_json: bool) -> None:
    from rag.survey import survey

    with terminal.bar("Reading speeches") as progress:
        found = survey(paths, options, progress)
    emit(as_json, lambda: dataclasses.asdict(found), lambda: terminal.print_survey(found))
    _tell_gaps(options)


def _tell_gaps(options: "LoadOptions") -> None:
    if options.table and (gaps := options.table.gaps()):
        terminal.complain(f"{options.table.path.name}: {gaps}")


@app.command()
@filtered
def ask(
    question: str,
    archive: ArchiveOption = None,
    filters: Filters = Filters(),
    model: ModelOption = None,
    save: Annotated[Path | None, typer.Option(help="Keep the answer as a receipt, for `onrecord verify`.")] = None,
    as_json: Json = False,
) -> None:
    """Answer a question from the archive, or say that the archive does not answer it."""
    if save and save.exists():
        # Told before a question is asked for nothing.
        raise BadInput(f"{save} exists and is left as it is; give the receipt another name")
    with open_archive(archive, model=model) as opened:
        if as_json:
            answer = opened.ask(said(question), filters)
            emit_json(json_form.answer(answer))
        else:
            answer = answers.print_events(opened.stream(said(question), filters), opened)
        if save:
            opened.receipt(answer, filters).save(save)
    if answer.status == "refused":
        raise typer.Exit(1)


@app.command()
@filtered
def chat(
    archive: ArchiveOption = None,
    filters: Filters = Filters(),
    model: ModelOption = None,
) -> None:
    """A conversation: each question is read by those before it. The options hold for all of them."""
    with open_archive(archive, model=model) as opened:
        # Else the first question waits for it, and Ctrl-C may stop it half way.
        opened.warm()
        Chat(opened, opened.converse(filters)).run()


@app.command()
@filtered
def search(
    query: str,
    archive: ArchiveOption = None,
    limit: Limit = 10,
    filters: Filters = Filters(),
    as_json: Json = False,
) -> None:
    """The best passages for a question or a few words, with score and rank."""
    with open_archive(archive) as opened:
        hits = opened.search(said(query), filters, limit=limit)
        emit(as_json, lambda: [json_form.hit(hit) for hit in hits], lambda: terminal.print_hits(hits, opened))
    if not hits:
        raise nothing("nothing found")


@app.command()
def show(
    address: Annotated[str, typer.Argument(help="SPEECH, SPEECH#p12 or SPEECH#p12-p15.")],
    archive: ArchiveOption = None,
    as_json: Json = False,
) -> None:
    """The text at an address, with the speech's metadata."""
    parsed = Address.parse(address)
    with open_archive(archive, check=False) as opened:
        speech, paragraphs = opened.speech(parsed.speech), opened.paragraphs(parsed)
        kin = opened.kin(parsed.speech)
    emit(
        as_json,
        lambda: json_form.paragraphs(speech, paragraphs, kin),
        lambda: terminal.print_speech(speech, paragraphs, kin),
    )


@app.command("list")
@filtered
def list_(
    archive: ArchiveOption = None,
    filters: Filters = Filters(),
    as_json: Json = False,
) -> None:
    """The speeches of the archive, by date."""
    with open_archive(archive, check=False) as opened:
        speeches = list(opened.speeches(filters))
    emit(as_json, lambda: [json_form.speech(one) for one in speeches], lambda: terminal.print_list(speeches))
    if not speeches:
        raise nothing("no speech matches")


@app.command()
def remove(
    speech: Annotated[str, typer.Argument(help="A speech id, as `onrecord list` shows it.")],
    archive: ArchiveOption = None,
    as_json: Json = False,
) -> None:
    """Take a speech out of the archive; its file is left alone."""
    with open_archive(archive) as opened:
        opened.remove(speech)
    emit(as_json, lambda: {"removed": speech}, lambda: typer.echo(f"removed {speech}"))


@app.command()
def doctor(
    archive: ArchiveOption = None,
    rebuild: Annotated[bool, typer.Option(help="Make both indexes anew from the catalog.")] = False,
    as_json: Json = False,
) -> None:
    """Hold the catalog against both indexes; with --rebuild, mend them. Exit code 1 where they do not agree."""
    with open_archive(archive, check=False) as opened:
        if rebuild:
            with terminal.bar("Rebuilding") as progress:
                opened.rebuild(progress)
        health = opened.health()
    emit(as_json, lambda: json_form.health(health), lambda: terminal.print_health(health))
    if not health.sound:
        raise typer.Exit(1)


for command in (quoting.quote, quoting.cite, quoting.timeline, quoting.verify):
    app.command()(command)
