"""A run of lookups: every case looked up once, held against what was expected, and written down without its words."""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from evals import run
from evals.gold import digest
from evals.quotes.case import Case, load
from evals.quotes.generate import SEED, generated
from evals.quotes.measure import Lookup, figures, latency, lookup
from evals.sets import HERE, GoldSet
from rag import Archive, Filters
from rag.progress import Progress, quiet
from rag.quote.verdict import Finding

Find = Callable[[str, Filters], Finding]
"""A lookup of a quotation, with what is claimed of it: `Archive.find_quote`."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One case with what was found of it, and how long it took."""

    case: Case
    finding: Finding
    seconds: float

    @property
    def lookup(self) -> Lookup:
        """How it went."""
        return lookup(self.case, self.finding, self.seconds)


@dataclass(frozen=True, slots=True)
class QuoteRun:
    """How each case went, by its id, and what the run depends on; it holds no quotation and no text."""

    name: str
    manifest: dict[str, Any]
    lookups: dict[str, Lookup]


def cases(
    chosen: GoldSet, archive: Archive, split: Literal["dev", "test", "all"], progress: Progress = quiet
) -> list[Case]:
    """A set's cases by hand, where it has some, then those made of its archive; of one split or of both."""
    file = HERE / "gold" / f"quotes-{chosen.name}.jsonl"
    written = load(file, archive) if chosen.archive is None and file.exists() else []
    return [one for one in (*written, *generated(archive, progress)) if split in {"all", one.split}]


def look_up(asked: Sequence[Case], find: Find, progress: Progress = quiet) -> list[Answered]:
    """Every case with what is found of it; the first is looked up once before, so that no time is that of opening."""
    for one in asked[:1]:
        find(one.words, one.filters)
    found = []
    for done, one in enumerate(asked):
        progress(done, len(asked), one.form)
        started = time.perf_counter()
        finding = find(one.words, one.filters)
        found.append(Answered(one, finding, time.perf_counter() - started))
    return found


def record(name: str, archive: Archive, answered: Sequence[Answered], split: str) -> QuoteRun:
    """The run, with all that it depends on."""
    told = run.manifest(archive, (), split) | {
        "questions": len(answered),
        "gold_sha256": digest("".join(sorted(one.case.model_dump_json() for one in answered))),
        "seed": SEED,
    }
    return QuoteRun(name, told, {one.case.id: one.lookup for one in answered})


def save(runs: Iterable[QuoteRun], file: Path) -> None:
    """Write runs down as JSON: each lookup, and the figures that they come to."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([_row(one) for one in runs], ensure_ascii=False) + "\n", encoding="utf-8")


def _row(one: QuoteRun) -> dict[str, Any]:
    listed = list(one.lookups.values())
    shares = {figure.name: asdict(figure.estimate) | {"bar": figure.bar} for figure in figures(listed)}
    return asdict(one) | {"figures": shares, "latency": latency(listed)}
