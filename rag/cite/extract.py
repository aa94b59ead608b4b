"""What is cited, and the CSL item that all styles are made of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rag.cite.author import author
from rag.cite.fragment import text_fragment
from rag.errors import BadInput
from rag.schema import Paragraph, Speech

Item = dict[str, Any]
"""An item of CSL JSON: https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables."""

_WEB_PAGE = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Extract:
    """Paragraphs `first` to `last` of a speech, of which `quote` are the exact words that matter.

    `speech` is as `said_by` tells it, with the paragraphs' own speaker. Raises BadInput where `quote` does not stand
    in the paragraphs letter for letter.
    """

    speech: Speech
    first: Paragraph
    last: Paragraph
    quote: str | None = None

    def __post_init__(self) -> None:
        if self.quote is not None and (self.start < 0 or not self.quote.strip()):
            raise BadInput(f"{self.address} does not have these words, letter for letter; look them up as a quotation")

    @classmethod
    def of(cls, speech: Speech, paragraphs: Sequence[Paragraph], quote: str | None = None) -> "Extract":
        """Paragraphs that follow one another; raises BadInput where more than one person says them."""
        speakers = list(dict.fromkeys(one.speaker for one in paragraphs if one.kind != "note"))
        if len(speakers) > 1:
            names = ", ".join(name or "unknown speaker" for name in speakers)
            raise BadInput(f"these paragraphs are said by several: {names}; cite those of one speaker")
        return cls(speech.said_by(speakers[0] if speakers else None), paragraphs[0], paragraphs[-1], quote)

    @property
    def address(self) -> str:
        """`speech#p12` or `speech#p12-p13`."""
        return self.first.address + (f"-p{self.last.number}" if self.last.number > self.first.number else "")

    @property
    def words(self) -> str:
        """The quotation, else the paragraphs whole."""
        return self.quote or self.speech.text[self.first.start : self.last.end]

    @property
    def start(self) -> int:
        """Where the words begin in the speech's text."""
        return self.speech.text.find(self.words, self.first.start, self.last.end)

    @property
    def paragraphs(self) -> str:
        """`para. 12` or `paras. 12-13`."""
        return _counted("para.", "paras.", self.first.number, self.last.number)

    @property
    def pages(self) -> str | None:
        """`p. 4` or `pp. 4-5`; None where the file has no pages."""
        first, last = self.first.page, self.last.page
        return _counted("p.", "pp.", first, last or first) if first else None

    @property
    def url(self) -> str | None:
        """The source at these words, or at their page; None where the source is not on the web."""
        source = self.speech.source or ""
        if not _WEB_PAGE.fullmatch(source):
            return None
        if self.first.page:
            return source if "#" in source else f"{source}#page={self.first.page}"
        return text_fragment(source, self.words, self.speech.text[: self.start])


def item(extract: Extract, accessed: date) -> Item:
    """The extract as a CSL item; what is not known of the speech is not in it."""
    speech, url = extract.speech, extract.url
    known = {
        "id": extract.address,
        "type": "speech",
        "genre": "speech",
        "author": [author(_line(speech.speaker), speech.country)] if speech.speaker else None,
        # Many archives write the event where they have no title; said once, it is the event.
        "title": _line(speech.title) if speech.title != speech.event else None,
        "event-title": _line(speech.event),
        "event-place": _line(speech.place),
        "issued": _date(speech.date) if speech.date else None,
        "URL": url,
        "accessed": _date(accessed.isoformat()) if url else None,
        # Where it is kept, which is printed, unlike a `source`.
        "archive": None if url else _line(speech.source),
        "language": speech.language,
    }
    return {key: value for key, value in known.items() if value}


def _counted(one: str, several: str, first: int, last: int) -> str:
    return f"{several} {first}-{last}" if last > first else f"{one} {first}"


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _date(iso: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in iso.split("-")]]}
