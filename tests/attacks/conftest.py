"""Archives under attack, made once."""

from collections.abc import Iterator

import pytest

from evals.attacks.attack import INNOCENT
from evals.attacks.benign import BENIGN
from evals.attacks.hostile import ATTACKS
from evals.attacks.staged import Stage, staged
from rag.archive import Archive
from tests.fakes import HashEmbedder


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """All attacks."""
    with Stage(tmp_path_factory.mktemp("attacked"), ATTACKS, HashEmbedder()) as stage:
        yield stage


@pytest.fixture(scope="session")
def innocent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with staged(tmp_path_factory.mktemp("innocent"), INNOCENT, HashEmbedder()) as archive:
        yield archive


@pytest.fixture(scope="session")
def guild(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The harmless speeches."""
    with staged(tmp_path_factory.mktemp("guild"), [one.speech for one in BENIGN], HashEmbedder()) as archive:
        yield archive
