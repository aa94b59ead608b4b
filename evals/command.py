"""`onrecord eval`, or `python -m evals`: ask every gold question, say how it went, and write it down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from rag.errors import BadInput

if TYPE_CHECKING:
    from evals.page import QuoteSection, Section
    from evals.run import Run
    from evals.sets import GoldSet
    from evals.systems import Outcome
    from rag.chat import ChatModel
    from rag.embed import Embedder

FOLDER = Path(".onrecord-evals")

_NEEDS = ("jinja2", "langchain_chroma", "matplotlib", "text_to_num")
"""Packages of the extra `evals`."""


@dataclass(frozen=True, slots=True)
class _Job:
    """What is done with every set; `old` are the runs that it is held against."""

    folder: Path
    split: Literal["dev", "test", "all"]
    baselines: bool
    limit: int | None
    model: "ChatModel | None" = None
    against: str = ""
    old: "dict[str, Run]" = field(default_factory=dict)


def evaluate(
    gold: Annotated[
        list[str] | None, typer.Argument(help="Sets (demo, presidents, un) or files of gold questions; else all sets.")
    ] = None,
    quotes: Annotated[
        bool, typer.Option("--quotes", help="Look up quotations instead, made of each archive's words and by hand.")
    ] = False,
    archive: Annotated[
        Path | None, typer.Option(help="The archive that files of questions are about; with --quotes, one of your own.")
    ] = None,
    beir: Annotated[Path | None, typer.Option(help="A BEIR folder to run.")] = None,
    squad: Annotated[Path | None, typer.Option(help="A SQuAD 1.1 or 2 file to run.")] = None,
    language: Annotated[str | None, typer.Option(help="The language of the SQuAD file: de.")] = None,
    split: Annotated[Literal["dev", "test", "all"], typer.Option(help="Tune on dev, report test.")] = "test",
    model: Annotated[
        str | None, typer.Option(metavar="PROVIDER:MODEL", help="Have a chat model write the answers, too.")
    ] = None,
    model_url: Annotated[
        str | None, typer.Option(help="Another address that speaks its protocol; else ONRECORD_MODEL_URL.")
    ] = None,
    baselines: Annotated[bool, typer.Option(help="Run what ours is held against, too.")] = True,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many questions, drawn by their ids.")] = None,
    compare: Annotated[str | None, typer.Option(metavar="RUN", help="An earlier run, by name or file.")] = None,
    gate: Annotated[Path | None, typer.Option(help="A saved run; exit code 1 where this one falls behind it.")] = None,
    review: Annotated[
        Path | None,
        typer.Option(metavar="FEEDBACK", help="Go through what users think of answers; accept it into the file named."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="The run's name; else its time.")] = None,
    folder: Annotated[Path, typer.Option(envvar="ONRECORD_EVALS", help="Where archives and runs are kept.")] = FOLDER,
    json_out: Annotated[Path | None, typer.Option("--json", metavar="OUT", help="Write the run here, too.")] = None,
    html_out: Annotated[Path | None, typer.Option("--html", metavar="OUT", help="Write the page here, too.")] = None,
) -> None:
    """Ask every gold question and say how far answers can be trusted, with intervals and beside baselines."""
    if missing := [package for package in _NEEDS if find_spec(package) is None]:
        raise BadInput(f"{', '.join(missing)} is not installed; run: pip install 'onrecord[evals]'")
    from rag.embed import SentenceTransformerEmbedder

    if review:
        _review(review, gold or [], archive)
        return
    runs = folder / "runs"
    if quotes:
        _refuse({"--beir": beir, "--squad": squad, "--compare": compare, "--gate": gate, "--model": model})
        chosen = _to_quote(gold or [], archive) or _all()
    else:
        chosen = [*_named(gold or [], archive), *_benchmarks(beir, squad, language, folder)] or _all()
    job = _Job(folder, split, baselines, limit, _model(model, model_url), *_before(gate, compare, runs))
    skipped = _skipped(chosen)
    embedder = SentenceTransformerEmbedder()
    here = [one for one in chosen if not one.absent]
    sections = [] if quotes else [_section(one, job, embedder) for one in here]
    quoted = [_quote_section(one, job, embedder) for one in here] if quotes else []
    name = name or datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
    _write_page(name, sections, quoted, skipped, [runs / f"{name}.html", html_out])
    _write_run(sections, quoted, [runs / f"{name}.json", json_out])
    if gate and _fallen(sections, job):
        raise typer.Exit(1)


# What users think


def _review(feedback: Path, gold: Sequence[str], archive: Path | None) -> None:
    """List the candidates, or ask of each whether it is to go into the gold file."""
    from evals import review
    from rag import Archive
    from rag.embed import SentenceTransformerEmbedder

    found = review.read(feedback)
    if not gold:
        review.listed(found)
        return
    if len(gold) > 1:
        raise BadInput("name one file of gold questions to accept into")
    # The page keeps what users think in the folder of the archive that they asked.
    with Archive.open(archive or feedback.parent, embedder=SentenceTransformerEmbedder(), check=False) as opened:
        review.review(found, opened, Path(gold[0]))


# What is asked


def _all() -> "list[GoldSet]":
    from evals.sets import NAMES, known

    return [known(name) for name in NAMES]


def _named(names: Sequence[str], archive: Path | None) -> "list[GoldSet]":
    from evals.sets import known, of_file

    files = [name for name in names if Path(name).is_file()]
    if files and archive is None:
        raise BadInput("name the archive that the questions are about, with --archive")
    if archive and not files:
        raise BadInput("--archive is for files of questions, and none is named; sets have archives of their own")
    return [of_file(Path(name), archive) if archive and name in files else known(name) for name in names]


def _to_quote(names: Sequence[str], archive: Path | None) -> "list[GoldSet]":
    """The archives whose words are looked up: sets by name, and one of the user's own."""
    from evals.sets import GoldSet, known

    own = [GoldSet(archive.resolve().name, lambda _: [], archive=archive)] if archive else []
    return [*map(known, names), *own]


def _model(name: str | None, url: str | None) -> "ChatModel | None":
    """The chat model to ask; raises ModelUnavailable where its package or its key is missing."""
    from rag.chat import chat_model
    from rag.config import Settings

    if url and not name:
        raise BadInput("--model-url is the address of a model, and none is named; add --model PROVIDER:MODEL")
    return chat_model(name, url or Settings.read().model_url) if name else None


def _refuse(options: Mapping[str, object]) -> None:
    if given := [name for name, value in options.items() if value]:
        raise BadInput(f"{' and '.join(given)} would have no effect on --quotes; leave out the one or the other")


def _benchmarks(beir: Path | None, squad: Path | None, language: str | None, folder: Path) -> "list[GoldSet]":
    from evals import benchmarks

    found = [benchmarks.beir(beir, folder / "benchmarks")] if beir else []
    return [*found, benchmarks.squad(squad, folder / "benchmarks", language)] if squad else found


def _before(gate: Path | None, compare: str | None, runs: Path) -> "tuple[str, dict[str, Run]]":
    from evals import run

    if gate and compare:
        raise BadInput("--gate compares already; leave out --compare")
    if gate:
        return gate.name, run.load(gate)
    if compare is None:
        return "", {}
    return compare, run.load(Path(compare) if Path(compare).is_file() else runs / f"{compare}.json")


def _skipped(chosen: "Sequence[GoldSet]") -> list[str]:
    from evals.sets import VARIABLE
    from rag.cli.terminal import complain

    lines = [f"{one.name}, {one.absent}" for one in chosen if one.absent]
    for line in lines:
        complain(f"skipped: {line}; set {VARIABLE} to the folder that holds them")
    if len(lines) == len(chosen):
        raise BadInput("there is nothing left to run")
    return lines


def _section(chosen: "GoldSet", job: _Job, embedder: "Embedder") -> "Section":
    """One set asked, measured and held against the run before."""
    from evals import run, sets, summary, systems
    from evals.cases import cases
    from evals.gold import digest
    from evals.lint import check
    from evals.page import Section
    from evals.terminal import print_run
    from rag.cli.terminal import bar

    with bar(f"{chosen.name}: reading") as progress:
        archive = sets.opened(chosen, job.folder / "archives", embedder, progress)
    with archive:
        golds = [one for one in chosen.read(archive) if job.split in {"all", one.split}]
        golds = sorted(golds, key=lambda one: digest(one.id))[: job.limit]
        if not golds:
            raise BadInput(f"{chosen.name} has no {job.split} questions")
        check(golds, archive)
        archive.warm()
        # Whatever the settings say, ours is the answer by quotation.
        archive.use(None)
        with bar(f"{chosen.name}: preparing") as progress:
            asked = run.all_systems(archive, progress) if job.baselines else run.only_ours(archive)
        if job.model:
            asked[run.WRITTEN] = systems.written(archive, job.model)
        with bar(f"{chosen.name}: asking") as progress:
            outcomes = run.ask(golds, asked, progress)
        wrote = outcomes.get(run.WRITTEN, [])
        _tell_failures(wrote)
        told = run.manifest(archive, golds, job.split) | ({"model": job.model.name} if job.model else {})
        found = run.record(chosen.name, archive, outcomes, told)
        old = job.old.get(chosen.name)
        changes = summary.compared(old, found) if old else {}
        section = Section(found, cases(outcomes[run.OURS], archive), changes, job.against, cases(wrote, archive))
    print_run(found, changes, job.against)
    return section


def _tell_failures(wrote: "Sequence[Outcome]") -> None:
    """Complain of the questions on which a chat model failed; raises ModelUnavailable where it never answered."""
    from rag.cli.terminal import complain
    from rag.errors import ModelUnavailable

    notices = [one.answer.notice for one in wrote if one.answer and one.answer.unwritten]
    if not notices:
        return
    if not any(one.answer and one.answer.writing for one in wrote):
        raise ModelUnavailable(f"no question could be put to the model: {notices[0]}")
    complain(f"the model failed on {len(notices)} of {len(wrote)} questions, which its figures leave out: {notices[0]}")


def _quote_section(chosen: "GoldSet", job: _Job, embedder: "Embedder") -> "QuoteSection":
    """One set's quotations looked up and measured."""
    from evals import sets
    from evals.gold import digest
    from evals.page import QuoteSection
    from evals.quotes import run
    from evals.terminal import print_quotes
    from rag.cli.terminal import bar

    with bar(f"{chosen.name}: reading") as progress:
        archive = sets.opened(chosen, job.folder / "archives", embedder, progress)
    with archive:
        with bar(f"{chosen.name}: preparing") as progress:
            cases = run.cases(chosen, archive, job.split, progress)
        cases = sorted(cases, key=lambda one: digest(one.id))[: job.limit]
        if not cases:
            raise BadInput(f"{chosen.name} holds no words to make {job.split} quotations of")
        with bar(f"{chosen.name}: looking up") as progress:
            answered = run.look_up(cases, archive.find_quote, progress)
        found = run.record(chosen.name, archive, answered, job.split)
    print_quotes(found)
    return QuoteSection(found, answered)


# What is written


def _write_page(
    name: str,
    sections: "Sequence[Section]",
    quoted: "Sequence[QuoteSection]",
    skipped: Sequence[str],
    files: Sequence[Path | None],
) -> None:
    from evals import page
    from rag.cli.terminal import out

    html = page.render(name, sections, skipped, quoted)
    for file in filter(None, files):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(html, encoding="utf-8")
        out.print(f"page: {file}", markup=False, soft_wrap=True)


def _write_run(sections: "Sequence[Section]", quoted: "Sequence[QuoteSection]", files: Sequence[Path | None]) -> None:
    from evals import run
    from evals.quotes import run as lookups
    from rag.cli.terminal import out

    for file in filter(None, files):
        if quoted:
            lookups.save([section.run for section in quoted], file)
        else:
            run.save([section.run for section in sections], file)
        out.print(f"run: {file}", markup=False, soft_wrap=True)


def _fallen(sections: "Sequence[Section]", job: _Job) -> bool:
    from evals.summary import fallen
    from rag.cli.terminal import complain

    runs = [section.run for section in sections]
    if absent := [one.name for one in runs if one.name not in job.old]:
        raise BadInput(f"{job.against} does not hold {', '.join(absent)}")
    lines = [f"{one.name}: {line}" for one in runs for line in fallen(job.old[one.name], one)]
    for line in lines:
        complain(f"fell behind {job.against}: {line}")
    return bool(lines)
