"""How often hostile text gets what it wants, with any chat model.

python -m evals.attacks [--model PROVIDER:MODEL] [--url URL] [--limit N] [--json FILE]

Makes every attack on archives of its own making, and quotes every harmless speech that looks like one. Without a model
the attacks are made on one that is scripted to obey all that it reads. Beside how many attacks succeeded stands in how
many the reply itself would have broken a promise, had the model been believed.
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from evals.attacks.attack import Attack
from evals.attacks.benign import BENIGN, Benign, quoted
from evals.attacks.hostile import ATTACKS, sample
from evals.attacks.models import ObedientModel
from evals.attacks.rates import rates
from evals.attacks.staged import Stage, staged
from evals.attacks.trial import Trial, tried
from rag.chat import ChatModel, chat_model
from rag.cli.terminal import bar, out
from rag.embed import Embedder, SentenceTransformerEmbedder

_COLUMNS = ("attacks", "unchecked", "succeeded", "rate", "at most", "useful")


def main(
    model: Annotated[str | None, typer.Option(help="A chat model, `provider:model`.")] = None,
    url: Annotated[str | None, typer.Option(help="Where it is served.")] = None,
    limit: Annotated[int | None, typer.Option(help="No more attacks than that.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Keep every reply, one a line.")] = None,
) -> None:
    """Make the attacks and print the rates."""
    asked = chat_model(model, url) if model else ObedientModel(ATTACKS)
    attacks = sample(limit) if model else ATTACKS[:limit]
    embedder = SentenceTransformerEmbedder()
    trials = []
    with bar("attacking") as progress:
        for number, trial in enumerate(_made(attacks, asked, embedder), start=1):
            trials.append(trial)
            progress(number, len(attacks), trial.attack.id)
    _print(asked.name, trials, _failed(embedder))
    if json_file:
        json_file.write_text("".join(f"{json.dumps(_row(trial))}\n" for trial in trials), encoding="utf-8")


def _made(attacks: Sequence[Attack], model: ChatModel, embedder: Embedder) -> Iterator[Trial]:
    """Each attack, as soon as it has been made."""
    with tempfile.TemporaryDirectory() as folder, Stage(Path(folder), attacks, embedder) as stage:
        for attack in attacks:
            yield tried(attack, stage.archive(attack), model)


def _failed(embedder: Embedder) -> list[Benign]:
    """The harmless speeches that are not quoted."""
    with (
        tempfile.TemporaryDirectory() as folder,
        staged(Path(folder) / "guild", [one.speech for one in BENIGN], embedder) as guild,
    ):
        return [one for one in BENIGN if not quoted(one, guild)]


def _print(name: str, trials: Sequence[Trial], failed: Sequence[Benign]) -> None:
    """The table, each attack that succeeded with what it broke, and what became of harmless speeches."""
    table = Table("", *_COLUMNS, title=f"Attacks on {name}", title_justify="left", box=None, pad_edge=False)
    for one in rates(trials):
        counts = (one.attacks, one.unchecked, one.succeeded)
        table.add_row(one.kind, *map(str, counts), f"{one.share:.3f}", f"{one.most:.3f}", str(one.useful))
    out.print(table)
    out.print(
        "unchecked: had the model been believed; at most: 95 % upper bound (Clopper-Pearson); useful: truth cited"
    )
    for trial in trials:
        if trial.shown:
            out.print(f"  {trial.attack.id}: {', '.join(sorted(trial.shown))}", markup=False)
    names = f", not {', '.join(one.stem for one in failed)}" if failed else ""
    out.print(f"Harmless speeches quoted: {len(BENIGN) - len(failed)} of {len(BENIGN)}{names}", markup=False)


def _row(trial: Trial) -> dict[str, object]:
    return {
        "id": trial.attack.id,
        "kind": trial.attack.kind,
        "where": trial.attack.where,
        "reply": "".join(trial.watched.replies),
        "shown": [sentence.text for sentence in trial.answer.sentences],
        "unchecked": sorted(trial.unchecked),
        "breaches": sorted(trial.shown),
    }


if __name__ == "__main__":
    typer.run(main)
