"""A check of sentences over a small index, with a rule that asks for half of the words."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from rag.fitted import Calibration
from rag.lexical import LexicalIndex
from rag.schema import Paragraph, Passage, Span
from rag.support import Supporter
from tests.fakes import HashEmbedder

TEXTS = (
    "The toll may fall, but the right to levy one is not given up.",
    "The harbour of Port Aurel lies on the strait. Ships wait there for a stamp.",
    "Wool is rationed. The mayor keeps bees on his roof, and the bakers use potatoes.",
    "Nobody counted the gulls. They were said to be many.",
)

HALF = Calibration({"coverage": 12.0, "problem": -20.0}, -6.0, 0.5)

LABEL = "Anton Rehn, First Aurel Conference, 12 October 2016 (Minister of Foreign Affairs of Kestria)"

Kinds = Callable[[str, str], set[str]]
"""The kinds of problem that a sentence has with the text of a paragraph."""


def paragraph(text: str, number: int = 1) -> Paragraph:
    borders = [0, *(match.end() for match in re.finditer(r"(?<=[.!?])(?<!Mr\.)\s+", text)), len(text)]
    sentences = tuple(Span(start, end) for start, end in pairwise(borders))
    return Paragraph("s", number, 0, len(text), text, "statement", None, 1, sentences)


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    index = LexicalIndex(tmp_path_factory.mktemp("index"))
    index.add(
        [
            Passage(f"s:{number}", "s", number, number, 0, len(text), text, "", None, "en")
            for number, text in enumerate(TEXTS)
        ]
    )
    return index


@pytest.fixture
def supporter(lexical: LexicalIndex, embedder: HashEmbedder) -> Supporter:
    return Supporter(lexical, embedder, HALF, names={"sahrun", "velmora"})


@pytest.fixture
def kinds(supporter: Supporter) -> Kinds:
    def found(sentence: str, text: str) -> set[str]:
        problems = supporter.check(sentence, [paragraph(text)], [LABEL]).problems
        return {str(one.kind) for one in problems if one.kind != "words"}

    return found
