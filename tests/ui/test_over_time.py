from rag.timeline import Year
from ui.over_time import SILENT, SPOKEN, plot


def test_a_bar_is_made_of_what_speaks_and_what_is_silent() -> None:
    bars, none = plot([Year(2018, 6, 2), Year(2019, 3, 0)])["layer"]
    assert [(row["year"], row["speech"], row["speeches"]) for row in bars["data"]["values"]] == [
        ("2018", SPOKEN, 2),
        ("2019", SPOKEN, 0),
        ("2018", SILENT, 4),
        ("2019", SILENT, 3),
    ]
    assert none["data"]["values"] == []


def test_a_year_without_speeches_says_so_where_its_bar_would_stand() -> None:
    bars, none = plot([Year(2018, 6, 2), Year(2019, 0, 0), Year(2020, 3, 0)])["layer"]
    assert none["data"]["values"] == [{"year": "2019", "speeches": 0}]
    assert none["mark"]["text"] == "no speeches"
    assert none["encoding"]["x"] == bars["encoding"]["x"]
    assert none["encoding"]["y"] == bars["encoding"]["y"]
