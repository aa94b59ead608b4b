"""The answer without a chat model: the one to five sentences that answer the question, quoted as they stand."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import takewhile

from rag.answer.confidence import confidence
from rag.answer.quoting import quoting
from rag.answer.refusal import empty, no_evidence, out_of_scope
from rag.answer.run import Run
from rag.answer.weigh import Candidate, Weighed, Weigher
from rag.catalog import Catalog
from rag.fitted import Fitted, SentenceWeights
from rag.rerank import Interaction
from rag.retrieve import Retrieved, Retriever
from rag.schema import Answer, Hit, Query, Sentence
from rag.verify import verified

EVIDENCE = 8
"""Hits whose sentences are weighed."""

MOST_SENTENCES = 5


class ExtractiveAnswerer:
    """Answers by quotation alone; needs no model beyond the embedder."""

    def __init__(self, catalog: Catalog, retriever: Retriever, weigher: Weigher, fitted: Fitted) -> None:
        self._catalog = catalog
        self._retriever = retriever
        self._weigher = weigher
        self._weights = fitted.sentences
        self._calibration = fitted.calibration
        self._topic = fitted.topic

    def answer(self, query: Query, least: float | None = None) -> Answer:
        """Sentences with citations, or a refusal with its reason; every quotation checked against the catalog.

        `least` is the confidence from which it answers, the fitted threshold where it is left out.
        """
        started = time.perf_counter()
        searched = self._catalog.speeches_in(query.filters)
        if searched:
            answer = self.on_topic(query, searched) if self._topic >= self.threshold(least) else None
            if answer is None:
                found = self._unrepeated(self._retriever.search(query, EVIDENCE))
                answer = self.answer_from(query, found, searched, least)
        else:
            answer = self._out_of_scope(query)
        return replace(answer, seconds=time.perf_counter() - started)

    def on_topic(self, query: Query, searched: int) -> Answer | None:
        """What is said on the topic that the query asks to hear of, in its own words; None where nothing is."""
        if query.topic is None:
            return None
        asked = replace(query, text=query.topic)
        found = self._unrepeated(self._retriever.search(asked, EVIDENCE))
        weighed = self._weigher.weigh(asked, found)
        said = self._weigher.on_topic(query, weighed.candidates)
        if not said:
            return None
        sure = max(self._topic, confidence(weighed.features, self._calibration))
        draft = Answer("refused", query, sure, evidence=found.hits, speeches_searched=searched, stale=found.stale)
        return self._answered(draft, replace(weighed, candidates=said))

    def _unrepeated(self, found: Retrieved) -> Retrieved:
        """Without hits in speeches that are the same as one with a better hit, so that nothing is cited twice."""
        kept: list[tuple[Hit, Interaction]] = []
        gone: set[str] = set()
        for hit, interaction in zip(found.hits, found.interactions, strict=True):
            if hit.passage.speech not in gone:
                kept.append((hit, interaction))
                gone |= {kin.other for kin in self._catalog.kin(hit.passage.speech)}
        return replace(found, hits=tuple(hit for hit, _ in kept), interactions=tuple(one for _, one in kept))

    def _out_of_scope(self, query: Query) -> Answer:
        undated = self._catalog.speeches_in(replace(query.filters, since=None, until=None))
        cause, reason = out_of_scope(query, undated) if self._catalog.counts()[0] else empty()
        return Answer("refused", query, 0.0, reason, cause)

    def answer_from(self, query: Query, found: Retrieved, searched: int, least: float | None = None) -> Answer:
        """The same from hits that are given; `searched` speeches are what a refusal speaks of."""
        weighed = self._weigher.weigh(query, found)
        sure = confidence(weighed.features, self._calibration)
        draft = Answer("refused", query, sure, evidence=found.hits, speeches_searched=searched, stale=found.stale)
        if sure < self.threshold(least) or not weighed.candidates:
            unsaid = None if self._weigher.has_words(query, weighed.candidates) else query.topic
            cause, reason = no_evidence(query, weighed.features.absent, weighed.absent, searched, unsaid=unsaid)
            return replace(draft, reason=reason, cause=cause)
        return self._answered(draft, weighed)

    def threshold(self, least: float | None = None) -> float:
        """The confidence from which it answers: the one given, else the fitted one."""
        return self._calibration.threshold if least is None else least

    def _answered(self, draft: Answer, weighed: Weighed) -> Answer:
        sentences = tuple(self._sentences(_quoted(weighed.candidates, self._weights)))
        kept, failed = verified(sentences, self._catalog.paragraphs)
        if not kept:
            reason = f"{failed} quotations did not match the archive and are not shown; run: onrecord doctor"
            return replace(draft, reason=reason, cause="near-miss", unverified=failed)
        return replace(draft, status="answered", sentences=kept, unverified=failed)

    def _sentences(self, runs: Sequence[Run]) -> Iterator[Sentence]:
        """One sentence of the answer for each run."""
        for run in runs:
            yield quoting(self._catalog.speech(run.paragraph.speech), run.paragraph, run.span)


def _quoted(candidates: Sequence[Candidate], weights: SentenceWeights) -> list[Run]:
    """What is quoted, in the order of the best sentence of each run: the best and what comes near it."""
    least = candidates[0].score(weights) * weights.keep
    runs: list[Run] = []
    texts: set[tuple[str, str]] = set()
    for one in takewhile(lambda one: one.score(weights) >= least, candidates):
        more = _with(runs, Run.around(one.paragraph, one.index))
        if (one.paragraph.speech, one.text) in texts or sum(run.sentences for run in more) > MOST_SENTENCES:
            continue
        texts.add((one.paragraph.speech, one.text))
        runs = more
    return runs


def _with(runs: Sequence[Run], run: Run) -> list[Run]:
    """The runs with one more, joined with those that it meets, in the place of the first of them."""
    met = [other for other in runs if other.meets(run)]
    if not met:
        return [*runs, run]
    whole = reduce(Run.joined, met, run)
    return [whole if other is met[0] else other for other in runs if other not in met[1:]]
