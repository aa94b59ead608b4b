"""Parts that are pure functions of their input, for tests that need no model."""

import dataclasses
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from rag import fitted
from rag.chat import Message
from rag.embed import Tokens, Vectors
from rag.errors import ModelUnavailable
from rag.fitted import Calibration

DIMENSION = 64

SURE = dataclasses.replace(fitted.load(), calibration=Calibration({"coverage": 12.0}, -4.0, 0.5))
"""Answers where a third of the question's words are covered, so that tests do not hang on the fit."""


class HashEmbedder:
    """Embeds a text as the sum of its words' hashed directions; texts that share words are near each other."""

    def __init__(self, fingerprint: str = "hash@1", max_pieces: int = 128) -> None:
        self.fingerprint = fingerprint
        self.max_pieces = max_pieces
        self.embedded: list[str] = []

    def count(self, text: str) -> int:
        return len(re.findall(r"\w+|[^\w\s]", text))

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        rows = [_direction(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), DIMENSION)

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Each word as its own direction."""
        return [_words(text) for text in texts]


def _words(text: str) -> Tokens:
    found = list(re.finditer(r"\w+", text))
    vectors = np.array([_direction(word.group()) for word in found], dtype=np.float32).reshape(len(found), DIMENSION)
    spans = np.array([word.span() for word in found], dtype=np.int64).reshape(len(found), 2)
    return Tokens(_direction(text), vectors, spans)


def _direction(text: str) -> Vectors:
    total = np.full(DIMENSION, 1e-3)
    for word in re.findall(r"\w+", text.casefold()):
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4])
        total += np.random.default_rng(seed).standard_normal(DIMENSION)
    unit: Vectors = (total / np.linalg.norm(total)).astype(np.float32)
    return unit


@dataclasses.dataclass(frozen=True, slots=True)
class ScriptedModel:
    """A chat model whose reply is a function of its messages, and comes in pieces of `size` characters."""

    reply: Callable[[Sequence[Message]], str]
    name: str = "fake:scripted"
    size: int = 7

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        text = self.reply(messages)
        for start in range(0, len(text), self.size):
            yield text[start : start + self.size]


class AbsentModel:
    """A chat model that cannot be asked."""

    name = "fake:absent"

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        raise ModelUnavailable(f"{self.name} does not answer: connection refused")
        yield ""
