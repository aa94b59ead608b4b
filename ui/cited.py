"""Where the reader opens."""

from rag.quote import Match
from rag.schema import Address, Citation

Cited = Citation | Match
"""Words and where they stand: `quote == speech.text[start:end]`; those of a match may go over a paragraph's end."""

Opened = Cited | Address
"""Words, or a speech as a whole."""


def numbers(words: Cited) -> range:
    """The numbers of the paragraphs in which the words stand."""
    return range(words.paragraph, (words.last if isinstance(words, Match) else words.paragraph) + 1)
