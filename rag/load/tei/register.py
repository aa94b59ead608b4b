"""Who is who in a parliament, as the lists of TEI tell: names, and offices with the days they were held.

The lists stand in the header of a record, or beside it as ParlaMint lays them out: `CORPUS-listPerson.xml`,
`CORPUS-listOrg.xml` or the root `CORPUS.xml`, in its folder or the one above, where its own name is `CORPUS_....xml`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from lxml import etree

from rag.dates import days
from rag.errors import BadInput
from rag.load.files import Document, read
from rag.load.limits import Limits
from rag.load.tei.markup import ID, LANGUAGE, name, parse, words

LINE = 120
"""Characters that several offices of one person may take together."""

_LISTS = ("{*}listPerson", "{*}listOrg")
_PLAIN = frozenset({"listperson.xml", "listorg.xml"})
_FIRST, _LAST = "0001-01-01", "9999-12-31"

_OFFICES = {
    ("head", "government"): "Head of Government",
    ("deputyHead", "government"): "Deputy Head of Government",
    ("minister", "government"): "Minister",
    ("deputyMinister", "government"): "Deputy Minister",
    ("member", "parliament"): "Member of Parliament",
}
"""What an affiliation is called that has no name of its own, the highest first."""
_RANKS = ("head", "deputyHead", "minister", "deputyMinister", "secretary")
_PUBLIC = frozenset({"government", "ministry", "parliament", None})
"""Organisations whose offices are a speaker's role; not those of a party, but those that no list tells of."""


@dataclass(frozen=True, slots=True)
class Register:
    """Persons by id, and the roles of organisations ("parliament") by id; `unread` are lists that could not be read."""

    persons: dict[str, etree._Element] = field(default_factory=dict)
    organisations: dict[str, str | None] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    def joined(self, other: "Register") -> "Register":
        """Both; what the other one tells goes first."""
        return Register(
            {**self.persons, **other.persons},
            {**self.organisations, **other.organisations},
            self.unread + other.unread,
        )

    def name(self, who: str, day: str | None, language: str | None) -> str | None:
        """Forename and surname in that language, as borne on that day; None where no list has the person."""
        person = self.persons.get(who)
        if person is None:
            return None
        names = [one for one in person if name(one) == "persName"]
        borne = [one for one in names if _holds(one, day)] or names
        told = _in_language(borne, language)
        return None if told is None else _written(told) or None

    def role(self, who: str, day: str | None, language: str | None) -> str | None:
        """The offices in government and parliament that the person held on that day, the highest first."""
        person = self.persons.get(who)
        if person is None:
            return None
        held = [one for one in person if name(one) == "affiliation" and _holds(one, day) and self._is_public(one)]
        titled = {title: None for one in sorted(held, key=_rank) if (title := _title(one, language))}
        if titled:
            return _joined(list(titled))
        plain = {(one.get("role"), self._kind(one)) for one in held}
        return next((title for office, title in _OFFICES.items() if office in plain), None)

    def _is_public(self, affiliation: etree._Element) -> bool:
        return self._kind(affiliation) in _PUBLIC

    def _kind(self, affiliation: etree._Element) -> str | None:
        return self.organisations.get(bare(affiliation.get("ref") or ""))


def _joined(titles: list[str]) -> str:
    """As many as make a line, since ministers of large houses hold a dozen."""
    kept = [title for place, title in enumerate(titles) if not place or len(", ".join(titles[: place + 1])) <= LINE]
    return ", ".join(kept)


def bare(reference: str) -> str:
    """The id that a reference ("#LundAda", "list.xml#LundAda") names."""
    return reference.strip().rpartition("#")[2]


def within(root: etree._Element) -> Register:
    """The persons and organisations that are listed in an element."""
    persons = {id_: one for one in root.iter("{*}person") if (id_ := one.get(ID))}
    return Register(persons, {id_: one.get("role") for one in root.iter("{*}org") if (id_ := one.get(ID))})


def beside(document: Document, limits: Limits) -> Register:
    """What the lists that lie beside a record tell; those that cannot be read are named."""
    register = Register()
    for path in neighbours(document.folder, document.stem):
        try:
            state = path.stat()
            register = register.joined(_list(path, _corpus(document.stem), (state.st_mtime_ns, state.st_size), limits))
        except (BadInput, OSError) as error:
            register = register.joined(Register(unread=(f"{path.name}, which lists who speaks, is not read: {error}",)))
    return register


def neighbours(folder: Path | None, stem: str) -> list[Path]:
    """The files that may list who speaks in the record of that name; what they say changes how it is read."""
    corpus = _corpus(stem)
    if folder is None or not corpus:
        return []
    named = re.compile(rf"{re.escape(corpus)}(?:-list(?:person|org))?(?:\.ana)?\.xml", re.I)
    return [path for place in (folder.parent, folder) for path in _files(place) if _is_list(path.name, named)]


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:  # a folder above that is not ours to look into
        return []


def _is_list(file: str, named: re.Pattern[str]) -> bool:
    return bool(named.fullmatch(file)) or file.casefold() in _PLAIN


def _corpus(stem: str) -> str:
    """ "ParlaMint-ES" of "ParlaMint-ES_2018-03-13-CD180313"; empty where the name has no such part."""
    return stem.partition("_")[0] if "_" in stem else ""


# The state of the file is part of the key, so that a list that was changed is read again.
@lru_cache(maxsize=8)
def _list(path: Path, corpus: str, _state: tuple[int, int], limits: Limits) -> Register:
    root = parse(read(path, limits).data, limits)
    if path.name.casefold() in _PLAIN and not any(corpus in id_ for id_ in _ids(root)):
        return Register()
    return within(root)


def _ids(root: etree._Element) -> Iterator[str]:
    for one in root.iter(*_LISTS):
        yield one.get(ID) or ""


def _holds(element: etree._Element, day: str | None) -> bool:
    """Whether a name or an office is of that day; one with dates is of no unknown day."""
    since, until = element.get("from") or element.get("when"), element.get("to") or element.get("when")
    if not (since or until):
        return True
    return day is not None and _day(since, _FIRST, 0) <= day <= _day(until, _LAST, 1)


def _day(date: str | None, default: str, end: int) -> str:
    """The first (0) or last (1) day that a date can mean; what is no date bounds nothing."""
    try:
        return days(date[:10])[end] if date else default
    except BadInput:
        return default


def _rank(affiliation: etree._Element) -> int:
    role = affiliation.get("role")
    return _RANKS.index(role) if role in _RANKS else len(_RANKS)


def _title(affiliation: etree._Element, language: str | None) -> str | None:
    told = _in_language([one for one in affiliation if name(one) == "roleName"], language)
    return None if told is None else words(told) or None


def _in_language(told: list[etree._Element], language: str | None) -> etree._Element | None:
    """The one in that language, else one that does not say, else one in English, else the first."""
    wanted = [language, None, "en"]
    return min(
        told,
        key=lambda one: wanted.index(one.get(LANGUAGE)) if one.get(LANGUAGE) in wanted else len(wanted),
        default=None,
    )


def _written(told: etree._Element) -> str:
    """Forenames first, whatever their place, then surnames and particles as they stand."""
    kept = [one for one in told if name(one) in {"forename", "surname", "nameLink", "genName"}]
    kept = [one for one in kept if one.get("type") not in {"birth", "maiden"}] or kept
    ordered = sorted(kept, key=lambda one: name(one) != "forename")
    return " ".join(filter(None, map(words, ordered))) or words(told)
