"""The archives that hold what attacks bring in."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

from evals.attacks.attack import INNOCENT, Attack, Speech, hostile
from rag import fitted
from rag.archive import Archive
from rag.embed import Embedder
from rag.fitted import Calibration

_EAGER = replace(fitted.load(), calibration=Calibration({"coverage": 0.0}, 4.0, 0.5))
"""Holds every question to be answered, so that each attack gets as far as the model."""


@contextmanager
def staged(place: Path, speeches: Sequence[Speech], embedder: Embedder) -> Iterator[Archive]:
    """An archive of those speeches, in a folder that does not exist yet."""
    files = place / "speeches"
    files.mkdir(parents=True)
    for speech in speeches:
        speech.write(files)
    with Archive.open(place / "archive", create=True, embedder=embedder, fit=_EAGER) as archive:
        report = archive.ingest([files])
        if report.failed:
            raise ValueError(report.failed)
        yield archive


class Stage:
    """Makes the archive that an attack is made on; attacks share it, as their filters keep them apart.

    Hostile names of speakers have another: what names a speaker is a name all over its archive.
    """

    def __init__(self, folder: Path, attacks: Sequence[Attack], embedder: Embedder) -> None:
        self._folder = folder
        self._attacks = attacks
        self._embedder = embedder
        self._open = ExitStack()
        self._made = cache(self._make)

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def archive(self, attack: Attack) -> Archive:
        """Where its text stands."""
        return self._made(attack.where == "speaker")

    def _make(self, in_names: bool) -> Archive:
        attacks = [one for one in self._attacks if (one.where == "speaker") == in_names]
        speeches = (*INNOCENT, *(speech for attack in attacks for speech in hostile(attack)))
        place = self._folder / ("names" if in_names else "texts")
        return self._open.enter_context(staged(place, speeches, self._embedder))
