"""Saying no: the cause, and the one sentence that tells the user why."""

from collections.abc import Sequence

from rag.filters import Filters
from rag.schema import Cause, Query
from rag.shown import speeches

MOSTLY_ABSENT = 0.4
"""From this share of absent words on, a refusal says that the topic is absent rather than that it came close."""

MOST_WORDS = 4


def empty() -> tuple[Cause, str]:
    """Why an archive without speeches answers nothing."""
    return "no-speech-matches", "This archive is empty; take speeches in with: onrecord ingest PATH..."


def out_of_scope(query: Query, speeches_without_dates: int) -> tuple[Cause, str]:
    """Why a query whose filters leave no speech is refused."""
    filters = query.filters
    who = Filters(filters.speaker, filters.role, filters.country, filters.event, filters.language)
    if (filters.since or filters.until) and (speeches_without_dates or not who):
        what = f"with {who.described()} " if who else ""
        return "no-speech-in-period", f"This archive has no speech {what}{_period(filters)}."
    return "no-speech-matches", f"This archive has no speech with {filters.described()}."


def no_evidence(
    query: Query, absent: float, words: Sequence[str], searched: int, *, unsaid: str | None = None
) -> tuple[Cause, str]:
    """Why a query that was searched for and not answered is refused.

    `absent` is the share of the question, by rarity, that no passage holds, and `words` are those words; `unsaid` is
    the topic that it asks to hear of, where nothing that came near has it in these words.
    """
    if query.unknown_speakers:
        names = " or ".join(query.unknown_speakers)
        return "no-such-speaker", f"This archive has no speech by {names}."
    where = _searched(query, searched)
    if absent >= MOSTLY_ABSENT and words:
        named = ", ".join(f"“{word}”" for word in words[:MOST_WORDS])
        return "topic-absent", f"Not found in this archive: {where}, and no speech has the words {named}."
    if unsaid:
        return "near-miss", (
            f"No answer found: {where}; what comes nearest does not say “{unsaid}”, but may speak of it in other words."
        )
    return "near-miss", f"No answer found: {where}; what comes nearest does not seem to answer the question."


def _searched(query: Query, searched: int) -> str:
    count = f"{speeches(searched)} searched"
    return f"{count} ({query.filters.described()})" if query.filters else count


def _period(filters: Filters) -> str:
    if filters.since and filters.until:
        same = filters.since == filters.until
        return f"in {filters.since}" if same else f"from {filters.since} to {filters.until}"
    return f"since {filters.since}" if filters.since else f"until {filters.until}"
