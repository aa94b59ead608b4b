"""The sets that come with the project: where their questions, their texts and the archives of those texts are.

The demo's texts are in the repository. Others are public and are read from the folder that `ONRECORD_DATA` names;
`evals/README.md` says where they can be had.
"""

import json
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from evals.gold import Gold, GoldError, load
from rag import Archive
from rag.embed import Embedder
from rag.errors import FingerprintMismatch
from rag.load import LoadOptions, read_table
from rag.progress import Progress, quiet

HERE = Path(__file__).parent
DEMO = HERE.parent / "corpus" / "demo"
VARIABLE = "ONRECORD_DATA"
RATE_FILE = "ingest-rate.json"


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Questions by name, with the texts that they are about; `texts` are files and folders to ingest.

    `corpus` names the archive of these texts, which sets share that are about the same.
    """

    name: str
    read: Callable[[Archive], list[Gold]]
    texts: tuple[Path, ...] = ()
    options: LoadOptions = field(default_factory=LoadOptions)
    archive: Path | None = None
    corpus: str = ""

    @property
    def absent(self) -> str | None:
        """Why it cannot be run here; None where it can."""
        missing = [path for path in self.texts if not path.exists()]
        return f"its texts are not here ({missing[0]})" if missing else None


def known(name: str) -> GoldSet:
    """A set that comes with the project; raises GoldError where there is none of that name."""
    makers = {"demo": _demo, "chat": _chat, "presidents": _presidents, "un": _un, "un-2024": _un_2024}
    if name not in makers:
        raise GoldError(
            f"there is no gold set {name!r}; there are {', '.join(makers)}, or name a file of gold questions"
        )
    return makers[name]()


NAMES = ("demo", "chat", "presidents", "un")
"""What is reported on."""

FITTED_ON = ("demo", "presidents", "un", "un-2024")
"""What `evals.fit` fits on, the dev splits of them; `un-2024` has no other."""


def of_file(file: Path, archive: Path) -> GoldSet:
    """A user's own questions about an archive that is there."""
    return GoldSet(file.stem, lambda _: load(file), archive=archive)


def _demo() -> GoldSet:
    return GoldSet("demo", lambda _: load(HERE / "gold" / "demo.jsonl"), (DEMO,))


def _chat() -> GoldSet:
    return GoldSet("chat", lambda _: load(HERE / "gold" / "chat.jsonl"), (DEMO,), corpus="demo")


def _presidents() -> GoldSet:
    office = {"role": "President of the United States", "country": "United States", "language": "en"}
    table = read_table(HERE / "gold" / "presidents.csv", {})
    return GoldSet(
        "presidents",
        lambda _: load(HERE / "gold" / "presidents.jsonl"),
        (_data("inaugural"), _data("state_union")),
        LoadOptions(fields=office, table=table, encoding="cp1252"),
    )


def _un() -> GoldSet:
    return _general_debate("un", range(70, 79))


def _un_2024() -> GoldSet:
    return _general_debate("un-2024", range(79, 80))


def _general_debate(name: str, sessions: Iterable[int]) -> GoldSet:
    folder = _data("ungdc")
    rows = folder / "metadata.jsonl"
    return GoldSet(
        name,
        lambda _: load(HERE / "gold" / f"{name}.jsonl"),
        tuple(folder / "TXT" / f"Session {number} - {number + 1945}" for number in sessions),
        LoadOptions(
            fields={"event": "UN General Debate", "language": "en"},
            table=read_table(rows, {"role": "post", "date": "year"}) if rows.exists() else None,
        ),
    )


def _data(name: str) -> Path:
    return Path(os.environ.get(VARIABLE, VARIABLE)) / name


def opened(chosen: GoldSet, folder: Path, embedder: Embedder, progress: Progress = quiet) -> Archive:
    """The set's archive, open; made in `folder` where it is not there yet, or behind its texts."""
    if chosen.archive:
        return Archive.open(chosen.archive, embedder=embedder)
    archive = _opened(folder / (chosen.corpus or chosen.name), embedder, progress)
    started = time.perf_counter()
    report = archive.ingest(chosen.texts, options=chosen.options, progress=progress)
    if report.failed:
        archive.close()
        raise GoldError(f"{report.failed[0].file}: {report.failed[0].reason} ({len(report.failed)} files failed)")
    if len(report.added) == archive.counts()[0]:
        _note_rate(archive, time.perf_counter() - started)
    return archive


def _opened(place: Path, embedder: Embedder, progress: Progress) -> Archive:
    """The archive at a place, made where there is none, and rebuilt where an earlier version of onrecord made it."""
    try:
        return Archive.open(place, create=True, embedder=embedder)
    except FingerprintMismatch:
        with Archive.open(place, embedder=embedder, check=False) as old:
            old.rebuild(progress)
    return Archive.open(place, embedder=embedder)


def _note_rate(archive: Archive, seconds: float) -> None:
    """Write down how fast the whole archive was made."""
    noted = {"paragraphs": archive.counts()[1], "seconds": seconds}
    (archive.folder / RATE_FILE).write_text(json.dumps(noted), encoding="utf-8")


def ingest_rate(archive: Archive) -> float | None:
    """Paragraphs a second when the archive was made, as far as that was measured."""
    file = archive.folder / RATE_FILE
    if not file.exists():
        return None
    noted = json.loads(file.read_text(encoding="utf-8"))
    return float(noted["paragraphs"] / noted["seconds"])
