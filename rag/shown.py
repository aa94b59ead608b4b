"""How texts and numbers are shown, on a page or a terminal; as data a text keeps all its characters."""

import re

_TURNING = re.compile("[\u202d\u202e\U000e0000-\U000e007f]")
"""Overrides of the direction of writing, by which "nine" is read as "enin", and tags, which nobody sees."""


def unturned(text: str) -> str:
    """The text with U+FFFD for what would have it read as something else."""
    return _TURNING.sub("\N{REPLACEMENT CHARACTER}", text)


def speeches(count: int) -> str:
    """A count of speeches: "1 speech", "1,200 speeches"."""
    return f"{count:,} speech{'' if count == 1 else 'es'}"
