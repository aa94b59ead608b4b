"""RTF: its lines by striprtf, which knows no bold; what was deleted or is hidden goes before, footnotes are marked."""

import re

from striprtf.striprtf import rtf_to_text

from rag.errors import UnreadableFile
from rag.load.record import Piece, Styled, noted, paragraphs

_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_GONE = re.compile(r"\{(?:[^{}\\]|\\.)*?\\(?:deleted|v)1?(?![a-z\d])(?:[^{}\\]|\\.)*\}", re.S)
_FOOTNOTE = re.compile(r"\{\\(?:\*\\)?footnote(?![a-z])")
_BRACE = re.compile(r"\\.|(?P<open>\{)|(?P<close>\})", re.S)
_CELL = re.compile(r"\\(?:nest)?(?:cell|row)(?![a-z])")
_OPEN, _CLOSE = "\ue000", "\ue001"
"""Characters for private use, around a footnote."""
_NOTE = re.compile(rf"{_OPEN}([^{_CLOSE}]*){_CLOSE}")


def read(data: bytes) -> list[Styled]:
    """The paragraphs, each with its footnotes behind it; raises UnreadableFile."""
    page = _CODE_PAGE.search(data)
    encoding = f"cp{page[1].decode()}" if page else "cp1252"
    try:
        text = _GONE.sub("", data.decode(encoding, errors="replace"))
        # The addresses of links, which striprtf would put between the words.
        text = _CELL.sub(r"\\par ", _marked(text)).replace(r"\*\fldinst", r"\*\fld")
        said: str = rtf_to_text(text, encoding=encoding, errors="replace")  # type: ignore[no-untyped-call]
    # What striprtf makes of control words with numbers that are wrong or missing.
    except (LookupError, OverflowError, TypeError, ValueError) as error:
        raise UnreadableFile("a damaged RTF file: it cannot be read") from error
    return [one for line in _lines(said) for one in _paragraph(line)]


def _marked(text: str) -> str:
    """The file with its footnotes between marks; striprtf leaves them out where they are told as such."""
    found, done = "", 0
    for match in _FOOTNOTE.finditer(text):
        end = _closing(text, match.start())
        if match.start() >= done:
            found += f"{text[done : match.start()]}{{{_OPEN}{text[match.end() : end]}{_CLOSE}"
            done = end
    return found + text[done:]


def _closing(text: str, start: int) -> int:
    """Where the group ends that begins at `start`."""
    depth = 0
    for match in _BRACE.finditer(text, start):
        depth += bool(match["open"]) - bool(match["close"])
        if depth == 0:
            return match.start()
    return len(text)


def _lines(said: str) -> list[str]:
    """One a paragraph; the paragraphs of a footnote are one."""
    return _NOTE.sub(lambda note: _OPEN + " ".join(note[1].split()) + _CLOSE, said).split("\n")


def _paragraph(line: str) -> list[Styled]:
    notes = [noted(note) for note in _NOTE.findall(line) if note.strip()]
    return [*paragraphs([Piece(_NOTE.sub("", line))]), *notes]
