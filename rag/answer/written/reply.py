"""A model's reply, read as it comes: sentences with the numbers of the paragraphs that they rest on.

Models hold to the form more or less well, so that lists, several sentences on a line, numbers before the full stop,
code fences and JSON are read, too.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import nupunkt

from rag.answer.written.prompt import ABSENT

_NUMBERS = r"\[\s*\d+(?:\s*(?:[,;–-]|and)\s*\d+)*\s*\]"
_SENTENCE = re.compile(rf"(?P<text>.+?)\s*(?P<numbers>(?:{_NUMBERS}[\s,]*)+)(?P<stop>[.!?]?)(?=\s|$)", re.S)
_ITEM = re.compile(r"^\s*(?:[-*•]\s+|\d{1,2}[.)]\s+|#+\s+)")
_FENCE = re.compile(r"^\s*```\w*\s*$")
_JSON = "```json"
_MOST = 10_000
"""Characters of a reply that are read."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as the model wrote it, without its numbers; `numbers` are those of evidence, in their order."""

    text: str
    numbers: tuple[int, ...]


def drafts(pieces: Iterable[str]) -> Iterator[Draft]:
    """The sentences of a reply, each as soon as its line is complete; none where it says that there is no answer.

    Of several that share their numbers each has them all.
    """
    for line in _lines(pieces):
        for draft in _read(line):
            yield from _parted(draft)


def _lines(pieces: Iterable[str]) -> Iterator[str]:
    """Whole lines; a reply that begins as JSON comes as one."""
    held, read = "", 0
    is_json: bool | None = None
    for piece in pieces:
        held += piece
        read += len(piece)
        is_json = _is_json(held) if is_json is None else is_json
        if is_json is False:
            *whole, held = held.split("\n")
            yield from whole
        if read > _MOST:
            break
    yield from [held] if is_json else held.split("\n")


def _is_json(start: str) -> bool | None:
    """Whether a reply that starts so is JSON; None where that cannot be told yet."""
    start = start.lstrip()
    if not start or (start != _JSON and _JSON.startswith(start)):
        return None
    return start.startswith(("{", _JSON))


def _read(line: str) -> Iterator[Draft]:
    if line.lstrip().startswith(("{", _JSON)):
        yield from _of_json(line)
        return
    if _FENCE.match(line) or not line.strip() or ABSENT in line.upper():
        return
    text = _ITEM.sub("", line).strip()
    end = 0
    for match in _SENTENCE.finditer(text):
        end = match.end()
        yield Draft(match["text"].strip() + match["stop"], _numbers(match["numbers"]))
    if rest := text[end:].strip():
        yield Draft(rest, ())


def _parted(draft: Draft) -> Iterator[Draft]:
    """Each of its sentences; a quotation of several stays whole."""
    held = 0
    for _, end in nupunkt.sent_spans(draft.text):
        if _closed(draft.text[held:end]):
            yield Draft(draft.text[held:end].strip(), draft.numbers)
            held = end
    if rest := draft.text[held:].strip():
        yield Draft(rest, draft.numbers)


def _closed(text: str) -> bool:
    """Whether every quotation that it opens ends in it."""
    return text.count('"') % 2 == 0 and all(text.count(one) <= text.count(other) for one, other in ("“”", "«»", "「」"))


def _numbers(marks: str) -> tuple[int, ...]:
    """The numbers of marks such as `[1][3]`, `[1, 3]` and `[2-4]`."""
    found: list[int] = []
    for first, last in re.findall(r"(\d{1,4})(?:\s*[–-]\s*(\d{1,4}))?", marks):
        found += range(int(first), min(int(last or first), int(first) + 20) + 1)
    return tuple(dict.fromkeys(found))


def _of_json(text: str) -> Iterator[Draft]:
    """`{"sentences": [{"text": ..., "evidence": [1, 3]}]}`, or a line of one sentence; nothing where it is neither."""
    bare = "\n".join(line for line in text.splitlines() if not _FENCE.match(line))
    try:
        told = json.loads(bare)
    except (ValueError, RecursionError):
        yield Draft(bare.strip(), ())
        return
    rows = told.get("sentences", [told]) if isinstance(told, dict) else []
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and isinstance(row.get("text"), str):
            numbers = row.get("evidence", [])
            numbers = [one for one in numbers if type(one) is int] if isinstance(numbers, list) else []
            yield Draft(row["text"].strip(), tuple(numbers))
