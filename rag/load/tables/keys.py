"""Which column of a table holds which key: as the user says, else by the names that columns have in such tables."""

import re
from collections.abc import Iterable, Mapping, Sequence

from rag.errors import BadInput

TEXT = "text"
"""The key of what was said; all others are those of the front matter."""

NAMES: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "speech", "transcript", "full_text", "fulltext", "speech_text"),
    "id": ("id", "speech_id", "doc_id", "document_id", "identifier", "uid", "uuid"),
    "speaker": ("speaker", "speaker_name", "name", "author"),
    "role": ("role", "post", "position", "office", "function", "speaker_role"),
    "country": ("country", "country_name", "nation"),
    "date": ("date", "speech_date", "datetime", "date_time", "day", "delivered", "year"),
    "event": ("event", "occasion", "meeting", "conference"),
    "place": ("place", "location", "venue", "city"),
    "title": ("title", "headline", "heading"),
    "language": ("language", "lang", "language_code", "locale"),
    "source": ("source", "url", "link", "source_url", "uri", "href"),
}
"""The columns that a key is read from, the first that is there; each plain, as `_plain` makes it."""


def named(present: Sequence[str], columns: Mapping[str, str]) -> dict[str, str]:
    """The column of each key that has one; `columns` are as the user names them, an empty one for none at all."""
    if unknown := [key for key in columns if key not in NAMES]:
        raise BadInput(f"{unknown[0]!r} is not a key; the keys are {', '.join(NAMES)}")
    plain = {_plain(name): name for name in reversed(present)}
    taken = {_plain(name) for name in columns.values()}
    found = {key: plain.get(_plain(name)) for key, name in columns.items() if name}
    for key in NAMES.keys() - columns.keys():
        found[key] = next((plain[name] for name in NAMES[key] if name in plain.keys() - taken), None)
    return {key: name for key, name in found.items() if name}


def check(present: Sequence[str], columns: Mapping[str, str]) -> None:
    """Raise BadInput where the user names a column that is not there."""
    if absent := lacking(present, [name for name in columns.values() if name]):
        raise BadInput(f"no such column: {', '.join(absent)} ({known(present)})")


def lacking(present: Sequence[str], names: Iterable[str]) -> list[str]:
    """Those of the names that no column has."""
    plain = {_plain(name) for name in present}
    return [name for name in names if _plain(name) not in plain]


def spelled(present: Sequence[str], names: Iterable[str]) -> dict[str, str]:
    """The column of each name, as the table spells it; all are there."""
    plain = {_plain(name): name for name in reversed(present)}
    return {name: plain[_plain(name)] for name in names}


def known(columns: Sequence[str]) -> str:
    """The columns there are, as an error tells them."""
    return f"the columns are {', '.join(columns)}" if columns else "there is no column"


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_")
