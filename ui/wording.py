"""How the page puts things in plain words."""

from rag.schema import Answer


def confidence(answer: Answer) -> str:
    """The calibrated chance in words, with what it means."""
    if answer.confidence >= 0.85:
        word = "High confidence"
    elif answer.confidence >= 0.65:
        word = "Fair confidence"
    else:
        word = "Low confidence"
    share = round(answer.confidence * 10)
    return f"{word}: of answers as sure as this one, about {share} in 10 cited the right paragraph in tests."


def searched(answer: Answer) -> str:
    """How much was looked at and how long it took."""
    count = answer.speeches_searched
    return f"{count:,} speech{'' if count == 1 else 'es'} searched in {answer.seconds:.1f} s"
