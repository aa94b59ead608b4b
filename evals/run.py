"""Ask an archive every gold question and say how it did.

python -m evals.run --archive DIR [--gold FILE] [--split dev|test] [--json] [--show]
"""

import json
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from evals import measure
from evals.gold import DEMO, Gold, GoldError, lint, load
from rag import Answer, Archive

DEEPEST = 20
"""Hits looked at for recall."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the archive made of one question: paragraphs in rank order, and the answer."""

    gold: Gold
    ranked: tuple[measure.Place, ...]
    answer: Answer

    @property
    def answered(self) -> bool:
        """Whether it was not refused."""
        return self.answer.status == "answered"

    @property
    def right(self) -> bool:
        """Whether it was answered from a paragraph that answers it."""
        return self.answered and measure.right(self.answer, self.gold)


def asked(gold: Gold) -> str:
    """What is put to the archive: a follow-up stands behind the questions before it."""
    return " ".join((*gold.history, gold.question))


def ask(archive: Archive, gold: Gold) -> Outcome:
    """One question's outcome."""
    question = asked(gold)
    hits = archive.search(question, limit=DEEPEST)
    return Outcome(gold, tuple(measure.places(hits)), archive.ask(question))


def report(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float | int | None]]:
    """Figures over all questions, by wording and by type; None where a measure applies to none of them."""
    names = [*sorted({one.gold.wording for one in outcomes}), *sorted({one.gold.type for one in outcomes})]
    groups = {name: [one for one in outcomes if name in {one.gold.wording, one.gold.type}] for name in names}
    return {name: _figures(group) for name, group in ({"all": list(outcomes)} | groups).items()}


def _figures(outcomes: Sequence[Outcome]) -> dict[str, float | int | None]:
    answerable = [one for one in outcomes if one.gold.answerable]
    silent = [one for one in outcomes if not one.gold.answerable]
    answered = [one for one in answerable if one.answered]
    return {
        "questions": len(outcomes),
        **{f"recall@{k}": _mean(_recall(one, k) for one in answerable) for k in (1, 5, 10, 20)},
        "mrr@10": _mean(measure.reciprocal_rank(one.ranked, one.gold.accepted) for one in answerable),
        "right": _mean(float(one.right) for one in answerable),
        "exact": _mean(float(measure.exact(one.answer, one.gold)) for one in answerable),
        "citation precision": _mean(measure.citation_precision(one.answer, one.gold) for one in answered),
        "false refusal": _mean(float(not one.answered) for one in answerable),
        "false answer": _mean(float(one.answered) for one in silent),
        "seconds": statistics.median(one.answer.seconds for one in outcomes),
    }


def _recall(one: Outcome, k: int) -> float:
    return measure.recall_at(one.ranked, one.gold.accepted, len(one.gold.gold), k)


def _mean(values: Iterable[float]) -> float | None:
    listed = list(values)
    return statistics.fmean(listed) if listed else None


def main(
    archive: Annotated[Path | None, typer.Option(help="Archive folder, as for onrecord.")] = None,
    gold: Annotated[Path, typer.Option(help="Gold set.")] = DEMO,
    split: Annotated[Literal["dev", "test"] | None, typer.Option(help="Both where it is left out.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    show: Annotated[bool, typer.Option(help="Print each question with its answer.")] = False,
) -> None:
    """Ask every gold question and print the figures."""
    golds = [one for one in load(gold) if split in {None, one.split}]
    with Archive.open(archive) as opened:
        if problems := lint(golds, opened):
            raise GoldError(" | ".join(problems))
        asking = track(golds, "Asking", console=Console(stderr=True), transient=True)
        outcomes = [ask(opened, one) for one in asking]
    found = report(outcomes)
    if show:
        _show(outcomes)
    if as_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        _print(found)


def _print(found: dict[str, dict[str, Any]]) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for name in found:
        table.add_column(name, justify="right")
    for measured in found["all"]:
        table.add_row(measured, *(_cell(figures[measured]) for figures in found.values()))
    Console().print(table)


def _cell(value: float | int | None) -> str:
    return "" if value is None else str(value) if isinstance(value, int) else f"{value:.2f}"


def _show(outcomes: Iterable[Outcome]) -> None:
    mark: Callable[[Outcome], str] = lambda one: "right" if one.right == one.gold.answerable else "WRONG"  # noqa: E731
    for one in outcomes:
        typer.echo(f"\n{mark(one)} [{one.gold.id}, {one.gold.type}] {one.gold.question}")
        typer.echo(f"  {one.answer.status}, confidence {one.answer.confidence:.2f}: {one.answer.reason or ''}")
        for sentence in one.answer.sentences:
            typer.echo(f"  - {sentence.text}  [{', '.join(cite.address for cite in sentence.citations)}]")
        typer.echo(f"  gold: {', '.join(f'{speech}#p{number}' for speech, number in sorted(one.gold.accepted))}")


if __name__ == "__main__":
    typer.run(main)
