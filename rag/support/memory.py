"""What is learned of a paragraph, kept from one written sentence to the next, as many cite the same ones."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from threading import Lock

from rag.embed import Embedder, Tokens
from rag.support.read import Read, Reader

KEPT = 500
"""Paragraphs that are kept; about 150 kB each."""


@dataclass(frozen=True, slots=True)
class Known:
    """Sentences as they are read, each with its vectors."""

    reads: tuple[Read, ...]
    tokens: tuple[Tokens, ...]


class Memory:
    """Reads and embeds the sentences of a paragraph once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept: OrderedDict[tuple[str, ...], Known] = OrderedDict()
        self._lock = Lock()

    def known(self, texts: Sequence[tuple[str, ...]], reader: Reader, language: str | None) -> list[Known]:
        """What is known of each text, given as its sentences; those of new ones are embedded together."""
        keys = [(language or "", *one) for one in texts]
        with self._lock:
            new = [key for key in dict.fromkeys(keys) if key not in self._kept]
            vectors = iter(self._embedder.tokens([sentence for _, *sentences in new for sentence in sentences]))
            for key in new:
                self._kept[key] = Known(tuple(map(reader.read, key[1:])), tuple(islice(vectors, len(key) - 1)))
            found = [self._kept[key] for key in keys]
            for key in keys:
                self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return found
