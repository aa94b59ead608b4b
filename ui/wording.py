"""How the page puts things in plain words."""

import re

from rag.filters import Filters
from rag.quote import Finding
from rag.schema import Answer
from rag.timeline import Timeline


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


def narrowed(filters: Filters, otherwise: str) -> str:
    """What the filters leave, which is `otherwise` without any, and where they are."""
    return filters.described() or f"{otherwise}; narrow it with the filters at the left"


def looked_up(finding: Finding) -> str:
    """How much was looked at for a quotation, and how long it took."""
    count = finding.searched
    claim = f" ({finding.filters.described()})" if finding.filters else ""
    return f"{count:,} speech{'' if count == 1 else 'es'} searched{claim} in {finding.seconds * 1000:.0f} ms"


def over_time(found: Timeline) -> str:
    """What the bars count, and what silence means."""
    undated = f" {found.undated.speeches:,} more have no date." if found.undated.speeches else ""
    spoken = sum(year.spoken for year in found.years)
    dated = sum(year.speeches for year in found.years)
    return (
        f"{spoken:,} of {dated:,} speeches have a sentence with these words.{undated} "
        "In these words only: said otherwise it is not found."
    )


def plain(text: str) -> str:
    """The text for a place that reads Markdown, where its marks are to be shown."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~:$^&])", r"\\\1", text)
