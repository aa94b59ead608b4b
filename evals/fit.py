"""Fit the numbers of `rag/fitted.json` on the dev split of a gold set, and on nothing else.

python -m evals.fit --archive DIR [--gold FILE]

Three steps, each with the numbers of the one before: the fusion weights by coordinate ascent on MRR and recall
of gold paragraphs; the sentence weights by logistic regression of "holds gold words" over the candidates; the
calibration by logistic regression of "the answer is right", its threshold on the chances of a cross-validation.
The file says what it was fitted on.
"""

import hashlib
import json
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from evals import measure
from evals.gold import Gold, load
from evals.lint import check
from evals.systems import DEEPEST
from rag import Archive
from rag.answer import EVIDENCE
from rag.answer.confidence import Features
from rag.embed import Embedder, SentenceTransformerEmbedder, Tokens, Vectors
from rag.fitted import FILE, Calibration, Fitted, FusionWeights, SentenceWeights
from rag.fitted import load as load_fitted

GRIDS: dict[str, tuple[float, ...]] = {
    "dense": (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7),
    "header": (0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
    "match": (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 1.0),
    "speaker": (0.0, 0.1, 0.2, 0.3, 0.4, 0.6),
    "role": (0.0, 0.1, 0.2, 0.3, 0.4, 0.6),
    "country": (0.0, 0.05, 0.1, 0.15, 0.2, 0.3),
    "period": (0.0, 0.05, 0.1, 0.15, 0.2, 0.3),
}
SPEAKS_FOR = ("match", "share", "passage")
"""What speaks for a candidate sentence; each has a weight of that name."""

KEEPS = (0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
AS_ASKED = ("plain", "blind")
"""The wordings of real users; a chance is of use only for questions such as are asked."""

FOLDS = 5
REPEATS = 10
"""Cross-validations, each with other folds, whose chances are averaged."""


class Remembering:
    """An embedder that embeds each text once; the fit asks for the same ones many times."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}
        self.fingerprint = embedder.fingerprint
        self.max_pieces = embedder.max_pieces
        self.count = embedder.count
        self._pieces: dict[str, Tokens] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, from memory where the text was seen."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._embedder.embed(new), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32)

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Word pieces, from memory where the text was seen."""
        new = [text for text in dict.fromkeys(texts) if text not in self._pieces]
        self._pieces.update(zip(new, self._embedder.tokens(new), strict=True))
        return [self._pieces[text] for text in texts]


@dataclass(frozen=True, slots=True)
class Bench:
    """An archive to be opened with other numbers again and again, and the questions to fit them on."""

    folder: Path
    embedder: Embedder
    golds: list[Gold]

    def opened(self, fit: Fitted) -> Archive:
        """The archive with these numbers."""
        return Archive.open(self.folder, embedder=self.embedder, fit=fit)


# Fusion


def fit_fusion(bench: Bench, start: Fitted, say: Callable[[str], None]) -> FusionWeights:
    """One number after the other, each to its best value, until no change helps."""
    best, weights = _retrieval(bench, start), start.fusion
    improved = True
    while improved:
        improved = False
        for name, grid in GRIDS.items():
            for value in grid:
                trial = _with(weights, name, value)
                score = _retrieval(bench, replace(start, fusion=trial))
                if score > best + 1e-9:
                    best, weights, improved = score, trial, True
            say(f"fusion: {name} = {getattr(weights, name)}, score {best:.4f}")
    return weights


def _with(weights: FusionWeights, name: str, value: float) -> FusionWeights:
    return (
        replace(weights, dense=value, lexical=round(1 - value, 4))
        if name == "dense"
        else replace(weights, **{name: value})
    )


def _retrieval(bench: Bench, fit: Fitted) -> float:
    """Mean of MRR@10 and recall@5 over the answerable questions."""
    with bench.opened(fit) as archive:
        scores = [_found(archive, gold) for gold in bench.golds if gold.answerable]
    return statistics.fmean(scores)


def _found(archive: Archive, gold: Gold) -> float:
    ranked = measure.places(archive.search(gold.asked, limit=DEEPEST))
    recall = measure.recall_at(ranked, gold.accepted, len(gold.gold), 5)
    return (measure.reciprocal_rank(ranked, gold.accepted) + recall) / 2


# Sentences


def fit_sentences(bench: Bench, fit: Fitted) -> SentenceWeights:
    """What tells sentences that hold gold words from their neighbours, scaled to sum 1; then how many to keep."""
    with bench.opened(fit) as archive:
        rows = [row for gold in bench.golds if gold.answerable for row in _sentence_rows(archive, gold)]
    features = np.array([[values[name] for name in SPEAKS_FOR] for values, _ in rows])
    labels = np.array([label for _, label in rows])
    model = LogisticRegression(class_weight="balanced", max_iter=1000).fit(features, labels)
    positive = np.maximum(model.coef_[0], 0.0)
    scaled = dict(zip(SPEAKS_FOR, (positive / positive.sum()).round(4).tolist(), strict=True))
    trials = [SentenceWeights(**scaled, keep=keep) for keep in KEEPS]
    return max(trials, key=lambda trial: _quoting(bench, replace(fit, sentences=trial)))


def _sentence_rows(archive: Archive, gold: Gold) -> Iterator[tuple[dict[str, float], bool]]:
    query = archive.understand(gold.asked)
    for one in archive.weigher.weigh(query, archive.retrieve(query, EVIDENCE)).candidates:
        span = one.paragraph.sentences[one.index]
        label = any(
            evidence.speech == one.paragraph.speech and span.start < evidence.end and evidence.start < span.end
            for evidence in (*gold.gold, *gold.alternatives)
        )
        yield {name: getattr(one, name) for name in SPEAKS_FOR}, label


def _quoting(bench: Bench, fit: Fitted) -> float:
    """Mean over answerable questions of: exact, times the share of cited paragraphs that are accepted."""
    always = replace(fit, calibration=Calibration({}, 0.0, 0.0))
    with bench.opened(always) as archive:
        answers = [(archive.ask(gold.asked), gold) for gold in bench.golds if gold.answerable]
    return statistics.fmean(
        measure.exact(answer, gold) * measure.citation_precision(answer, gold) if answer.sentences else 0.0
        for answer, gold in answers
    )


# Calibration


def fit_calibration(bench: Bench, fit: Fitted) -> tuple[Calibration, dict[str, float]]:
    """The chance that an answer is right, and the threshold; with the figures of the cross-validation."""
    always = replace(fit, calibration=Calibration({}, 0.0, 0.0))
    with bench.opened(always) as archive:
        golds = [gold for gold in bench.golds if gold.wording in AS_ASKED]
        rows = [_answer_row(archive, gold) for gold in golds]
    names = [one.name for one in fields(Features)]
    features = np.array([[asdict(found)[name] for name in names] for found, _ in rows])
    labels = np.array([label for _, label in rows])
    spread = np.maximum(features.std(axis=0), 1e-3)
    model = LogisticRegression(C=1.0, max_iter=1000)
    chances = np.mean([_held_out(model, features / spread, labels, seed) for seed in range(REPEATS)], axis=0)
    model.fit(features / spread, labels)
    weights = dict(zip(names, (model.coef_[0] / spread).round(4).tolist(), strict=True))
    silent = np.array([not gold.answerable for gold in golds])
    threshold = _threshold(chances, labels, silent)
    figures = {
        "brier": round(float(np.mean((chances - labels) ** 2)), 4),
        "kept right": round(float(np.mean(chances[labels] >= threshold)), 4),
        "refused wrong": round(float(np.mean(chances[~labels] < threshold)), 4),
        "refused unanswerable": round(float(np.mean(chances[silent] < threshold)), 4),
    }
    return Calibration(weights, round(float(model.intercept_[0]), 4), threshold), figures


def _answer_row(archive: Archive, gold: Gold) -> tuple[Features, bool]:
    query = archive.understand(gold.asked)
    features = archive.weigher.weigh(query, archive.retrieve(query, EVIDENCE)).features
    answer = archive.ask(gold.asked)
    return features, bool(answer.sentences) and measure.right(answer, gold)


def _held_out(
    model: LogisticRegression, features: NDArray[np.float64], labels: NDArray[np.bool_], seed: int
) -> NDArray[np.float64]:
    """Each row's chance by a model that was fitted without it."""
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    chances: NDArray[np.float64] = cross_val_predict(model, features, labels, cv=folds, method="predict_proba")
    return chances[:, 1]


def _threshold(chances: NDArray[np.float64], labels: NDArray[np.bool_], silent: NDArray[np.bool_]) -> float:
    """By Youden's J, right answers kept less unanswerable questions answered, both as shares.

    Its curve is flat near the top: of all places within a standard error of the best, which so many questions cannot
    tell apart, the middle one is taken.
    """
    places = np.linspace(0.05, 0.95, 91)
    kept = np.array([np.mean(chances[labels] >= place) for place in places])
    answered = np.array([np.mean(chances[silent] >= place) for place in places])
    best = int(np.argmax(kept - answered))
    spread = kept[best] * (1 - kept[best]) / labels.sum() + answered[best] * (1 - answered[best]) / silent.sum()
    enough = kept - answered >= kept[best] - answered[best] - np.sqrt(spread)
    return round(float(np.median(places[enough])), 4)


# The file


def main(
    archive: Annotated[Path, typer.Option(help="The archive that the questions are about.")] = Path(".onrecord"),
    gold: Annotated[Path, typer.Option(help="Gold set; its dev split is fitted on.")] = DEMO,
    out: Annotated[Path, typer.Option(help="Where the numbers go.")] = FILE,
    fusion: Annotated[bool, typer.Option(help="Fit the fusion weights too, which takes longest.")] = True,
) -> None:
    """Fit on the dev split and write the numbers with their provenance."""
    golds = [one for one in load(gold) if one.split == "dev"]
    bench = Bench(archive, Remembering(SentenceTransformerEmbedder()), golds)
    with Archive.open(archive, embedder=bench.embedder) as opened:
        check(golds, opened)
    fit = load_fitted()
    if fusion:
        fit = replace(fit, fusion=fit_fusion(bench, fit, lambda line: typer.echo(line, err=True)))
    fit = replace(fit, sentences=fit_sentences(bench, fit))
    calibration, figures = fit_calibration(bench, fit)
    provenance = {
        "by": "python -m evals.fit",
        "gold": f"{gold.name}, dev split",
        "gold_sha256": hashlib.sha256(gold.read_bytes()).hexdigest(),
        "questions": len(golds),
        "embedder": bench.embedder.fingerprint,
        "date": datetime.now(UTC).date().isoformat(),
        "cross_validation": figures,
    }
    _write(replace(fit, calibration=calibration, provenance=provenance), out)
    typer.echo(f"written to {out.name}: {json.dumps(figures)}")


def _write(fit: Fitted, out: Path) -> None:
    whole: dict[str, Any] = asdict(fit)
    out.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
