from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.quotes import measure
from evals.quotes.case import Case, Spot
from evals.quotes.measure import Lookup, lookup
from rag.quote.verdict import Change, ChangeKind, Finding, Match, Verdict

PLACE = Spot(speech="ada", start=10, end=50)


def case(verdict: Verdict, *changes: ChangeKind, **more: Any) -> Case:
    places = (PLACE,) if verdict in {"exact", "altered", "misattributed"} else ()
    given = {"id": "x", "words": "w", "form": "f", "split": "dev", "places": places} | more
    return Case(**given, verdict=verdict, changes=changes)


def found(speech: str = "ada", start: int = 10, *kinds: ChangeKind, similarity: float = 1.0) -> Match:
    changes = tuple(Change(kind, "a", "b") for kind in kinds)
    return Match(speech, 1, 1, start, start + 40, "w", similarity, "Ada", "2019", changes)


def went(
    case: Case, verdict: Verdict, *matches: Match, parts: tuple[Match, ...] = (), nearest: Match | None = None
) -> Lookup:
    return lookup(case, Finding("w", verdict, "because", matches, nearest, parts), 0.01)


# One lookup


def test_what_is_found_where_it_stands_misses_nothing() -> None:
    assert went(case("exact"), "exact", found()).missed == ()
    assert went(case("altered", "number"), "altered", found("ada", 10, "number", "wording")).missed == ()
    assert went(case("absent"), "absent").missed == ()
    assert went(case("too-short"), "too-short").missed == ()


@pytest.mark.parametrize(
    ("expected", "verdict", "match", "missed"),
    [
        (case("exact"), "absent", None, "verdict"),
        (case("exact"), "exact", found("boris"), "place"),
        (case("exact"), "exact", found("ada", 50), "place"),
        (case("misattributed"), "misattributed", found("boris"), "place"),
        (case("altered"), "altered", found("ada", 10, "name"), "meaning"),
        (case("altered", "date"), "altered", found("ada", 10, "wording"), "meaning"),
        (case("altered", "date"), "altered", found("ada", 10, "number"), "kind of change"),
    ],
)
def test_what_is_wrong_is_told(expected: Case, verdict: Verdict, match: Match | None, missed: str) -> None:
    assert went(expected, verdict, *filter(None, [match])).missed[0] == missed


def test_the_best_match_decides_and_any_right_place_will_do() -> None:
    two = case("exact", places=(PLACE, Spot(speech="boris", start=0, end=9)))
    assert went(two, "exact", found("boris", 5)).placed
    assert not went(case("exact"), "exact", found(similarity=0.9), found("boris")).placed


def test_of_a_stitched_quotation_every_part_must_be_found() -> None:
    stitched = case("absent", parts=((PLACE,), (Spot(speech="boris", start=0, end=9),)))
    assert went(stitched, "absent", parts=(found(), found("boris", 0))).parts
    assert went(stitched, "absent", parts=(found(),)).missed == ("parts",)
    assert went(case("absent"), "absent").parts is None


# Many


def figures(*lookups: Lookup) -> dict[str, measure.Figure]:
    return {one.name: one for one in measure.figures(lookups)}


def test_a_share_is_of_the_cases_to_which_it_applies() -> None:
    one = went(case("exact"), "exact", found())
    shares = figures(one, went(case("exact"), "altered", found()), went(case("absent"), "exact", found()))
    assert shares["exact"].estimate.value == 0.5
    assert shares["exact"].estimate.count == 2
    assert shares["absent"].estimate.value == 0.0
    assert shares["invented called found"].estimate.value == 1.0
    assert shares["recall@1"].estimate.value == 1.0
    assert not shares.keys() & {"altered", "meaning changes named", "stitched with its parts"}


def test_bars_are_held_beside_the_shares() -> None:
    negated = case("altered", "negation")
    good = figures(went(negated, "altered", found("ada", 10, "negation")))
    bad = figures(went(negated, "exact", found()))
    assert (good["altered"].met, good["negated called exact"].met, good["meaning changes named"].met) == (True,) * 3
    assert (bad["altered"].met, bad["negated called exact"].met, bad["meaning changes named"].met) == (False,) * 3
    assert (good["recall@1"].met, good["recall@1"].wanted) == (None, "")
    assert (good["altered"].wanted, good["negated called exact"].wanted) == ("at least 0.92", "at most 0.00")


def test_a_harmless_change_called_one_of_meaning_is_a_false_alarm() -> None:
    shares = figures(
        went(case("altered"), "altered", found("ada", 10, "name")), went(case("altered"), "altered", found())
    )
    assert shares["harmless called changed"].estimate.value == 0.5
    assert "negated not told" not in shares


def test_confusion_counts_each_case_once() -> None:
    lookups = [went(case("exact"), "exact", found()), went(case("exact"), "absent"), went(case("absent"), "absent")]
    rows = dict(measure.confusion(lookups))
    assert rows == {"exact": [1, 0, 0, 1, 0], "absent": [0, 0, 0, 1, 0]}


def test_forms_by_hand_are_told_together() -> None:
    lookups = [went(case("exact", form=form), "exact", found()) for form in ("part", "by hand: sic", "by hand: title")]
    lookups.append(went(case("exact", form="part"), "exact", found("boris")))
    rows = measure.by_form(lookups)
    assert [(form, expected, right.value, whole.value, whole.count) for form, expected, right, whole in rows] == [
        ("by hand", "exact", 1.0, 1.0, 2),
        ("part", "exact", 1.0, 0.5, 2),
    ]


def test_time_is_in_milliseconds() -> None:
    lookups = [Lookup("f", "exact", "exact", (), seconds) for seconds in (0.001, 0.002, 0.003, 0.1)]
    assert measure.latency(lookups) == pytest.approx({"p50 ms": 3, "p95 ms": 3, "max ms": 100})
    assert measure.latency([]) == {}


@given(st.integers(1, 300).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count))))
def test_wilson_s_interval_holds_the_share_and_leaves_room_at_both_ends(drawn: tuple[int, int]) -> None:
    good, count = drawn
    share = measure.wilson(good, count)
    assert 0 <= share.low <= share.value + 1e-12
    assert share.value - 1e-12 <= share.high <= 1
    assert share.low < share.high


def test_wilson_s_interval_of_all_right() -> None:
    share = measure.wilson(20, 20)
    assert (share.value, share.low, share.high) == pytest.approx((1, 0.8389, 1), abs=1e-4)
