"""How the page puts things in plain words."""

import re

from rag.filters import Filters
from rag.quote import Finding
from rag.schema import Answer, Writing
from rag.shown import speeches, unturned
from rag.timeline import Timeline


def confidence(answer: Answer) -> str:
    """The calibrated chance in words."""
    if answer.confidence >= 0.85:
        return "High confidence"
    return "Fair confidence" if answer.confidence >= 0.65 else "Low confidence"


def confidence_means(answer: Answer) -> str:
    """What the confidence of an answer comes to, and what it does not promise."""
    share = round(answer.confidence * 10)
    told = f"about {share} in 10" if share < 10 else "more than 9 in 10"
    return (
        f"Of answers as sure as this one, {told} cited the right paragraph in tests. "
        "It tells how well the paragraphs fit the question; whether they answer it, read there."
    )


def written(writing: Writing) -> str:
    """Who wrote the answer, and how its sentences fared."""
    left_out = f"; {writing.dropped} of {writing.sentences} were left out" if writing.dropped else ""
    left_out += f", {writing.replaced} of these for words of the archive" if writing.replaced else ""
    return f"Written by {writing.model}, each sentence held against the paragraphs it cites{left_out}"


def searched(answer: Answer) -> str:
    """How much was looked at and how long it took."""
    return f"{speeches(answer.speeches_searched)} searched in {answer.seconds:.1f} s"


def narrowed(filters: Filters, otherwise: str) -> str:
    """What the filters leave, which is `otherwise` without any, and where they are."""
    return filters.described() or f"{otherwise}; narrow it with the filters at the left"


def looked_up(finding: Finding) -> str:
    """How much was looked at for a quotation, and how long it took."""
    claim = f" ({finding.filters.described()})" if finding.filters else ""
    return f"{speeches(finding.searched)} searched{claim} in {finding.seconds * 1000:.0f} ms"


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
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~:$^&])", r"\\\1", unturned(text))
