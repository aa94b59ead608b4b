"""The dense index: vectors in Chroma, embedded or on a server. Chroma gets ids, vectors and two fields, never text.

Chroma tells cosine distances; only scores (1 - distance, higher is better) leave this module.
"""

import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from rag.errors import ArchiveError, BadInput, IndexBroken
from rag.filters import Scope
from rag.schema import Passage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

COLLECTION = "onrecord-passages"
_SMALL = 2_000
"""Passages written or read in one call; Chroma caps it at 5,461 or less."""


class DenseIndex:
    """Passage vectors in `folder/chroma`, or in a collection of a Chroma server at `url`.

    Chroma keeps vectors in the memory of a process and does not see what another one writes; so the index is
    opened anew whenever `version` has changed, or the collection that it holds is gone.
    """

    def __init__(
        self,
        folder: Path,
        *,
        url: str | None = None,
        name: str = COLLECTION,
        version: Callable[[], int] = lambda: 0,
    ) -> None:
        self._connect = partial(_server, url) if url else partial(_embedded, folder / "chroma")
        self._name = name
        self._version = version
        self._lock = RLock()
        self._open()

    def _open(self) -> None:
        self._seen = self._version()
        self._client = self._connect()
        self._collection = self._client.get_or_create_collection(
            self._name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )

    def _reopen(self) -> None:
        self._client.close()
        self._open()

    def _ask(self, question: Callable[[Any], Any]) -> Any:
        """The collection's answer; asked once more, of an index opened anew, where another process has written."""
        from chromadb.errors import InternalError, NotFoundError

        with self._lock:
            if self._version() != self._seen:
                self._reopen()
            try:
                return question(self._collection)
            except (InternalError, NotFoundError):
                self._reopen()
            try:
                return question(self._collection)
            except (InternalError, NotFoundError) as error:
                raise IndexBroken(
                    f"the dense index cannot be read ({error}); mend it with: onrecord doctor --rebuild"
                ) from error

    def add(self, passages: Sequence[Passage], vectors: "Vectors") -> None:
        """Store passages under their ids; one that is there already is replaced."""
        for start in range(0, len(passages), _SMALL):
            self._put(passages[start : start + _SMALL], vectors[start : start + _SMALL])

    def _put(self, passages: Sequence[Passage], vectors: "Vectors") -> None:
        entry = {
            "ids": [passage.id for passage in passages],
            "embeddings": vectors,
            "metadatas": [{"speech": passage.speech, "speaker": passage.speaker or ""} for passage in passages],
        }
        self._ask(lambda collection: collection.upsert(**entry))

    def remove(self, ids: Sequence[str]) -> None:
        """Take passages out; ids that are not there are no error."""
        parts = [list(ids[start : start + _SMALL]) for start in range(0, len(ids), _SMALL)]
        self._ask(lambda collection: [collection.delete(ids=part) for part in parts])

    def search(self, vector: "Vectors", limit: int, scope: Scope = Scope()) -> list[tuple[str, float]]:
        """The `limit` nearest passages as (id, cosine), best first, within the scope."""
        if scope.empty or self.count() == 0:
            return []
        wanted = {"n_results": limit, "where": _where(scope), "include": ["distances"]}
        found = self._ask(lambda collection: collection.query(query_embeddings=vector[None, :], **wanted))
        return [(one, 1.0 - float(far)) for one, far in zip(found["ids"][0], found["distances"][0], strict=True)]

    def score(self, vector: "Vectors", ids: Sequence[str]) -> dict[str, float]:
        """The cosine of given passages, for those that are there."""
        if not ids:
            return {}
        found = self._ask(lambda collection: collection.get(ids=list(ids), include=["embeddings"]))
        if not found["ids"]:
            return {}
        vectors = np.asarray(found["embeddings"], dtype=np.float32)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return dict(zip(found["ids"], (vectors @ vector).tolist(), strict=True))

    def ids(self) -> set[str]:
        """Every passage id in the index."""
        return set(self._ask(lambda collection: collection.get(include=[]))["ids"])

    def count(self) -> int:
        """How many passages are in the index."""
        return int(self._ask(lambda collection: collection.count()))

    def close(self) -> None:
        """Let go of the index's files, or of the connection."""
        with self._lock:
            self._client.close()

    @staticmethod
    def erase(folder: Path) -> None:
        """Delete an embedded index that cannot be opened."""
        if (folder / "chroma").exists():
            shutil.rmtree(folder / "chroma")

    def reset(self) -> None:
        """Empty the index; a collection made anew may hold vectors of another length."""
        with self._lock:
            self._client.delete_collection(self._name)
            self._reopen()


def _where(scope: Scope) -> dict[str, Any] | None:
    """Chroma's form of the scope: `speaker` says who speaks, `speech` which speeches are meant."""
    parts: list[dict[str, Any]] = []
    if scope.speeches is not None:
        parts.append({"speech": {"$in": list(scope.speeches)}})
    if scope.speakers is not None:
        parts.append({"speaker": {"$in": list(scope.speakers)}})
    if len(parts) > 1:
        return {"$and": parts}
    return parts[0] if parts else None


def _embedded(folder: Path) -> Any:
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings
    from chromadb.errors import ChromaError

    try:
        return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    except ChromaError as error:
        # Chroma would remember for the life of the process that it could not open this folder.
        SharedSystemClient.clear_system_cache()
        raise IndexBroken(
            f"the dense index in {folder} cannot be read ({error}); mend it with: onrecord doctor --rebuild"
        ) from error


def _server(url: str) -> Any:
    import chromadb
    from chromadb.config import Settings

    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadInput(f"{url!r} is not the address of a Chroma server; write http://host:port")
    try:
        return chromadb.HttpClient(
            host=parts.hostname,
            port=parts.port or (443 if parts.scheme == "https" else 8000),
            ssl=parts.scheme == "https",
            settings=Settings(anonymized_telemetry=False),
        )
    except ValueError as error:
        raise ArchiveError(f"no Chroma server answers at {url}: {error}") from error
