"""Questions to begin with: found once, by the thread that readies the archive, so that no visitor waits for them."""

from pathlib import Path

from rag import Archive

_FOUND: dict[Path, tuple[str, ...]] = {}


def find(archive: Archive) -> None:
    """Find them."""
    _FOUND[archive.folder] = archive.suggest()


def of(archive: Archive) -> tuple[str, ...] | None:
    """Those that were found; None before that."""
    return _FOUND.get(archive.folder)
