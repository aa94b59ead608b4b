"""The sets that come with the project: where their questions, their texts and the archives of those texts are.

The demo's texts are in the repository. Others are public and are read from the folder that `ONRECORD_DATA` names;
`evals/README.md` says where they can be had.
"""

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evals.gold import Gold, GoldError, load
from rag import Archive
from rag.embed import Embedder
from rag.ingest import Progress, quiet
from rag.load import LoadOptions, read_table

HERE = Path(__file__).parent
VARIABLE = "ONRECORD_DATA"


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Questions by name, with the texts that they are about; `texts` are files and folders to ingest."""

    name: str
    read: Callable[[Archive], list[Gold]]
    texts: tuple[Path, ...] = ()
    options: LoadOptions = field(default_factory=LoadOptions)
    archive: Path | None = None

    @property
    def absent(self) -> str | None:
        """Why it cannot be run here; None where it can."""
        missing = [path for path in self.texts if not path.exists()]
        return f"its texts are not here ({missing[0]})" if missing else None


def known(name: str) -> GoldSet:
    """A set that comes with the project; raises GoldError where there is none of that name."""
    makers = {"demo": _demo, "presidents": _presidents, "un": _un}
    if name not in makers:
        raise GoldError(
            f"there is no gold set {name!r}; there are {', '.join(makers)}, or name a file of gold questions"
        )
    return makers[name]()


NAMES = ("demo", "presidents", "un")


def of_file(file: Path, archive: Path) -> GoldSet:
    """A user's own questions about an archive that is there."""
    return GoldSet(file.stem, lambda _: load(file), archive=archive)


def _demo() -> GoldSet:
    return GoldSet("demo", lambda _: load(HERE / "gold" / "demo.jsonl"), (HERE.parent / "corpus" / "demo",))


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
    folder = _data("ungdc")
    rows = folder / "metadata.jsonl"
    sessions = tuple(folder / "TXT" / f"Session {number} - {number + 1945}" for number in range(70, 79))
    return GoldSet(
        "un",
        lambda _: load(HERE / "gold" / "un.jsonl"),
        sessions,
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
    archive = Archive.open(folder / chosen.name, create=True, embedder=embedder)
    started = time.perf_counter()
    report = archive.ingest(chosen.texts, options=chosen.options, progress=progress)
    if report.failed:
        archive.close()
        raise GoldError(f"{report.failed[0].file}: {report.failed[0].reason} ({len(report.failed)} files failed)")
    if report.embedded:
        _note_rate(archive, report.added, time.perf_counter() - started)
    return archive


def _note_rate(archive: Archive, added: Sequence[str], seconds: float) -> None:
    count = sum(len(archive.paragraphs(speech)) for speech in added)
    (archive.folder / "ingest-rate.json").write_text(json.dumps({"paragraphs": count, "seconds": seconds}))


def ingest_rate(archive: Archive) -> float | None:
    """Paragraphs a second when the archive was made, as far as that was measured."""
    file = archive.folder / "ingest-rate.json"
    if not file.exists():
        return None
    noted = json.loads(file.read_text())
    return float(noted["paragraphs"] / noted["seconds"])
