"""What commands have in common: their options, how these are read, and in which form a result is printed."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.cli import terminal
from rag.errors import BadInput
from rag.filters import Filters

if TYPE_CHECKING:
    from rag.archive import Archive

ArchiveOption = Annotated[
    Path | None, typer.Option("--archive", help="Archive folder; else ONRECORD_ARCHIVE, else .onrecord.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Names = Annotated[list[str] | None, typer.Option(help="May be given several times.")]
Day = Annotated[str | None, typer.Option(metavar="DATE", help="2017-04-26, 2017-04 or 2017.")]
ModelOption = Annotated[
    str | None,
    typer.Option("--model", help="A chat model that writes the answer, PROVIDER:MODEL; else ONRECORD_MODEL."),
]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=100)]


@contextmanager
def open_archive(folder: Path | None, *, create: bool = False, check: bool = True) -> Iterator["Archive"]:
    """The archive, closed again at the end; `check=False` where nothing is searched for by meaning."""
    from rag.archive import Archive

    with Archive.open(folder, create=create, check=check) as archive:
        yield archive


def said(text: str, what: str = "question") -> str:
    """The words of a question or a quotation, which must be some; raises BadInput."""
    if not text.strip():
        raise BadInput(f"the {what} is empty")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadInput(f"the {what} is not valid text; write it in UTF-8") from error
    return text.strip()


def filters_of(**given: list[str] | str | None) -> Filters:
    """Filters from what the options gave."""
    return Filters(**{name: tuple(one) if isinstance(one, list) else one for name, one in given.items() if one})  # type: ignore[arg-type]


def pairs_of(option: str, pairs: list[str], example: str) -> dict[str, str]:
    """What an option's KEY=VALUE pairs say; raises BadInput that shows the form."""
    split = [pair.partition("=") for pair in pairs]
    wrong = [pair for pair, (_, equals, _) in zip(pairs, split, strict=True) if not equals]
    if wrong:
        raise BadInput(f"{option} {wrong[0]!r}: write it as in {option} {example}")
    return {key.strip(): value.strip() for key, _, value in split}


def emit(as_json: bool, form: Callable[[], Any], show_: Callable[[], None]) -> None:
    """Print as JSON, or for reading."""
    if as_json:
        emit_json(form())
    else:
        show_()


def emit_json(form: Any) -> None:
    """Print JSON."""
    sys.stdout.write(json.dumps(form, ensure_ascii=False, indent=2) + "\n")


def nothing(message: str) -> typer.Exit:
    """What to raise where there is nothing to show."""
    terminal.complain(message)
    return typer.Exit(1)
