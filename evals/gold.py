"""Gold questions: what was asked, where it is answered, or why it is not.

A set is a file of JSON lines. It holds no text of any speech: the evidence is named by speech, paragraph and
characters, with the SHA-256 of those characters, and checked against the archive before it is used.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from rag import Archive, OnrecordError, Paragraph
from rag.schema import CITABLE

DEMO = Path(__file__).parent / "gold" / "demo.jsonl"

Type = Literal["fact", "several", "comparison", "attribution", "follow-up", "unanswerable"]
"""What a question asks for; `several` needs more than one paragraph."""

Unanswerable = Literal[
    "topic-absent", "speaker-absent", "wrong-date", "wrong-office", "false-presupposition", "future-event", "near-miss"
]


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

    @property
    def address(self) -> tuple[str, int]:
        """Speech and paragraph."""
        return self.speech, self.paragraph


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
    alternatives: tuple[Evidence, ...] = ()
    nuggets: tuple[str, ...] = ()
    split: Literal["dev", "test"]

    @model_validator(mode="after")
    def _is_whole(self) -> "Gold":
        if self.answerable != bool(self.gold) or self.answerable == bool(self.cause):
            raise ValueError("an answerable question has gold and no cause, any other a cause and no gold")
        if self.answerable == (self.type == "unanswerable"):
            raise ValueError("the type does not fit `answerable`")
        return self

    @property
    def accepted(self) -> set[tuple[str, int]]:
        """Speech and paragraph of all evidence that will do."""
        return {one.address for one in (*self.gold, *self.alternatives)}


def load(file: Path = DEMO) -> list[Gold]:
    """Read a set; raises GoldError that names each bad line."""
    found, problems = [], []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
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


def lint(golds: Iterable[Gold], archive: Archive) -> list[str]:
    """What of the set does not stand in the archive, a line for each problem; empty where all is well."""
    return [
        f"{gold.id}: {problem}"
        for gold in golds
        for evidence in (*gold.gold, *gold.alternatives)
        if (problem := _wrong(evidence, archive))
    ]


def _wrong(evidence: Evidence, archive: Archive) -> str | None:
    address = f"{evidence.speech}#p{evidence.paragraph}"
    try:
        paragraph = archive.paragraph(address)
    except OnrecordError as error:
        return str(error)
    if paragraph.kind not in CITABLE:
        return f"{address} is a {paragraph.kind}, which cannot be cited"
    if not paragraph.start <= evidence.start < evidence.end <= paragraph.end:
        return f"{evidence.start}-{evidence.end} does not lie within {address}"
    same = digest(archive.speech(evidence.speech).text[evidence.start : evidence.end]) == evidence.sha256
    return None if same else f"the words at {address} are not those that the question was written for"


def digest(text: str) -> str:
    """SHA-256 of a span's words."""
    return hashlib.sha256(text.encode()).hexdigest()


class Quoted(BaseModel):
    """Evidence as a person drafts it: the speech, and the words that answer."""

    model_config = ConfigDict(extra="forbid")

    speech: str
    quote: str


class Draft(BaseModel):
    """A gold question as a person drafts it, with the words of its evidence instead of their place."""

    model_config = ConfigDict(extra="forbid")

    id: str
    question: str
    history: tuple[str, ...] = ()
    type: Type
    wording: Wording = "plain"
    cause: Unanswerable | None = None
    gold: tuple[Quoted, ...] = ()
    alternatives: tuple[Quoted, ...] = ()
    nuggets: tuple[str, ...] = ()


TEST_SHARE = 0.4


def settle(draft: Draft, archive: Archive) -> Gold:
    """A draft with its evidence found in the archive; two in five go to the test split, by a hash of the id."""
    share = int(digest(draft.id)[:8], 16) / 2**32
    known = draft.model_dump(exclude={"gold", "alternatives"})
    return Gold(
        **known,
        answerable=draft.type != "unanswerable",
        gold=tuple(_place(one, archive) for one in draft.gold),
        alternatives=tuple(_place(one, archive) for one in draft.alternatives),
        split="test" if share < TEST_SHARE else "dev",
    )


def _place(quoted: Quoted, archive: Archive) -> Evidence:
    paragraphs = archive.paragraphs(quoted.speech)
    places = [(one, place) for one in paragraphs if (place := one.text.find(quoted.quote)) >= 0]
    if len(places) != 1:
        raise GoldError(f"{quoted.speech} has these words {len(places)} times, not once: {quoted.quote!r}")
    (paragraph, place) = places[0]
    return _evidence(paragraph, paragraph.start + place, quoted.quote)


def _evidence(paragraph: Paragraph, start: int, words: str) -> Evidence:
    return Evidence(
        speech=paragraph.speech,
        paragraph=paragraph.number,
        start=start,
        end=start + len(words),
        sha256=digest(words),
    )


def write(golds: Sequence[Gold], file: Path = DEMO) -> None:
    """Write a set, a line for each question, fields that are empty left out."""
    lines = [json.dumps(one.model_dump(exclude_defaults=True), ensure_ascii=False) for one in golds]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
