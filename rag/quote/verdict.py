"""What a lookup of a quotation comes to: the verdict, where the words stand, and how they differ."""

from dataclasses import dataclass
from typing import Literal

from rag.filters import Filters

Verdict = Literal["exact", "altered", "misattributed", "absent", "too-short"]
"""exact: verbatim, but for quotation marks, dashes, white space, case and Unicode form · altered: with other words or
punctuation, or shortened · misattributed: there, and not of the speaker or the period that was claimed · absent: not in
this archive · too-short: fewer than four words that say something."""

ChangeKind = Literal["negation", "number", "date", "name", "strength", "wording", "punctuation"]
"""What an edit changes; all but wording and punctuation change what is meant."""
_HARMLESS = frozenset({"wording", "punctuation"})


@dataclass(frozen=True, slots=True)
class Edit:
    """A run of words in which quotation and text agree (`same`) or differ; of what is added `stored` is empty, of
    what is dropped `claimed`. Both are slices as they stand, so that the claimed ones of a diff make the quotation.
    An `editorial` one is no difference: an ellipsis leaves it out, or a bracket stands for it."""

    same: bool
    claimed: str
    stored: str
    editorial: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between the quotation and what was said, by its kind."""

    kind: ChangeKind
    claimed: str
    stored: str

    @property
    def changes_meaning(self) -> bool:
        """Whether it is more than one of wording."""
        return self.kind not in _HARMLESS


@dataclass(frozen=True, slots=True)
class Match:
    """Where the words stand: `quote == speech.text[start:end]`, from paragraph `paragraph` to `last`.

    `similarity` is the share of words that agree, 0..1; 1 for a verbatim match. `date` is the speech's, `speaker`
    who says the first of the paragraphs. `verbatim` is what differs in quotation marks, dashes, white space, case and
    Unicode form alone; `of_others` tells that he quotes the words from someone else.
    """

    speech: str
    paragraph: int
    last: int
    start: int
    end: int
    quote: str
    similarity: float
    speaker: str | None
    date: str | None
    changes: tuple[Change, ...] = ()
    diff: tuple[Edit, ...] = ()
    verbatim: bool = False
    of_others: bool = False

    @property
    def address(self) -> str:
        """The paragraphs, `speech#p12` or `speech#p12-p13`."""
        return f"{self.speech}#p{self.paragraph}" + (f"-p{self.last}" if self.last > self.paragraph else "")

    @property
    def meaning_changed(self) -> bool:
        """Whether a change is more than one of wording."""
        return any(change.changes_meaning for change in self.changes)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a lookup found: the verdict and its reason in one sentence.

    `matches` are all places that bear the verdict out, earliest first: of `exact` and `altered` those of the claimed
    speaker and period, of `misattributed` those of others. `nearest` is what comes closest where nothing matches;
    `parts` of a stitched quotation are where each of its pieces stands. `filters` are what was claimed, `searched`
    the number of speeches in the archive that they leave.
    """

    quotation: str
    verdict: Verdict
    reason: str
    matches: tuple[Match, ...] = ()
    nearest: Match | None = None
    parts: tuple[Match, ...] = ()
    filters: Filters = Filters()
    searched: int = 0
    seconds: float = 0.0

    @property
    def best(self) -> Match | None:
        """The match that comes nearest to the quotation, the earliest of several."""
        return max(self.matches, key=lambda match: match.similarity, default=None)

    @property
    def changes(self) -> tuple[Change, ...]:
        """How the best match differs from the quotation."""
        return self.best.changes if self.best else ()

    @property
    def meaning_changed(self) -> bool:
        """Whether the quotation differs from its best match in more than wording."""
        return self.best is not None and self.best.meaning_changed
