"""A conversation as it is kept: enough to show it again as it was, and to go on with it, without asking anew."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from secrets import token_hex
from typing import Literal

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from rag.conversation.dialogue import Dialogue, Read
from rag.conversation.turn import Conversation, Rewritten
from rag.errors import BadInput, OnrecordError
from rag.filters import Filters
from rag.schema import Answer, Citation, Query

LONGEST = 120
"""Characters of a title."""

_TITLE = 60
"""Characters of a question that make a title."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a part of a question; `labels` tell by address who says what it shows, where and when.

    `near` are the paragraphs that a refusal offers. One that is not `whole` was broken off: it has no confidence.
    """

    answer: Answer
    labels: dict[str, str]
    near: tuple[Citation, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, how it was read, and the replies to its parts, of which there are fewer where it was broken off.

    `filters` are the user's own, `named` those that the question named.
    """

    id: str
    asked: AwareDatetime
    question: str
    rewritten: Rewritten
    filters: Filters
    queries: tuple[Query, ...]
    named: dict[str, str]
    replies: tuple[Reply, ...] = ()

    @classmethod
    def of(cls, read: Read, filters: Filters) -> "Exchange":
        """A question that is about to be answered."""
        return cls(
            token_hex(8), datetime.now(UTC), read.question, read.rewritten, filters, read.queries, dict(read.named)
        )

    @property
    def whole(self) -> bool:
        """Whether all of it was answered."""
        return len(self.replies) == len(self.queries) and all(one.whole for one in self.replies)

    def replied(self, *replies: Reply) -> "Exchange":
        """With what was replied so far."""
        return replace(self, replies=replies)

    def read(self, before: Conversation) -> Read:
        """The question as it was read."""
        return Read(self.question, self.rewritten, self.queries, self.named, before)


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation with all that was answered; `title` is the first question's beginning until it is renamed."""

    id: str
    title: str
    changed: AwareDatetime
    exchanges: tuple[Exchange, ...] = ()
    format: Literal["onrecord-conversation/1"] = "onrecord-conversation/1"

    @classmethod
    def new(cls) -> "Kept":
        """One in which nothing was asked yet."""
        return cls(token_hex(8), "", datetime.now(UTC))

    def after(self, exchange: Exchange) -> "Kept":
        """With one exchange more, or with as much of the last as there is of it now."""
        before = self.exchanges
        if before and before[-1].id == exchange.id:
            before = before[:-1]
        title = self.title or shortened(exchange.question, _TITLE)
        return replace(self, title=title, changed=datetime.now(UTC), exchanges=(*before, exchange))

    def before_last(self) -> "Kept":
        """Without the last exchange."""
        return replace(self, exchanges=self.exchanges[:-1])

    def renamed(self, title: str) -> "Kept":
        """Under another title; under its own where the new one is blank."""
        return replace(self, title=shortened(title, LONGEST) or self.title)

    def resume(self, dialogue: Dialogue) -> None:
        """Have a dialogue that is at its beginning go on where this one ends."""
        own = dialogue.filters
        for one in self.exchanges:
            dialogue.filters = one.filters
            dialogue.resume(one.read(dialogue.history), [reply.answer for reply in one.replies])
        dialogue.filters = own

    def text(self) -> str:
        """It as JSON."""
        return _form().dump_json(self, indent=1).decode()


def parse(text: str | bytes) -> Kept:
    """A conversation from its JSON; raises BadInput for what is none."""
    try:
        return _form().validate_json(text)
    except (ValidationError, OnrecordError) as error:
        raise BadInput(f"not a conversation of this version of onrecord: {_first(error)}") from error


def shortened(text: str, most: int) -> str:
    """The text on one line, cut where it has more than `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


@cache
def _form() -> TypeAdapter[Kept]:
    return TypeAdapter(Kept)


def _first(error: ValidationError | OnrecordError) -> str:
    if isinstance(error, OnrecordError):
        return str(error)
    wrong = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, wrong["loc"]))
    return f"{where}: {wrong['msg']}" if where else wrong["msg"]
