"""The language of a text that does not say it, by py3langid's bundled model; a short text stays unknown."""

from functools import cache
from typing import Any

PIECES, PIECE = 8, 500
"""How many pieces of a long text are looked at, and their characters."""

LETTERS = 120
"""From which a text says enough; names and dates alone look like any language."""

SURE = 0.99
"""The chance from which an answer is taken."""


def identify(text: str) -> str | None:
    """ISO 639-1 code, or None where the text is too short or the model is not sure."""
    sample = _sample(text)
    if sum(map(str.isalpha, sample)) < LETTERS:
        return None
    language, chance = _model().classify(sample)
    return language if chance >= SURE else None


def _sample(text: str) -> str:
    """Pieces from all of a long text: whoever opens it may speak another language than the rest."""
    if len(text) <= PIECES * PIECE:
        return text
    last = len(text) - PIECE
    starts = (last * piece // (PIECES - 1) for piece in range(PIECES))
    return " ".join(text[start : start + PIECE] for start in starts)


@cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
