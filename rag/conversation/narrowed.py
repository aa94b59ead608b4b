"""The filters that a question named, beside those that its user set."""

from dataclasses import replace

from rag.errors import BadInput
from rag.filters import Filters
from rag.schema import Query

_FIELDS = {
    **{name: (name,) for name in ("speaker", "role", "country", "event", "language")},
    "period": ("since", "until"),
}
"""The filters as they are shown and taken off; a period goes as one."""


def from_question(query: Query, own: Filters = Filters()) -> dict[str, str]:
    """The filters that the question itself named, as shown: `{"speaker": "Anton Rehn"}`; `own` are the user's."""
    found = {}
    for name, fields in _FIELDS.items():
        new = {one: getattr(query.filters, one) for one in fields if not getattr(own, one)}
        if told := Filters(**new).described():
            found[name] = told.removeprefix(f"{name} ")
    return found


def without(filters: Filters, name: str) -> Filters:
    """The filters with one taken off: speaker, role, country, event, language or period; raises BadInput for others."""
    if name not in _FIELDS:
        raise BadInput(f"{name!r} is no filter; take off one of {', '.join(_FIELDS)}")
    bare = Filters()
    return replace(filters, **{one: getattr(bare, one) for one in _FIELDS[name]})
