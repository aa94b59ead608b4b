"""Questions that lean on those before them, and what of them stands alone.

    question, history ─ standalone ─ Rewritten ─ parts ─ understand ─ ask ─ Turn ─ Conversation

`Dialogue` does all of it. `standalone` puts into a follow-up what only its history tells: who, when, what about. A chat
model does it in a line, held against the history; without one, or where its line brings in what nobody named, a rule
does. `parts` takes a question about many speeches apart. Filters that a question named can be taken off.
A conversation can be kept (`Kept`) on a `Shelf`, shown again as it was, and gone on with.
"""

from rag.conversation.dialogue import Dialogue, Read
from rag.conversation.kept import Exchange, Kept, Reply
from rag.conversation.parts import Part, parts
from rag.conversation.rewrite import standalone
from rag.conversation.shelf import Head, InMemory, Listed, OnDisk, Shelf
from rag.conversation.turn import Conversation, Rewritten, Turn

__all__ = [
    "Conversation",
    "Dialogue",
    "Exchange",
    "Head",
    "InMemory",
    "Kept",
    "Listed",
    "OnDisk",
    "Part",
    "Read",
    "Reply",
    "Rewritten",
    "Shelf",
    "Turn",
    "parts",
    "standalone",
]
