"""A chat model's sentences, each checked before anyone sees it."""

import math
import time
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rag.answer.events import Done, Event, Found, Repaired, Said
from rag.answer.extractive import ExtractiveAnswerer
from rag.answer.quoting import quoting
from rag.answer.written.clean import clean
from rag.answer.written.credit import misattributed
from rag.answer.written.prompt import Evidence, messages
from rag.answer.written.quotations import Quoted, copied, put_in
from rag.answer.written.reply import Draft, drafts
from rag.catalog import Catalog
from rag.chat import ChatModel
from rag.errors import ModelUnavailable
from rag.quote.words import words
from rag.schema import CITABLE, Address, Answer, Citation, Paragraph, Query, Sentence, Span, Writing
from rag.support import Supporter
from rag.verify import verified

SHOWN = 12
"""Paragraphs that the model is shown at most."""

DOUBT = 0.5
"""The share of the threshold below which a model is not asked; it judges evidence better than a fitted rule does."""

_NEAR = 0.6
"""The share of the words that the best paragraph has in common with a sentence, from which on another is cited, too."""
_MOST_CITED = 4


@dataclass(slots=True)
class _Desk:
    """What one reply is held against, and how its sentences have fared so far; `weights` are those of words."""

    evidence: dict[int, Evidence]
    weights: dict[str, float]
    writing: Writing
    kept: list[Sentence] = field(default_factory=list)
    read: set[str] = field(default_factory=set)
    unverified: int = 0

    def count(self, **more: int) -> None:
        """Add to the counts."""
        sums = {name: getattr(self.writing, name) + number for name, number in more.items()}
        self.writing = replace(self.writing, **sums)


class WrittenAnswerer:
    """Answers in prose; where the model cannot be asked, by quotation alone, and says so."""

    def __init__(
        self,
        catalog: Catalog,
        extractive: ExtractiveAnswerer,
        supporter: Supporter,
        model: ChatModel,
        *,
        keep_unsupported: bool = False,
    ) -> None:
        self._catalog = catalog
        self._extractive = extractive
        self._supporter = supporter
        self._model = model
        self._keep = keep_unsupported

    def stream(self, query: Query, least: float | None = None) -> Iterator[Event]:
        """The answer as it comes; the last event holds all of it. Closing the iterator stops the model."""
        started = time.perf_counter()
        quoted = self._extractive.answer(query, least)
        yield Found(quoted.query, quoted.evidence)
        if quoted.status == "refused" and quoted.confidence < DOUBT * self._extractive.threshold(least):
            yield Done(quoted)
            return
        try:
            answer = yield from self._written(quoted)
        except ModelUnavailable as error:
            answer = replace(quoted, notice=f"{error}; answered by quotation instead")
            yield from map(Said, answer.sentences)
        yield Done(replace(answer, seconds=time.perf_counter() - started))

    def _written(self, quoted: Answer) -> Generator[Event, None, Answer]:
        """The model's sentences, checked one by one; returns the answer."""
        evidence = self._evidence(quoted)
        desk = _Desk({one.number: one for one in evidence}, _weights(evidence), Writing(self._model.name))
        for draft in drafts(self._model.stream(messages(quoted.query.text, evidence))):
            yield from self._checked(draft, desk)
        draft_answer = replace(quoted, writing=desk.writing, unverified=desk.unverified, sentences=tuple(desk.kept))
        return _told(draft_answer)

    def _evidence(self, quoted: Answer) -> list[Evidence]:
        """The paragraphs of the hits, best first, that may be cited."""
        places = dict.fromkeys((hit.passage.speech, number) for hit in quoted.evidence for number in hit.paragraphs)
        found = [self._catalog.paragraphs(Address(speech, number, number))[0] for speech, number in places]
        citable = [one for one in found if one.kind in CITABLE][:SHOWN]
        return [
            Evidence(number, one, self._catalog.speech(one.speech).said_by(one.speaker))
            for number, one in enumerate(citable, start=1)
        ]

    def _checked(self, draft: Draft, desk: _Desk) -> Iterator[Event]:
        """One sentence, held against the paragraphs it names."""
        cited = [desk.evidence[number] for number in draft.numbers if number in desk.evidence]
        desk.count(sentences=1, dangling=len(draft.numbers) - len(cited))
        text = clean(draft.text)
        # Weak models repeat themselves.
        if not text or text in desk.read:
            desk.count(dropped=1)
            return
        desk.read.add(text)
        if found := copied(text, [*cited, *desk.evidence.values()]):
            yield from self._quoted(*found, desk)
            return
        if not cited:
            cited = _nearest(text, list(desk.evidence.values()), desk.weights)
            desk.count(repaired=1)
            yield Repaired("a sentence that names no paragraph is held against those that come nearest")
        cited = _nearest(text, cited, desk.weights)
        others = [one for one in desk.evidence.values() if one not in cited]
        quoted = put_in(text, cited, others)
        if quoted.repaired:
            desk.count(repaired=quoted.repaired)
            yield Repaired("a quotation was put as it stands in the archive, or lost its marks")
        if self._is_misattributed(quoted, desk):
            desk.count(dropped=1)
            yield Repaired("a quotation that is given out as somebody else's words is left out")
            return
        yield from self._supported(Sentence(quoted.text, quoted.citations), cited, desk)

    def _quoted(self, one: Evidence, span: Span, desk: _Desk) -> Iterator[Event]:
        """A sentence that was copied, as the quotation that it is."""
        speech = self._catalog.speech(one.paragraph.speech)
        kept, failed = verified([quoting(speech, one.paragraph, span)], self._catalog.paragraphs)
        desk.count(repaired=1, supported=len(kept), dropped=failed)
        desk.unverified += failed
        yield Repaired("words that were copied without quotation marks are given as the quotation that they are")
        for sentence in kept:
            whole = replace(sentence, support=1.0)
            desk.kept.append(whole)
            yield Said(whole)

    def _is_misattributed(self, quoted: Quoted, desk: _Desk) -> bool:
        addresses = {one.address for one in quoted.citations}
        said = [one.speech for one in desk.evidence.values() if one.paragraph.address in addresses]
        shown = [one.speech for one in desk.evidence.values()]
        return bool(said) and misattributed(quoted.own, said, shown, self._catalog.people())

    def _supported(self, sentence: Sentence, cited: Sequence[Evidence], desk: _Desk) -> Iterator[Event]:
        """The sentence with its citations and its support, unless it has none and such are left out."""
        quoted_from = {one.address for one in sentence.citations}
        more = [_cite(sentence.text, one, desk.weights) for one in cited if one.paragraph.address not in quoted_from]
        whole = replace(sentence, citations=tuple(dict.fromkeys([*sentence.citations, *more])))
        borne = [one for one in desk.evidence.values() if _is_cited(one, whole)]
        paragraphs, labels = [one.paragraph for one in borne], [one.label for one in borne]
        found = self._supporter.check(sentence.text, paragraphs, labels, borne[0].speech.language)
        whole = replace(whole, support=found.score, supported=found.supported)
        kept, failed = verified([whole], self._catalog.paragraphs)
        desk.unverified += failed
        if not kept or not (found.supported or self._keep):
            desk.count(dropped=1)
            yield Repaired("a sentence that its paragraphs do not bear out is left out")
            return
        desk.count(supported=int(found.supported))
        desk.kept += kept
        yield Said(kept[0])


def _nearest(text: str, evidence: Sequence[Evidence], weights: Mapping[str, float]) -> list[Evidence]:
    """Those that share most words with the text; a model may name all that it was shown."""
    shared = [max(_shared(text, one.paragraph, weights)) for one in evidence]
    least = _NEAR * max(shared, default=0)
    near = [one for one, count in zip(evidence, shared, strict=True) if count >= least]
    return near[:_MOST_CITED]


def _weights(evidence: Sequence[Evidence]) -> dict[str, float]:
    """How much each word tells one of the paragraphs from the others."""
    held = Counter(word for one in evidence for word in _folded(one.paragraph.text))
    return {word: math.log1p(len(evidence) / count) for word, count in held.items()}


def _shared(text: str, paragraph: Paragraph, weights: Mapping[str, float]) -> list[float]:
    """How much of the text each sentence of the paragraph has, its words counted by what they tell."""
    said = _folded(text)
    sentences = (paragraph.sentence(index) for index in range(len(paragraph.sentences)))
    return [sum(weights.get(word, 0.0) for word in said & _folded(sentence)) for sentence in sentences]


def _folded(text: str) -> set[str]:
    return {word.folded for word in words(text)}


def _is_cited(one: Evidence, sentence: Sentence) -> bool:
    return any(one.paragraph.address == citation.address for citation in sentence.citations)


def _cite(text: str, one: Evidence, weights: Mapping[str, float]) -> Citation:
    """The sentence of the paragraph that shares most words with the text."""
    paragraph = one.paragraph
    shared = _shared(text, paragraph, weights)
    span = paragraph.sentences[shared.index(max(shared))]
    quote = paragraph.text[span.start - paragraph.start : span.end - paragraph.start]
    return Citation(paragraph.speech, paragraph.number, span.start, span.end, quote)


def _told(answer: Answer) -> Answer:
    """Answered where a sentence is left; else refused, with what became of the reply."""
    if answer.sentences:
        return replace(answer, status="answered", reason=None, cause=None)
    writing = answer.writing
    dropped = writing.dropped if writing else 0
    reason = (
        f"No answer: the archive does not bear out what the model wrote ({dropped} sentences left out)."
        if dropped
        else "No answer found: the model did not find one in the paragraphs that come nearest."
    )
    return replace(answer, status="refused", reason=reason, cause="near-miss")
