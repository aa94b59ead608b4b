"""From an answer to its receipt."""

from dataclasses import replace
from datetime import UTC, datetime

from rag.catalog import Catalog
from rag.errors import NotFound
from rag.filters import Filters
from rag.receipt.record import CitationRecord, Fingerprint, HitRecord, MadeWith, Receipt, SentenceRecord, sha256
from rag.schema import Address, Answer, Citation, Hit, Sentence, Span
from rag.verify import holds


def issue(answer: Answer, catalog: Catalog, filters: Filters, settings: MadeWith, made: datetime) -> Receipt:
    """The receipt of an answer; `filters` are those that the user gave, `made` is kept as UTC.

    Raises NotFound where the catalog no longer has what the answer quotes.
    """
    receipt = Receipt(
        format="onrecord-receipt/1",
        made=made.astimezone(UTC),
        question=answer.query.text,
        filters=filters,
        understood=answer.query.filters,
        boosts=answer.query.boosts,
        status=answer.status,
        reason=answer.reason,
        cause=answer.cause,
        confidence=answer.confidence,
        speeches_searched=answer.speeches_searched,
        unverified=answer.unverified,
        sentences=tuple(_sentence(one, catalog) for one in answer.sentences),
        evidence=tuple(map(_hit, answer.evidence)),
        archive=Fingerprint.of(catalog),
        settings=settings,
        sha256="",
    )
    return replace(receipt, sha256=receipt.digest())


def _sentence(sentence: Sentence, catalog: Catalog) -> SentenceRecord:
    return SentenceRecord(sentence.text, tuple(_citation(one, catalog) for one in sentence.citations))


def _citation(citation: Citation, catalog: Catalog) -> CitationRecord:
    if not holds(citation, catalog.paragraphs):
        raise NotFound(f"{citation.address} no longer has the words that were quoted from it; ask again")
    return CitationRecord.at(catalog, Address.parse(citation.address), Span(citation.start, citation.end))


def _hit(hit: Hit) -> HitRecord:
    passage = hit.passage
    scores = (hit.rank, hit.score, hit.dense, hit.lexical, hit.match)
    return HitRecord(*scores, passage.speech, hit.paragraphs, passage.start, passage.end, sha256(passage.text))
