"""What a receipt holds, and its JSON."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, ConfigDict, StringConstraints, TypeAdapter, ValidationError, with_config

from rag.catalog import Catalog
from rag.errors import BadInput
from rag.filters import Filters
from rag.schema import Address, Cause, Paragraph, Span, Speech

LIMIT = 1_000_000
"""Bytes of a receipt that is read; one of an ordinary answer has some ten thousand."""

_TOLD = {"unexpected_keyword_argument": "is no key of a receipt"}
"""What to say instead, by pydantic's name of the error."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What an archive is: its id, what it was built with, its counts, and the SHA-256 over its speeches' texts.

    It does not tell a change of metadata alone.
    """

    id: str | None
    embedder: str | None
    splitter: str | None
    speeches: int
    paragraphs: int
    passages: int
    texts: str

    @classmethod
    def of(cls, catalog: Catalog) -> "Fingerprint":
        """The archive as it is now."""
        told = catalog.meta
        return cls(told("archive"), told("embedder"), told("splitter"), *catalog.counts(), catalog.texts())


@dataclass(frozen=True, slots=True)
class CitationRecord:
    """Where words stand, the words, and who says them; the hashes are SHA-256 of the words and of the paragraph whole.

    Words that go over a paragraph's end have an address such as `speech#p12-p13`, and the hash is that of both.
    """

    address: str
    start: int
    end: int
    quote: Annotated[str, StringConstraints(min_length=1)]
    quote_sha256: str
    paragraph_sha256: str
    speaker: str | None
    date: str | None
    label: str

    def __post_init__(self) -> None:
        Address.parse(self.address)

    @property
    def place(self) -> Address:
        """The address, taken apart."""
        return Address.parse(self.address)

    @classmethod
    def at(cls, catalog: Catalog, place: Address, span: Span | None = None) -> "CitationRecord":
        """What stands at an address, or at a span of the speech within it; raises NotFound."""
        return cls.of(catalog.speech(place.speech), catalog.paragraphs(place), span)

    @classmethod
    def of(cls, speech: Speech, within: Sequence[Paragraph], span: Span | None = None) -> "CitationRecord":
        """What stands in these paragraphs of a speech, or at a span of it within them."""
        first, last = within[0], within[-1]
        whole = Span(first.start, last.end)
        span = span or whole
        said, quote = speech.said_by(first.speaker), span.cut(speech.text)
        address = first.address + (f"-p{last.number}" if last.number > first.number else "")
        hashes = (sha256(quote), sha256(whole.cut(speech.text)))
        return cls(address, span.start, span.end, quote, *hashes, said.speaker, said.date, said.label)


@dataclass(frozen=True, slots=True)
class SentenceRecord:
    """A sentence of the answer with what it rests on."""

    text: str
    citations: tuple[CitationRecord, ...]


@dataclass(frozen=True, slots=True)
class HitRecord:
    """A hit with its scores, and the SHA-256 of its passage's text."""

    rank: int
    score: float
    dense: float
    lexical: float
    match: float
    speech: str
    paragraphs: tuple[int, ...]
    start: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True)
class MadeWith:
    """What made the answer.

    `model` is the chat model's name, None where there was none, `threshold` the confidence from which it answers,
    `embedder` a fingerprint and `onrecord` the version of this program.
    """

    model: str | None
    threshold: float
    embedder: str
    onrecord: str


@with_config(ConfigDict(extra="forbid", strict=True, allow_inf_nan=False))
@dataclass(frozen=True, slots=True)
class Receipt:
    """An answer as it was given; `filters` are the user's own, `understood` all that the question came to.

    `sha256` is the digest of the rest. It tells a receipt that was damaged or edited by accident, not a forged one:
    whoever alters a receipt on purpose can compute it anew.
    """

    format: Literal["onrecord-receipt/1"]
    made: AwareDatetime
    question: str
    filters: Filters
    understood: Filters
    boosts: tuple[Filters, ...]
    status: Literal["answered", "refused"]
    reason: str | None
    cause: Cause | None
    confidence: float
    speeches_searched: int
    unverified: int
    sentences: tuple[SentenceRecord, ...]
    evidence: tuple[HitRecord, ...]
    archive: Fingerprint
    settings: MadeWith
    sha256: str

    @property
    def citations(self) -> tuple[CitationRecord, ...]:
        """Those of all sentences, in their order."""
        return tuple(citation for sentence in self.sentences for citation in sentence.citations)

    @property
    def intact(self) -> bool:
        """Whether the digest is that of the rest."""
        return self.sha256 == self.digest()

    def digest(self) -> str:
        """The SHA-256 of all but `sha256`, as JSON with sorted keys, without spaces, in UTF-8."""
        rest = {name: value for name, value in self.form().items() if name != "sha256"}
        return sha256(json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":")))

    def form(self) -> dict[str, Any]:
        """The receipt in the types of JSON."""
        form: dict[str, Any] = _adapter().dump_python(self, mode="json")
        return form

    def text(self) -> str:
        """The receipt as it stands in a file."""
        return json.dumps(self.form(), ensure_ascii=False, indent=2) + "\n"

    def save(self, file: Path) -> None:
        """Write it to a new file; raises BadInput where there is one already, or it cannot be written."""
        try:
            with file.open("x", encoding="utf-8", newline="\n") as opened:
                opened.write(self.text())
        except FileExistsError as error:
            raise BadInput(f"{file} exists and is left as it is; give the receipt another name") from error
        except OSError as error:
            raise BadInput(f"{file}: {error.strerror}; the receipt was not saved") from error


def read(file: Path) -> Receipt:
    """The receipt in a file; raises BadInput that names the file and what is wrong with it."""
    try:
        with file.open("rb") as opened:
            return parse(opened.read(LIMIT + 1))
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}") from error
    except BadInput as error:
        raise BadInput(f"{file}: {error}") from error


def parse(data: bytes) -> Receipt:
    """A receipt from its JSON in UTF-8; raises BadInput that says what is wrong with it."""
    if len(data) > LIMIT:
        raise BadInput(f"too large for a receipt; the limit is {LIMIT:,} bytes")
    try:
        return _adapter().validate_json(data)
    except ValidationError as error:
        raise BadInput(_said(error)) from error


@cache
def _adapter() -> TypeAdapter[Receipt]:
    """Pydantic's; its configuration reaches down into all values, the filters included."""
    return TypeAdapter(Receipt)


def _said(error: ValidationError) -> str:
    """The first three problems, each with its key; of another format nothing else is worth telling."""
    problems = error.errors(include_url=False)
    if any(one["loc"] in {(), ("format",)} for one in problems):
        return "not a receipt that this version of onrecord can read"
    shown = (f"{'.'.join(map(str, one['loc']))}: {_TOLD.get(one['type'], one['msg'])}" for one in problems[:3])
    return f"a damaged receipt: {'; '.join(shown)}"


def sha256(text: str) -> str:
    """Of the text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
