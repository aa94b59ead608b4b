"""Whose words a sentence gives a quotation out as."""

from collections.abc import Iterator, Sequence

from rag.filters import words
from rag.schema import Person, Speech


def misattributed(own: str, quoted: Sequence[Speech], shown: Sequence[Speech], people: Sequence[Person]) -> bool:
    """Whether the words around a quotation name speakers or offices, and none of them is whose words it quotes.

    `quoted` and `shown` are speeches as their paragraphs' speakers would be named. A surname or an office alone names
    somebody only among those shown, since many are ordinary words.
    """
    names = {name for one in shown for name in _names(one, people)}
    names |= {name for person in people for name in person.names if len(words(name)) > 1}
    told = _plain(own)
    named = {name for name in names if _plain(name) in told}
    return bool(named) and any(named.isdisjoint(_names(one, people)) for one in quoted)


def _names(speech: Speech, people: Sequence[Person]) -> Iterator[str]:
    """What the speaker may be called."""
    if speech.speaker:
        same = {name for one in people if speech.speaker in one.names for name in one.names} | {speech.speaker}
        yield from same
        yield from (words(name)[-1] for name in same if words(name))
    if speech.role:
        yield speech.role


def _plain(text: str) -> str:
    """The words as they are compared, with a space on each side."""
    return f" {' '.join(words(text))} "
