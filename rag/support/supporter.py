"""The check of one written sentence against the paragraphs that it cites."""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass

import regex

from rag.embed import Embedder
from rag.fitted import Calibration
from rag.lexical import LexicalIndex
from rag.schema import Paragraph
from rag.support.entail import Entailment
from rag.support.facts import Told, facts
from rag.support.memory import Memory
from rag.support.read import Reader
from rag.support.sense import senses
from rag.support.unreal import unreal
from rag.support.verdict import Problem, Support
from rag.support.weigh import Claim, Features, weigh

_CAPITALS = regex.compile(r"\p{Lu}\w+")
"""What may be a name in a label."""

_RARE = 0.4
"""The rarity from which on a word that no paragraph has is told."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of a sentence before it is judged; `missing` are its rare words that no paragraph has."""

    features: Features
    problems: tuple[Problem, ...]
    missing: tuple[str, ...]


class Supporter:
    """Checks sentences; keeps what it learned of the paragraphs that it saw last.

    `names` are words, in small letters, that are names even where a sentence begins.
    """

    def __init__(
        self,
        lexical: LexicalIndex,
        embedder: Embedder,
        fitted: Calibration,
        *,
        names: Collection[str] = (),
        entailment: Entailment | None = None,
    ) -> None:
        self._lexical = lexical
        self._embedder = embedder
        self._fitted = fitted
        self._names = names
        self._entailment = entailment
        self._memory = Memory(embedder)

    def check(
        self, sentence: str, paragraphs: Sequence[Paragraph], labels: Sequence[str] = (), language: str | None = None
    ) -> Support:
        """Whether the paragraphs say it; `labels` tell who speaks where and when, `language` in what (else English)."""
        if not paragraphs or not sentence.strip():
            return Support(0.0, (Problem("words", sentence, "it rests on no paragraph"),), False)
        found = self.find(sentence, paragraphs, labels, language)
        score = self._score(found, sentence, paragraphs)
        problems = found.problems
        if not problems and score < self._fitted.threshold:
            problems = (Problem("words", ", ".join(found.missing) or sentence, "the paragraphs say too little of it"),)
        return Support(score, problems, not problems)

    def find(
        self, sentence: str, paragraphs: Sequence[Paragraph], labels: Sequence[str] = (), language: str | None = None
    ) -> Found:
        """What the check goes by; there must be a paragraph."""
        reader = Reader(self._lexical, language, self._names)
        known = self._memory.known([_sentences(one) for one in paragraphs], reader, language)
        names = {name.lower() for label in labels for name in _CAPITALS.findall(label)}
        heads = tuple(reader.read(label, names) for label in dict.fromkeys(labels))
        told = Told(tuple(read for one in known for read in one.reads), heads)
        read = reader.read(sentence, names)
        claim = Claim(read, self._embedder.tokens([read.text])[0], reader.rarity(set(read.stems) - {""}))
        weighed = weigh(claim, told, [vectors for one in known for vectors in one.tokens])
        rarity = reader.rarity({stem for one in (read, *weighed.nearest) for stem in one.stems} - {""})
        doubts = unreal(read, weighed.nearest[0]) if language in {None, "en"} else ()
        problems = (*facts(read, told), *senses(read, weighed.nearest, rarity), *doubts)
        return Found(weighed.features, problems, tuple(_missing(claim, told)))

    def _score(self, found: Found, sentence: str, paragraphs: Sequence[Paragraph]) -> float:
        """The fitted chance, or the entailment model's where that is lower."""
        score = chance(found, self._fitted)
        if self._entailment is None:
            return score
        premise = "\n".join(one.text for one in paragraphs)
        return min(score, self._entailment.chance(premise, sentence))


def chance(found: Found, fitted: Calibration) -> float:
    """The calibrated chance, 0..1."""
    values = asdict(found.features) | {"problem": float(bool(found.problems))}
    total = fitted.bias + sum(weight * values[name] for name, weight in fitted.weights.items())
    return 1.0 / (1.0 + math.exp(-total))


def _sentences(paragraph: Paragraph) -> tuple[str, ...]:
    return tuple(paragraph.sentence(index) for index in range(len(paragraph.sentences))) or (paragraph.text,)


def _missing(claim: Claim, told: Told) -> Iterator[str]:
    held = {stem for read in told.all for stem in read.stems}
    for token, stem in zip(claim.read.tokens, claim.read.stems, strict=True):
        if stem and stem not in held and claim.rarity[stem] > _RARE:
            yield token.text
