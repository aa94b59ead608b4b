"""Turn drafted questions, which quote their evidence, into gold, which only says where it stands.

python -m evals.settle drafts.jsonl --archive DIR --gold evals/gold/demo.jsonl

Drafts are added to the set; one with an id that is there already takes its place.
"""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from evals.gold import DEMO, Draft, Gold, lint, load, settle, write
from rag import Archive, OnrecordError


def main(
    drafts: list[Path],
    archive: Annotated[Path | None, typer.Option(help="The archive that the questions are about.")] = None,
    gold: Annotated[Path, typer.Option(help="The set to add them to.")] = DEMO,
) -> None:
    """Add drafted questions to a gold set; nothing is written while one draft is wrong."""
    known = {one.id: one for one in load(gold)} if gold.exists() else {}
    with Archive.open(archive) as opened:
        new, problems = _settled(drafts, opened)
        known |= {one.id: one for one in new}
        problems += lint(known.values(), opened)
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(2)
    write(list(known.values()), gold)
    typer.echo(f"{gold.name}: {len(known)} questions, {len(new)} of them settled now")


def _settled(files: list[Path], archive: Archive) -> tuple[list[Gold], list[str]]:
    golds, problems = [], []
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                golds.append(settle(Draft.model_validate_json(line), archive))
            except (ValidationError, OnrecordError) as error:
                problems.append(f"{file.name} line {number}: {' '.join(str(error).split())}")
    return golds, problems


if __name__ == "__main__":
    typer.run(main)
