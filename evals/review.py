"""What users think of answers, gone through by a person, who makes gold questions of it.

`onrecord eval --review FILE` lists the file that the page writes; with the name of a gold set it asks of each.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import typer
from pydantic import BaseModel, ConfigDict, ValidationError

from evals.gold import Evidence, Gold, GoldError, Unanswerable, digest, lines, load, write
from evals.settle import evidence, split_of
from rag import Archive, Citation, OnrecordError
from rag.schema import Address, Cause

LEAVE, NOWHERE = "leave", "none"

_CAUSES: dict[Cause, Unanswerable] = {
    "no-such-speaker": "speaker-absent",
    "no-speech-in-period": "wrong-date",
    "no-speech-matches": "wrong-office",
    "topic-absent": "topic-absent",
    "near-miss": "near-miss",
}


class Candidate(BaseModel):
    """A question with its answer's citations and what a user thinks of it, as the page writes it down."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    time: str
    question: str
    filters: dict[str, tuple[str, ...] | str] = {}
    status: Literal["answered", "refused"]
    cause: Cause | None = None
    verdict: Literal["up", "down"]
    note: str = ""
    citations: tuple[Citation, ...] = ()

    @property
    def id(self) -> str:
        """The same for the same question."""
        return f"feedback-{digest(self.question)[:12]}"

    @property
    def suggested(self) -> str:
        """The evidence that its user would have it be."""
        if self.verdict == "down":
            return LEAVE
        return " ".join(dict.fromkeys(one.address for one in self.citations)) or NOWHERE

    def described(self) -> str:
        """All of it in a few lines."""
        asked = "; ".join(
            f"{name}: {value if isinstance(value, str) else ', '.join(value)}" for name, value in self.filters.items()
        )
        rows = {
            "question": self.question,
            "filters": asked,
            "note": self.note,
            self.status: self.cause or " ".join(one.address for one in self.citations),
        }
        told = "\n".join(f"  {name}: {value}" for name, value in rows.items() if value)
        return f"{self.time} thumbs {self.verdict}\n{told}"


def read(file: Path) -> list[Candidate]:
    """The candidates of a file, of two on one question the later; raises GoldError that names each bad line."""
    found, problems = {}, []
    for number, line in lines(file):
        try:
            one = Candidate.model_validate_json(line)
            found[one.id] = one
        except ValidationError as error:
            problems.append(f"line {number}: {error.errors()[0]['msg']}")
    if problems:
        raise GoldError(f"{file.name}: " + " | ".join(problems))
    return list(found.values())


def listed(candidates: Iterable[Candidate]) -> None:
    """Print them."""
    for one in candidates:
        typer.echo(one.described())


def review(candidates: Iterable[Candidate], archive: Archive, file: Path) -> None:
    """Ask of each that is not in the gold set yet where its evidence stands, and write down those that are accepted."""
    golds = load(file) if file.exists() else []
    known = {one.id for one in golds}
    for one in candidates:
        if one.id in known:
            continue
        typer.echo(one.described())
        if gold := _asked(one, archive):
            golds.append(gold)
            # At once, so that nothing is lost to Ctrl-C.
            write(golds, file)
    typer.echo(f"{file.name}: {len(golds)} questions, {len(golds) - len(known)} of them new")


def _asked(one: Candidate, archive: Archive) -> Gold | None:
    """The gold question, or none where it is left; asked again while the evidence is wrong."""
    while True:
        said = typer.prompt(f"evidence (SPEECH#p12 ..., {NOWHERE}, {LEAVE})", default=one.suggested).strip()
        if said == LEAVE:
            return None
        try:
            question = typer.prompt("question", default=one.question)
            return _gold(one, question, [] if said == NOWHERE else said.split(), archive)
        except OnrecordError as error:
            typer.echo(f"  {error}", err=True)


def _gold(one: Candidate, question: str, addresses: list[str], archive: Archive) -> Gold:
    found = tuple(evidence for address in addresses for evidence in _evidence(one, address, archive))
    return Gold(
        id=one.id,
        question=question,
        type="unanswerable" if not found else "several" if len(found) > 1 else "fact",
        answerable=bool(found),
        cause=None if found else _CAUSES[one.cause or "topic-absent"],
        gold=found,
        split=split_of(one.id),
    )


def _evidence(one: Candidate, address: str, archive: Archive) -> list[Evidence]:
    """The words that the answer cites there, else the whole paragraphs; raises NotFound, BadInput or GoldError."""
    cited = [known for known in one.citations if known.address == address]
    spans = [(known.speech, known.start, known.end) for known in cited]
    if not cited:
        spans = [(known.speech, known.start, known.end) for known in archive.paragraphs(Address.parse(address))]
    return [evidence(archive, *span) for span in dict.fromkeys(spans)]
