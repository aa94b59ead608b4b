"""Who speaks in a record whose persons no list tells: by the labels that it prints, or by ids that are names.

A label ("Abgeordnete Dr. Ada Lund, MSc (NP)") is read for name and office: the name follows academic titles, or a word
that the labels of other speakers begin with, too; or it is the last two words, where the office goes on with a
preposition ("Ministerin für Kanäle Ada Lund").
An id that runs a name together ("AdaLundiVane") is read only where the record itself writes the surname
("Lund i Vane"), since nothing else tells where its words end.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from rag.load.turns import labels

LONGEST_ID = 80
"""An id of more characters is no name."""
DEGREE = 8
"""A degree has no more characters, and two capitals at least."""
PARTICLE = 3
"""Letters of a word in a name ("De", "La") that a text may write small."""
SHARED = 0.1
"""Share of the speakers whose labels begin with a word that is an office, not a forename."""

_BRACKETS = re.compile(r"(?:\s*\([^()]*\))+$")
_FOR = frozenset({"für", "im", "in", "beim", "for", "of", "pour", "para", "per", "pro", "za", "dla"})
"""Goes on with an office ("Minister for Canals Ada Lund"), and with no name."""
_TITLE = re.compile(r"(?:[^\W\d_][\w-]+\.(?:-?\w+\.)*|h\.c\.|\(FH\))")
"""An academic title; an initial has one letter."""


class Labels:
    """The labels of one record, which are read in the light of each other; speakers by id, labels as printed."""

    def __init__(self, printed: Iterable[tuple[str, str]]) -> None:
        speakers: dict[str, set[str]] = defaultdict(set)
        told = list(printed)
        for who, label in told:
            speakers[_head(label)].add(who)
        often = max(3.0, SHARED * len({who for who, _ in told}))
        self._offices = {head for head, found in speakers.items() if len(found) >= often}
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for who, label in told:
            counts[who][self.read(label)[0]] += 1
        self._names = {who: names.most_common(1)[0][0] for who, names in counts.items()}

    def name(self, who: str) -> str | None:
        """What most labels of that speaker call him."""
        return self._names.get(who)

    def read(self, label: str) -> tuple[str, str | None]:
        """Name and office of a label; the label as it stands is the name where nothing tells them apart."""
        label = " ".join(label.split()).rstrip(": ")
        plain = _BRACKETS.sub("", label)
        if plain != label and labels.is_office(plain):
            told = labels.read(label, frozenset())
            return told.name, told.role
        return _after_titles(plain.split()) or self._after_office(_without_degrees(plain).split())

    def _after_office(self, parts: list[str]) -> tuple[str, str | None]:
        start = 0
        while start < len(parts) - 2 and (labels.has_office(parts[start]) or (not start and parts[0] in self._offices)):
            start += 1
        if len(parts) > 3 and parts[max(start, 1)] in _FOR:
            start = len(parts) - 2
        return " ".join(parts[start:]), " ".join(parts[:start]) or None


def _head(label: str) -> str:
    return label.partition(" ")[0]


def _without_degrees(label: str) -> str:
    """The label without what comes after its last commas, where that is degrees ("BA", "MSc(WU)", "LL.M.")."""
    while "," in label and all(map(_is_degree, label.rpartition(",")[2].split())):
        label = label.rpartition(",")[0]
    return label


def _is_degree(word: str) -> bool:
    return len(word) <= DEGREE and sum(map(str.isupper, word)) > 1


def _after_titles(parts: list[str]) -> tuple[str, str | None] | None:
    """What comes after the first academic titles, up to a comma."""
    start = end = next((place for place, part in enumerate(parts) if _TITLE.fullmatch(part)), len(parts))
    while end < len(parts) and _TITLE.fullmatch(parts[end]):
        end += 1
    name = _BRACKETS.sub("", " ".join(parts[end:]).partition(",")[0])
    return (name, " ".join(parts[:start]) or None) if name else None


def spelt_out(id_: str, text: str) -> str | None:
    """The name that an id runs together, where the text of the record has its surname; else None."""
    humps = "".join(f" {char}" if char.isupper() else char for char in id_).split()
    if not id_.isalpha() or len(id_) > LONGEST_ID or min(map(len, humps)) < 2:
        return None
    for given in range(1, len(humps)):
        # A single surname behind several other words would leave open where those end.
        if given > 1 and len(humps) - given < 2:
            return None
        if surname := _found(humps[given:], text):
            return " ".join([*humps[:given], surname])
    return None


def _found(humps: list[str], text: str) -> str | None:
    """The words of a text that are the given ones, but for spaces and hyphens in them and capitals of particles."""
    first, *rest = humps
    letters = [*first, *(letter for hump in rest for letter in _letters(hump))]
    found = re.search(rf"\b{'[ -]?'.join(letters)}\b", text)
    return found[0] if found else None


def _letters(hump: str) -> list[str]:
    return [f"[{hump[0]}{hump[0].lower()}]", *hump[1:]] if len(hump) <= PARTICLE else list(hump)
