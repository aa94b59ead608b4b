"""The command line: `commands` are the commands, `terminal` is how things look, `json_form` is their JSON."""

from rag.cli.commands import app, main

__all__ = ["app", "main"]
