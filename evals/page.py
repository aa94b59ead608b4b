"""A run as one page that needs nothing beside it: plots, tables, and every failed question with its evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evals import plots, summary
from evals.cases import Case
from evals.interval import Comparison, Estimate
from evals.quotes import measure
from evals.quotes.run import Answered, QuoteRun
from evals.run import Run
from evals.summary import Table
from rag.quote.verdict import Verdict

TEMPLATE = "page.html.j2"


@dataclass(frozen=True, slots=True)
class Section:
    """One set's part of the page; `changes` are those against another run, `against` its name.

    `written` are the answers of a chat model, where one was asked.
    """

    run: Run
    cases: Sequence[Case]
    changes: Mapping[str, Comparison] = field(default_factory=dict)
    against: str = ""
    written: Sequence[Case] = ()

    @property
    def name(self) -> str:
        """The set's name."""
        return self.run.name

    @property
    def failed(self) -> list[Case]:
        """The cases that went wrong, those that misled first."""
        order = list(reversed(plots.COLOURS))
        wrong = [case for case in self.cases if case.verdict != "right"]
        return sorted(wrong, key=lambda case: (order.index(case.verdict), case.id))

    @property
    def tables(self) -> list[Table]:
        """All the figures."""
        both = summary.quoted_and_written(self.run)
        return [summary.side_by_side(self.run), *([both] if both.rows else []), *summary.by_group(self.run)]

    @property
    def plots(self) -> list[str]:
        """SVG drawings."""
        return [
            plots.recall_by_k(self.run),
            plots.risk_by_coverage(self.run),
            plots.calibration(self.run),
            plots.where_it_fails(self.cases),
        ]

    @property
    def trust(self) -> dict[str, float]:
        """What the confidence is worth."""
        return summary.trust(self.run)

    @property
    def cost(self) -> dict[str, float]:
        """What answers and archive cost."""
        return summary.cost(self.run)


@dataclass(frozen=True, slots=True)
class QuoteSection:
    """One set's quotations on the page."""

    run: QuoteRun
    answered: Sequence[Answered]

    @property
    def name(self) -> str:
        """The set's name."""
        return self.run.name

    @property
    def failed(self) -> list[Answered]:
        """The cases that went wrong, wrong verdicts first."""
        wrong = [one for one in self.answered if one.lookup.missed]
        return sorted(wrong, key=lambda one: (one.lookup.missed != ("verdict",), one.case.form, one.case.id))

    @property
    def figures(self) -> list[measure.Figure]:
        """All shares, with their bars."""
        return measure.figures(self._lookups)

    @property
    def confusion(self) -> list[tuple[Verdict, list[int]]]:
        """What was found of what was expected."""
        return measure.confusion(self._lookups)

    @property
    def forms(self) -> list[tuple[str, Verdict, Estimate, Estimate]]:
        """The shares of each form."""
        return measure.by_form(self._lookups)

    @property
    def latency(self) -> dict[str, float]:
        """Milliseconds."""
        return measure.latency(self._lookups)

    @property
    def _lookups(self) -> list[measure.Lookup]:
        return list(self.run.lookups.values())


def render(
    name: str, sections: Sequence[Section], skipped: Sequence[str] = (), quoted: Sequence[QuoteSection] = ()
) -> str:
    """The page's HTML; all text of speeches, questions and quotations is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template(TEMPLATE).render(
        name=name,
        sections=sections,
        quoted=quoted,
        skipped=skipped,
        verdicts=measure.VERDICTS,
        colours=plots.COLOURS,
    )
