"""A conversation as Markdown, in which no text of a speech, a model or a user is markup."""

import re
from collections.abc import Iterator

from rag import Citation
from rag.conversation import Exchange, Kept, Reply

_MARKS = re.compile(r"([\\`*_\[\]<>&~$|])")
_OPENING = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))", re.M)
"""What makes a heading, a list or a rule at the beginning of a line."""


def markdown(kept: Kept) -> str:
    """The questions, the answers and, numbered, what they cite."""
    blocks = [f"# {_plain(kept.title)}"]
    for one in kept.exchanges:
        blocks += _exchange(one)
    return "\n\n".join(blocks) + "\n"


def _exchange(one: Exchange) -> Iterator[str]:
    yield f"## {_plain(one.question)}"
    if one.rewritten.changed:
        yield f"Read as: {_plain(one.rewritten.text)}"
    marks = 0
    for query, reply in zip(one.queries, one.replies, strict=False):
        if len(one.queries) > 1:
            yield f"### {_plain(query.text)}"
        if told := query.described():
            yield _plain(told[0].upper() + told[1:])
        yield from _reply(reply, marks)
        marks += sum(len(sentence.citations) for sentence in reply.answer.sentences)
    if not one.whole:
        yield "(Stopped before the end.)"


def _reply(reply: Reply, before: int) -> Iterator[str]:
    """The sentences with their marks, and what the marks stand for; or why there is no answer."""
    if reply.answer.notice:
        yield _plain(reply.answer.notice)
    if reply.answer.reason:
        yield _plain(reply.answer.reason)
    cited: list[Citation] = []
    for sentence in reply.answer.sentences:
        cited += sentence.citations
        first = before + len(cited) - len(sentence.citations) + 1
        numbers = "".join(f" \\[{number}\\]" for number in range(first, before + len(cited) + 1))
        doubt = "" if sentence.supported else " (its paragraphs do not bear this out)"
        yield f"{_plain(sentence.text)}{numbers}{doubt}"
    for number, one in enumerate(cited, start=before + 1):
        yield f"\\[{number}\\] “{_plain(one.quote)}” {_plain(reply.labels.get(one.address, ''))}, `{one.address}`"


def _plain(text: str) -> str:
    """The text as one paragraph, whose marks are shown rather than followed."""
    lines = (line.strip() for line in text.splitlines())
    return _OPENING.sub(r"\1\\\2", _MARKS.sub(r"\\\1", "\n".join(filter(None, lines))))
