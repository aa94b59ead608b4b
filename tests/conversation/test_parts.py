import pytest

from rag.conversation import Part, parts
from rag.filters import Filters
from rag.understand import Known

TOLLS = [f"What did Teodor Calloway say about the tolls in {year}?" for year in (2016, 2018, 2019, 2021, 2022, 2023)]


def has(filters: Filters) -> bool:
    """Speeches in every year but one, of Anton Rehn in two."""
    return filters.since in {"2016", "2018"} if "Anton Rehn" in filters.speaker else filters.since != "2017"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Compare what Sofia Rehn and Marosz said about gas",
         ["What did Sofia Rehn say about gas?", "What did Livia Marosz say about gas?"]),
        ("Marosz 2020 vs Calloway 2018 on gas",
         ["What did Livia Marosz say about gas in 2020?", "What did Teodor Calloway say about gas in 2018?"]),
        ("How did Kestria and Halvorn differ over ice in 2018?",
         ["What did Kestria say about ice in 2018?", "What did Halvorn say about ice in 2018?"]),
        ("What did Calloway say about pilots in 2016 and in 2019?",
         ["What did Teodor Calloway say about pilots in 2016?", "What did Teodor Calloway say about pilots in 2019?"]),
        ("Do they agree? (Teodor Calloway, Livia Marosz; toll)",
         ["What did Teodor Calloway say about toll?", "What did Livia Marosz say about toll?"]),
        ("How has Calloway's position on the tolls changed?", TOLLS),
        ("How has Anton Rehn's position on the tolls changed?",
         ["What did Anton Rehn say about the tolls in 2016?", "What did Anton Rehn say about the tolls in 2018?"]),
    ],
)  # fmt: skip
def test_a_question_about_many_speeches_is_taken_apart(known: Known, question: str, expected: list[str]) -> None:
    assert sorted(one.question for one in parts(question, known, has)) == sorted(expected)


@pytest.mark.parametrize(
    "question",
    [
        "What did Calloway say about pilots?",
        "What did Marosz say of Calloway?",
        "How has the toll changed?",
        "",
        "Why?",
    ],
)
def test_a_question_about_one_thing_is_its_only_part(known: Known, question: str) -> None:
    assert parts(question, known, has) == (Part(question),)


def test_a_part_of_a_year_that_the_archive_has_is_of_that_year_only(known: Known) -> None:
    found = parts("What did Calloway say about pilots in 2016 and in 1990?", known, has)
    assert [one.period for one in found] == [Filters(since="2016", until="2016"), Filters()]
