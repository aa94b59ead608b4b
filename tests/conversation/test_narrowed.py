import pytest

from rag.conversation.narrowed import from_question, without
from rag.errors import BadInput
from rag.filters import Filters
from rag.schema import Query

NAMED = Filters(speaker=("Ada Lund",), since="2019", until="2020")


def test_what_the_question_named_is_told_apart_from_what_the_user_set() -> None:
    assert from_question(Query("", NAMED)) == {"speaker": "Ada Lund", "period": "since 2019, until 2020"}
    assert from_question(Query("", NAMED), Filters(speaker=("Ada Lund",))) == {"period": "since 2019, until 2020"}
    assert from_question(Query(""), Filters(role=("Keeper",))) == {}


def test_a_filter_is_taken_off_a_period_as_one() -> None:
    assert without(NAMED, "period") == Filters(speaker=("Ada Lund",))
    assert without(NAMED, "speaker") == Filters(since="2019", until="2020")
    with pytest.raises(BadInput, match="'since' is no filter; take off one of speaker, role"):
        without(NAMED, "since")
