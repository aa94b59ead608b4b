import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.dense import DenseIndex
from rag.errors import ArchiveError, BadInput
from rag.filters import Scope
from rag.schema import Passage
from tests.conftest import unused_port, wait_for
from tests.fakes import HashEmbedder

EMBEDDER = HashEmbedder()
TEXTS = ("toll barge canal", "sturgeon delta fishermen", "wheat flour frost", "toll canal")


def passage(number: int, text: str, speech: str = "a", speaker: str | None = "Ada") -> Passage:
    return Passage(f"{speech}:{number}", speech, number, number, 0, len(text), text, "", speaker, "en")


PASSAGES = [passage(number, text, "ab"[number % 2], "Ada" if number else None) for number, text in enumerate(TEXTS)]


class DenseContract:
    """What holds for Chroma wherever it runs."""

    @pytest.fixture
    def filled(self, index: DenseIndex) -> DenseIndex:
        index.add(PASSAGES, EMBEDDER.embed(TEXTS))
        return index

    def test_the_nearest_comes_first_with_its_cosine(self, filled: DenseIndex) -> None:
        (vector,) = EMBEDDER.embed(["toll canal"])
        found = filled.search(vector, 10)
        assert [one for one, _ in found][:2] == ["b:3", "a:0"]
        assert found[0][1] == pytest.approx(1.0, abs=1e-5)
        assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
        assert dict(found) == pytest.approx(filled.score(vector, [one.id for one in PASSAGES]), abs=1e-5)

    def test_a_scope_limits_and_an_empty_one_gives_nothing(self, filled: DenseIndex) -> None:
        (vector,) = EMBEDDER.embed(["toll"])
        assert {one for one, _ in filled.search(vector, 10, Scope(("b",)))} == {"b:1", "b:3"}
        assert {one for one, _ in filled.search(vector, 10, Scope(("a",), ("Ada",)))} == {"a:2"}
        assert filled.search(vector, 10, Scope(())) == []
        assert filled.search(vector, 10, Scope(None, ())) == []

    def test_adding_again_replaces_and_removing_forgives(self, filled: DenseIndex) -> None:
        filled.add(PASSAGES, EMBEDDER.embed(TEXTS))
        assert filled.count() == len(PASSAGES)
        filled.remove(["a:0", "nowhere"])
        assert filled.ids() == {"b:1", "a:2", "b:3"}
        filled.reset()
        assert (filled.count(), filled.ids()) == (0, set())

    def test_a_collection_made_anew_by_another_is_found(self, filled: DenseIndex, twin: DenseIndex) -> None:
        assert twin.count() == len(PASSAGES)
        filled.reset()
        filled.add(PASSAGES[:1], EMBEDDER.embed(TEXTS[:1]))
        assert twin.ids() == {"a:0"}

    def test_an_empty_index_finds_nothing(self, index: DenseIndex) -> None:
        (vector,) = EMBEDDER.embed(["toll"])
        assert index.search(vector, 5) == []
        assert index.score(vector, ["a:0"]) == {}
        assert index.score(vector, []) == {}


class TestEmbedded(DenseContract):
    @pytest.fixture
    def index(self, tmp_path: Path) -> Iterator[DenseIndex]:
        index = DenseIndex(tmp_path)
        yield index
        index.close()

    @pytest.fixture
    def twin(self, tmp_path: Path) -> Iterator[DenseIndex]:
        index = DenseIndex(tmp_path)
        yield index
        index.close()

    def test_what_was_added_is_there_when_opened_again(self, filled: DenseIndex, tmp_path: Path) -> None:
        again = DenseIndex(tmp_path)
        assert again.ids() == filled.ids()
        again.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Chroma server on loopback."""
    place, port = tmp_path_factory.mktemp("chroma"), unused_port()
    command = "import sys; from chromadb.cli.cli import app; app()"
    arguments = ["run", "--path", str(place), "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, "-c", command, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/api/v2/heartbeat", process)
        yield url
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.server
@pytest.mark.enable_socket
class TestServer(DenseContract):
    @pytest.fixture
    def index(self, server: str, tmp_path: Path) -> Iterator[DenseIndex]:
        index = DenseIndex(tmp_path, url=server)
        index.reset()
        yield index
        index.close()
        assert not list(tmp_path.iterdir())

    @pytest.fixture
    def twin(self, server: str, tmp_path: Path) -> Iterator[DenseIndex]:
        index = DenseIndex(tmp_path, url=server)
        yield index
        index.close()

    def test_archives_on_one_server_keep_apart(self, filled: DenseIndex, server: str, tmp_path: Path) -> None:
        other = DenseIndex(tmp_path, url=server, name="onrecord-other")
        assert other.count() == 0
        other.reset()
        assert filled.count() == len(PASSAGES)
        other.close()


@pytest.mark.enable_socket
def test_a_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no Chroma server answers at http://127"):
        DenseIndex(tmp_path, url=f"http://127.0.0.1:{unused_port()}")


def test_an_address_that_is_none_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="http://host:port"):
        DenseIndex(tmp_path, url="localhost:8000")


@given(st.sets(st.integers(0, 40), min_size=1, max_size=30), st.sets(st.integers(0, 40), max_size=20))
@settings(max_examples=8, deadline=None)
def test_ids_are_those_added_less_those_removed(added: set[int], removed: set[int]) -> None:
    with TemporaryDirectory() as place:
        index = DenseIndex(Path(place))
        passages = [passage(number, f"word{number}") for number in sorted(added)]
        index.add(passages, EMBEDDER.embed([one.text for one in passages]))
        index.remove([f"a:{number}" for number in sorted(removed)])
        assert index.ids() == {f"a:{number}" for number in added - removed}
        found = index.search(EMBEDDER.embed(["word1"])[0], 50)
        index.close()
    assert np.isfinite([score for _, score in found]).all()
