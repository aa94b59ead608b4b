import re

import pytest

from rag.blocks import spans

LONG = ["The canal was opened by the prime minister on a Monday in May, while it rained for hours. " * 2] * 3


@pytest.mark.parametrize(
    ("text", "markdown", "count"),
    [("\n".join(LONG), False, 3), ("\n".join(LONG), True, 1), ("\n \n".join(LONG), True, 3), (" \n ", False, 0)],
)
def test_paragraphs_stand_between_blank_lines_or_are_lines_where_these_are_long(
    text: str, markdown: bool, count: int
) -> None:
    found = list(spans(text, markdown))
    assert len(found) == count
    assert re.sub(r"\s", "", "".join(span.cut(text) for span in found)) == re.sub(r"\s", "", text)
    assert all(span.cut(text) == span.cut(text).strip() for span in found)
