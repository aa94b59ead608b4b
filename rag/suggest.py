"""First questions for those who do not know yet what an archive holds."""

import re
from collections import Counter
from collections.abc import Iterator

from rag.catalog import Catalog
from rag.lexical import LexicalIndex
from rag.schema import Speech

OFTEN = 2
"""Times that a speech has to say a word which tells what it is about."""

_TOPICS = 2
"""Words of a speech that are tried."""

_NOUN = re.compile(
    r"\b(?i:(the|our|their|its|his|her|this|these|those|an?)|of|no|more|about)\s+([a-z]{4,})(?=[.,;:!?]"
    r"|\s+(?:of|and|or|in|on|to|is|are|was|were|that|which|for|from|by|with|at|has|have|had|will|we|they|must|can)\b)"
)
"""What is a noun by the words that stand around it."""


def suggestions(catalog: Catalog, lexical: LexicalIndex, speakers: int) -> Iterator[tuple[str, ...]]:
    """Questions about what those said last who speak most often; of each speaker several, the most telling first.

    They are in English, and so of English speeches only.
    """
    for speaker, speech in catalog.most_heard(speakers):
        found = catalog.speech(speech)
        if (found.language or "en").startswith("en"):
            yield tuple(f"What did {speaker} say about {topic}?" for topic in _topics(found, lexical))


def _topics(speech: Speech, lexical: LexicalIndex) -> list[str]:
    """The nouns that it says often and that few passages have, with an article where it mostly has one; no names."""
    found = _NOUN.findall(speech.text)
    said = Counter(noun for _, noun in found)
    marked = Counter(noun for article, noun in found if article)
    often = [word for word, count in said.items() if count >= OFTEN]
    telling = zip(often, lexical.rarest(often, speech.language), lexical.telling(often, speech.language), strict=True)
    weighed = {word: said[word] * rarity**2 for word, rarity, tells in telling if tells}
    best = sorted(weighed, key=lambda word: (-weighed[word], word))[:_TOPICS]
    return [f"the {word}" if 2 * marked[word] > said[word] else word for word in best]
