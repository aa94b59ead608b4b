"""Fit the numbers of `rag/fitted.json` on the dev splits of gold sets, and on nothing else.

python -m evals.fit [SET...] [--folder DIR]

Three steps, each with the numbers of the one before: the fusion weights by coordinate ascent on MRR and recall
of gold paragraphs; the sentence weights by logistic regression of "holds gold words" over the candidates; the
calibration, first by logistic regression of "the archive answers it" over the features, which tells most, then by
one of "the answer is right" over what the first comes to, which makes it a chance. The file says what each was
fitted on.
"""

import json
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from rich.progress import track
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from evals import measure, sets
from evals.command import FOLDER
from evals.gold import Gold, Place, digest
from evals.lint import check
from rag import Answer, Archive
from rag.answer import EVIDENCE
from rag.answer.confidence import Features
from rag.cli.terminal import bar, err
from rag.embed import Embedder, SentenceTransformerEmbedder, Tokens
from rag.fitted import FILE, Calibration, Fitted, FusionWeights, SentenceWeights
from rag.fitted import load as load_fitted
from rag.fuse import fuse, rerank
from rag.retrieve import Candidates, distinct

GRIDS: dict[str, tuple[float, ...]] = {
    "dense": (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7),
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

MATCHED = 24
"""Passages of each question whose match is reckoned for the fit of the fusion."""


class Remembering:
    """An embedder that reckons a text's word pieces once, since the fit asks for the same ones again and again.

    They are kept as halves: 20,000 passages come to about 3 GB.
    """

    def __init__(self, embedder: Embedder) -> None:
        self.fingerprint = embedder.fingerprint
        self.max_pieces = embedder.max_pieces
        self.count = embedder.count
        self.embed = embedder.embed
        self._embedder = embedder
        self._known: dict[str, Tokens] = {}

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Word pieces, from memory where the text was seen."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for text, found in zip(new, self._embedder.tokens(new), strict=True):
            self._known[text] = replace(found, vectors=found.vectors.astype(np.float16))
        return [replace(one, vectors=one.vectors.astype(np.float32)) for one in (self._known[text] for text in texts)]


@dataclass(frozen=True, slots=True)
class Bench:
    """Archives to be opened with other numbers again and again, each with the questions to fit on."""

    embedder: Embedder
    golds: Mapping[Path, list[Gold]]

    def asked(self, fit: Fitted, what: str) -> Iterator[tuple[Archive, Gold]]:
        """Every question with its archive, which has these numbers."""
        for folder, golds in self.golds.items():
            with Archive.open(folder, embedder=self.embedder, fit=fit) as archive:
                for gold in track(golds, f"{what}, {folder.name}", console=err, transient=True):
                    yield archive, gold


# Fusion


@dataclass(frozen=True, slots=True)
class Pool:
    """What a question's ranking is made of, as far as it does not hang on the weights."""

    needs: list[set[Place]]
    found: Candidates
    match: dict[str, float]

    def score(self, weights: FusionWeights) -> float:
        """Mean of MRR@10 and recall@5 under these weights."""
        bonus = {one: sum(map(weights.worth, boosts)) for one, boosts in self.found.led.items()}
        fused = dict(fuse(self.found.dense, self.found.lexical, bonus, weights))
        ranked = distinct(rerank(fused, self.match, bonus, weights), self.found.passages)
        places = [(self.found.passages[one].speech, number) for one, _, numbers in ranked for number in numbers]
        return (measure.reciprocal_rank(places, self.needs) + measure.recall(places, self.needs, 5)) / 2


def fit_fusion(bench: Bench, start: Fitted, say: Callable[[str], None]) -> FusionWeights:
    """One number after the other, each to its best value, until no change helps; `header` stays as it is."""
    pools = [_pool(archive, gold) for archive, gold in bench.asked(start, "candidates") if gold.answerable]
    weights = start.fusion
    best = statistics.fmean(pool.score(weights) for pool in pools)
    improved = True
    while improved:
        improved = False
        for name, grid in GRIDS.items():
            for value in grid:
                trial = _with(weights, name, value)
                score = statistics.fmean(pool.score(trial) for pool in pools)
                if score > best + 1e-9:
                    best, weights, improved = score, trial, True
            say(f"fusion: {name} = {getattr(weights, name)}, score {best:.4f}")
    return weights


def _pool(archive: Archive, gold: Gold) -> Pool:
    query = archive.understand(gold.asked)
    found = archive.retriever.candidates(query)
    matched = archive.retriever.match(found, [one for one, _ in archive.retriever.fused(found)[:MATCHED]])
    needs = [{one.place for one in need} for need in gold.needs]
    return Pool(needs, found, {one: interaction.score for one, interaction in matched.items()})


def _with(weights: FusionWeights, name: str, value: float) -> FusionWeights:
    return (
        replace(weights, dense=value, lexical=round(1 - value, 4))
        if name == "dense"
        else replace(weights, **{name: value})
    )


# Sentences


def fit_sentences(bench: Bench, fit: Fitted) -> SentenceWeights:
    """What tells sentences that hold gold words from their neighbours, scaled to sum 1; then how many to keep."""
    asked = ((archive, gold) for archive, gold in bench.asked(fit, "sentences") if gold.answerable)
    rows = [row for archive, gold in asked for row in _sentence_rows(archive, gold)]
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
    """Mean citation F1 of the answers to answerable questions, when none is refused."""
    asked = ((archive, gold) for archive, gold in bench.asked(fit, "quoting") if gold.answerable)
    return statistics.fmean(_citation_f1(archive.ask(gold.asked, least=0.0), gold) for archive, gold in asked)


def _citation_f1(answer: Answer, gold: Gold) -> float:
    return (measure.citation(answer, gold)["citation f1"] or 0.0) if answer.sentences else 0.0


# Calibration


def fit_calibration(bench: Bench, fit: Fitted) -> tuple[Calibration, dict[str, float]]:
    """The chance that an answer is right, and the threshold; with the figures of the cross-validation."""
    rows = [_answer_row(archive, gold) for archive, gold in bench.asked(fit, "answers") if gold.wording in AS_ASKED]
    names = [one.name for one in fields(Features)]
    features = np.array([[asdict(found)[name] for name in names] for found, _, _ in rows])
    answerable, right = (np.array([row[column] for row in rows]) for column in (1, 2))
    spread = np.maximum(features.std(axis=0), 1e-3)
    tells = LogisticRegression(C=0.1, max_iter=1000)
    told = np.mean([_held_out(tells, features / spread, answerable, seed) for seed in range(REPEATS)], axis=0)
    tells.fit(features / spread, answerable)
    scale = LogisticRegression(C=10.0).fit(told[:, None], right)
    slope = float(scale.coef_[0][0])
    weights = dict(zip(names, (slope * tells.coef_[0] / spread).round(4).tolist(), strict=True))
    bias = round(float(slope * tells.intercept_[0] + scale.intercept_[0]), 4)
    chances = scale.predict_proba(told[:, None])[:, 1]
    threshold = _threshold(chances, right, ~answerable)
    return Calibration(weights, bias, threshold), _figures(chances, right, answerable, threshold)


def _answer_row(archive: Archive, gold: Gold) -> tuple[Features, bool, bool]:
    """An answer's features, whether the archive answers the question, and whether the answer is right."""
    query = archive.understand(gold.asked)
    features = archive.weigher.weigh(query, archive.retrieve(query, EVIDENCE)).features
    answer = archive.ask(gold.asked, least=0.0)
    return features, gold.answerable, measure.right(answer, gold)


def _held_out(
    model: LogisticRegression, features: NDArray[np.float64], labels: NDArray[np.bool_], seed: int
) -> NDArray[np.float64]:
    """Each row's log odds by a model that was fitted without it."""
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    odds: NDArray[np.float64] = cross_val_predict(model, features, labels, cv=folds, method="decision_function")
    return odds


def _figures(
    chances: NDArray[np.float64], right: NDArray[np.bool_], answerable: NDArray[np.bool_], threshold: float
) -> dict[str, float]:
    """What the cross-validation promises, to four places."""
    found = {
        "auc of answerable": roc_auc_score(answerable, chances),
        "auc of right": roc_auc_score(right, chances),
        "brier": np.mean((chances - right) ** 2),
        "kept right": np.mean(chances[right] >= threshold),
        "refused wrong": np.mean(chances[~right] < threshold),
        "refused unanswerable": np.mean(chances[~answerable] < threshold),
    }
    return {name: round(float(value), 4) for name, value in found.items()}


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


# Topics

ON_TOPICS = ("demo", "chat")
"""Sets of which some questions ask for whatever was said on a topic."""


def fit_topic(bench: Bench, fit: Fitted) -> float:
    """The chance that words on the topic are an answer, by Laplace's rule, to four places."""
    right = []
    for archive, gold in bench.asked(fit, "topics"):
        query = archive.understand(gold.asked)
        answer = archive.answerer.on_topic(query, 0)
        if answer and answer.status == "answered":
            right.append(gold.answerable and measure.right(answer, gold))
    typer.echo(f"{sum(right)} of {len(right)} answers on a topic are right")
    return round((sum(right) + 1) / (len(right) + 2), 4)


# The file


def main(
    names: Annotated[list[str] | None, typer.Argument(help="Gold sets; else all that the project fits on.")] = None,
    folder: Annotated[Path, typer.Option(help="Where the archives of the sets are kept.")] = FOLDER,
    out: Annotated[Path, typer.Option(help="Where the numbers go.")] = FILE,
    fusion: Annotated[bool, typer.Option(help="Fit the fusion weights, too.")] = True,
    topic: Annotated[
        bool, typer.Option("--topic", help="Fit the chance of words on a topic, and nothing else.")
    ] = False,
) -> None:
    """Fit on the dev splits and write the numbers with their provenance."""
    chosen = [sets.known(name) for name in names or (ON_TOPICS if topic else sets.FITTED_ON)]
    if absent := [f"{one.name}: {one.absent}" for one in chosen if one.absent]:
        raise typer.BadParameter(f"{'; '.join(absent)}; set {sets.VARIABLE} to the folder that holds them")
    bench = _bench(chosen, folder)
    fit = load_fitted()
    source = _source(bench, chosen)
    if topic:
        provenance = {**fit.provenance, "topic": source}
        _write(replace(fit, topic=fit_topic(bench, fit), provenance=provenance), out)
        return
    fusion_source = source if fusion else fit.provenance["fusion"]
    if fusion:
        fit = replace(fit, fusion=fit_fusion(bench, fit, lambda line: typer.echo(line, err=True)))
    fit = replace(fit, sentences=fit_sentences(bench, fit))
    calibration, figures = fit_calibration(bench, fit)
    provenance = {
        "by": "python -m evals.fit",
        "embedder": bench.embedder.fingerprint,
        "fusion": fusion_source,
        "sentences and calibration": source,
        "topic": fit.provenance["topic"],
        "cross_validation": figures,
    }
    _write(replace(fit, calibration=calibration, provenance=provenance), out)
    typer.echo(f"written to {out.name}: {json.dumps(figures)}")


def _bench(chosen: Sequence[sets.GoldSet], folder: Path) -> Bench:
    """The sets' archives, made where they are not there yet, with their dev questions."""
    embedder = Remembering(SentenceTransformerEmbedder())
    golds: dict[Path, list[Gold]] = {}
    for one in chosen:
        with bar(f"{one.name}: reading") as progress:
            archive = sets.opened(one, folder / "archives", embedder, progress)
        with archive:
            dev = [gold for gold in one.read(archive) if gold.split == "dev"]
            check(dev, archive)
            golds[archive.folder] = [*golds.get(archive.folder, ()), *dev]
    return Bench(embedder, golds)


def _source(bench: Bench, chosen: Sequence[sets.GoldSet]) -> dict[str, Any]:
    """What is fitted on, as the file tells it."""
    golds = [gold for listed in bench.golds.values() for gold in listed]
    return {
        "gold": [f"{one.name}, dev split" for one in chosen],
        "gold_sha256": digest("".join(sorted(gold.model_dump_json() for gold in golds))),
        "questions": len(golds),
        "date": datetime.now(UTC).date().isoformat(),
    }


def _write(fit: Fitted, out: Path) -> None:
    whole: dict[str, Any] = asdict(fit)
    out.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
