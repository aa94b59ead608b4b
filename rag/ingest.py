"""The writer's way: files to speeches to passages, into both indexes, and live in one transaction.

At every moment the catalog tells readers a whole archive: passage ids are written down as unsettled before
an index sees them, and a speech goes live only once its passages are in both. A run that is cut off leaves
unsettled ids behind, which the next run takes out, and files that it had not reached, which it takes in.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from uuid import uuid4

from rag import split
from rag.catalog import Catalog
from rag.dense import DenseIndex
from rag.embed import Embedder
from rag.errors import BadInput, DuplicateSpeech, FingerprintMismatch
from rag.lexical import LexicalIndex
from rag.load import LoadOptions, fingerprint, gather, is_container, load
from rag.progress import Progress, quiet
from rag.relate import relate
from rag.schema import Failure, Health, IngestReport, Paragraph, Passage, Skipped, Speech

BATCH = 512
"""Passages embedded and indexed together; each batch goes live as a whole."""

_REBUILDING = "being rebuilt"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A speech on its way into the catalog."""

    speech: Speech
    text_hash: str
    paragraphs: list[Paragraph]
    passages: list[Passage]
    file: Path | None = None


@dataclass(slots=True)
class _Source:
    """A file that is being taken in: the speeches it held before, those seen in it now, and whether all were usable.

    `offered` are the ids that its speeches could choose from; `plain` its speeches by their first one, with the hashes
    of their texts, where that was asked for.
    """

    file: Path
    before: set[str]
    seen: set[str] = field(default_factory=set)
    whole: bool = True
    offered: set[tuple[str, ...]] = field(default_factory=set)
    plain: frozenset[tuple[str, str]] | None = None

    def named(self, speech: Speech) -> str:
        """The file, with the speech where it is one of several."""
        return str(self.file) if len(self.seen) < 1 else f"{self.file}, {speech.id}"


@dataclass(slots=True)
class _Run:
    """How an ingest reads files, and what it has done so far; `leaving` go out with the next batch."""

    options: LoadOptions = field(default_factory=LoadOptions)
    skipped: list[str] = field(default_factory=list)
    leaving: set[str] = field(default_factory=set)
    finished: dict[Path, str] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    embedded: int = 0
    waiting: list[Prepared] = field(default_factory=list)

    def leave(self, speeches: Iterable[str]) -> None:
        """Take speeches out of the archive with the next batch."""
        leaving = sorted(speeches)
        self.leaving.update(leaving)
        self.removed += leaving

    def report(self) -> IngestReport:
        return IngestReport(
            tuple(self.added),
            tuple(self.changed),
            tuple(self.unchanged),
            tuple(self.removed),
            tuple(self.failed),
            tuple(self.skipped),
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
        gone = self._vanished(roots) if prune else {}
        emptied = {root for root in roots if any(root in {file, *file.parents} for file in gone)}
        gathered = gather((root for root in roots if root.exists() or root not in emptied), options)
        files = gathered.files
        self._settle()
        run = _Run(gathered.options, skipped=[str(file) for file in gathered.skipped])
        run.removed += [self._removed(speech) for speeches in gone.values() for speech in speeches]
        for done, file in enumerate(files):
            progress(done, len(files), file.name)
            self._take(file, run)
        self._flush(run)
        progress(len(files), len(files), "who is one person, and which speeches are the same")
        relate(self._catalog, gone=bool(run.removed))
        progress(len(files), len(files), "")
        return run.report()

    def remove(self, speech: str) -> None:
        """Take a speech out of the archive; raises NotFound."""
        self._removed(speech)
        self._settle()
        relate(self._catalog, gone=True)

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

    def _take(self, file: Path, run: _Run) -> None:
        try:
            print_ = fingerprint(file, run.options)
        except BadInput as error:
            run.failed.append(Failure(str(file), str(error)))
            return
        before = self._catalog.speeches_of(file)
        if self._catalog.fingerprint(file) == print_:
            run.unchanged += before
            return
        source = _Source(file, set(before))
        for found in load(file, run.options, partial(self._chosen, source, run)):
            self._receive(found, source, run)
        # Where a part of it failed, the file is read again next time, and nothing it held before is taken out.
        if source.whole:
            run.leave(source.before - source.seen)
            run.finished[file] = print_

    def _receive(self, found: Speech | Failure | Skipped, source: _Source, run: _Run) -> None:
        if isinstance(found, Skipped):
            run.skipped.append(found.file)
            return
        failure = found if isinstance(found, Failure) else self._refusal(found, source, run)
        if failure:
            source.whole = False
            run.failed.append(failure)

    def _refusal(self, speech: Speech, source: _Source, run: _Run) -> Failure | None:
        try:
            self._welcome(speech, source, run)
        except DuplicateSpeech as error:
            return Failure(source.named(speech), str(error))
        return None

    def _welcome(self, speech: Speech, source: _Source, run: _Run) -> None:
        """Queue the speech, unless it is in the archive as it is; raises DuplicateSpeech.

        A speech with the same text that its file no longer holds, or whose file is gone, has moved here: it is taken
        out when this one goes live.
        """
        owner = self._file_of(speech.id, run)
        if speech.id in source.seen or owner not in {None, source.file}:
            raise DuplicateSpeech(
                f"its id {speech.id} is taken by {owner}; give it another name, or an `id` in its front matter or row"
            )
        if speech.id in source.before and self._catalog.speech(speech.id) == speech:
            source.seen.add(speech.id)
            run.unchanged.append(speech.id)
            return
        text_hash = _hash(speech.text)
        twins = [twin for twin in self._twins(text_hash, run) if twin != speech.id]
        standing = [twin for twin in twins if self._still_has(twin, text_hash, source, run)]
        if standing:
            raise DuplicateSpeech(f"the same text as {standing[0]} ({self._file_of(standing[0], run)})")
        run.leave(twin for twin in twins if self._file_of(twin, run) is None)
        source.seen.add(speech.id)
        (run.changed if self._catalog.has(speech.id) else run.added).append(speech.id)
        run.waiting.append(self._prepared(speech, source.file))
        if sum(len(one.passages) for one in run.waiting) >= BATCH:
            self._flush(run)

    def _chosen(self, source: _Source, run: _Run, ids: tuple[str, ...], text: str) -> str:
        """The id that the speech had before, else the first that is open to it; the first of all, where none is."""
        if ids in source.offered:
            return ids[0]
        source.offered.add(ids)
        had = next((one for one in ids[1:] if one in source.before), None)
        return had or next((one for one in ids if self._is_open(one, text, source, run)), ids[0])

    def _is_open(self, id_: str, text: str, source: _Source, run: _Run) -> bool:
        """Whether no other has the id, or one that its folders do not tell apart: a neighbour with another suffix."""
        owner = self._file_of(id_, run)
        if owner and owner != source.file:
            return not is_container(source.file) and owner.with_suffix("") == source.file.with_suffix("")
        return id_ not in source.seen and not self._is_anothers(id_, text, source, run)

    def _is_anothers(self, id_: str, text: str, source: _Source, run: _Run) -> bool:
        """Whether an entry of the same archive, which comes later, had the id and has that very text still."""
        if id_ not in source.before or not is_container(source.file):
            return False
        held = _hash(self._catalog.speech(id_).text)
        if held == _hash(text):
            return False
        if source.plain is None:
            found = load(source.file, run.options)
            source.plain = frozenset((one.id, _hash(one.text)) for one in found if isinstance(one, Speech))
        return (id_, held) in source.plain

    def _twins(self, text_hash: str, run: _Run) -> list[str]:
        """The speeches with this very text, in the queue or in the archive."""
        waiting = {one.speech.id: one.text_hash for one in run.waiting}
        live = [twin for twin in self._catalog.same_text(text_hash) if twin not in waiting]
        return [*(one for one, text in waiting.items() if text == text_hash), *live]

    def _still_has(self, speech: str, text_hash: str, source: _Source, run: _Run) -> bool:
        """Whether the file that a speech came from is there and still has that text; it may have changed, too."""
        if speech in source.before:
            return speech in source.seen
        if any(one.speech.id == speech for one in run.waiting):
            return True
        file = self._file_of(speech, run)
        if file is None:
            return False
        if self._catalog.fingerprint(file) == fingerprint(file, run.options):
            return True
        # Where it cannot be read, its own turn comes, or came, and says so.
        return any(isinstance(one, Speech) and _hash(one.text) == text_hash for one in load(file, run.options))

    def _file_of(self, speech: str, run: _Run) -> Path | None:
        """The file a speech comes from, if that file still is there."""
        waiting = [one.file for one in run.waiting if one.speech.id == speech]
        file = waiting[0] if waiting else self._catalog.source_of(speech)
        return file if file and file.exists() else None

    def _prepared(self, speech: Speech, file: Path | None = None) -> Prepared:
        paragraphs = split.paragraphs(speech)
        limit = self._embedder.max_pieces
        passages = split.passages(speech, paragraphs, self._embedder.count, limit)
        return Prepared(speech, _hash(speech.text), paragraphs, passages, file)

    # Into the indexes, and live

    def _flush(self, run: _Run) -> None:
        run.embedded += self._make_live(run.waiting, run.leaving)
        for one in run.waiting:
            if one.file:
                self._catalog.set_source(one.file, one.speech.id)
        for file, print_ in run.finished.items():
            self._catalog.set_fingerprint(file, print_)
        run.waiting.clear()
        run.leaving.clear()
        run.finished.clear()
        self._settle()

    def _make_live(self, batch: Sequence[Prepared], leaving: Iterable[str] = (), *, fresh: bool = True) -> int:
        """Embed, index, commit; with `fresh`, passages that are live already keep their vectors."""
        before = (self._catalog.passage_ids(speech.speech.id, asides=True) for speech in batch if fresh)
        live = {one for ids in before for one in ids}
        new = [passage for one in batch for passage in one.passages if passage.id not in live]
        self._catalog.unsettle(passage.id for passage in new)
        cited = [passage for passage in new if not passage.aside]
        if cited:
            self._dense.add(cited, self._embedder.embed([passage.embedded for passage in cited]))
        self._lexical.add(new)
        self._catalog.put([(one.speech, one.text_hash, one.paragraphs, one.passages) for one in batch], leaving)
        return len(cited)

    def _settle(self) -> None:
        """Take out of the indexes what no live speech has; after a crash, too."""
        stray = sorted(self._catalog.unsettled())
        if stray:
            self._dense.remove(stray)
            self._lexical.remove(stray)
            self._catalog.settle(stray)

    # Removing

    def _vanished(self, roots: Sequence[Path]) -> dict[Path, list[str]]:
        """Files that lay under one of the roots and are no longer there, with their speeches."""
        return {
            file: speeches
            for file, speeches in self._catalog.sources().items()
            if not file.exists() and any(root in {file, *file.parents} for root in roots)
        }

    def _removed(self, speech: str) -> str:
        self._catalog.remove(speech)
        return speech


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def stamp(catalog: Catalog, embedder: Embedder) -> None:
    """Write down what the archive is built with, and give it an id of its own where it has none."""
    if catalog.meta("archive") is None:
        catalog.set_meta("archive", uuid4().hex)
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
    held = {
        "dense": (catalog.passage_ids(), dense.ids()),
        "lexical": (catalog.passage_ids(asides=True), lexical.ids()),
    }
    return Health(
        *catalog.counts(),
        missing={name: tuple(sorted(live - ids)) for name, (live, ids) in held.items()},
        dangling={name: tuple(sorted(ids - live)) for name, (live, ids) in held.items()},
        mismatch=problem,
    )
