"""A chat model's answer from the paragraphs that come nearest, each sentence checked before anyone sees it."""

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from rag.answer.events import Done, Event, Found, Said
from rag.answer.extractive import ExtractiveAnswerer
from rag.answer.written.desk import Desk, Unsupported
from rag.answer.written.prompt import Evidence, messages
from rag.answer.written.reply import drafts
from rag.catalog import Catalog
from rag.chat import ChatModel
from rag.errors import ModelUnavailable
from rag.schema import CITABLE, Address, Answer, Query, Writing
from rag.support import Supporter

SHOWN = 12
"""Paragraphs that the model is shown at most."""

DOUBT = 0.5
"""The share of the threshold below which a model is not asked; it judges evidence better than a fitted rule does."""

_NONE_LEFT = "the archive does not bear out what the model wrote; answered by quotation instead"


class WrittenAnswerer:
    """Answers in prose; where the model cannot be asked, or nothing it wrote holds, by quotation alone, and says so."""

    def __init__(
        self,
        catalog: Catalog,
        extractive: ExtractiveAnswerer,
        supporter: Supporter,
        model: ChatModel,
        *,
        unsupported: Unsupported = "quote",
    ) -> None:
        self._catalog = catalog
        self._extractive = extractive
        self._supporter = supporter
        self._model = model
        self._unsupported: Unsupported = unsupported

    def stream(self, query: Query, least: float | None = None) -> Iterator[Event]:
        """The answer as it comes; the last event holds all of it. Closing the iterator stops the model."""
        started = time.perf_counter()
        quoted = self._extractive.answer(query, least)
        yield Found(quoted.query, quoted.evidence)
        evidence = self._evidence(quoted)
        if not evidence or self._is_hopeless(quoted, least):
            yield Done(quoted)
            return
        try:
            answer = yield from self._written(quoted, evidence)
        except ModelUnavailable as error:
            answer = replace(quoted, notice=f"{error}; answered by quotation instead")
            yield from map(Said, answer.sentences)
        yield Done(replace(answer, seconds=time.perf_counter() - started))

    def _is_hopeless(self, quoted: Answer, least: float | None) -> bool:
        return quoted.status == "refused" and quoted.confidence < DOUBT * self._extractive.threshold(least)

    def _written(self, quoted: Answer, evidence: Sequence[Evidence]) -> Generator[Event, None, Answer]:
        """What is shown of the model's reply; returns the answer. `quoted` is the one by quotation alone."""
        sure = quoted.status == "answered"
        desk = Desk(
            evidence,
            self._catalog,
            self._supporter,
            model=self._model.name,
            unsupported=self._unsupported,
            sure=sure,
        )
        for draft in drafts(self._model.stream(messages(quoted.query.text, evidence))):
            yield from desk.take(draft)
        yield from desk.finish()
        told = replace(quoted, writing=desk.writing, unverified=desk.unverified)
        if desk.kept:
            return replace(told, status="answered", reason=None, cause=None, sentences=tuple(desk.kept))
        if sure and desk.writing.sentences and self._unsupported == "quote":
            yield from map(Said, quoted.sentences)
            return replace(told, notice=_NONE_LEFT)
        return _refused(told, desk.writing)

    def _evidence(self, quoted: Answer) -> list[Evidence]:
        """The paragraphs of the hits, best first, that may be cited."""
        places = dict.fromkeys((hit.passage.speech, number) for hit in quoted.evidence for number in hit.paragraphs)
        found = [self._catalog.paragraphs(Address(speech, number, number))[0] for speech, number in places]
        citable = [one for one in found if one.kind in CITABLE][:SHOWN]
        return [
            Evidence(number, one, self._catalog.speech(one.speech).said_by(one.speaker))
            for number, one in enumerate(citable, start=1)
        ]


def _refused(answer: Answer, writing: Writing) -> Answer:
    """A refusal that tells what became of the reply."""
    reason = (
        f"No answer: the archive does not bear out what the model wrote ({writing.dropped} sentences left out)."
        if writing.dropped
        else "No answer found: the model did not find one in the paragraphs that come nearest."
    )
    return replace(answer, status="refused", reason=reason, cause="near-miss", sentences=())
