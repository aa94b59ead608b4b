import pytest

from rag.load.text import byline


@pytest.mark.parametrize(
    ("title", "role", "name"),
    [
        ("Remarks by President Lund Before the Canal Conference", "President", "Lund"),
        ("Remarks as Prepared for Delivery by First Lady Ida Lund at a Mill", "First Lady", "Ida Lund"),
        ("REMARKS BY VICE PRESIDENT VANE AT THE GRAIN EXCHANGE", "Vice President", "Vane"),
        ("Press Briefing by Press Secretary Cy O’Hare, March 8, 2021", "Press Secretary", "Cy O’Hare"),
        ("Remarks by President Lund and Prime Minister Orr of Delta in Joint Press Conference", "President", "Lund"),
        ("Remarks by President Lund Celebrating the Harvest", "President", "Lund"),
        ("Remarks by President Ada Lund (May 14, 2019)", "President", "Ada Lund"),
        ("Speech of Prime Minister of Norland Ada Lund on the toll", "Prime Minister of Norland", "Ada Lund"),
        ("Remarks by Dr. Bo Marsh on Ice", None, "Bo Marsh"),
    ],
)
def test_a_title_names_who_speaks(title: str, role: str | None, name: str) -> None:
    told = byline.speaker(title)
    assert told is not None
    assert (told.role, told.name) == (role, name)


@pytest.mark.parametrize(
    "title",
    [
        "The Inaugural Address",
        "Background Press Call by Senior Administration Officials on Ice",
        "Remarks by the Vice President at the Mill",
        "Remarks by an old friend of the canal",
        "FACT SHEET: The Toll",
        "Remarks of Admiral Bo Marsh A New Frontier for Ice Breaking",
        "President Lund Announces the Toll",
    ],
)
def test_where_it_names_nobody_nobody_is_guessed(title: str) -> None:
    assert byline.speaker(title) is None


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Press Briefing by Cy O’Hare, March 8, 2021", "2021-03-08"),
        ("Remarks at the Mill (8 March 2021)", "2021-03-08"),
        ("Remarks on the Fire of March 8, 2021", None),
        ("Remarks, Smarch 8, 2021", None),
    ],
)
def test_a_date_at_the_end_of_a_title_is_the_day(title: str, day: str | None) -> None:
    assert byline.day(title) == day


def test_a_date_in_brackets_is_a_day_on_a_line_of_its_own() -> None:
    assert byline.bracketed_day(" (March 19, 2024) ") == "2024-03-19"
    assert byline.bracketed_day("We met (March 19, 2024)") is None
