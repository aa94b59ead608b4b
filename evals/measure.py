"""Measures of one question, pure functions each; `evals/README.md` gives their formulas.

None says that a measure does not apply: it is then left out of every mean, and is not zero.
"""

import math
import re
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from evals.gold import Evidence, Gold, Place
from evals.matching import holds, normal, token_f1
from evals.systems import Outcome
from rag import Answer, Citation, Paragraph, Speech
from rag.dates import spoken
from rag.schema import CITABLE, Sentence

DEPTHS = (1, 5, 10, 20)

_COUNTED = ("supported", "dropped", "replaced", "repaired", "dangling")
"""What is counted of the sentences that a chat model wrote."""

Found = TypeVar("Found", bound=Hashable)

Figures = dict[str, float | None]
"""Measures by name, each 0..1 but for `seconds` and what is counted for each sentence that a model wrote."""

_MARKS = re.compile('[“”"„«»]')


# Retrieval: a need is a piece of evidence with all that will do for it, as paragraphs or as speeches


def recall(ranked: Sequence[Found], needs: Sequence[Collection[Found]], k: int) -> float:
    """Share of the needs that the first `k` meet."""
    found = set(ranked[:k])
    return sum(not found.isdisjoint(need) for need in needs) / len(needs)


def reciprocal_rank(ranked: Sequence[Found], needs: Sequence[Collection[Found]], k: int = 10) -> float:
    """1 / rank of the first that meets a need, among the first `k`; 0 where none does."""
    wanted = {one for need in needs for one in need}
    return next((1 / rank for rank, one in enumerate(ranked[:k], start=1) if one in wanted), 0.0)


def ndcg(ranked: Sequence[Found], needs: Sequence[Collection[Found]], k: int = 10) -> float:
    """Discounted gain of the first `k` over the most there can be; a need gains once, where it is first met."""
    met: dict[int, Found] = {}
    gain = 0.0
    for rank, one in enumerate(ranked[:k], start=1):
        if _meets(one, needs, met, set()):
            gain += 1 / math.log2(rank + 1)
    return gain / sum(1 / math.log2(rank + 1) for rank in range(1, min(k, len(needs)) + 1))


def _meets(one: Found, needs: Sequence[Collection[Found]], met: dict[int, Found], tried: set[int]) -> bool:
    """Whether it meets a need that is open, or one that what met it before can leave for another."""
    for place, need in enumerate(needs):
        if one in need and place not in tried:
            tried.add(place)
            if place not in met or _meets(met[place], needs, met, tried):
                met[place] = one
                return True
    return False


def retrieval(outcome: Outcome) -> Figures:
    """Recall, MRR and nDCG of paragraphs and of speeches, and recall by whole hits."""
    if outcome.hits is None or not outcome.gold.answerable:
        return {}
    needs = _different([{one.place for one in need} for need in outcome.gold.needs])
    speeches = _different([{speech for speech, _ in need} for need in needs])
    paragraphs = outcome.ranked
    first = [place for hit in outcome.hits[:5] for place in hit]
    return {
        **_ranking("", paragraphs, needs),
        **_ranking("speech ", list(dict.fromkeys(speech for speech, _ in paragraphs)), speeches),
        "hit recall@5": recall(first, needs, len(first)),
    }


def _ranking(prefix: str, ranked: Sequence[Found], needs: Sequence[Collection[Found]]) -> Figures:
    return {
        **{f"{prefix}recall@{k}": recall(ranked, needs, k) for k in DEPTHS},
        f"{prefix}mrr@10": reciprocal_rank(ranked, needs),
        f"{prefix}ndcg@10": ndcg(ranked, needs),
    }


def _different(needs: Sequence[set[Found]]) -> list[set[Found]]:
    """Each need once, where several are met by the same."""
    return [need for place, need in enumerate(needs) if need not in needs[:place]]


# Citations


def citations(answer: Answer) -> list[Citation]:
    """All citations of an answer, in order."""
    return [citation for sentence in answer.sentences for citation in sentence.citations]


def cited(answer: Answer) -> set[Place]:
    """The paragraphs that an answer cites."""
    return {(one.speech, one.paragraph) for one in citations(answer)}


def right(answer: Answer, gold: Gold) -> bool:
    """Whether it answers from a paragraph that answers the question."""
    return bool(cited(answer) & gold.accepted)


def exact(answer: Answer, gold: Gold) -> bool:
    """Whether some quotation shares characters with evidence that will do."""
    wanted = (*gold.gold, *gold.alternatives)
    return any(_shared(citation, evidence) > 0 for citation in citations(answer) for evidence in wanted)


def citation(answer: Answer, gold: Gold) -> Figures:
    """Precision, recall, F1, neighbour rate and overlap of the cited paragraphs; the answer must have citations."""
    places, accepted = cited(answer), gold.accepted
    precision = len(places & accepted) / len(places)
    met = recall(list(places), [{one.place for one in need} for need in gold.needs], len(places))
    beside = {(speech, number + step) for speech, number in accepted for step in (-1, 1)}
    return {
        "citation precision": precision,
        "citation recall": met,
        "citation f1": 2 * precision * met / (precision + met) if precision + met else 0.0,
        "neighbour rate": len((places - accepted) & beside) / len(places),
        "span iou": _span_iou(answer, gold),
        "sentences on gold": _mean(
            any((one.speech, one.paragraph) in accepted for one in sentence.citations) for sentence in answer.sentences
        ),
    }


def _span_iou(answer: Answer, gold: Gold) -> float:
    """For each need the best overlap of a quotation with evidence that will do, and the mean of them."""
    quoted = citations(answer)
    best = [max(_iou(one, evidence) for one in quoted for evidence in need) for need in gold.needs]
    return sum(best) / len(best)


def _shared(one: Citation, evidence: Evidence) -> int:
    """Characters in both."""
    same = one.speech == evidence.speech
    return max(0, min(one.end, evidence.end) - max(one.start, evidence.start)) if same else 0


def _iou(one: Citation, evidence: Evidence) -> float:
    shared = _shared(one, evidence)
    return shared / ((one.end - one.start) + (evidence.end - evidence.start) - shared)


# Quotations, checked against the archive's own text


def dangling(one: Citation, paragraph: Paragraph | None) -> bool:
    """Whether a citation leads nowhere: no such paragraph, one that cannot be cited, or a span outside of it."""
    return (
        paragraph is None
        or paragraph.kind not in CITABLE
        or not paragraph.start <= one.start < one.end <= paragraph.end
    )


def verbatim(one: Citation, speech: Speech) -> bool:
    """Whether the quoted words are the ones that stand at the cited characters."""
    return speech.text[one.start : one.end] == one.quote


def shown_verbatim(sentence: Sentence, speeches: Mapping[str, Speech]) -> list[bool]:
    """Whether each quotation that a reader sees is a citation's words; other marks of quotation are false, by twos."""
    rest, found = sentence.text, []
    for one in sorted(sentence.citations, key=lambda one: -len(one.quote)):
        times = rest.count(f"“{one.quote}”")
        rest = rest.replace(f"“{one.quote}”", "")
        found += [one.speech in speeches and verbatim(one, speeches[one.speech])] * times
    return found + [False] * math.ceil(len(_MARKS.findall(rest)) / 2)


def attributed(sentence: str, paragraph: Paragraph, speech: Speech) -> bool:
    """Whether a sentence of an answer names who said it and when, as far as the archive knows."""
    wanted = (paragraph.speaker, spoken(speech.date) if speech.date else None)
    return all(words in sentence for words in wanted if words)


def quotation(answer: Answer, paragraphs: Mapping[Place, Paragraph], speeches: Mapping[str, Speech]) -> Figures:
    """Dangling and verbatim rates, sentences cited, and speaker and date named; shares of the answer's own."""
    found = citations(answer)
    sound = [
        (sentence, one, paragraphs[one.speech, one.paragraph])
        for sentence in answer.sentences
        for one in sentence.citations
        if not dangling(one, paragraphs.get((one.speech, one.paragraph)))
    ]
    return {
        "dangling rate": _mean(dangling(one, paragraphs.get((one.speech, one.paragraph))) for one in found),
        "verbatim rate": _mean(one.speech in speeches and verbatim(one, speeches[one.speech]) for one in found),
        "shown verbatim": _mean(one for sentence in answer.sentences for one in shown_verbatim(sentence, speeches)),
        "sentences cited": _mean(bool(sentence.citations) for sentence in answer.sentences),
        "speaker and date": _mean(
            attributed(sentence.text, paragraph, speeches[one.speech]) for sentence, one, paragraph in sound
        ),
    }


def _mean(values: Iterable[float]) -> float | None:
    listed = list(values)
    return sum(listed) / len(listed) if listed else None


# Answers


def content(answer: Answer, gold: Gold, wanted: str) -> Figures:
    """Nuggets held and token F1; `wanted` are the words of the gold evidence."""
    quoted = normal(" ".join(one.quote for one in citations(answer)))
    said = normal(" ".join(one.text for one in answer.sentences)) if answer.writing else quoted
    nuggets = [holds(said, normal(nugget)) for nugget in gold.nuggets]
    return {"nugget recall": _mean(nuggets), "token f1": token_f1(said, normal(wanted))}


def writing(answer: Answer) -> Figures:
    """How what a chat model wrote fared, by the answer's own counts; nothing where the model was not asked."""
    if not (told := answer.writing):
        return {"model failed": 1.0} if answer.unwritten else {}
    shares = {name: getattr(told, name) / told.sentences if told.sentences else None for name in _COUNTED}
    return {
        "model failed": 0.0,
        "model found none": float(not told.sentences),
        "nothing borne out": float(bool(told.sentences) and not told.supported),
        "shown and supported": _mean(one.supported for one in answer.sentences),
        **shares,
    }


# Refusals


def refusal(outcome: Outcome) -> Figures:
    """What can be said of one question; precision and recall of refusals are means of these over the right ones."""
    if outcome.answer is None:
        return {}
    answered, answerable = outcome.answer.status == "answered", outcome.gold.answerable
    return {
        "right": float(answered and right(outcome.answer, outcome.gold)) if answerable else None,
        "exact": float(answered and exact(outcome.answer, outcome.gold)) if answerable else None,
        "false refusal": float(not answered) if answerable else None,
        "refusal recall": float(not answered) if not answerable else None,
        "refusal precision": float(not answerable) if not answered else None,
        "confidence": outcome.answer.confidence,
        "seconds": outcome.answer.seconds or None,
    }
