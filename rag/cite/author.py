"""A speaker's name as a bibliography has it: the family name apart where that is sure, else the name as one."""

import re

_COLLECTIVE = re.compile(
    r"\d|&|\b(?:of|the|for|and|assembly|association|bank|chair\w*|commission|committee|congress|council|court|delegation"
    r"|department|federation|foundation|fund|government|group|institute|ministry|minister|office\w*|organi[sz]ation"
    r"|parliament|party|president|secretar\w+|speaker|spokes\w+|staff|team|union|university)\b",
    re.IGNORECASE,
)
"""Words of bodies and of offices."""

_STYLE = re.compile(r"^\s*H\.? ?E\.?\s+")

_FAMILY_FIRST = frozenset({
    "cambodia", "china", "democratic people's republic of korea", "ethiopia", "hong kong", "iceland", "mongolia",
    "myanmar", "north korea", "people's republic of china", "republic of korea", "south korea", "taiwan", "viet nam",
    "vietnam",
})  # fmt: skip
"""Countries whose names put the family first or have none: "Xi Jinping" and "Abiy Ahmed" are never turned round."""

_KOREAN = re.compile(r"\w+ \w+-[^\W\d_A-Z]\w*")
"""A given name like "Ki-moon" stands behind the family's."""


def author(speaker: str, country: str | None) -> dict[str, str]:
    """A CSL name: family, given, particle and suffix, or `literal` where the name has one part or is not a person's."""
    from nameparser import parse

    name = parse(_STYLE.sub("", speaker))
    plain = f"{name.given_names} {name.family}"
    if not name.given or not name.family_base or _COLLECTIVE.search(plain):
        return {"literal": speaker}
    if (country or "").casefold() in _FAMILY_FIRST or _KOREAN.fullmatch(plain):
        return {"literal": plain}
    parts = {
        "family": name.family_base,
        "given": name.given_names,
        "non-dropping-particle": name.family_particles,
        "suffix": name.suffix,
    }
    return {key: value for key, value in parts.items() if value}
