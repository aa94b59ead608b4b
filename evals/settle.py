"""Turn drafted questions, which quote their evidence, into gold, which only says where it stands.

python -m evals.settle drafts.jsonl --archive DIR --gold evals/gold/demo.jsonl

Drafts are added to the set; one with an id that is there already takes its place.
"""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict, ValidationError

from evals.gold import (
    Alternative,
    Evidence,
    Gold,
    GoldError,
    Split,
    Type,
    Unanswerable,
    Wording,
    digest,
    lines,
    load,
    write,
)
from evals.lint import lint
from rag import Archive, OnrecordError

TEST_SHARE = 0.4


class Quoted(BaseModel):
    """Evidence as a person drafts it: the speech, and the words that answer."""

    model_config = ConfigDict(extra="forbid")

    speech: str
    quote: str


class Other(Quoted):
    """The same for an alternative, with the index of the gold evidence that it stands for."""

    stands_for: int = 0


class Draft(BaseModel):
    """A gold question as a person drafts it, with the words of its evidence instead of their place."""

    model_config = ConfigDict(extra="forbid")

    id: str
    question: str
    history: tuple[str, ...] = ()
    type: Type
    wording: Wording = "plain"
    cause: Unanswerable | None = None
    gold: tuple[Quoted, ...] = ()
    alternatives: tuple[Other, ...] = ()
    nuggets: tuple[str, ...] = ()


def settle(draft: Draft, archive: Archive) -> Gold:
    """A draft with its evidence found in the archive."""
    known = draft.model_dump(exclude={"gold", "alternatives"})
    return Gold(
        **known,
        answerable=draft.type != "unanswerable",
        gold=tuple(_place(one, archive) for one in draft.gold),
        alternatives=tuple(
            Alternative(**_place(one, archive).model_dump(), stands_for=one.stands_for) for one in draft.alternatives
        ),
        split=split_of(draft.id),
    )


def split_of(question: str) -> Split:
    """Two questions in five go to the test split, by a hash of the id."""
    return "test" if int(digest(question)[:8], 16) / 2**32 < TEST_SHARE else "dev"


def evidence(archive: Archive, speech: str, start: int, end: int) -> Evidence:
    """Characters of a speech as evidence; raises GoldError where they do not lie within one paragraph."""
    for paragraph in archive.paragraphs(speech):
        if paragraph.start <= start < end <= paragraph.end:
            words = paragraph.text[start - paragraph.start : end - paragraph.start]
            return Evidence(speech=speech, paragraph=paragraph.number, start=start, end=end, sha256=digest(words))
    raise GoldError(f"{speech}: characters {start} to {end} do not lie within one paragraph")


def _place(quoted: Quoted, archive: Archive) -> Evidence:
    text = archive.speech(quoted.speech).text
    count = text.count(quoted.quote)
    if count != 1:
        raise GoldError(f"{quoted.speech} has these words {count} times, not once: {quoted.quote!r}")
    start = text.index(quoted.quote)
    return evidence(archive, quoted.speech, start, start + len(quoted.quote))


def main(
    drafts: list[Path],
    gold: Annotated[Path, typer.Option(help="The set to add them to.")],
    archive: Annotated[Path | None, typer.Option(help="The archive that the questions are about.")] = None,
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
        for number, line in lines(file):
            try:
                golds.append(settle(Draft.model_validate_json(line), archive))
            except (ValidationError, OnrecordError) as error:
                problems.append(f"{file.name} line {number}: {' '.join(str(error).split())}")
    return golds, problems


if __name__ == "__main__":
    typer.run(main)
