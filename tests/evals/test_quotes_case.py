import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from evals.gold import GoldError
from evals.quotes.case import Case, Spot, load
from rag import Filters
from rag.archive import Archive

BARGES = "Our lighthouse keeper, Mr. Brandt, counted 312 barges in the first week."


def row(**changes: Any) -> dict[str, Any]:
    made = {
        "id": "barges", "words": "Mr. Brandt counted 412 barges in the first week.", "form": "by hand: number",
        "verdict": "altered", "changes": ["number"], "places": [{"speech": "ada-2019", "quote": BARGES}],
        "split": "dev",
    }  # fmt: skip
    return made | changes


def written(folder: Path, *rows: dict[str, Any]) -> Path:
    file = folder / "quotes-mine.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return file


def test_a_place_by_hand_is_found_in_the_archive(tmp_path: Path, standing: Archive) -> None:
    (case,) = load(written(tmp_path, row()), standing)
    (place,) = case.places
    assert standing.speech(place.speech).text[place.start : place.end] == BARGES


def test_what_is_claimed_becomes_filters(tmp_path: Path, standing: Archive) -> None:
    (case,) = load(written(tmp_path, row(speaker="Ada Lund", since="2019", until="2019-06")), standing)
    assert case.filters == Filters(speaker=("Ada Lund",), since="2019", until="2019-06")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"places": [{"speech": "ada-2019", "quote": "We pay."}]}, "has these words 0 times"),
        ({"places": [{"speech": "ada-2019", "quote": "the"}]}, "times, not once"),
        ({"places": [{"speech": "nobody", "quote": "We pay."}]}, "nobody"),
        ({"verdict": "doubtful"}, "verdict"),
        ({"remark": "?"}, "remark"),
        ({"places": []}, "altered"),
        ({"verdict": "absent", "changes": []}, "absent"),
        ({"verdict": "exact"}, "changes are for altered"),
        ({"parts": [{"speech": "ada-2019", "quote": BARGES}]}, "parts are for stitched"),
    ],
)
def test_a_line_that_is_wrong_is_named(tmp_path: Path, standing: Archive, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(GoldError, match=rf"quotes-mine\.jsonl: line 2: .*{said}"):
        load(written(tmp_path, row(id="first"), row(**wrong)), standing)


def test_an_id_stands_once(tmp_path: Path, standing: Archive) -> None:
    with pytest.raises(GoldError, match="the id barges stands 2 times"):
        load(written(tmp_path, row(), row()), standing)


def test_places_meet_where_they_share_characters() -> None:
    place = Spot(speech="ada", start=10, end=20)
    assert place.meets(Spot(speech="ada", start=19, end=30))
    assert not place.meets(Spot(speech="ada", start=20, end=30))
    assert not place.meets(Spot(speech="boris", start=10, end=20))


def test_a_stitched_quotation_has_no_place_as_a_whole() -> None:
    spot = Spot(speech="ada", start=0, end=9)
    common: dict[str, Any] = {"id": "x", "words": "…", "form": "stitched", "split": "dev"}
    assert Case(**common, verdict="absent", parts=((spot,), (spot,))).places == ()
    with pytest.raises(ValidationError, match="others none"):
        Case(**common, verdict="absent", places=(spot,))
