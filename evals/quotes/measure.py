"""What is told of lookups: verdicts against each other, places, changes that are named, and time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from scipy.stats import binomtest

from evals.interval import LEVEL, Estimate
from evals.quotes.case import Case
from rag.quote.verdict import ChangeKind, Finding, Verdict

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True)
class Lookup:
    """How the lookup of one case went, without any words; what does not apply is None.

    `placed`: the best match shares characters with a place that is right · `told`: that the meaning changed, or did
    not, is rightly said · `named`: every kind of change that alters the meaning is among those found · `parts`: each
    part of a stitched quotation is found where it stands.
    """

    form: str
    expected: Verdict
    found: Verdict
    changes: tuple[ChangeKind, ...]
    seconds: float
    placed: bool | None = None
    told: bool | None = None
    named: bool | None = None
    parts: bool | None = None

    @property
    def missed(self) -> tuple[str, ...]:
        """What went wrong, the verdict before all else; empty where nothing did."""
        if self.found != self.expected:
            return ("verdict",)
        checks = {"place": self.placed, "meaning": self.told, "kind of change": self.named, "parts": self.parts}
        return tuple(name for name, good in checks.items() if good is False)


def lookup(case: Case, finding: Finding, seconds: float) -> Lookup:
    """A finding held against what was expected."""
    best, kinds = finding.best, {change.kind for change in finding.changes}
    altered = case.verdict == "altered"
    return Lookup(
        case.form,
        case.verdict,
        finding.verdict,
        case.changes,
        seconds,
        placed=bool(best and any(spot.meets(best) for spot in case.places)) if case.places else None,
        told=finding.meaning_changed == bool(case.changes) if altered else None,
        named=kinds.issuperset(case.changes) if case.changes else None,
        parts=_parts(case, finding) if case.parts else None,
    )


def _parts(case: Case, finding: Finding) -> bool:
    return all(any(spot.meets(one) for spot in spots for one in finding.parts) for spots in case.parts)


@dataclass(frozen=True, slots=True)
class Figure:
    """A share with its interval, and the bar that it must reach, or with `most` must not exceed."""

    name: str
    estimate: Estimate
    bar: float | None = None
    most: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the bar is; None where there is none."""
        if self.bar is None:
            return None
        return self.estimate.value <= self.bar if self.most else self.estimate.value >= self.bar

    @property
    def wanted(self) -> str:
        """The bar as it is shown."""
        return "" if self.bar is None else f"{'at most' if self.most else 'at least'} {self.bar:.2f}"


BARS: Mapping[Verdict, float] = {"exact": 1.0, "altered": 0.92, "misattributed": 0.97, "absent": 0.97}
NAMED_BAR = 0.90


def figures(lookups: Sequence[Lookup]) -> list[Figure]:
    """All shares that apply: verdicts by what was expected, places, changes of meaning, and false alarms."""
    changed = [one for one in lookups if one.changes]
    harmless = [one for one in lookups if one.expected == "altered" and not one.changes]
    negated = [one for one in lookups if "negation" in one.changes]
    invented = [one for one in lookups if one.expected == "absent" and one.parts is None]
    found = [
        *(_figure(name, _right(lookups, name), BARS.get(name)) for name in VERDICTS),
        _figure("recall@1", [one.placed for one in lookups]),
        _figure("meaning changes named", [one.named for one in changed], NAMED_BAR),
        _figure("meaning changes told", [one.told for one in changed]),
        _figure("harmless called changed", [one.told is False for one in harmless], most=True),
        _figure("negated called exact", [one.found == "exact" for one in negated], 0.0, most=True),
        _figure("negated not told", [one.told is False for one in negated], most=True),
        _figure("invented called found", [one.found not in {"absent", "too-short"} for one in invented], most=True),
        _figure("stitched with its parts", [one.parts for one in lookups]),
    ]
    return [one for one in found if one]


def _right(lookups: Iterable[Lookup], expected: Verdict) -> list[bool | None]:
    return [one.found == expected for one in lookups if one.expected == expected]


def _figure(name: str, values: Iterable[bool | None], bar: float | None = None, *, most: bool = False) -> Figure | None:
    known = [value for value in values if value is not None]
    return Figure(name, _share(known), bar, most) if known else None


def wilson(good: int, count: int) -> Estimate:
    """A share with Wilson's interval, which says something of 0 and 1 too, as drawing anew does not."""
    between = binomtest(good, count).proportion_ci(LEVEL, method="wilson")
    return Estimate(good / count, float(between.low), float(between.high), count)


def confusion(lookups: Iterable[Lookup]) -> list[tuple[Verdict, list[int]]]:
    """For each verdict that was expected, how often each was found, both in the order of `VERDICTS`."""
    counted = Counter((one.expected, one.found) for one in lookups)
    rows = [(expected, [counted[expected, found] for found in VERDICTS]) for expected in VERDICTS]
    return [(expected, row) for expected, row in rows if any(row)]


def by_form(lookups: Iterable[Lookup]) -> list[tuple[str, Verdict, Estimate, Estimate]]:
    """For each form what was expected, the share of right verdicts, and the share with nothing missed."""
    groups: dict[tuple[int, str], list[Lookup]] = {}
    for one in lookups:
        # Of those by hand there are too few of each sort: "by hand: sic".
        groups.setdefault((VERDICTS.index(one.expected), one.form.partition(":")[0]), []).append(one)
    return [
        (
            form,
            VERDICTS[place],
            _share(one.found == one.expected for one in group),
            _share(not one.missed for one in group),
        )
        for (place, form), group in sorted(groups.items())
    ]


def _share(values: Iterable[bool]) -> Estimate:
    known = list(values)
    return wilson(sum(known), len(known))


def latency(lookups: Iterable[Lookup]) -> dict[str, float]:
    """Milliseconds that a lookup takes: median, 95th percentile, and the longest."""
    taken = sorted(1000 * one.seconds for one in lookups)
    if not taken:
        return {}
    return {"p50 ms": taken[len(taken) // 2], "p95 ms": taken[int(0.95 * (len(taken) - 1))], "max ms": taken[-1]}
