"""The writer's way: files to speeches to passages, into both indexes, and live in one transaction.

At every moment the catalog tells readers a whole archive: passage ids are written down as unsettled before
an index sees them, and a speech goes live only once its passages are in both. A run that is cut off leaves
unsettled ids behind, which the next run takes out, and files that it had not reached, which it takes in.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag import split
from rag.catalog import Catalog
from rag.dense import DenseIndex
from rag.embed import Embedder
from rag.errors import BadInput, DuplicateSpeech, FingerprintMismatch
from rag.lexical import LexicalIndex
from rag.load import LoadOptions, discover, fingerprint, load, read
from rag.schema import Failure, Health, IngestReport, Paragraph, Passage, Speech

Progress = Callable[[int, int, str], None]
"""Told how many of how many are done, and what is at work."""

BATCH = 512
"""Passages embedded and indexed together; each batch goes live as a whole."""

_REBUILDING = "being rebuilt"


def quiet(done: int, total: int, what: str) -> None:
    """A progress that shows nothing."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A speech on its way into the catalog."""

    speech: Speech
    text_hash: str
    paragraphs: list[Paragraph]
    passages: list[Passage]
    file: Path | None = None
    fingerprint: str = ""


@dataclass(slots=True)
class _Run:
    """What an ingest has done so far."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    embedded: int = 0
    waiting: list[Prepared] = field(default_factory=list)

    def report(self, skipped: Sequence[Path]) -> IngestReport:
        return IngestReport(
            tuple(self.added),
            tuple(self.changed),
            tuple(self.unchanged),
            tuple(self.removed),
            tuple(self.failed),
            tuple(map(str, skipped)),
            self.embedded,
        )


class Writer:
    """The one who writes to an archive; its caller holds the archive's lock."""

    def __init__(self, catalog: Catalog, dense: DenseIndex, lexical: LexicalIndex, embedder: Embedder) -> None:
        self._catalog = catalog
        self._dense = dense
        self._lexical = lexical
        self._embedder = embedder

    def ingest(
        self,
        paths: Iterable[Path],
        options: LoadOptions = LoadOptions(),
        *,
        prune: bool = False,
        progress: Progress = quiet,
    ) -> IngestReport:
        """Take files and folders in; a file that cannot be used is reported and stops nothing."""
        roots = [path.resolve() for path in paths]
        gone = self._vanished(roots) if prune else []
        files, skipped = discover(path for path in roots if path.exists() or not prune)
        self._settle()
        run = _Run(removed=[self._removed(speech) for speech in gone])
        for done, file in enumerate(files):
            progress(done, len(files), file.name)
            self._take(file, options, run)
            if sum(len(one.passages) for one in run.waiting) >= BATCH:
                self._flush(run)
        self._flush(run)
        progress(len(files), len(files), "")
        return run.report(skipped)

    def remove(self, speech: str) -> None:
        """Take a speech out of the archive; raises NotFound."""
        self._removed(speech)
        self._settle()

    def rebuild(self, progress: Progress = quiet) -> None:
        """Make both indexes anew from the catalog's texts, with the embedder and splitter of today."""
        self._catalog.set_meta("embedder", _REBUILDING)
        self._dense.reset()
        self._lexical.reset()
        self._catalog.settle(self._catalog.unsettled())
        speeches = list(self._catalog.speeches())
        run = _Run()
        for done, speech in enumerate(speeches):
            progress(done, len(speeches), speech.id)
            run.waiting.append(self._prepared(speech))
            if sum(len(one.passages) for one in run.waiting) >= BATCH:
                self._make_live(run.waiting, fresh=False)
                run.waiting.clear()
        self._make_live(run.waiting, fresh=False)
        self._catalog.settle(self._catalog.unsettled())
        stamp(self._catalog, self._embedder)
        progress(len(speeches), len(speeches), "")

    # One file

    def _take(self, file: Path, options: LoadOptions, run: _Run) -> None:
        try:
            data = read(file, options.max_bytes)
            print_ = fingerprint(data, options)
            before = self._catalog.source(file)
            if before and before[1] == print_:
                run.unchanged.append(before[0])
                return
            speech = load(file, data, options)
            if before and self._catalog.speech(before[0]) == speech:
                self._catalog.set_source(file, speech.id, print_)
                run.unchanged.append(speech.id)
                return
            prepared = self._prepared(speech, file, print_)
            self._welcome(prepared, before[0] if before else None, run)
        except BadInput as error:
            run.failed.append(Failure(str(file), str(error)))

    def _welcome(self, prepared: Prepared, before: str | None, run: _Run) -> None:
        """Queue the speech, unless it is in the archive already; raises DuplicateSpeech."""
        speech = prepared.speech
        twin = self._twin(prepared, run)
        if twin and twin not in {speech.id, before}:
            raise DuplicateSpeech(f"the same text as {twin} ({self._file_of(twin, run)})")
        if self._file_of(speech.id, run) not in {None, prepared.file}:
            raise DuplicateSpeech(
                f"its id {speech.id} is taken by {self._file_of(speech.id, run)}; "
                "give it another `id` in its front matter"
            )
        if before and before != speech.id:
            run.removed.append(self._removed(before))
        (run.changed if self._catalog.has(speech.id) else run.added).append(speech.id)
        run.waiting.append(prepared)

    def _twin(self, prepared: Prepared, run: _Run) -> str | None:
        """The speech with this very text, in the archive or in the queue; one whose file is gone has moved here."""
        waiting = [one.speech.id for one in run.waiting if one.text_hash == prepared.text_hash]
        twin = waiting[0] if waiting else self._catalog.same_text(prepared.text_hash)
        if twin and twin != prepared.speech.id and self._file_of(twin, run) is None:
            run.removed.append(self._removed(twin))
            return None
        return twin

    def _file_of(self, speech: str, run: _Run) -> Path | None:
        """The file a speech comes from, if that file still is there."""
        waiting = [one.file for one in run.waiting if one.speech.id == speech]
        file = waiting[0] if waiting else self._catalog.source_of(speech)
        return file if file and file.exists() else None

    def _prepared(self, speech: Speech, file: Path | None = None, print_: str = "") -> Prepared:
        paragraphs = split.paragraphs(speech)
        limit = self._embedder.max_pieces
        passages = split.passages(speech, paragraphs, self._embedder.count, limit)
        text_hash = hashlib.sha256(speech.text.encode()).hexdigest()
        return Prepared(speech, text_hash, paragraphs, passages, file, print_)

    # Into the indexes, and live

    def _flush(self, run: _Run) -> None:
        run.embedded += self._make_live(run.waiting)
        for one in run.waiting:
            if one.file:
                self._catalog.set_source(one.file, one.speech.id, one.fingerprint)
        run.waiting.clear()
        self._settle()

    def _make_live(self, batch: Sequence[Prepared], *, fresh: bool = True) -> int:
        """Embed, index, commit; with `fresh`, passages that are live already keep their vectors."""
        live = {one for speech in batch for one in self._catalog.passage_ids(speech.speech.id)} if fresh else set()
        new = [passage for one in batch for passage in one.passages if passage.id not in live]
        self._catalog.unsettle(passage.id for passage in new)
        if new:
            self._dense.add(new, self._embedder.embed([passage.embedded for passage in new]))
            self._lexical.add(new)
        self._catalog.put([(one.speech, one.text_hash, one.paragraphs, one.passages) for one in batch])
        return len(new)

    def _settle(self) -> None:
        """Take out of the indexes what no live speech has; after a crash, too."""
        stray = sorted(self._catalog.unsettled())
        if stray:
            self._dense.remove(stray)
            self._lexical.remove(stray)
            self._catalog.settle(stray)

    # Removing

    def _vanished(self, roots: Sequence[Path]) -> list[str]:
        """Speeches whose file lay under one of the roots and is no longer there."""
        return [
            speech
            for file, speech in self._catalog.sources().items()
            if not file.exists() and any(file == root or root in file.parents for root in roots)
        ]

    def _removed(self, speech: str) -> str:
        self._catalog.remove(speech)
        return speech


def stamp(catalog: Catalog, embedder: Embedder) -> None:
    """Write down what the archive is built with."""
    catalog.set_meta("splitter", split.VERSION)
    catalog.set_meta("embedder", embedder.fingerprint)


def mismatch(catalog: Catalog, embedder: Embedder) -> str | None:
    """What the archive was built with, where that is not what is now configured; None where all fits."""
    built, now = catalog.meta("embedder"), embedder.fingerprint
    if built == _REBUILDING:
        return "a rebuild of its indexes was cut off"
    if built != now:
        return f"it was built with the embedder {built}, configured is {now}"
    splitter = catalog.meta("splitter")
    return None if splitter == split.VERSION else f"it was split by rules {splitter}, now they are {split.VERSION}"


def check(catalog: Catalog, embedder: Embedder) -> None:
    """Raise FingerprintMismatch, with the command that mends it, where the archive does not fit the settings."""
    problem = mismatch(catalog, embedder)
    if problem:
        raise FingerprintMismatch(f"this archive cannot be searched: {problem}; run: onrecord doctor --rebuild")


def health(catalog: Catalog, dense: DenseIndex, lexical: LexicalIndex, problem: str | None) -> Health:
    """The catalog held against both indexes."""
    live = catalog.passage_ids()
    held = {"dense": dense.ids(), "lexical": lexical.ids()}
    return Health(
        *catalog.counts(),
        missing={name: tuple(sorted(live - ids)) for name, ids in held.items()},
        dangling={name: tuple(sorted(ids - live)) for name, ids in held.items()},
        mismatch=problem,
    )
