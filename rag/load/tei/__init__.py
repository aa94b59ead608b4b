"""Records of parliaments in TEI, as ParlaMint writes them: utterances (`<u>`) with the minutes' remarks between them.

A speech is what one person says within one section (`<div>`): utterances of the same speaker that follow each other,
with the remarks among and after them as notes. Where someone else, mostly the chair, breaks in with a few words before
the speaker goes on, those are paragraphs of the speech, in the name of who said them; a chair's own words are not gone
on with in this way. What the chair says between two speakers is a speech of the chair. With the grouping "sitting" all
of it is one speech, with its heads as headings, whose paragraphs name their speakers.

Speakers are named by the lists of persons in the header or beside the file (register.py), else by the labels that the
record prints before what they say, else by an id that is a name (naming.py), else not at all; one who is not known
and breaks into the speech of another is called by his id, and a chair "Chair".
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from lxml import etree

from rag.dates import days
from rag.errors import BadInput
from rag.load.draft import Draft, Part, compose
from rag.load.files import Document
from rag.load.front_matter import validate
from rag.load.limits import Clock
from rag.load.options import Grouping, LoadOptions
from rag.load.tei import minutes, register
from rag.load.tei.markup import ID, LANGUAGE, name, parse, words
from rag.load.tei.minutes import Said
from rag.load.tei.naming import Labels, spelt_out
from rag.load.tei.register import Register
from rag.schema import Voice

CHAIR = "Chair"
UNKNOWN = "Unknown speaker"

_LISTS = {
    "listPerson": "a list of persons",
    "listOrg": "a list of organisations",
    "taxonomy": "a taxonomy, the corpus's own categories",
    "listRelation": "a list of relations between organisations",
}
_LANGUAGE = re.compile(r"(?!(?:mul|und|mis|zxx)\b)[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.I)
_CORPUS = re.compile(r"\s*\[[^\[\]]*\]$")
"""What ParlaMint adds to a title: "[ParlaMint]", "[ParlaMint.ana SAMPLE]"."""


def drafts(document: Document, options: LoadOptions) -> Iterator[Draft]:
    """The speeches of a record; raises UnreadableFile where it is no XML, BadInput where there is no speech in it."""
    clock = Clock(options.limits)
    root = parse(document.data, options.limits)
    lists = register.beside(document, options.limits).joined(register.within(root))
    sittings = (_Sitting(one, lists, clock) for one in _sittings(root))
    speeches = [draft for one in sittings for draft in _drafts(one, options.grouping)]
    if not speeches:
        raise BadInput(_refusal(root))
    yield from _told_apart(speeches)


def _sittings(root: etree._Element) -> list[etree._Element]:
    """The root, or what a corpus holds where it does not only name other files."""
    if name(root) == "teiCorpus":
        return list(root.iter("{*}TEI"))
    return [root] if name(root) == "TEI" else []


def _refusal(root: etree._Element) -> str:
    """Why there is no speech in it."""
    kind = name(root)
    if kind == "teiCorpus":
        files = sum(name(one) == "include" for one in root)
        return f"no speech in it: the root of a corpus, which names {files:,} other files; load those"
    if kind in {"html", "HTML"}:
        return "not TEI but HTML; give the file a name that ends in .html"
    listed = kind if kind in _LISTS else _first_list(root)
    if listed:
        return f"no speech in it: {_LISTS[listed]}"
    if kind == "TEI":
        return "no speech in it: TEI without utterances (<u>), as records of what was said have them"
    return f"XML of another kind than TEI, its root is <{kind}>; save the speeches as text, HTML or a table"


def _first_list(root: etree._Element) -> str | None:
    inside = (name(one) for text in root.iterchildren("{*}text") for one in text.iter(etree.Element))
    return next((one for one in inside if one in _LISTS), None)


def _drafts(sitting: "_Sitting", grouping: Grouping) -> Iterator[Draft]:
    if grouping == "speaker":
        yield from map(sitting.speech, minutes.speeches(sitting.said))
    elif sitting.said:
        yield sitting.whole()


def _told_apart(speeches: list[Draft]) -> Iterator[Draft]:
    """Numbers where names recur, as they do where a record has no ids that are its own."""
    seen: Counter[str | None] = Counter()
    for draft in speeches:
        seen[draft.name] += 1
        again = seen[draft.name] > 1
        yield replace(draft, name=f"{draft.name or 'sitting'} {seen[draft.name]}") if again else draft


class _Sitting:
    """A record with what its header and the lists tell of it and of its speakers."""

    def __init__(self, root: etree._Element, lists: Register, clock: Clock) -> None:
        self._root, self._clock = root, clock
        self._header = _header(root)
        houses = (register.bare(one.get("corresp") or "") for one in root.iter("{*}meeting"))
        self._lists = Register(organisations=dict.fromkeys(houses, "parliament")).joined(lists)
        self._language = _code(root.get(LANGUAGE))
        self.said = minutes.read(root, clock)
        self._labels = Labels((one.speaker, one.label) for one in self.said if one.speaker and one.label)
        self._names: dict[str, str | None] = {}

    def speech(self, group: list[Said]) -> Draft:
        """What one person says, with what others say in between."""
        self._clock.check()
        main = group[0]
        told = self._voice(main)
        parts = [part for one in group for part in self._parts(one, main)]
        voices = {voice.name: voice for one in group if one.key != main.key for voice in [self._voice(one)]}
        voices.pop(told.name, None)
        about = {
            "speaker": told.name if self._name(main) else None,
            "role": told.role,
            "title": main.title,
            "source": _web(main.element.get("source")),
        }
        draft = self._draft(group, parts, about)
        return replace(draft, voices=tuple(voices.values()), name=_tail(main, self._root))

    def whole(self) -> Draft:
        """All that is said, under its heads; no one is its main speaker."""
        parts: list[Part] = []
        before: Said | None = None
        for one in self.said:
            if one.title and (before is None or one.title != before.title or one.section != before.section):
                parts.append(Part(one.title, kind="heading"))
            parts += self._parts(one, None)
            before = one
        voices = {voice.name: voice for voice in map(self._voice, self.said)}
        return replace(self._draft(self.said, parts, {}), voices=tuple(voices.values()))

    def _draft(self, group: list[Said], parts: list[Part], about: dict[str, str | None]) -> Draft:
        text, blocks = compose(parts)
        told = {"language": _spoken_in(group), **self._header}
        told |= {key: value for key, value in about.items() if value}
        found = validate({key: value for key, value in told.items() if value})
        return Draft(text, found, blocks=blocks, notes=self._lists.unread)

    def _parts(self, one: Said, main: Said | None) -> Iterator[Part]:
        speaker = None if main and one.key == main.key else self._voice(one).name
        for part in one.parts:
            yield part if part.kind == "note" else replace(part, speaker=speaker)

    def _voice(self, one: Said) -> Voice:
        office = self._labels.read(one.label)[1] if one.label else None
        unknown = CHAIR if one.chair else one.who or UNKNOWN
        return Voice(self._name(one) or unknown, self._role(one, office), self._header["country"])

    def _role(self, one: Said, office: str | None) -> str | None:
        if one.chair:
            return office or CHAIR
        return self._lists.role(one.who or "", self._header["date"], self._language) or office

    def _name(self, one: Said) -> str | None:
        if one.speaker and one.speaker not in self._names:
            self._names[one.speaker] = self._resolved(one.speaker)
        return self._names.get(one.speaker or "")

    def _resolved(self, speaker: str) -> str | None:
        self._clock.check()
        # An utterance of several people at once has several ids.
        ids = speaker.split()
        listed = [name for id_ in ids if (name := self._lists.name(id_, self._header["date"], self._language))]
        if len(listed) == len(ids):
            return " and ".join(listed)
        return self._labels.name(speaker) or spelt_out(speaker, self._text)

    @cached_property
    def _text(self) -> str:
        return "\n".join(part.text for one in self.said for part in one.parts)


def _header(root: etree._Element) -> dict[str, str | None]:
    """What the header tells of the sitting, in the language of the record where it is told in several."""
    language = root.get(LANGUAGE)
    setting, source = (f"{{*}}teiHeader//{{*}}{part}" for part in ("settingDesc", "sourceDesc"))
    places = {one.get("type"): one for one in reversed(_told(root, f"{setting}//{{*}}name", language))}
    dates = [*root.iterfind(f"{setting}//{{*}}date"), *root.iterfind(f"{source}//{{*}}date")]
    links = (_web(words(one)) for one in root.iterfind(f"{source}//{{*}}idno"))
    return {
        "date": next(filter(None, map(_day, dates)), None),
        "event": _event(_told(root, "{*}teiHeader/{*}fileDesc/{*}titleStmt/{*}title", language)),
        "place": words(places["city"]) if "city" in places else None,
        "country": _country(places["country"]) if "country" in places else None,
        "source": next(filter(None, links), None),
    }


def _told(root: etree._Element, path: str, language: str | None) -> list[etree._Element]:
    """Elements at a path, those in the language of the record before those that do not say and those in others."""
    wanted = [language, None]
    return sorted(
        root.iterfind(path), key=lambda one: wanted.index(one.get(LANGUAGE)) if one.get(LANGUAGE) in wanted else 2
    )


def _event(titles: list[etree._Element]) -> str | None:
    """The subtitle, which names the sitting; the main title names the corpus as well."""
    first = next((one for one in titles if one.get("type") == "sub"), titles[0] if titles else None)
    return None if first is None else _CORPUS.sub("", words(first)) or None


def _country(told: etree._Element) -> str | None:
    """In English, as in all formats, where its ISO code is given."""
    from babel import Locale

    return Locale("en").territories.get(told.get("key") or "") or words(told) or None


def _day(date: etree._Element) -> str | None:
    told = (date.get("when") or date.get("from") or "")[:10]
    try:
        days(told)
    except BadInput:
        return None
    return told


def _web(address: str | None) -> str | None:
    return address if address and address.startswith(("http://", "https://")) else None


def _code(language: str | None) -> str | None:
    return language if language and _LANGUAGE.fullmatch(language) else None


def _spoken_in(group: list[Said]) -> str | None:
    """The language of most words; None where it is marked as unknown or mixed."""
    counts: Counter[str | None] = Counter()
    for one in group:
        counts[_code(one.language)] += one.size
    return counts.most_common(1)[0][0]


def _tail(first: Said, root: etree._Element) -> str:
    """The part of the first utterance's id that is its own, beside the record's; its place where it has no id."""
    id_, record = first.element.get(ID) or "", (root.get(ID) or "").removesuffix(".xml").removesuffix(".ana")
    own = id_.removeprefix(record).lstrip("._-") if record else id_
    return own or f"u{first.place}"
