"""What commands have in common: their options, how these are read, and in which form a result is printed."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from inspect import Parameter, signature
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
ModelOption = Annotated[
    str | None,
    typer.Option("--model", help="A chat model that writes the answer, PROVIDER:MODEL; else ONRECORD_MODEL."),
]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=100)]

_Names = Annotated[list[str] | None, typer.Option(help="May be given several times.")]
_Day = Annotated[str | None, typer.Option(metavar="DATE", help="2017-04-26, 2017-04 or 2017.")]


def _option(name: str) -> Parameter:
    """That of a filter, which holds names or a day."""
    form = _Names if getattr(Filters(), name) == () else _Day
    return Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=form)


_FILTERS = tuple(map(_option, Filters.__slots__))


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option for each filter in the place of its parameter `filters`."""
    own = signature(command, eval_str=True)

    @wraps(command)
    def with_filters(**given: Any) -> None:
        chosen = {one.name: given.pop(one.name) for one in _FILTERS}
        command(**given, filters=_filters_of(chosen))

    # From the signature typer reads which options there are.
    options = [one for each in own.parameters.values() for one in (_FILTERS if each.name == "filters" else (each,))]
    with_filters.__dict__["__signature__"] = own.replace(parameters=options)
    return with_filters


def _filters_of(given: Mapping[str, list[str] | str | None]) -> Filters:
    return Filters(**{name: tuple(one) if isinstance(one, list) else one for name, one in given.items() if one})  # type: ignore[arg-type]


@contextmanager
def open_archive(
    folder: Path | None, *, create: bool = False, check: bool = True, model: str | None = None
) -> Iterator["Archive"]:
    """The archive, closed again at the end; `check=False` where nothing is searched for by meaning.

    A `model` takes the place of the one that the settings name.
    """
    from rag.archive import Archive

    with Archive.open(folder, create=create, check=check) as archive:
        if model:
            archive.use(model)
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
