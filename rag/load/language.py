"""The language of a text that does not say it, by py3langid's bundled model; a short text stays unknown."""

from functools import cache
from typing import Any

CHARACTERS = 4_000
"""That are looked at."""

LETTERS = 120
"""From which a text says enough; names and dates alone look like any language."""

SURE = 0.99
"""The chance from which an answer is taken."""


def identify(text: str) -> str | None:
    """ISO 639-1 code, or None where the text is too short or the model is not sure."""
    piece = text[:CHARACTERS]
    if sum(map(str.isalpha, piece)) < LETTERS:
        return None
    language, chance = _model().classify(piece)
    return language if chance >= SURE else None


@cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
