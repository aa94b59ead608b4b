"""Who is meant by the labels of one text: the main speaker, or a voice that several labels may name."""

import re
from collections.abc import Iterable
from functools import cache

from rag.load.turns import labels
from rag.load.turns.labels import Told
from rag.schema import Voice

QUESTION = "Question"
"""How a journalist is called whom the text does not name."""

_LOWER_PREFIX = re.compile(r"(?:deputy|vice|former|acting|assistant|first|second|associate)\s*", re.I)


class Cast:
    """The people behind the labels of a text, from all of them at once: a full form explains the short ones."""

    def __init__(self, found: Iterable[str], speaker: str | None, role: str | None, texts: Iterable[str]) -> None:
        self._main, self._role = speaker, role
        used = sorted(set(found), key=lambda label: (-len(label), label))
        self._text = "\n".join(texts) if any(map(labels.is_capitals, used)) else ""
        names = frozenset(labels.bare(label).casefold() for label in used) | (
            {speaker.casefold()} if speaker else frozenset()
        )
        told = {label: labels.read(label, names) for label in used}
        people = [label for label in used if not (labels.is_asker(label) or labels.is_crowd(label))]
        self._alone = role is None and len(people) == 1
        self._titled = any(self._is_office_of_main(one) for one in told.values())
        self._voices: dict[str, Voice] = {}
        self._honorifics: dict[str, str] = {}
        self._who: dict[str, str | None] = {}
        for label, one in told.items():
            self._who[label] = speaker if self._is_main(one) else self._voice(label, one)

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Everyone beside the main speaker who has a name or an office, by name."""
        return tuple(self._voices[name] for name in sorted(self._voices))

    def speaker(self, label: str) -> str | None:
        """Who it is; None for the main speaker."""
        who = self._who[label]
        return None if who == self._main else who

    def asks(self, label: str) -> bool:
        """Whether what follows are questions to the main speaker."""
        who = self._who[label]
        if who == self._main or who is None:
            return False
        voice = self._voices.get(who)
        return labels.is_asker(label) or bool(voice and labels.asks(voice.role))

    def _is_main(self, one: Told) -> bool:
        if self._main is None:
            return False
        if self._is_office_of_main(one) or (self._alone and labels.is_office(one.name)):
            return True
        if one.role and self._role and labels.is_capitals(one.role):
            return False
        if one.name.casefold() == self._main.casefold() and " " in one.name:
            return True
        alone = _is_alone(one.name) or _is_alone(self._main)
        return alone and _surname(one.name) == _surname(self._main) and self._fits(one)

    def _is_office_of_main(self, one: Told) -> bool:
        """`THE PRESIDENT`, or `PRESIDENT LUND` with the main speaker's surname."""
        if not (one.role and self._role and _same_office(one.role, self._role)):
            return False
        return labels.is_office(one.name) or _surname(one.name) == _surname(self._main or "")

    def _fits(self, one: Told) -> bool:
        """Whether no title speaks against a shared surname: `DR. LUND` is not the president who has a label as such."""
        told = one.honorific or not _is_alone(one.name)
        return not (told and self._titled and not one.role)

    def _voice(self, label: str, one: Told) -> str:
        if labels.is_asker(label):
            return QUESTION if label.casefold() in {"q", "question"} else _titled(label)
        if labels.is_crowd(label):
            return _titled(one.name)
        if known := self._known(one):
            return known
        name = _titled(one.name) if labels.is_office(one.name) else self._spelt(one.name)
        role = _titled(one.role) if one.role else None
        if self._taken(name) and one.honorific:
            name = f"{_titled(one.honorific)} {name}"
        self._voices.setdefault(name, Voice(name, role, country(role)))
        if one.honorific:
            self._honorifics[name] = one.honorific.casefold()
        return name

    def _taken(self, name: str) -> bool:
        return bool(self._main) and _is_alone(name) and _surname(name) == _surname(self._main or "")

    def _known(self, one: Told) -> str | None:
        """The one voice that a shorter label must mean: by its surname, or by its office."""
        if labels.is_office(one.name):
            fits = [
                name for name, voice in self._voices.items() if voice.role and _same_office(one.role or "", voice.role)
            ]
        elif _is_alone(one.name):
            fits = [name for name in self._voices if _surname(name) == _surname(one.name)]
        else:
            fits = [name for name in self._voices if name.casefold() == one.name.casefold()]
        return fits[0] if len(fits) == 1 and not self._contradicts(fits[0], one) else None

    def _contradicts(self, name: str, one: Told) -> bool:
        """Two people of one surname: `SECRETARY VANE` beside `Governor Vane`."""
        role, title = self._voices[name].role, (one.honorific or "").casefold()
        if title and self._honorifics.get(name, title) != title:
            return True
        return bool(role and one.role and labels.is_capitals(one.role) and not _same_office(one.role, role))

    def _spelt(self, text: str) -> str:
        """A label in capitals as the text itself writes its words, else with capitals at their heads."""
        if not labels.is_capitals(text):
            return text
        return self._written(text) or " ".join(self._written(word) or _titled(word) for word in text.split())

    def _written(self, words: str) -> str | None:
        """How the text writes them elsewhere: not all in capitals, and beginning with one somewhere."""
        found = (match[0] for match in re.finditer(rf"\b{re.escape(words)}\b", self._text, re.I))
        return next((one for one in found if not one.isupper() and not one.islower()), None)


def _titled(text: str) -> str:
    """Words in capitals with capitals at their heads, but for joiners: `Secretary of State`."""
    if not labels.is_capitals(text):
        return text
    parts = re.split(r"(?<=[\s’'-])", text)
    small = "".join(part[:1] + part[1:].casefold() for part in parts)
    return re.sub(r"(?<=\s)(?:Of|The|And|For)(?=\s)", lambda word: word[0].casefold(), small)


def _is_alone(name: str) -> bool:
    return " " not in name.strip()


def _surname(name: str) -> str:
    return name.casefold().split()[-1] if name.split() else ""


def _same_office(short: str, long: str) -> bool:
    """Whether an office can be that of a role: `President` that of `President of Norland`, not of `Vice President`."""
    one, other = (re.split(r"\s+(?:of|for)\s+|,", part.casefold())[0].strip() for part in (short, long))
    if one == other or short.casefold() == long.casefold():
        return True
    before = other.removesuffix(one)
    return before != other and before.endswith(" ") and not _LOWER_PREFIX.search(before)


def country(role: str | None) -> str | None:
    """The country that a role names ("President of the Republic of Poland"), in English; None where it names none."""
    match = re.search(
        r"(?i)\bof\s+(?:the\s+)?(?:(?:federal |islamic |people’s |democratic )*republic of |kingdom of )?(?P<name>.+)",
        role or "",
    )
    return _countries().get(match["name"].casefold()) if match else None


@cache
def _countries() -> dict[str, str]:
    from babel import Locale

    names = Locale("en").territories
    return {name.casefold(): name for code, name in names.items() if len(code) == 2 and code not in _NO_STATES}


_NO_STATES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})
