"""Answers, hits and speeches as JSON: the form that `--json` prints and that others may rely on."""

import dataclasses
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rag.schema import Answer, Health, Hit, Kin, Paragraph, Speech

if TYPE_CHECKING:
    from rag.fetch import Source
    from rag.quote import Finding, Match


def answer(found: Answer) -> dict[str, Any]:
    """An answer as `onrecord ask --json` prints it."""
    return {
        "status": found.status,
        "reason": found.reason,
        "cause": found.cause,
        "confidence": round(found.confidence, 4),
        "sentences": [dataclasses.asdict(sentence) for sentence in found.sentences],
        "evidence": [hit(one) for one in found.evidence],
        "filters": dataclasses.asdict(found.query.filters),
        "boosts": [dataclasses.asdict(boost) for boost in found.query.boosts],
        "speeches_searched": found.speeches_searched,
        "unverified": found.unverified,
        "stale": found.stale,
        "writing": dataclasses.asdict(found.writing) if found.writing else None,
        "notice": found.notice,
        "seconds": round(found.seconds, 4),
    }


def hit(found: Hit) -> dict[str, Any]:
    """A hit as `onrecord search --json` prints it."""
    passage = found.passage
    return {
        "rank": found.rank,
        "score": round(found.score, 4),
        "dense": round(found.dense, 4),
        "lexical": round(found.lexical, 4),
        "speech": passage.speech,
        "paragraphs": list(found.paragraphs),
        "start": passage.start,
        "end": passage.end,
        "speaker": passage.speaker,
        "text": passage.text,
    }


def finding(found: "Finding") -> dict[str, Any]:
    """The lookup of a quotation as `onrecord quote --json` prints it."""
    return {
        "verdict": found.verdict,
        "reason": found.reason,
        "meaning_changed": found.meaning_changed,
        "changes": [dataclasses.asdict(one) for one in found.changes],
        "matches": [match(one) for one in found.matches],
        "nearest": match(found.nearest) if found.nearest else None,
        "parts": [match(one) for one in found.parts],
        "searched": {"speeches": found.searched, "claim": dataclasses.asdict(found.filters)},
        "seconds": round(found.seconds, 4),
    }


def match(found: "Match") -> dict[str, Any]:
    """A place where a quotation stands."""
    known = dataclasses.asdict(found)
    return known | {"similarity": round(found.similarity, 4), "address": found.address}


def speech(found: Speech) -> dict[str, Any]:
    """A speech's metadata, without its text."""
    known = dataclasses.asdict(found)
    return {name: value for name, value in known.items() if name not in {"text", "markdown", "blocks"}}


def paragraphs(of: Speech, found: list[Paragraph], kin: Iterable[Kin]) -> dict[str, Any]:
    """Paragraphs as `onrecord show --json` prints them, with the speeches that are the same."""
    same = [dataclasses.asdict(one) for one in kin]
    return {"speech": speech(of), "same": same, "paragraphs": [dataclasses.asdict(one) for one in found]}


def health(found: Health) -> dict[str, Any]:
    """The check-up as `onrecord doctor --json` prints it."""
    return dataclasses.asdict(found) | {"sound": found.sound}


def source(one: "Source") -> dict[str, Any]:
    """A known archive as `onrecord fetch --json` lists it."""
    told = ("name", "title", "licence", "page", "url", "size", "sha256", "md5")
    return {name: getattr(one, name) for name in told}
