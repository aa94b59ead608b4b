"""A small archive, written for the tests, and its parts."""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
import pytest_socket

from rag.archive import Archive
from rag.config import Settings
from rag.embed import SentenceTransformerEmbedder
from tests.fakes import SURE, HashEmbedder

WriteSpeech = Callable[..., Path]

DEMO = Path(__file__).parents[1] / "corpus" / "demo"

ADA = """Ladies and gentlemen,

We opened the canal on Monday. The toll is four marks a barge.

Our lighthouse keeper, Mr. Brandt, counted 312 barges in the first week. He counts them twice.

The wheat harvest failed in the north. We shall send nine hundred sacks of flour before the frost."""

BORIS = """Dear colleagues,

The canal was dug without asking us. We shall pay no toll this year.

Our fishermen saw the sturgeon return to the delta. They had been gone for thirty years."""

CARLA = """**Moderator:** Minister, will the toll be raised?

**Carla Ost:** No. The toll stays at four marks until the bridge is paid for.

It will be lowered after that.

**Question (Daily Reed):** And the sturgeon?

**Carla Ost:** The sturgeon pay no toll."""


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ONRECORD_{name.upper()}", raising=False)


@pytest.fixture
def write_speech(tmp_path: Path) -> WriteSpeech:
    """Write `speeches/STEM.md` with front matter; returns its path."""

    def write(stem: str, body: str, **fields: str) -> Path:
        folder = tmp_path / "speeches"
        folder.mkdir(exist_ok=True)
        head = "".join(f"{key}: {value}\n" for key, value in fields.items())
        file = folder / f"{stem}.md"
        file.write_text(f"---\n{head}---\n{body}\n" if head else body, encoding="utf-8")
        return file

    return write


@pytest.fixture
def folder(write_speech: WriteSpeech) -> Path:
    """Three speeches: two statements, one with questions and answers."""
    write_speech(
        "ada-2019", ADA, speaker="Ada Lund", role="Prime Minister of Norland", country="Norland",
        date="2019-05-14", event="First Canal Conference", place="Lockton", language="en",
    )  # fmt: skip
    write_speech(
        "boris-2020", BORIS, speaker="Boris Vane", role="Foreign Minister of Delta", country="Delta",
        date="2020-06-01", event="Second Canal Conference", place="Lockton", language="en",
    )  # fmt: skip
    return write_speech(
        "carla-2021", CARLA, speaker="Carla Ost", role="Prime Minister of Norland", country="Norland",
        date="2021", event="Third Canal Conference", place="Lockton", language="en",
    ).parent  # fmt: skip


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def archive(tmp_path: Path, folder: Path, embedder: HashEmbedder) -> Iterator[Archive]:
    """The three speeches, ingested with the fake embedder."""
    with Archive.open(tmp_path / "archive", create=True, embedder=embedder) as opened:
        opened.ingest([folder])
        embedder.embedded.clear()
        yield opened


def unused_port() -> int:
    """A port on loopback that nothing listens on."""
    pytest_socket.enable_socket()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Until a server that was just started answers."""
    for _ in range(600):
        assert process.poll() is None, "the server did not start"
        try:
            with urlopen(url, timeout=1):
                return
        except URLError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answers at {url}")


@pytest.fixture(scope="session")
def real_embedder() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory, real_embedder: SentenceTransformerEmbedder) -> Path:
    """The demo archive, ingested once with the real embedder."""
    place = tmp_path_factory.mktemp("demo") / "archive"
    with Archive.open(place, create=True, embedder=real_embedder) as opened:
        report = opened.ingest([DEMO])
    assert not report.failed
    return place


@pytest.fixture
def demo(demo_folder: Path, real_embedder: SentenceTransformerEmbedder) -> Iterator[Archive]:
    with Archive.open(demo_folder, embedder=real_embedder) as opened:
        yield opened


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that load the model run in one process, so that the demo archive is embedded once."""
    for item in items:
        if item.get_closest_marker("real") or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("model"))


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The three speeches without metadata, with a rule that answers what is covered; for tests that only read."""
    folder = tmp_path_factory.mktemp("standing")
    for stem, text in {"ada-2019": ADA, "boris-2020": BORIS, "carla-2021": CARLA}.items():
        (folder / f"{stem}.md").write_text(text, encoding="utf-8")
    with Archive.open(folder / "archive", create=True, embedder=HashEmbedder(), fit=SURE) as opened:
        opened.ingest(folder.glob("*.md"))
        yield opened
