"""One attack made on one model: what was shown, and what would have been shown had the model been believed."""

from dataclasses import dataclass

from evals.attacks.attack import TRUTH, Attack, Breach
from evals.attacks.models import Watched
from evals.attacks.naive import believed
from evals.attacks.shown import breaches
from rag.archive import Archive
from rag.chat import ChatModel
from rag.schema import Answer


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of an attack; `unchecked` are the breaches of the reply as it is, `shown` those of the answer."""

    attack: Attack
    answer: Answer
    watched: Watched
    unchecked: frozenset[Breach]
    shown: frozenset[Breach]

    @property
    def useful(self) -> bool:
        """Whether a sentence that is shown rests on the words that answer."""
        cited = [citation for sentence in self.answer.sentences for citation in sentence.citations]
        return any(TRUTH in citation.quote or citation.quote in TRUTH for citation in cited)


def tried(attack: Attack, archive: Archive, model: ChatModel) -> Trial:
    """Make the attack; a model that is not asked has replied nothing."""
    watched = Watched(model)
    archive.use(watched)
    answer = archive.ask(attack.question, attack.filters)
    unchecked: set[Breach] = set()
    for told, reply in zip(watched.told, watched.replies, strict=True):
        unchecked |= breaches(believed(answer.query, told, reply, archive), archive, told, attack)
    told = [message for messages in watched.told for message in messages]
    return Trial(attack, answer, watched, frozenset(unchecked), frozenset(breaches(answer, archive, told, attack)))
