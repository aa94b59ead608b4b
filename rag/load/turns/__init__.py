"""Who speaks in which paragraph: labels at the heads of paragraphs, as interviews and joint remarks have them.

A label is one where its form leaves no doubt: set apart by the format, an office or courtesy title in capitals
(`THE PRESIDENT:`, `MS. LUND:`), `Q` or `Question:`. Other capitals, `**Ada Lund:**` and a plain `Ada Lund:` count where
they recur or stand beside such a one, or end in a name that is known; so a sentence with a colon ("Let me say this:
...") is none. Labels are taken off: they are no words of the speech.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rag.load.draft import Part
from rag.load.turns import labels
from rag.load.turns.cast import Cast
from rag.schema import Voice

DIRECTION_WORDS = 40
"""A stage direction of more words than these is taken for words of the speaker in brackets."""

_BOLD = re.compile(r"\*\*(?P<who>[^*\n]{1,120}?)\s*(?::\s*\*\*|\*\*\s*:)(?:\s+|\Z)(?P<said>.*)", re.S)
_ASKED = re.compile(r"(?:\*\*)?(?P<who>Q)(?:\*\*)?(?:\s*[:.]\s+|(?=[^\S ])\s+|\s{2,})(?P<said>\S.*)", re.S)
_COLON = re.compile(r"(?P<who>[^:\n“”\"*]{1,140}?)\s*:(?:\s+|\Z)(?P<said>.*)", re.S)
_SPACED = re.compile(r"(?P<who>Q) (?P<said>[A-Z—…“(].*)", re.S)
_DIRECTION = re.compile(r"[*_]*(?:\([^()]+\)|\[[^\[\]]+\]|<[^<>]+>)[*_]*[.]?")
_STAMP = re.compile(
    r"(?:[*#_\s–—-]{3,}|[-–—#*\s]*\(?(?:END|MORE|END OF TRANSCRIPT)\)?[-–—#*\s.]*"
    r"|(?i:(?:end\W*)?\d{1,2}[:.]\d{2}\s*(?:[ap]\.?\s?m\.?|h|hrs?\.?|hours)?\s*"
    r"(?:\(?[a-z]{1,5}\)?|\(local\)|local time)?\.?))"
)
_SPEAKS = re.compile(
    r"(?i)\b(?:i|we|you|my|our|your|me|us|je|nous|vous|mon|notre|nos|ich|wir|sie|mein\w*|unser\w*|yo|nosotros|я|мы|вы)\b"
)


@dataclass(frozen=True, slots=True)
class _Head:
    """What may be a label, and the text after it; `sure` where its form alone tells that it is one."""

    label: str
    said: str
    sure: bool
    bold: bool = False

    @property
    def key(self) -> str:
        return self.label.casefold()


def attribute(
    parts: Iterable[Part], speaker: str | None, role: str | None = None
) -> tuple[list[Part], tuple[Voice, ...]]:
    """The paragraphs with their labels taken off and their speakers set, and who is heard beside the main speaker.

    A label opens a turn, which lasts until the next; a journalist's turn is of kind "question". `THE PRESIDENT` is
    the main speaker where `role` says so. Stage directions that are paragraphs of their own become notes. As many
    parts come out as go in; one that was nothing but a label is empty.
    """
    told = [_noted(part) for part in parts]
    set_apart = any(part.label for part in told)
    heads = _trusted([_head(part, set_apart) for part in told], speaker)
    cast = Cast([head.label for head in heads if head], speaker, role, (part.text for part in told))
    found: list[Part] = []
    who, asking = None, False
    for part, head in zip(told, heads, strict=True):
        if head and not is_note(head.said):
            who, asking = cast.speaker(head.label), cast.asks(head.label)
        elif part.speaker:
            who, asking = part.speaker, False
        found.append(_turned(part, head, who, asking))
    return found, cast.voices


def is_note(text: str) -> bool:
    """Whether a paragraph is a stage direction ("(Applause.)"), a rule ("* * *") or a time stamp ("END 5:10 P.M.").

    Brackets around words of the speaker's own ("(I shall come back to this.)") do not make a note.
    """
    text = " ".join(text.split())
    if _STAMP.fullmatch(text):
        return True
    short = text.count(" ") < DIRECTION_WORDS
    return short and bool(_DIRECTION.fullmatch(text)) and not _SPEAKS.search(text)


def _turned(part: Part, head: _Head | None, who: str | None, asking: bool) -> Part:
    if part.kind == "note":
        return part
    text = head.said if head else part.text
    if is_note(text):
        return replace(part, text=text, kind="note", label=None)
    kind = part.kind or ("question" if asking else None)
    return replace(part, text=text, speaker=who, kind=kind, label=None)


def _noted(part: Part) -> Part:
    if part.kind or part.label or part.speaker or not is_note(part.text):
        return part
    return replace(part, kind="note")


def _head(part: Part, set_apart: bool) -> _Head | None:
    """What may be a label; where the format sets labels apart, `Question: at whose cost?` in plain type is none."""
    if part.kind in {"note", "heading"} or part.speaker:
        return None
    if part.label:
        return _Head(" ".join(part.label.split()).rstrip(" :"), _after(part.label, part.text), sure=True)
    if match := _ASKED.fullmatch(part.text):
        return _Head(match["who"], match["said"], sure=True)
    for form in (_BOLD, _SPACED, _COLON):
        if match := form.fullmatch(part.text):
            label = " ".join(match["who"].split())
            plain = form is _COLON and set_apart and not labels.is_capitals(label)
            sure = form is not _SPACED and not plain and labels.is_sure(label)
            return _Head(label, match["said"], sure, bold=form is _BOLD)
    return None


def _after(label: str, text: str) -> str:
    """The text of a paragraph whose label the format sets apart, whether or not it left it there."""
    bare = label.strip().rstrip(":").rstrip()
    after = text.strip().removeprefix(bare).lstrip()
    # Without a colon it is not the label that stands there: "Ada Lund: Ada Lund, of the Canal Company."
    return after.removeprefix(":").lstrip() if after.startswith(":") else text.strip()


def _trusted(heads: list[_Head | None], speaker: str | None) -> list[_Head | None]:
    """The heads without those that are likely to be sentences with a colon."""
    found = [head for head in heads if head]
    certain = {head.key for head in found if head.sure}
    unsure = [head for head in found if not head.sure and head.key not in certain and _has_form(head)]
    counts = Counter(head.key for head in unsure)
    names = {speaker.casefold()} if speaker else set()
    certain |= {head.key for head in unsure if _ends_in(head.key, names | certain)}
    apart = {head.key for head in unsure if head.bold or " " in head.key or head.key == "q"}
    recurring = {key for key in apart if counts[key] > 1}
    if certain or len(recurring) > 1:
        certain |= recurring | {"q"}
        certain |= {head.key for head in unsure if _ends_in(head.key, certain) or head.bold}
        certain |= {head.key for head in unsure if labels.is_capitals(head.label)}
    if not certain and _is_dialogue(counts, len(heads)):
        certain |= {key for key, count in counts.items() if count > 1}
    return [head if head and head.key in certain else None for head in heads]


def _has_form(head: _Head) -> bool:
    if labels.is_address(head.label):
        return False
    return head.key == "q" or labels.is_capitals(head.label) or labels.could_be(head.label)


def _ends_in(key: str, names: set[str]) -> bool:
    """Whether a label is a known name or its surname, or ends in one ("president of norland ada lund")."""
    return any(key == name or key.endswith(" " + name) or name.endswith(" " + key) for name in names)


def _is_dialogue(counts: Counter[str], paragraphs: int) -> bool:
    """Whether two or more labels of one word recur, and open a third of the paragraphs."""
    often = [count for count in counts.values() if count > 1]
    return len(often) > 1 and 3 * sum(often) >= paragraphs
