"""The same speech twice: as prepared and as delivered, on two sites, in two languages.

Near-duplicates are found by MinHash over runs of five words, and verified on the texts themselves; a signature is
512 bytes that a catalog can keep. Translations have no words in common, so they are told by who, when and where.
"""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import unquote, urlsplit

import numpy as np
from datasketch import MinHash, MinHashLSH

from rag.schema import Speech

VERSION = "5 words, 128 x affine32, seed 1"
"""Kept beside stored signatures; those of another version cannot be compared and are made anew."""

NEAR = 0.7
"""Jaccard similarity of five-word runs from which two texts are one speech."""
SHORTEST = 50
"""Words from which a text is compared; shorter ones are alike by their formulas."""

_RUN = 5
_PERMUTATIONS = 128
_CANDIDATE = 0.5
"""The similarity that is looked for before it is verified: lower than `NEAR`, since an estimate errs by 0.04."""
# Languages that part no words with spaces count by the character.
_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
    r"|[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)

Kind = Literal["near-duplicate", "translation"]


@dataclass(frozen=True, slots=True)
class Kin:
    """Two speeches that are one; `similarity` is 0..1.

    Of near-duplicates it is the share of five-word runs that they have in common, of translations how near the
    numbers of their paragraphs are.
    """

    speech: str
    other: str
    kind: Kind
    similarity: float


def words(text: str) -> list[str]:
    """The words as they are compared, without case, accents on capitals or punctuation."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
