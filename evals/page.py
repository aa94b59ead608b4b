"""A run as one page that needs nothing beside it: plots, tables, and every failed question with its evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evals import plots, summary
from evals.cases import Case
from evals.interval import Comparison
from evals.run import Run
from evals.summary import Table

TEMPLATE = "page.html.j2"


@dataclass(frozen=True, slots=True)
class Section:
    """One set's part of the page; `changes` are those against another run, `against` its name."""

    run: Run
    cases: Sequence[Case]
    changes: Mapping[str, Comparison] = field(default_factory=dict)
    against: str = ""

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
        return [summary.side_by_side(self.run), *summary.by_group(self.run)]

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


def render(name: str, sections: Sequence[Section], skipped: Sequence[str] = ()) -> str:
    """The page's HTML; all text of speeches and questions is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template(TEMPLATE).render(
        name=name, sections=sections, skipped=skipped, colours=plots.COLOURS
    )
