"""A conversation on the terminal: lines of commands and of questions, until there are no more."""

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from rag.cli.answers import print_events
from rag.cli.arguments import said
from rag.cli.terminal import complain, out
from rag.errors import BadInput, OnrecordError

if TYPE_CHECKING:
    from rag.archive import Archive
    from rag.conversation import Dialogue, Read

_HELP = """\
/filters         the filters of the last question
/without FILTER  the last question again without one: speaker, role, country, event, language or period
/new             a new conversation
/quit            the end, as is Ctrl-D; Ctrl-C stops an answer"""


class Chat:
    """What a line does, be it a command or a question."""

    def __init__(self, archive: "Archive", dialogue: "Dialogue") -> None:
        self.over = False
        self._archive = archive
        self._dialogue = dialogue
        self._commands: dict[str, Callable[[str], None]] = {
            "/filters": lambda _: self._filters(),
            "/without": lambda name: self._answer(dialogue.read_without(name)),
            "/new": lambda _: dialogue.forget(),
            "/help": lambda _: out.print(_HELP, markup=False),
            "/quit": lambda _: self._end(),
        }

    def run(self) -> None:
        """Do each line of stdin."""
        out.print("Ask; /help tells the commands.", style="dim")
        for line in _lines():
            self._do(line)
            if self.over:
                return

    def _do(self, line: str) -> None:
        """What the line says; an error is told and the conversation goes on, as it does after Ctrl-C."""
        try:
            if line.startswith("/"):
                self._command(line)
            elif line.strip():
                self._answer(self._dialogue.read(said(line)))
        except KeyboardInterrupt:
            complain("stopped; the conversation goes on")
        except OnrecordError as error:
            complain(error)

    def _command(self, line: str) -> None:
        name, _, rest = line.partition(" ")
        if name not in self._commands:
            raise BadInput(f"{name} is no command; there are {', '.join(self._commands)}")
        self._commands[name](rest.strip())

    def _answer(self, read: "Read") -> None:
        """How the question is read, and its answer as it comes, each part under its heading."""
        _print_read(read)
        for query, events in self._dialogue.answer(read):
            if len(read.queries) > 1:
                out.print(f"\n{query.text}", markup=False, style="bold", soft_wrap=True)
            print_events(events, self._archive)

    def _filters(self) -> None:
        own, last = self._dialogue.filters.described(), self._dialogue.last
        lines = [f"yours: {own}"] if own else []
        lines += [f"named by the last question: {name} {told}" for name, told in last.named.items()] if last else []
        out.print("\n".join(lines) or "none", markup=False, soft_wrap=True)

    def _end(self) -> None:
        self.over = True


def _print_read(read: "Read") -> None:
    if read.rewritten.changed:
        out.print(f"Read as: {read.rewritten.text}", markup=False, style="dim", soft_wrap=True)
    if read.named:
        off = " or ".join(f"/without {name}" for name in read.named)
        out.print(f"{off} asks again without it", markup=False, style="dim", soft_wrap=True)


def _lines() -> Iterator[str]:
    """The lines of stdin, to its end; Ctrl-C gives one up."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        # What is no UTF-8 is told as such when it is asked.
        sys.stdin.reconfigure(errors="surrogateescape")
    with suppress(ImportError):
        # Where there is one, lines can be edited and called back.
        import readline  # noqa: F401
    prompt = "\n> " if sys.stdin.isatty() else ""
    while True:
        try:
            yield input(prompt)
        except EOFError:
            return
        except KeyboardInterrupt:
            out.print()
