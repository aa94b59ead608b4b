"""A run in tables: figures by group, systems side by side, two runs compared. What prints them is no concern here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from evals import confidence, interval
from evals.gold import GoldError
from evals.run import ALWAYS, OURS, WRITTEN, Question, Run

RETRIEVAL = (
    "recall@1", "recall@5", "hit recall@5", "recall@10", "recall@20", "mrr@10", "ndcg@10", "speech recall@5",
    "speech mrr@10",
)  # fmt: skip
CITATION = (
    "right", "exact", "citation precision", "citation recall", "citation f1", "neighbour rate", "span iou",
    "dangling rate", "sentences cited", "verbatim rate", "shown verbatim", "sentences on gold", "speaker and date",
)  # fmt: skip
ANSWER = ("nugget recall", "token f1")
REFUSAL = ("refusal precision", "refusal recall", "false refusal")
SHARED = (
    "recall@1", "recall@5", "hit recall@5", "recall@20", "mrr@10", "speech recall@5", "right", "citation precision",
    "nugget recall", "refusal precision", "refusal recall", "false refusal",
)  # fmt: skip
"""What systems are set side by side by."""

BOTH = (
    "right", "exact", "citation precision", "citation recall", "citation f1", "nugget recall", "refusal precision",
    "refusal recall", "false refusal", "verbatim rate", "shown verbatim", "dangling rate", "sentences on gold",
)  # fmt: skip
"""What answers by quotation and written ones are set side by side by."""

WRITING = (
    "model failed", "model found none", "nothing borne out", "shown and supported", "supported", "dropped", "replaced",
    "repaired", "dangling",
)  # fmt: skip
"""What is told of a chat model's answers beside that."""

MEASURES = (*RETRIEVAL, *CITATION, *ANSWER, *REFUSAL)

SMALLER_IS_BETTER = frozenset({"false refusal", "neighbour rate", "dangling rate", "seconds"})

GATED = ("recall@5", "mrr@10", "right", "citation f1", "nugget recall", "false refusal", "refusal recall")
"""What a change must not make worse."""

TOLERANCE = 0.02
"""The smallest fall that the gate minds, in a measure that goes from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of estimates by name; a cell is None where the measure applies to no question."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[interval.Estimate | None, ...]], ...]


def by_group(run: Run, system: str = OURS) -> list[Table]:
    """Every measure for all questions, and by type, wording, overlap and cause."""
    groups: dict[str, Callable[[Question], str | None]] = {
        "type": lambda question: question.type,
        "wording": lambda question: question.wording,
        "word overlap with the evidence": lambda question: question.overlap,
        "cause": lambda question: question.cause,
    }
    whole = Table("All questions", ("all",), _rows(run, system, [list(run.questions)]))
    return [whole, *(_grouped(run, system, title, key) for title, key in groups.items())]


def _grouped(run: Run, system: str, title: str, key: Callable[[Question], str | None]) -> Table:
    names = sorted({name for one in run.questions.values() if (name := key(one))}, key=_place)
    members = [[one for one, question in run.questions.items() if key(question) == name] for name in names]
    return Table(f"By {title}", tuple(names), _rows(run, system, members))


def _place(name: str) -> tuple[int, str]:
    """Thirds in their order, all else by name."""
    thirds = ("low", "middle", "high")
    return (thirds.index(name) if name in thirds else 0), name


def _rows(
    run: Run, system: str, groups: list[list[str]]
) -> tuple[tuple[str, tuple[interval.Estimate | None, ...]], ...]:
    rows = ((name, tuple(run.estimate(system, name, members) for members in groups)) for name in MEASURES)
    return tuple((name, cells) for name, cells in rows if any(cells))


def side_by_side(run: Run) -> Table:
    """A row for each system, by what can be told of more than one."""
    rows = tuple((system, tuple(run.estimate(system, name) for name in SHARED)) for system in run.figures)
    return Table("Beside the baselines", SHARED, rows)


def quoted_and_written(run: Run) -> Table:
    """The answers by quotation beside those that a chat model wrote; no rows where none was asked."""
    systems = (OURS, WRITTEN)
    names = (*BOTH, *WRITING) if WRITTEN in run.figures else ()
    rows = tuple((name, tuple(run.estimate(system, name) for system in systems)) for name in names)
    return Table("Quoted and written", systems, tuple((name, cells) for name, cells in rows if any(cells)))


# Refusal as a whole


def chances(run: Run) -> tuple[list[float], list[bool]]:
    """Confidence, and whether the answer is right when none is refused, by question."""
    sure = run.values(ALWAYS, "confidence")
    good = run.values(ALWAYS, "right")
    return [sure[one] for one in sure], [good.get(one, 0.0) > 0 for one in sure]


def trust(run: Run) -> dict[str, float]:
    """What the confidence is worth; empty where the run did not ask the system that always answers."""
    sure, good = chances(run)
    if not sure:
        return {}
    return {
        "aurc": confidence.aurc(sure, good),
        "coverage at 5 % risk": confidence.coverage_at(0.05, sure, good),
        "calibration error": confidence.calibration_error(sure, good),
    }


def cost(run: Run) -> dict[str, float]:
    """Seconds an answer takes, median and 95th percentile, and what the archive costs, as far as it is known."""
    named = {
        **_seconds(run, OURS, ""),
        **_seconds(run, WRITTEN, ", written"),
        "peak memory, MiB": run.manifest.get("peak_memory_mib"),
        "ingest, paragraphs a second": run.manifest.get("ingest_paragraphs_per_second"),
        "bytes a paragraph": run.manifest.get("bytes_per_paragraph"),
    }
    return {name: value for name, value in named.items() if value is not None}


def _seconds(run: Run, system: str, suffix: str) -> dict[str, float]:
    seconds = sorted(run.values(system, "seconds").values())
    if not seconds:
        return {}
    median, p95 = seconds[len(seconds) // 2], seconds[int(0.95 * (len(seconds) - 1))]
    return {f"median seconds{suffix}": median, f"p95 seconds{suffix}": p95}


# Two runs


def compared(old: Run, new: Run, names: Iterable[str] = MEASURES) -> dict[str, interval.Comparison]:
    """What changed from one run of ours to the other, on the questions of both."""
    clusters = old.clusters() | new.clusters()
    found = {name: interval.compare(old.values(OURS, name), new.values(OURS, name), clusters) for name in names}
    return {name: one for name, one in found.items() if one}


def fallen(old: Run, new: Run) -> list[str]:
    """A line for each gated measure that fell by more than the gate allows; GoldError where none can be compared."""
    changes = compared(old, new, GATED)
    if not changes:
        raise GoldError(f"{new.name}: the two runs have no question in common; were both asked the same split?")
    lines = []
    for name, one in changes.items():
        change = one.difference
        if one.worse_by(TOLERANCE, smaller_is_better=name in SMALLER_IS_BETTER):
            span = f"{change.low:+.3f} to {change.high:+.3f}"
            lines.append(f"{name}: changed by {change.value:+.3f} ({span}) on {change.count} questions")
    return lines
