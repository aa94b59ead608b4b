"""How near a sentence comes to paragraphs by the words that it shares with them, and which words it rests on."""

import math
from collections import Counter
from collections.abc import Sequence

from rag.answer.written.prompt import Evidence
from rag.quote.words import words
from rag.schema import Citation, Paragraph

_NEAR = 0.6
"""The share of the words that the best paragraph has in common with a sentence, from which on another is cited, too."""
_MOST_CITED = 4


class Nearness:
    """Words count by how well they tell one of the paragraphs from the others."""

    def __init__(self, evidence: Sequence[Evidence]) -> None:
        held = Counter(word for one in evidence for word in _folded(one.paragraph.text))
        self._weights = {word: math.log1p(len(evidence) / count) for word, count in held.items()}

    def nearest(self, text: str, evidence: Sequence[Evidence]) -> list[Evidence]:
        """Those that share most words with the text, best first; a model may name all that it was shown."""
        shared = [(max(self._shared(text, one.paragraph)), one) for one in evidence]
        shared.sort(key=lambda pair: -pair[0])
        least = _NEAR * max((share for share, _ in shared), default=0)
        return [one for share, one in shared if share >= least][:_MOST_CITED]

    def sentence(self, text: str, paragraph: Paragraph) -> int:
        """The index of the paragraph's sentence that shares most words with the text."""
        shared = self._shared(text, paragraph)
        return shared.index(max(shared))

    def share(self, text: str, paragraph: Paragraph) -> float:
        """How much of the words that any paragraph has in common with the text one sentence of this one has, 0..1."""
        whole = sum(self._weights.get(word, 0.0) for word in _folded(text))
        return max(self._shared(text, paragraph)) / whole if whole else 0.0

    def cite(self, text: str, one: Evidence) -> Citation:
        """The sentence of the paragraph that shares most words with the text."""
        paragraph = one.paragraph
        index = self.sentence(text, paragraph)
        span = paragraph.sentences[index]
        return Citation(paragraph.speech, paragraph.number, span.start, span.end, paragraph.sentence(index))

    def _shared(self, text: str, paragraph: Paragraph) -> list[float]:
        """How much of the text each sentence of the paragraph has, its words counted by what they tell."""
        said = _folded(text)
        sentences = (paragraph.sentence(index) for index in range(len(paragraph.sentences)))
        return [sum(self._weights.get(word, 0.0) for word in said & _folded(sentence)) for sentence in sentences]


def _folded(text: str) -> set[str]:
    return {word.folded for word in words(text)}
