"""Questions asked one after another, each read by those before it; the command line and the page share it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rag.answer import Done, Event
from rag.chat import ChatModel
from rag.conversation.narrowed import from_question, without
from rag.conversation.parts import Part, parts
from rag.conversation.rewrite import standalone
from rag.conversation.turn import Conversation, Rewritten, Turn
from rag.errors import BadInput
from rag.filters import Filters
from rag.schema import Answer, Query, Speech
from rag.understand import Known


class Asked(Protocol):
    """What of an archive a conversation needs."""

    model: ChatModel | None

    @property
    def known(self) -> Known:
        """Its speakers, and what its speeches can be filtered by."""
        ...

    def understand(self, question: str, filters: Filters = ...) -> Query:
        """The question as it will be searched for."""
        ...

    def speeches(self, filters: Filters = ...) -> Iterator[Speech]:
        """The speeches that the filters leave."""
        ...

    def stream(self, question: str | Query, *, written: bool = ...) -> Iterator[Event]:
        """The answer as it comes, by the model if it is to be `written` and there is one."""
        ...


@dataclass(frozen=True, slots=True)
class Read:
    """A question as it is read: `rewritten`, and by which queries it is answered, each a part of it, `before` it.

    `named` are the filters that it names itself, as shown, by the name under which each can be taken off.
    """

    question: str
    rewritten: Rewritten
    queries: tuple[Query, ...]
    named: dict[str, str]
    before: Conversation


class Dialogue:
    """A conversation with an archive; `filters` are the user's own, and hold for every question.

    read = dialogue.read("And in 2019?")
    for query, events in dialogue.answer(read):
        ...
    """

    def __init__(self, archive: Asked, filters: Filters = Filters(), *, written: bool = True) -> None:
        self.filters = filters
        self.written = written
        self.history = Conversation()
        self.last: Read | None = None
        self._archive = archive

    def read(self, question: str) -> Read:
        """How the question is to be read after those before it; nothing is asked of the archive yet."""
        known = self._archive.known
        model = self._archive.model if self.written else None
        rewritten = standalone(question, self.history.turns, known, model)
        queries = tuple(map(self._query, parts(rewritten.text, known, self._has)))
        return Read(question, rewritten, queries, self._named(queries), self.history)

    def read_without(self, name: str) -> Read:
        """The last question with a filter taken off, be it the user's own; raises BadInput where there is none."""
        if self.last is None:
            raise BadInput("there is no question yet whose filters could be taken off")
        wider = tuple(replace(one, filters=without(one.filters, name)) for one in self.last.queries)
        if wider == self.last.queries:
            raise BadInput(f"the last question has no filter {name!r}")
        self.filters = without(self.filters, name)
        return replace(self.last, queries=wider, named=self._named(wider))

    def answer(self, read: Read) -> Iterator[tuple[Query, Iterator[Event]]]:
        """Each part of the question with its answer as it comes.

        The question is in the history from the start, and stays there if its answer is broken off.
        """
        answers: list[Answer] = []
        self.resume(read)
        for query in read.queries:
            yield query, self._noted(query, answers)
        self.resume(read, answers)

    def resume(self, read: Read, answers: Sequence[Answer] = ()) -> None:
        """Go on behind a question and the answers to it, as behind those of a conversation that was kept."""
        filters = read.queries[0].filters if len(read.queries) == 1 else self.filters
        turn = Turn(read.question, read.rewritten.text, filters)
        self.last, self.history = read, read.before.after(turn.citing(answers))

    def forget(self) -> None:
        """Begin anew; the user's own filters stay."""
        self.history, self.last = Conversation(), None

    def _has(self, filters: Filters) -> bool:
        return any(True for _ in self._archive.speeches(filters))

    def _query(self, part: Part) -> Query:
        """Of the part's year, unless the user has set a period."""
        own = self.filters
        period = own if own.since or own.until else part.period
        return self._archive.understand(part.question, replace(own, since=period.since, until=period.until))

    def _named(self, queries: Sequence[Query]) -> dict[str, str]:
        named = [from_question(one, self.filters) for one in queries]
        told = {name: [one[name] for one in named if name in one] for names in named for name in names}
        return {name: " or ".join(dict.fromkeys(values)) for name, values in told.items()}

    def _noted(self, query: Query, answers: list[Answer]) -> Iterator[Event]:
        """The answer as it comes, which is then one of the answers."""
        for event in self._archive.stream(query, written=self.written):
            if isinstance(event, Done):
                answers.append(event.answer)
            yield event
