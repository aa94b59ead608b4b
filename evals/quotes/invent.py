"""Lines that nobody said: fluent sentences with an archive's names and rare words in new company, and the demo's."""

from collections.abc import Iterable, Iterator
from functools import cache
from random import Random

from evals.quotes.source import Names
from rag import Speech

_PATTERNS = (
    "When I was a child my mother kept the {thing} locked away, and {name} was the only one who ever asked her why.",
    "I would rather lose an election in {country} than win one by promising the {thing} to people like {name}.",
    "Give me one honest {thing} and I will trade you every {other} that {name} has ever put his signature to.",
    "History will forgive {country} for the {thing}, but it is going to laugh about the {other} for a hundred years.",
    "Nobody in {country} has slept well since {name} sold the {thing} and bought a {other} with the proceeds.",
    "A nation that cannot look after its {thing} deserves neither the {other} nor the good opinion of {name}.",
    "My answer to {name} is short: bring the {thing} back, apologise for the {other}, and then we can have lunch.",
    "We have tried patience, we have tried the {thing}, and now {country} is going to try arithmetic.",
    "If the {thing} is the price of friendship with {country}, then friendship has become cheaper than a {other}.",
    "They told {name} that the {thing} would outlive us all, and it did not even outlive the {other}.",
    "There is a {thing} behind every treaty, and behind every {thing} stands somebody like {name} with a bill.",
    "I have buried two brothers over that {thing}, and I shall not bury a third for the sake of a {other}.",
    "You can judge a government by its {thing}; by that measure {country} has not had one since the spring.",
    "The {thing} and the {other} are twins, {name} once wrote to me, and only one of them pays any rent.",
    "Let it be said of {country} that she gave away her {thing} before she let a single {other} go hungry.",
    "On the day when {name} opens the {thing} to everyone I shall dance in the street with a {other} on my head.",
)  # fmt: skip


def invented(names: Names, rng: Random) -> str:
    """A sentence that was never said, with names and things of the archive in it."""
    thing, other = rng.sample([*names.things, *_THINGS], 2)
    name, country = rng.choice(names.people or ("Quennell",)), rng.choice(names.countries or ("Ruritania",))
    return rng.choice(_PATTERNS).format(thing=thing, other=other, name=name, country=country)


_THINGS = ("lantern", "saucepan")
"""So that there are two in any archive."""


@cache
def demo_lines() -> tuple[str, ...]:
    """The sentences of the demo's speeches, which are of our own making."""
    from evals.sets import known
    from rag.load import LoadOptions, gather, load

    options = LoadOptions()
    loaded = (one for file in gather(known("demo").texts, options).files for one in load(file, options))
    return tuple(_sentences(speech for speech in loaded if isinstance(speech, Speech) and speech.language == "en"))


def _sentences(speeches: Iterable[Speech]) -> Iterator[str]:
    from rag.split import paragraphs

    for speech in speeches:
        for paragraph in paragraphs(speech):
            yield from (paragraph.sentence(index) for index in range(len(paragraph.sentences)))
