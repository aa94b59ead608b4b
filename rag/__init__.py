"""onrecord: ask an archive of speeches; every statement cited, every quotation verbatim, silence admitted."""

from typing import TYPE_CHECKING

from rag.errors import OnrecordError
from rag.filters import Filters
from rag.schema import Address, Answer, Citation, Hit, Paragraph, Sentence, Speech

if TYPE_CHECKING:
    from rag.archive import Archive as Archive

__all__ = [
    "Address",
    "Answer",
    "Archive",
    "Citation",
    "Filters",
    "Hit",
    "OnrecordError",
    "Paragraph",
    "Sentence",
    "Speech",
]


def __getattr__(name: str) -> object:
    """`rag.Archive` is loaded when first asked for, so that `import rag` stays light."""
    if name == "Archive":
        from rag.archive import Archive

        return Archive
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
