"""A run's figures as they are printed."""

from collections.abc import Iterable, Mapping, Sequence

from rich.table import Table as Printed

from evals import summary
from evals.interval import Comparison, Estimate
from evals.quotes import measure
from evals.quotes.run import QuoteRun
from evals.run import Run
from evals.summary import Table
from rag.cli.terminal import out

BEST = ("recall@5", "right", "citation precision", "refusal precision", "refusal recall")


def print_run(run: Run, changes: Mapping[str, Comparison], against: str) -> None:
    """Ours with intervals, the baselines beside it, what confidence and speed are, and what changed."""
    told = run.manifest
    out.print(
        f"\n[bold]{run.name}[/bold]: {told['questions']} questions ({told['split']}) on {told['speeches']:,} speeches, "
        f"{told['paragraphs']:,} paragraphs"
    )
    (whole, *groups) = summary.by_group(run)
    _print(whole)
    for group in groups:
        _print(Table(group.title, group.columns, tuple(row for row in group.rows if row[0] in BEST)))
    if len(run.figures) > 1:
        _print(summary.side_by_side(run), intervals=False)
    _print(summary.quoted_and_written(run))
    for figures in (summary.trust(run), summary.cost(run)):
        out.print(" · ".join(f"{name} {value:,.2f}" for name, value in figures.items()))
    if changes:
        out.print(f"Changes against {against}, with 95 % intervals")
        for name, one in changes.items():
            change = one.difference
            p = "" if one.p is None else f", McNemar p {one.p:.3f}"
            out.print(f"  {name}: {change.value:+.3f} ({change.low:+.3f} to {change.high:+.3f}{p})")


def print_quotes(run: QuoteRun) -> None:
    """Each figure beside its bar, what was found of what was expected, each form, and the time."""
    told, lookups = run.manifest, list(run.lookups.values())
    out.print(
        f"\n[bold]{run.name}[/bold]: {told['questions']} quotations ({told['split']}) looked up in "
        f"{told['speeches']:,} speeches, {told['paragraphs']:,} paragraphs"
    )
    rows = [(one.name, _cell(one.estimate, intervals=True), *_bar(one)) for one in measure.figures(lookups)]
    _print_rows("Figures, with Wilson's 95 % intervals", ("share", "bar", ""), rows)
    counts = [(expected, *map(str, row)) for expected, row in measure.confusion(lookups)]
    _print_rows("Expected, and found", measure.VERDICTS, counts)
    forms = [
        (form, expected, f"{verdict.value:.2f}", f"{whole.value:.2f}", str(whole.count))
        for form, expected, verdict, whole in measure.by_form(lookups)
    ]
    _print_rows("By form", ("expected", "verdict right", "nothing missed", "cases"), forms)
    out.print(" · ".join(f"{name} {value:,.1f}" for name, value in measure.latency(lookups).items()))


def _bar(figure: measure.Figure) -> tuple[str, str]:
    return figure.wanted, "" if figure.met is None else "met" if figure.met else "missed"


def _print_rows(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    printed = Printed(title=title, title_justify="left", box=None, pad_edge=False)
    printed.add_column("", no_wrap=True)
    for column in columns:
        printed.add_column(column, justify="right", no_wrap=column == "expected")
    for row in rows:
        printed.add_row(*row)
    out.print(printed)


def _print(table: Table, *, intervals: bool = True) -> None:
    if not table.rows:
        return
    rows = [(name, *(_cell(cell, intervals) for cell in cells)) for name, cells in table.rows]
    _print_rows(table.title, table.columns, rows)


def _cell(cell: Estimate | None, intervals: bool) -> str:
    if cell is None:
        return ""
    return f"{cell.value:.2f}" + (f" ({cell.low:.2f}-{cell.high:.2f})" if intervals else "")
