"""Gold questions: what was asked, where it is answered, or why it is not.

A set is a file of JSON lines. It holds no text of any speech: the evidence is named by speech, paragraph and
characters, with the SHA-256 of those characters; `evals.lint` checks it against the archive before it is used.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from rag import OnrecordError

Place = tuple[str, int]
"""A speech and the number of one of its paragraphs."""

Type = Literal["fact", "several", "comparison", "attribution", "follow-up", "unanswerable"]
"""What a question asks for; `several` needs more than one paragraph."""

Unanswerable = Literal[
    "topic-absent", "speaker-absent", "wrong-date", "wrong-office", "false-presupposition", "future-event", "near-miss"
]


Split = Literal["dev", "test"]
"""`dev` is tuned on, `test` is looked at when reporting."""

Wording = Literal["plain", "blind", "remote"]
"""`plain` uses the ordinary names of things; `blind` was written knowing only who spoke, when and where; `remote`
avoids the words of the evidence, or comes close to words of the archive that are no evidence."""


class GoldError(OnrecordError):
    """A gold set that cannot be used; names the file and each line that is wrong."""


class Evidence(BaseModel):
    """Characters `start` to `end` of a speech's text, within one paragraph, and the SHA-256 of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    speech: str
    paragraph: int
    start: int
    end: int
    sha256: str

    @field_validator("speech")
    @classmethod
    def _as_stored(cls, value: str) -> str:
        # Addresses are read in any case, places are compared letter by letter.
        return value.lower()

    @property
    def place(self) -> Place:
        """Speech and paragraph."""
        return self.speech, self.paragraph

    @property
    def address(self) -> str:
        """The paragraph's citation address, `speech#p12`."""
        return f"{self.speech}#p{self.paragraph}"


class Alternative(Evidence):
    """Evidence that says the same as one of the gold paragraphs, the one with the index `stands_for`."""

    stands_for: int = Field(default=0, ge=0)


class Gold(BaseModel):
    """One question. `gold` is what an answer should cite; `alternatives` says the same elsewhere and will do."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    question: str
    history: tuple[str, ...] = ()
    type: Type
    wording: Wording = "plain"
    answerable: bool
    cause: Unanswerable | None = None
    gold: tuple[Evidence, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    nuggets: tuple[str, ...] = ()
    split: Split

    @model_validator(mode="after")
    def _is_whole(self) -> "Gold":
        if self.answerable != bool(self.gold) or self.answerable == bool(self.cause):
            raise ValueError("an answerable question has gold and no cause, any other a cause and no gold")
        if self.answerable == (self.type == "unanswerable"):
            raise ValueError("the type does not fit `answerable`")
        if any(one.stands_for >= len(self.gold) for one in self.alternatives):
            raise ValueError("an alternative stands for gold evidence that is not there")
        return self

    @property
    def asked(self) -> str:
        """What is put to the archive: a follow-up stands behind the questions before it."""
        return " ".join((*self.history, self.question))

    @property
    def needs(self) -> tuple[tuple[Evidence, ...], ...]:
        """For each piece of evidence that an answer needs, all that will do for it; the gold one is the first."""
        return tuple(
            (one, *(other for other in self.alternatives if other.stands_for == index))
            for index, one in enumerate(self.gold)
        )

    @property
    def accepted(self) -> set[Place]:
        """Speech and paragraph of all evidence that will do."""
        return {one.place for one in (*self.gold, *self.alternatives)}


def load(file: Path) -> list[Gold]:
    """Read a set; raises GoldError that names each bad line."""
    found, problems = [], []
    for number, line in lines(file):
        try:
            found.append(Gold.model_validate_json(line))
        except ValidationError as error:
            said = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'line'}: {one['msg']}" for one in error.errors())
            problems.append(f"line {number}: {said}")
    counted = Counter(one.id for one in found)
    problems += [f"the id {one} stands {count} times" for one, count in counted.items() if count > 1]
    if problems:
        raise GoldError(f"{file.name}: " + " | ".join(problems))
    return found


def lines(file: Path) -> list[tuple[int, str]]:
    """The lines of a file that hold anything, with their numbers; raises GoldError where it cannot be read."""
    try:
        # Not `splitlines`, which also cuts at characters that may stand within a line of JSON.
        read = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{file} cannot be read: {error}") from error
    return [(number, line) for number, line in enumerate(read, start=1) if line.strip()]


def digest(text: str) -> str:
    """SHA-256 of a span's words."""
    return hashlib.sha256(text.encode()).hexdigest()


def write(golds: Sequence[Gold], file: Path) -> None:
    """Write a set, a line for each question, fields that are empty left out."""
    rows = [json.dumps(one.model_dump(exclude_defaults=True), ensure_ascii=False) + "\n" for one in golds]
    file.write_text("".join(rows), encoding="utf-8")
