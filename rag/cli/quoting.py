"""The commands for those who quote: who said a line, how it is cited, what was said of a topic over
the years, and whether an answer of before still holds."""

import dataclasses
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from rag.cli import findings, json_form, terminal
from rag.cli.arguments import ArchiveOption, Json, emit, filtered, nothing, open_archive, said
from rag.filters import Filters
from rag.schema import Address, Paragraph

if TYPE_CHECKING:
    from rag.archive import Archive


@filtered
def quote(
    words: Annotated[str, typer.Argument(help="The quotation; an ellipsis and [brackets] are understood.")],
    archive: ArchiveOption = None,
    filters: Filters = Filters(),
    as_json: Json = False,
) -> None:
    """Who said this, and did they? exact, altered, misattributed or absent; the options are what is claimed of it."""
    with open_archive(archive, check=False) as opened:
        found = opened.find_quote(said(words, "quotation"), filters)
        emit(as_json, lambda: json_form.finding(found), lambda: findings.print_finding(found, opened))
    if not found.matches:
        raise typer.Exit(1)


def cite(
    address: Annotated[str, typer.Argument(help="SPEECH#p12 or SPEECH#p12-p15.")],
    archive: ArchiveOption = None,
    style: Annotated[str, typer.Option(help="chicago, apa, mla, bibtex, ris, csl-json or markdown.")] = "chicago",
    quote: Annotated[str | None, typer.Option(help="The exact words, which the link then leads to.")] = None,
    accessed: Annotated[
        datetime | None,
        typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="When the source was seen; else today."),
    ] = None,
) -> None:
    """A citation of paragraphs, or of words in them, to carry away."""
    from rag.cite import Extract
    from rag.cite import cite as cited

    parsed = Address.parse(address)
    with open_archive(archive, check=False) as opened:
        paragraphs = opened.paragraphs(parsed)
        words = _as_said(opened, paragraphs, quote) if quote else None
        extract = Extract.of(opened.speech(parsed.speech), paragraphs, words)
    typer.echo(terminal.printable(cited(extract, style, (accessed or datetime.now()).date())))


def _as_said(opened: "Archive", paragraphs: list[Paragraph], quote: str) -> str:
    """The quotation as it stands in the paragraphs, where a typed one differs in quotation marks, dashes or case."""
    start, end = paragraphs[0].start, paragraphs[-1].end
    found = opened.find_quote(said(quote, "quotation")).matches
    here = (one for one in found if one.speech == paragraphs[0].speech and start <= one.start and one.end <= end)
    return next((one.quote for one in here if one.verbatim), quote)


@filtered
def timeline(
    topic: Annotated[str, typer.Argument(help="A few words; a speech speaks of it that has them all in one sentence.")],
    archive: ArchiveOption = None,
    filters: Filters = Filters(),
    per: Annotated[Literal["speech", "year"], typer.Option(help="One quotation a speech, or a year.")] = "speech",
    as_json: Json = False,
) -> None:
    """What was said on a topic, oldest first, beside how many speeches were searched each year."""
    with open_archive(archive) as opened, terminal.bar("Searching") as progress:
        found = opened.timeline(said(topic, "topic"), filters, progress)
    found = found.yearly() if per == "year" else found
    emit(as_json, lambda: dataclasses.asdict(found), lambda: findings.print_timeline(found))
    if not (found.entries or found.undated.entries):
        raise nothing("the topic is not found in these words")


def verify(
    receipt: Annotated[Path, typer.Argument(help="A file that `onrecord ask --save` wrote.")],
    archive: ArchiveOption = None,
    as_json: Json = False,
) -> None:
    """Which citations of a kept answer still hold or have moved; exit code 1 where some are changed or gone."""
    from rag.receipt import read

    kept = read(receipt)
    with open_archive(archive, check=False) as opened:
        found = opened.verify(kept)
    emit(as_json, found.form, lambda: findings.print_verification(kept, found))
    if not found.sound:
        raise typer.Exit(1)
