import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.dates import days, spoken
from rag.errors import BadInput
from rag.filters import Filters
from rag.schema import Address, Query, Speech


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rus-73-2018", Address("rus-73-2018")),
        ("rus-73-2018#p12", Address("rus-73-2018", 12, 12)),
        ("rus-73-2018#p12-p15", Address("rus-73-2018", 12, 15)),
        (" a#p1-3 ", Address("a", 1, 3)),
        ("2016-Calloway-opening#P3", Address("2016-calloway-opening", 3, 3)),
        ("a#P999999998-P999999999", Address("a", 999_999_998, 999_999_999)),
    ],
)
def test_addresses_are_read(text: str, expected: Address) -> None:
    assert Address.parse(text) == expected


@pytest.mark.parametrize("text", ["", "a b", "a#12", "a#p0", "a#p5-p3", "a#p", "#p3", "a#p9999999999", "caf\udce9#p1"])
def test_what_is_no_address_says_so(text: str) -> None:
    with pytest.raises(BadInput):
        Address.parse(text)


@pytest.mark.parametrize(
    ("date", "span"),
    [
        ("2017-04-26", ("2017-04-26", "2017-04-26")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2009", ("2009-01-01", "2009-12-31")),
    ],
)
def test_a_date_spans_the_days_it_can_mean(date: str, span: tuple[str, str]) -> None:
    assert days(date) == span


@pytest.mark.parametrize("date", ["26 April 2017", "2017-13", "2017-02-30", "17", "", "2017-4-2", "0000"])
def test_what_is_no_date_says_so(date: str) -> None:
    with pytest.raises(BadInput):
        days(date)


@given(st.dates().map(lambda day: day.isoformat()))
def test_every_calendar_day_is_a_date_and_can_be_spoken(day: str) -> None:
    assert days(day) == (day, day)
    assert re.fullmatch(r"\d{1,2} [A-Z][a-z]+ \d{4}", spoken(day))


def test_dates_are_spoken_as_far_as_they_are_known() -> None:
    assert [spoken(date) for date in ("2017-04-26", "2017-04", "2017")] == ["26 April 2017", "April 2017", "2017"]


def test_a_label_leaves_out_what_is_not_known() -> None:
    assert Speech("a", "text").label == "Unknown speaker"
    known = Speech("a", "text", speaker="Ada Lund", title="Opening", date="2019-05")
    assert known.label == "Ada Lund, Opening, May 2019"


def test_filters_describe_themselves() -> None:
    assert not Filters()
    assert Filters(("Ada", "Bo"), since="2018").described() == "speaker Ada or Bo, since 2018"


def test_a_query_describes_what_it_was_narrowed_to_and_led_by() -> None:
    assert Query("q").described() == ""
    query = Query("q", Filters(speaker=("Ada Lund",)), (Filters(since="2019", until="2019"),))
    assert query.described() == "searched only: speaker Ada Lund · preferred: in 2019"
