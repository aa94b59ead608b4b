"""From bytes to text, in whatever encoding they are.

UTF-8 and what begins with a byte-order mark says so itself. Else the user's word counts, and without one the best
guess; in a text of Latin letters that is the encoding under which the fewest other characters are out of place: a
guess by frequencies alone takes the dashes and quotation marks of an English text for anything.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from rag.errors import UnreadableFile

SAMPLE = 200_000
"""Bytes that a guess looks at."""

MARKS = frozenset("‘’‚“”„–—―…•·‧«»‹›§°©®™€£¢¥½¼¾²³¹×÷†‡′″´\xa0\u3000№")
"""Characters that have their place in any text of Latin letters."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffe\uffff]")
_MARKED = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding it was read in; `note` says so where that was a guess."""

    text: str
    encoding: str
    note: str | None = None


def decode(data: bytes, fallback: str | None) -> str:
    """The text alone, as `read` has it."""
    return read(data, fallback).text


def read(data: bytes, fallback: str | None) -> Decoded:
    """Text with line ends as \\n and no byte-order mark; `fallback` is what to read it as where it is not UTF-8.

    Raises UnreadableFile where it is no text, or not in that encoding.
    """
    found = _marked(data) or _utf8(data) or _named(data, fallback) or _guessed(data)
    text = found.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(_CONTROL.findall(text)) > len(text) // 20:
        raise UnreadableFile("binary: more than a twentieth of it is control characters")
    return Decoded(text, found.encoding, found.note)


def _marked(data: bytes) -> Decoded | None:
    """A text in UTF-16 or UTF-32 that begins with a byte-order mark."""
    encoding = next((name for mark, name in _MARKED if data.startswith(mark)), None)
    if encoding is None:
        return None
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"binary: it begins like {encoding.upper()}, but is not, from byte {error.start}"
        ) from error


def _utf8(data: bytes) -> Decoded | None:
    if b"\x00" in data:
        raise UnreadableFile("binary: it holds NUL bytes, so it is not a text file")
    try:
        return Decoded(data.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError:
        return None


def _named(data: bytes, encoding: str | None) -> Decoded | None:
    if encoding is None:
        return None
    try:
        return Decoded(data.decode(encoding), encoding)
    except LookupError as unknown:
        raise UnreadableFile(f"{encoding!r} is not an encoding that Python knows") from unknown
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"neither UTF-8 nor {encoding}: byte 0x{data[error.start]:02x} at {error.start}"
        ) from error


def _guessed(data: bytes) -> Decoded:
    guesses = list(_guesses(data))
    if not guesses:
        raise UnreadableFile("not UTF-8, nor anything known; convert it, or name its encoding with --encoding")
    best = min(guesses, key=_misplaced) if _is_latin(data) else guesses[0]
    return Decoded(best.text, best.encoding, f"not UTF-8: read as {best.encoding}, which is a guess")


def _guesses(data: bytes) -> Iterator[Decoded]:
    from charset_normalizer import from_bytes

    likely = [guess.encoding for guess in from_bytes(data[:SAMPLE])]
    for encoding in dict.fromkeys(["cp1252", *likely] if _is_latin(data) else likely):
        try:
            yield Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue


def _is_latin(data: bytes) -> bool:
    """Whether most of its letters are ASCII."""
    return sum(byte > 127 for byte in data) * 4 < sum(chr(byte).isalpha() for byte in data if byte < 128)


def _misplaced(guess: Decoded) -> int:
    """How many characters beyond ASCII are neither marks nor letters that fit into their word."""
    text = f" {guess.text} "
    return sum(not _fits(text[place - 1], char, text[place + 1]) for place, char in enumerate(text) if ord(char) > 127)


def _fits(before: str, char: str, after: str) -> bool:
    if char in "¡¿":
        return after.isalpha() and not before.isalpha()
    if not char.isalpha():
        return char in MARKS
    if not unicodedata.name(char, "").startswith("LATIN"):
        return False
    return not (char.isupper() and before.islower()) and (before.isalpha() or after.isalpha())
