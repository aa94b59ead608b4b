"""Whether the check of written sentences tells those that their paragraphs bear out, and the fit of its numbers.

python -m evals.support [--fit] [--folder DIR]

The pairs of `gold/support-demo.jsonl` are sentences as a chat model would write them, each with paragraphs of the demo
archive that say so, or do not: a number, date, name, negation or strength changed, true of another paragraph, made up,
too general, put into another's mouth, told as done where it was offered (modality), or with who did what to whom
changed (role). Words and vectors cannot tell the last, which are measured and not fitted on: no threshold leaves them
out but the one that leaves out all. Half of the speeches are dev, half test. `--fit` writes
`rag/support/support.json`: logistic regression on dev, and the threshold from which on at least 0.95 of the
sentences shown are borne out, by chances that were each reckoned without the speech at hand.
"""

import json
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import typer
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from evals import sets
from evals.command import FOLDER
from evals.gold import Split, digest, lines
from evals.interval import Estimate, estimate
from rag import Archive
from rag.answer.written.prompt import Evidence
from rag.cli.terminal import bar
from rag.embed import SentenceTransformerEmbedder
from rag.fitted import Calibration
from rag.lexical import LexicalIndex
from rag.support import Supporter, load
from rag.support.fit import FILE
from rag.support.supporter import Found, chance
from rag.support.weigh import Features

GOLD = sets.HERE / "gold" / "support-demo.jsonl"

BAR = 0.95
"""The share of the sentences shown that must be borne out."""

NAMES = (*(one.name for one in fields(Features)), "problem")

NEAR = NAMES[:2]
"""How near a sentence comes; the others are signs of a fault."""

LOOSE = frozenset({"paraphrase", "elsewhere", "invention", "overreach", "attribution", "modality"})
"""What words and vectors have to tell apart, since no rule is sure to."""

BLIND = frozenset({"role"})
"""What words and vectors cannot tell from a paraphrase; it has the very words of its paragraph."""

Kind = Literal[
    "paraphrase",
    "number",
    "date",
    "name",
    "negation",
    "strength",
    "elsewhere",
    "invention",
    "overreach",
    "attribution",
    "role",
    "modality",
]


class Pair(BaseModel):
    """A sentence and the addresses it cites; only a paraphrase is borne out by them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    sentence: str
    cites: tuple[str, ...]
    kind: Kind
    split: Split

    @property
    def right(self) -> bool:
        """Whether the paragraphs say so."""
        return self.kind == "paraphrase"

    @property
    def speech(self) -> str:
        """The speech that it is about."""
        return self.cites[0].partition("#")[0]


@dataclass(frozen=True, slots=True)
class Checked:
    """A pair with what was found of it, and how long a check takes in seconds once its paragraphs are known."""

    pair: Pair
    found: Found
    seconds: float

    def row(self) -> list[float]:
        """Its features, as they are named."""
        values = asdict(self.found.features) | {"problem": float(bool(self.found.problems))}
        return [values[name] for name in NAMES]


def pairs(file: Path = GOLD) -> list[Pair]:
    """Read the pairs."""
    return [Pair.model_validate_json(line) for _, line in lines(file)]


@contextmanager
def supporter(folder: Path) -> Iterator[tuple[Archive, Supporter]]:
    """The demo archive, made where it is not there yet, with the check of its sentences."""
    with bar("demo: reading") as progress:
        archive = sets.opened(sets.known("demo"), folder / "archives", SentenceTransformerEmbedder(), progress)
    with archive:
        proper = [*(name for one in archive.people() for name in one.names), *archive.facets().countries]
        names = {word.lower() for name in proper for word in re.findall(r"\w+", name)}
        yield archive, Supporter(LexicalIndex(archive.folder), archive.embedder, load(), names=names)


def check(pair: Pair, archive: Archive, supporter: Supporter) -> Checked:
    """One pair, twice, since the first time its paragraphs may have to be read."""
    paragraphs = [archive.paragraph(address) for address in pair.cites]
    speeches = [archive.speech(one.speech).said_by(one.speaker) for one in paragraphs]
    labels = [Evidence(1, one, speech).label for one, speech in zip(paragraphs, speeches, strict=True)]
    supporter.find(pair.sentence, paragraphs, labels)
    started = time.perf_counter()
    found = supporter.find(pair.sentence, paragraphs, labels)
    return Checked(pair, found, time.perf_counter() - started)


# Fit


def fit(checked: Sequence[Checked]) -> Calibration:
    """The weights, and the lowest threshold at which enough of the sentences shown are borne out.

    First what tells paraphrases from the sentences that no rule sees through: a sentence with a number changed is as
    near its paragraph as one without, and would make nearness look like a fault. Then, on all, what that and the
    signs of a fault come to as a chance. The threshold is one at which both the
    chances of speeches that were held out and those of all meet the bar.
    """
    rows, right = np.array([one.row() for one in checked]), np.array([one.pair.right for one in checked])
    speeches = np.array([one.pair.speech for one in checked])
    loose = np.array([one.pair.kind in LOOSE for one in checked])
    spread = np.maximum(rows.std(axis=0), 1e-3)
    near, signs = np.split(rows / spread, [len(NEAR)], axis=1)
    tells = _logistic(near[loose], right[loose])
    odds = np.zeros(len(checked))
    for speech in set(speeches):
        here = speeches == speech
        odds[here] = _logistic(near[loose & ~here], right[loose & ~here]).decision_function(near[here])
    scale = _logistic(np.column_stack([odds, signs]), right)
    slope, *faults = scale.coef_[0]
    weights = np.array([*(slope * tells.coef_[0]), *faults]) / spread
    bias = float(slope * tells.intercept_[0] + scale.intercept_[0])
    made = Calibration(dict(zip(NAMES, weights.round(4).tolist(), strict=True)), round(bias, 4), 1.0)
    held_out = scale.predict_proba(np.column_stack([odds, signs]))[:, 1]
    chances = np.array([held_out, [chance(one.found, made) for one in checked]])
    clean = rows[:, -1] == 0
    return replace(made, threshold=_threshold(chances[:, clean], right[clean]))


def _logistic(rows: NDArray[np.float64], right: NDArray[np.bool_]) -> LogisticRegression:
    return LogisticRegression(max_iter=1000).fit(rows, right)


def _threshold(chances: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The lowest place from which on each row of chances, shape (rows, pairs), meets the bar; 1 where there is none."""
    places = np.linspace(0.05, 0.99, 95)
    met = [all(right[row >= place].mean() >= BAR for row in chances if (row >= place).any()) for place in places]
    return next((round(float(place), 4) for place, one in zip(places, met, strict=True) if one), 1.0)


def write(calibration: Calibration, checked: Sequence[Checked], embedder: str, file: Path = FILE) -> None:
    """Write the numbers with where they came from."""
    gold = "".join(sorted(one.pair.model_dump_json() for one in checked))
    provenance = {
        "by": "python -m evals.support --fit",
        "embedder": embedder,
        "gold": "support-demo, dev split, no role",
        "gold_sha256": digest(gold),
        "pairs": len(checked),
        "date": datetime.now(UTC).date().isoformat(),
    }
    told = {"calibration": asdict(calibration), "provenance": provenance}
    file.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


# Measure


def measured(checked: Sequence[Checked], calibration: Calibration) -> dict[str, Any]:
    """How the check does: shares as estimates, clustered by speech; the shares left out by kind; times in ms."""
    shown = [not one.found.problems and chance(one.found, calibration) >= calibration.threshold for one in checked]
    told = list(zip(checked, shown, strict=True))
    times = [one.seconds * 1000 for one in checked]
    scores = [chance(one.found, calibration) for one in checked]
    return {
        "shown that is borne out": _share([(one, one.pair.right) for one, kept in told if kept]),
        "borne out that is shown": _share([(one, kept) for one, kept in told if one.pair.right]),
        "left out that is unsupported": _share([(one, not one.pair.right) for one, kept in told if not kept]),
        "unsupported that is left out": _share([(one, not kept) for one, kept in told if not one.pair.right]),
        "auc": float(roc_auc_score([one.pair.right for one in checked], scores)),
        "brier": float(np.mean([(score - one.pair.right) ** 2 for score, one in zip(scores, checked, strict=True)])),
        "left out by kind": _by_kind(told),
        "ms": {"median": float(np.median(times)), "p95": float(np.quantile(times, 0.95))},
    }


def _share(cases: Sequence[tuple[Checked, bool]]) -> Estimate | None:
    return estimate([float(yes) for _, yes in cases], [one.pair.speech for one, _ in cases]) if cases else None


def _by_kind(told: Sequence[tuple[Checked, bool]]) -> dict[str, str]:
    kinds: dict[str, list[bool]] = defaultdict(list)
    for one, kept in told:
        kinds[one.pair.kind].append(not kept)
    return {kind: f"{sum(left)}/{len(left)}" for kind, left in sorted(kinds.items())}


def _printed(name: str, value: Any) -> str:
    if isinstance(value, Estimate):
        return f"  {name}: {value.value:.3f} ({value.low:.3f} to {value.high:.3f}, {value.count})"
    return f"  {name}: {value:.3f}" if isinstance(value, float) else f"  {name}: {value}"


def main(
    folder: Annotated[Path, typer.Option(help="Where the archives of the sets are kept.")] = FOLDER,
    refit: Annotated[bool, typer.Option("--fit", help="Fit on dev and write the numbers first.")] = False,
) -> None:
    """Check every pair, and say of each split how the check does."""
    with supporter(folder) as (archive, checker):
        checked = [check(one, archive, checker) for one in pairs()]
        embedder = archive.embedder.fingerprint
    seen = [one for one in checked if one.pair.kind not in BLIND]
    fitted_on = [one for one in seen if one.pair.split == "dev"]
    calibration = fit(fitted_on) if refit else load()
    if refit:
        write(calibration, fitted_on, embedder)
    for split in ("dev", "test"):
        for title, told in ((f"{split}, all", checked), (f"{split}, who did what to whom aside", seen)):
            typer.echo(title)
            figures = measured([one for one in told if one.pair.split == split], calibration)
            typer.echo("\n".join(_printed(name, value) for name, value in figures.items()))


if __name__ == "__main__":
    typer.run(main)
