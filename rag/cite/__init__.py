"""Citations to carry away: a paragraph, or words of it, as a note, a bibliography entry or a record for a program."""

from datetime import date

from rag.cite.extract import Extract, item
from rag.cite.fragment import text_fragment
from rag.cite.styles import STYLES
from rag.errors import BadInput

__all__ = ["STYLES", "Extract", "cite", "text_fragment"]


def cite(extract: Extract, style: str, accessed: date) -> str:
    """The extract in one of the STYLES; `accessed` is the day on which its source was seen. Raises BadInput."""
    if style not in STYLES:
        raise BadInput(f"no citation style {style!r}; there are {', '.join(STYLES)}")
    return STYLES[style](extract, item(extract, accessed))
