"""The minutes of a sitting in TEI: who said what, in order, and how utterances are put together to speeches."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from lxml import etree

from rag.load.draft import Part
from rag.load.limits import Clock
from rag.load.tei.markup import LANGUAGE, flat, name, words
from rag.load.tei.register import bare
from rag.load.tei.utterance import APPARATUS, BREAKS, parts, remark

INTERRUPTION = 120
"""Words with which others can break in; the longest call to order in ParlaMint's samples has 103."""

LABEL = 400
"""A label has no more characters."""

_CONTAINERS = frozenset(
    {"front", "body", "back", "text", "group", "floatingText", *(f"div{n}" for n in ["", *range(8)])}
)


@dataclass(frozen=True, slots=True)
class Said:
    """An utterance with the remarks around it; `who` is its speaker's id, `place` counts utterances from 1."""

    element: etree._Element
    place: int
    section: int
    title: str | None
    who: str | None
    label: str | None
    language: str | None
    parts: list[Part] = field(default_factory=list)

    @property
    def speaker(self) -> str | None:
        """The speaker's id, or the label where there is none."""
        return self.who or self.label

    @property
    def chair(self) -> bool:
        """Whether it is said in the chair."""
        return "#chair" in (self.element.get("ana") or "").split()

    @property
    def key(self) -> tuple[int, str | int, bool]:
        """The same for utterances that one person makes in one role; two unknown people are never the same."""
        unknown = 0 if self.chair else self.place
        return self.section, self.speaker or unknown, self.chair

    @property
    def size(self) -> int:
        """Its words."""
        return sum(len(part.text.split()) for part in self.parts if part.kind != "note")


def read(root: etree._Element, clock: Clock) -> list[Said]:
    """All that was said in the record, in order, in any of its texts."""
    reader = _Reader(root, clock)
    for text in root.iterchildren("{*}text"):
        reader.section(text)
    return reader.finished()


class _Reader:
    """Reads a record in order: each remark goes with the utterance before it, at the head of a section after it."""

    def __init__(self, root: etree._Element, clock: Clock) -> None:
        self._clock = clock
        self._pages = _pages(root)
        self._said: list[Said] = []
        self._waiting: list[Part] = []
        self._label: etree._Element | None = None
        self._section = 0
        self._title: str | None = None

    def section(self, element: etree._Element) -> None:
        """Read a section and those in it."""
        title, self._section = self._title, self._section + 1
        self._read(element)
        self._title, self._section = title, self._section + 1

    def finished(self) -> list[Said]:
        """All that was said."""
        self._take_label()
        if self._said:
            self._said[-1].parts.extend(self._waiting)
        return self._said

    def _read(self, element: etree._Element) -> None:
        self._loose(element.text)
        for child in element:
            self._child(child)
            self._loose(child.tail)

    def _loose(self, text: str | None) -> None:
        if told := flat(text):
            self._remark(Part(told, kind="note"))

    def _child(self, child: etree._Element) -> None:
        kind = name(child)
        if kind == "u":
            self._utterance(child)
        elif kind in _CONTAINERS:
            self.section(child)
        elif kind == "head":
            self._title = words(child) or self._title
        elif _is_label(child):
            self._take_label()
            self._label = child
        elif next(child.iter("{*}u"), None) is not None:
            self._read(child)
        elif kind not in BREAKS | APPARATUS:
            self._remark(self._told(child))

    def _utterance(self, u: etree._Element) -> None:
        self._clock.check()
        language = _language(u)
        found = parts(u, self._pages, language)
        if all(part.kind == "note" or not part.text for part in found):
            for part in found:
                self._remark(part)
            return
        label = next(
            (words(one).rstrip(": ") for one in (self._label, *list(u)[:1]) if one is not None and _is_label(one)), None
        )
        who = " ".join(map(bare, (u.get("who") or "").split()))
        heard = Said(u, len(self._said) + 1, self._section, self._title, who or None, label or None, language)
        heard.parts.extend(self._waiting + found)
        self._said.append(heard)
        self._waiting, self._label = [], None

    def _take_label(self) -> None:
        """A label that no utterance came after is a remark like others."""
        label, self._label = self._label, None
        if label is not None:
            self._remark(self._told(label))

    def _told(self, element: etree._Element) -> Part:
        return remark(element, self._pages.get(element), _language(element))

    def _remark(self, part: Part) -> None:
        at_head = not self._said or self._said[-1].section != self._section
        (self._waiting if at_head else self._said[-1].parts).append(part)


def _is_label(element: etree._Element) -> bool:
    return name(element) == "note" and element.get("type") == "speaker" and len(words(element)) <= LABEL


def _pages(root: etree._Element) -> dict[etree._Element, int]:
    """The page on which each element begins, where page breaks tell it."""
    page, found = None, {}
    for element in root.iter(etree.Element):
        if name(element) == "pb":
            number = element.get("n") or ""
            page = int(number) if number.isdecimal() and len(number) < 7 else None
        elif page:
            found[element] = page
    return found


def _language(element: etree._Element) -> str | None:
    """The language that an element is in, by itself or the nearest one around it."""
    around = (one.get(LANGUAGE) for one in (element, *element.iterancestors()))
    return next((language for language in around if language), None)


def speeches(said: list[Said]) -> Iterator[list[Said]]:
    """Utterances put together to speeches."""
    turns = [list(run) for _, run in groupby(said, key=lambda one: one.key)]
    start = 0
    while start < len(turns):
        end = _last_turn(turns, start) + 1
        yield [one for turn in turns[start:end] for one in turn]
        start = end


def _last_turn(turns: list[list[Said]], start: int) -> int:
    """The place of the last turn of a speech: its speaker's own, after others broke in with few words, or none."""
    main = turns[start][0]
    last, between = start, 0
    if main.chair:
        return last
    for place, turn in enumerate(turns[start + 1 :], start + 1):
        if turn[0].key == main.key:
            last, between = place, 0
        between += 0 if last == place else sum(max(one.size, 1) for one in turn)
        if between > INTERRUPTION:
            break
    return last
