"""Links that open a web page at the very words: https://wicg.github.io/scroll-to-text-fragment."""

import re
from urllib.parse import quote as percent

_WHOLE = 12
"""How many words of a quotation stand in a link as they are; of a longer one, `_ENDS` from each end."""
_ENDS = 5
_TAIL = " \t\n.,;:!?…)]}\"'”’»"


def text_fragment(url: str, quote: str, before: str = "") -> str:
    """The address of `url` at the words of `quote`; without words, the address as it is.

    `before` is the text that precedes the quotation. A browser stops at the first place that fits, so that words which
    stand there too need some of those just before them.
    """
    # No full stop at the end, which could pass for one of the sentence that the link stands in.
    lines = [words for line in quote.rstrip(_TAIL).splitlines() if (words := line.split())]
    if not lines:
        return url
    start, end = _ends(lines)
    prefix = _prefix(start, before)
    parts = [f"{_encoded(prefix)}-"] if prefix else []
    parts += [_encoded(words) for words in (start, end) if words]
    # What stands behind `:~:` is an instruction to the browser, no part of the address; an older one gives way.
    address = url.partition(":~:")[0]
    return f"{address}{'' if '#' in address else '#'}:~:text={','.join(parts)}"


def _ends(lines: list[list[str]]) -> tuple[str, str]:
    """The words to look for, or the first and the last of them; neither may go beyond its paragraph."""
    first, last = lines[0], lines[-1]
    if len(lines) == 1 and len(first) <= _WHOLE:
        return " ".join(first), ""
    return " ".join(first[:_ENDS]), " ".join(last[-_ENDS:])


def _prefix(start: str, before: str) -> str:
    """The fewest words of the line before `start` that tell it from earlier places."""
    line = before.rpartition("\n")[2]
    seen = _folded(before + start)
    words = [match.start() for match in re.finditer(r"\S+", line)]
    for at in (len(line), *reversed(words)):
        sought = _folded(line[at:] + start)
        if seen.find(sought) == len(seen) - len(sought):
            return line[at:]
    return ""


def _folded(text: str) -> str:
    """As a browser compares."""
    return " ".join(text.split()).casefold()


def _encoded(text: str) -> str:
    """Percent-encoded, the dash too, which has a meaning of its own."""
    return percent(" ".join(text.split()), safe="").replace("-", "%2D")
