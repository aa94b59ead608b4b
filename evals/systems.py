"""Who is asked: the archive as it is, and what it is held against. A system makes an outcome of a question."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from evals.gold import Gold, Place
from rag import Answer, Archive, Hit
from rag.chat import ChatModel
from rag.retrieve import Candidates, distinct
from rag.schema import Query

DEEPEST = 20
"""Hits looked at for recall."""

RRF_K = 60
"""As in Cormack, Clarke and Buettcher, "Reciprocal Rank Fusion" (SIGIR 2009)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a system made of one question.

    `hits` holds the paragraphs of each hit in rank order, None where the system does not search; `answer` is None
    where it only searches.
    """

    gold: Gold
    hits: tuple[tuple[Place, ...], ...] | None = None
    answer: Answer | None = None

    @property
    def ranked(self) -> tuple[Place, ...]:
        """The hits' paragraphs in rank order, each once."""
        return tuple(dict.fromkeys(place for hit in self.hits or () for place in hit))


System = Callable[[Gold], Outcome]


def places(hits: Sequence[Hit]) -> tuple[tuple[Place, ...], ...]:
    """The paragraphs of each hit."""
    return tuple(tuple((hit.passage.speech, number) for number in hit.paragraphs) for hit in hits)


def ours(archive: Archive) -> System:
    """The archive with everything it has."""

    def ask(gold: Gold) -> Outcome:
        # The answer first, so that its time is not that of passages just seen.
        answer = archive.ask(gold.asked)
        return Outcome(gold, places(archive.search(gold.asked, limit=DEEPEST)), answer)

    return ask


def written(archive: Archive, model: ChatModel) -> System:
    """The archive with a chat model that writes; where it failed, the answer has a notice."""

    def ask(gold: Gold) -> Outcome:
        archive.use(model)
        try:
            return Outcome(gold, answer=archive.ask(gold.asked))
        finally:
            archive.use(None)

    return ask


def always_answer(archive: Archive) -> System:
    """The same, answering whenever there is something to quote."""
    return lambda gold: Outcome(gold, answer=archive.ask(gold.asked, least=0.0))


def always_refuse(_: Archive) -> System:
    """Refuses every question."""
    return lambda gold: Outcome(gold, answer=Answer("refused", Query(gold.asked), 0.0))


def oracle(archive: Archive) -> System:
    """Answers from the gold paragraphs, and refuses what has none: what is left is the fault of the answerer alone."""

    def answer(gold: Gold) -> Outcome:
        query = archive.understand(gold.asked)
        if not gold.answerable:
            return Outcome(gold, answer=Answer("refused", query, 0.0))
        wanted = {one.place for one in gold.gold}
        found = archive.retriever.rank(archive.retriever.among(query, wanted), DEEPEST)
        only_gold = replace(found, hits=tuple(_narrowed(hit, wanted) for hit in found.hits))
        return Outcome(gold, answer=archive.answerer.answer_from(query, only_gold, len(wanted), least=0.0))

    return answer


def _narrowed(hit: Hit, wanted: Collection[Place]) -> Hit:
    """The hit without the neighbours that share its passage."""
    return replace(hit, paragraphs=tuple(one for one in hit.paragraphs if (hit.passage.speech, one) in wanted))


def single_index(archive: Archive, name: str) -> System:
    """The `dense` or the `lexical` index by itself: no names understood, nothing fused, nothing reranked."""
    return _searching(archive, lambda found: sorted(getattr(found, name).items(), key=lambda item: -item[1]))


def plain_fusion(archive: Archive) -> System:
    """Both indexes by reciprocal rank fusion, and nothing else."""

    def fused(found: Candidates) -> list[tuple[str, float]]:
        scores: dict[str, float] = {}
        for index in (found.dense, found.lexical):
            for rank, one in enumerate(sorted(index, key=lambda one: -index[one]), start=1):
                scores[one] = scores.get(one, 0.0) + 1 / (RRF_K + rank)
        return sorted(scores.items(), key=lambda item: (-item[1], item[0]))

    return _searching(archive, fused)


def _searching(archive: Archive, rank: Callable[[Candidates], list[tuple[str, float]]]) -> System:
    def search(gold: Gold) -> Outcome:
        found = archive.retriever.candidates(Query(gold.asked))
        return Outcome(gold, _places(found, rank(found)))

    return search


def _places(found: Candidates, ranked: Iterable[tuple[str, float]]) -> tuple[tuple[Place, ...], ...]:
    hits = islice(distinct(ranked, found.passages), DEEPEST)
    return tuple(tuple((found.passages[one].speech, number) for number in numbers) for one, _, numbers in hits)


def without_reranking(archive: Archive) -> System:
    """Ours up to the fusion: names understood, both indexes, no late interaction."""

    def search(gold: Gold) -> Outcome:
        found = archive.retriever.candidates(archive.understand(gold.asked))
        return Outcome(gold, _places(found, archive.retriever.fused(found)))

    return search
