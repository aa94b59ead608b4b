"""The answer without a chat model: the one to four sentences that answer the question, quoted as they stand."""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.answer.confidence import Features, confidence, covered
from rag.answer.refusal import no_evidence, out_of_scope
from rag.catalog import Catalog
from rag.embed import Embedder, Vectors
from rag.fitted import Calibration, SentenceWeights
from rag.lexical import LexicalIndex
from rag.retrieve import Retrieved, Retriever
from rag.schema import Address, Answer, Citation, Hit, Paragraph, Query, Scope, Sentence, Span, Speech
from rag.verify import verified

EVIDENCE = 8
"""Hits whose sentences are weighed."""

MOST_SENTENCES = 4
ABSENT = 1.0 - 1e-9
"""The rarity, up to rounding, of a word that no passage holds."""

LONGEST_LEAD_IN = 400
"""Characters up to which the sentence before is quoted too, where a quotation would begin on a pronoun."""

_LEANS_BACK = re.compile(
    r"(?:it|this|that|these|those|they|he|she|such|both|neither|so|but|and|there|their|its|his|her|then)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted, with what speaks for it."""

    paragraph: Paragraph
    index: int
    hit: Hit
    cosine: float
    coverage: float
    score: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """Candidates, best first, and the features that confidence is reckoned from."""

    candidates: tuple[Candidate, ...]
    features: Features


class ExtractiveAnswerer:
    """Answers by quotation alone; needs no model beyond the embedder."""

    def __init__(
        self,
        catalog: Catalog,
        lexical: LexicalIndex,
        embedder: Embedder,
        retriever: Retriever,
        weights: SentenceWeights,
        calibration: Calibration,
    ) -> None:
        self._catalog = catalog
        self._lexical = lexical
        self._embedder = embedder
        self._retriever = retriever
        self._weights = weights
        self._calibration = calibration

    def answer(self, query: Query) -> Answer:
        """Sentences with citations, or a refusal with its reason; every quotation checked against the catalog."""
        started = time.perf_counter()
        answer = self._answer(query)
        return replace(answer, seconds=time.perf_counter() - started)

    def _answer(self, query: Query) -> Answer:
        scope = self._catalog.scope(query.filters)
        searched = self._searched(scope)
        if not searched:
            undated = replace(query.filters, since=None, until=None)
            cause, reason = out_of_scope(query, self._searched(self._catalog.scope(undated)))
            return Answer("refused", query, 0.0, reason, cause)
        found = self._retriever.search(query, EVIDENCE)
        weighed = self.weigh(query, found)
        sure = confidence(weighed.features, self._calibration)
        draft = Answer(
            "refused", query, sure, evidence=found.hits, speeches_searched=searched, stale=found.stale
        )
        if sure < self._calibration.threshold or not weighed.candidates:
            cause, reason = no_evidence(query, weighed.features.absent, searched)
            return replace(draft, reason=reason, cause=cause)
        return self._quoted(draft, weighed)

    def _quoted(self, draft: Answer, weighed: Weighed) -> Answer:
        sentences = tuple(self._sentences(self._chosen(weighed.candidates)))
        kept, failed = verified(sentences, self._catalog.paragraphs)
        if not kept:
            reason = f"{failed} quotations did not match the archive and are not shown; run: onrecord doctor"
            return replace(draft, reason=reason, cause="near-miss", unverified=failed)
        return replace(draft, status="answered", sentences=kept, unverified=failed)

    def _searched(self, scope: Scope) -> int:
        return 0 if scope.empty else self._catalog.counts()[0] if scope.speeches is None else len(scope.speeches)

    # Weighing

    def weigh(self, query: Query, found: Retrieved) -> Weighed:
        """Score the statements' sentences of the hits' paragraphs against the question."""
        sentences = list(self._evidence(found.hits))
        language = _main_language(found.hits)
        terms = self._lexical.terms(query.text, language)
        rarity = self._lexical.rarity(terms, language)
        vectors = self._embedder.embed([one.sentences[index].cut(text) for one, index, _, text in sentences])
        cosines: Vectors = vectors @ found.vector if sentences else np.zeros(0, dtype=np.float32)
        candidates = [
            self._candidate(paragraph, index, hit, float(cosine), terms, rarity, text)
            for (paragraph, index, hit, text), cosine in zip(sentences, cosines, strict=True)
        ]
        candidates.sort(key=lambda one: -one.score)
        return Weighed(tuple(candidates), self._features(query, found, candidates, terms, rarity))

    def _evidence(self, hits: Sequence[Hit]) -> Iterator[tuple[Paragraph, int, Hit, str]]:
        for hit in hits:
            text = self._catalog.speech(hit.passage.speech).text
            for number in hit.paragraphs:
                (paragraph,) = self._catalog.paragraphs(Address(hit.passage.speech, number, number))
                for index in range(len(paragraph.sentences)):
                    yield paragraph, index, hit, text

    def _candidate(
        self,
        paragraph: Paragraph,
        index: int,
        hit: Hit,
        cosine: float,
        terms: list[str],
        rarity: dict[str, float],
        text: str,
    ) -> Candidate:
        held = set(self._lexical.terms(paragraph.sentences[index].cut(text), hit.passage.language))
        coverage = covered(terms, held, rarity)
        weights = self._weights
        score = weights.cosine * cosine + weights.coverage * coverage + weights.passage * hit.score
        return Candidate(paragraph, index, hit, cosine, coverage, score)

    def _features(
        self,
        query: Query,
        found: Retrieved,
        candidates: list[Candidate],
        terms: list[str],
        rarity: dict[str, float],
    ) -> Features:
        if not candidates:
            return Features(absent=1.0)
        best = candidates[0]
        passage = best.hit.passage
        held = set(self._lexical.terms(f"{passage.header} {best.paragraph.text}", passage.language))
        nowhere = {term for term in terms if rarity[term] >= ABSENT}
        return Features(
            cosine=max(one.cosine for one in candidates),
            passage_cosine=max(hit.dense for hit in found.hits),
            coverage=covered(terms, held, rarity),
            sentence_coverage=best.coverage,
            absent=covered(terms, nowhere, rarity),
            unknown_speaker=float(bool(query.unknown_speakers)),
            no_such_period=float(self._no_such_period(query)),
        )

    def _no_such_period(self, query: Query) -> bool:
        """Whether the one who is asked about has no speech in a year that the question names."""
        speaker = query.filters.speaker
        years = [boost for boost in query.boosts if boost.since]
        return bool(speaker and years) and not any(
            self._searched(self._catalog.scope(replace(query.filters, since=year.since, until=year.until)))
            for year in years
        )

    # Choosing and quoting

    def _chosen(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        least = candidates[0].score * self._weights.keep
        chosen: list[Candidate] = []
        texts: set[str] = set()
        for one in candidates:
            text = one.paragraph.sentences[one.index].cut(self._catalog.speech(one.paragraph.speech).text)
            if one.score < least or len(chosen) == MOST_SENTENCES:
                break
            if f"{one.paragraph.speech} {text}" not in texts:
                texts.add(f"{one.paragraph.speech} {text}")
                chosen.append(one)
        return chosen

    def _sentences(self, chosen: Sequence[Candidate]) -> Iterator[Sentence]:
        """One sentence of the answer for each run of neighbouring sentences, in the order of the best of each."""
        for paragraph, first, last in _runs(chosen):
            speech = self._catalog.speech(paragraph.speech)
            span = Span(paragraph.sentences[first].start, paragraph.sentences[last].end)
            quote = span.cut(speech.text)
            citation = Citation(speech.id, paragraph.number, span.start, span.end, quote)
            yield Sentence(f"{_lead(speech, paragraph)}: “{quote}”", (citation,))


def _runs(chosen: Sequence[Candidate]) -> list[tuple[Paragraph, int, int]]:
    """Chosen sentences of a paragraph that stand side by side, as one run each; leaning ones with the one before."""
    runs: list[tuple[Paragraph, int, int]] = []
    for one in chosen:
        first = one.index - 1 if _leans_back(one) else one.index
        touching = [
            run for run in runs if run[0] == one.paragraph and run[1] - 1 <= one.index and first <= run[2] + 1
        ]
        first = min([first, *(run[1] for run in touching)])
        last = max([one.index, *(run[2] for run in touching)])
        place = runs.index(touching[0]) if touching else len(runs)
        runs = [run for run in runs if run not in touching]
        runs.insert(place, (one.paragraph, first, last))
    return runs


def _leans_back(one: Candidate) -> bool:
    """Whether the sentence cannot be understood without the one before it in its paragraph."""
    if one.index == 0:
        return False
    start, before = one.paragraph.sentences[one.index].start, one.paragraph.sentences[one.index - 1]
    text = one.paragraph.text[start - one.paragraph.start :]
    return before.end - before.start <= LONGEST_LEAD_IN and bool(_LEANS_BACK.match(text))


def _lead(speech: Speech, paragraph: Paragraph) -> str:
    return replace(speech, speaker=paragraph.speaker).label


def _main_language(hits: Sequence[Hit]) -> str | None:
    return hits[0].passage.language if hits else None


