"""A run: every question put to every system, measured, and written down with all that it depends on."""

import hashlib
import json
import os
import platform
import resource
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals import interval, measure, systems
from evals.gold import Gold, GoldError, Place
from evals.lint import Tercile, terciles, words
from evals.measure import Figures
from evals.sets import ingest_rate
from evals.systems import Outcome, System
from evals.tutorial import FOLDER, tutorial
from rag import Answer, Archive, Paragraph, Speech
from rag.errors import NotFound
from rag.progress import Progress, quiet

OURS = "ours"
ALWAYS = "always answer"
WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class Question:
    """What a question is grouped by; `cluster` is the speech that it stands or falls with."""

    type: str
    wording: str
    split: str
    answerable: bool
    cause: str | None
    overlap: Tercile | None
    cluster: str


@dataclass(frozen=True, slots=True)
class Run:
    """The figures of each system for each question, what was asked, and what it all depends on."""

    name: str
    manifest: dict[str, Any]
    questions: dict[str, Question]
    figures: dict[str, dict[str, Figures]]

    def values(self, system: str, name: str, among: Iterable[str] | None = None) -> dict[str, float]:
        """A measure by question, where it applies."""
        found = self.figures.get(system, {})
        chosen = found if among is None else [one for one in among if one in found]
        return {one: value for one in chosen if (value := found[one].get(name)) is not None}

    def clusters(self) -> dict[str, str]:
        """The speech of each question."""
        return {one: question.cluster for one, question in self.questions.items()}

    def estimate(self, system: str, name: str, among: Iterable[str] | None = None) -> interval.Estimate | None:
        """A measure's mean with its interval; None where it applies to no question."""
        values = self.values(system, name, among)
        clusters = [self.questions[one].cluster for one in values]
        return interval.estimate(list(values.values()), clusters) if values else None


def save(runs: Sequence[Run], file: Path) -> None:
    """Write runs down as JSON, figures to four places."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([_rounded(asdict(run)) for run in runs], ensure_ascii=False) + "\n", encoding="utf-8")


def load(file: Path) -> dict[str, Run]:
    """The runs of a file, by the names of their sets; raises GoldError where it holds none."""
    try:
        return {found["name"]: _run(found) for found in json.loads(file.read_text(encoding="utf-8"))}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise GoldError(f"{file} is not a saved run: {error}") from error


def _run(found: dict[str, Any]) -> Run:
    questions = {one: Question(**question) for one, question in found["questions"].items()}
    return Run(found["name"], found["manifest"], questions, found["figures"])


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return round(value, 4) if isinstance(value, float) else value


# Asking


def only_ours(archive: Archive) -> dict[str, System]:
    """The archive as it is, and its answers when none is refused, which its risk is reckoned from."""
    return {OURS: systems.ours(archive), ALWAYS: systems.always_answer(archive)}


def all_systems(archive: Archive, progress: Progress = quiet) -> dict[str, System]:
    """Ours, and beside it what it is held against."""
    return {
        **only_ours(archive),
        "ours without reranking": systems.without_reranking(archive),
        "plain RRF": systems.plain_fusion(archive),
        "dense only": systems.single_index(archive, "dense"),
        "lexical only": systems.single_index(archive, "lexical"),
        "LangChain tutorial": tutorial(archive, progress),
        "always refuse": systems.always_refuse(archive),
        "oracle evidence": systems.oracle(archive),
    }


def ask(golds: Sequence[Gold], asked: Mapping[str, System], progress: Progress = quiet) -> dict[str, list[Outcome]]:
    """Every question's outcome with every system."""
    outcomes: dict[str, list[Outcome]] = {name: [] for name in asked}
    for done, gold in enumerate(golds):
        progress(done, len(golds), gold.question)
        for name, system in asked.items():
            outcomes[name].append(system(gold))
    progress(len(golds), len(golds), "")
    return outcomes


def measured(outcome: Outcome, archive: Archive) -> Figures:
    """All figures of an outcome that apply."""
    gold, answer = outcome.gold, outcome.answer
    if answer and answer.unwritten:
        # What is quoted in a model's place is no answer of the model's.
        return measure.writing(answer)
    found: Figures = {**measure.retrieval(outcome), **measure.refusal(outcome)}
    if answer:
        found |= measure.writing(answer)
    if answer and answer.status == "answered":
        found |= measure.quotation(answer, *_cited(answer, archive))
        if gold.answerable:
            found |= measure.citation(answer, gold)
            found |= measure.content(answer, gold, " ".join(words(one, archive) for one in gold.gold))
    return {name: value for name, value in found.items() if value is not None}


def _cited(answer: Answer, archive: Archive) -> tuple[dict[Place, Paragraph], dict[str, Speech]]:
    """What of the cited paragraphs and speeches there is."""
    paragraphs: dict[Place, Paragraph] = {}
    speeches: dict[str, Speech] = {}
    for one in measure.citations(answer):
        try:
            paragraphs[one.speech, one.paragraph] = archive.paragraph(one.address)
            speeches[one.speech] = archive.speech(one.speech)
        except NotFound:
            # Left out, it counts as dangling.
            continue
    return paragraphs, speeches


def record(name: str, archive: Archive, outcomes: Mapping[str, Sequence[Outcome]], manifest: dict[str, Any]) -> Run:
    """The outcomes as a run."""
    golds = [outcome.gold for outcome in next(iter(outcomes.values()))]
    thirds = terciles(golds, archive)
    return Run(
        name,
        manifest,
        {gold.id: _question(gold, thirds.get(gold.id)) for gold in golds},
        {system: {one.gold.id: measured(one, archive) for one in listed} for system, listed in outcomes.items()},
    )


def _question(gold: Gold, third: Tercile | None) -> Question:
    cluster = gold.gold[0].speech if gold.gold else gold.id
    return Question(gold.type, gold.wording, gold.split, gold.answerable, gold.cause, third, cluster)


# What it depends on


def manifest(archive: Archive, golds: Sequence[Gold], split: str) -> dict[str, Any]:
    """Hashes of corpus, gold and fitted numbers, the model, the seed, the commit, the machine's size, and the costs."""
    speeches, paragraphs, passages = archive.counts()
    files = [
        file
        for file in archive.folder.rglob("*")
        if file.is_file() and FOLDER not in file.relative_to(archive.folder).parts
    ]
    size = sum(file.stat().st_size for file in files)
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "split": split,
        "questions": len(golds),
        "gold_sha256": _sha256(gold.model_dump_json() for gold in golds),
        "corpus_sha256": _sha256(f"{speech.id} {speech.text}" for speech in archive.speeches()),
        "speeches": speeches,
        "paragraphs": paragraphs,
        "passages": passages,
        "embedder": archive.embedder.fingerprint,
        "fitted_sha256": _sha256([json.dumps(asdict(archive.fitted), sort_keys=True)]),
        "seed": interval.SEED,
        "draws": interval.DRAWS,
        "machine": _machine(),
        "bytes_per_paragraph": size / max(paragraphs, 1),
        "ingest_paragraphs_per_second": ingest_rate(archive),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _sha256(parts: Iterable[str]) -> str:
    whole = hashlib.sha256()
    for part in sorted(parts):
        whole.update(part.encode())
    return whole.hexdigest()


def _machine() -> str:
    """Its size, and nothing that names it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def _commit() -> str | None:
    """The commit that is checked out, with a + where files differ from it; None outside of a checkout."""
    here = ["git", "-C", str(Path(__file__).parent)]
    try:
        commit = subprocess.run([*here, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
        changed = subprocess.run([*here, "status", "--porcelain"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return commit.stdout.strip() + ("+" if changed.stdout.strip() else "")
