"""What it is to speak of a topic: to say all its words, by their stems and near each other."""

import re

from rag.lexical import LexicalIndex

_TELLING = 0.35
"""A word of less than this share of the rarity of the topic's rarest says little of it ("of", "du")."""

_CLAUSE = re.compile(r"[,;:()]")


class Topic:
    """The words that tell what is looked for, as `text`, and their stems by language."""

    def __init__(self, text: str, lexical: LexicalIndex) -> None:
        self.text = text
        self._lexical = lexical
        self._stems: dict[str | None, frozenset[str]] = {}

    def said_in(self, text: str, language: str | None) -> bool:
        """Whether all the words stand near each other: among twice as many and one, with no comma between them."""
        stems = self._wanted(language)
        near = 2 * len(stems) + 1
        return any(
            stems <= set(found[at : at + near])
            for clause in _CLAUSE.split(text)
            for found in [self._lexical.terms(clause, language)]
            for at, term in enumerate(found)
            if term in stems
        )

    def _wanted(self, language: str | None) -> frozenset[str]:
        """The stems that have to be there; those of words much commoner than the rarest need not."""
        if language not in self._stems:
            rarity = self._lexical.rarity(self._lexical.terms(self.text, language), language)
            least = _TELLING * max(rarity.values(), default=0.0)
            self._stems[language] = frozenset(stem for stem, rare in rarity.items() if rare >= least)
        return self._stems[language]
