import pytest

from rag.honorifics import MEN, OFFICES, WOMEN
from rag.load.turns import labels
from rag.people import names_nobody
from rag.people.names import read


@pytest.mark.parametrize("office", sorted(OFFICES))
def test_a_word_of_an_office_names_nobody_in_a_label_or_as_a_name(office: str) -> None:
    assert labels.is_office(office)
    assert names_nobody(office)
    assert names_nobody(office.upper())


@pytest.mark.parametrize(
    ("title", "woman"), [*((one, False) for one in sorted(MEN)), *((one, True) for one in sorted(WOMEN))]
)
def test_a_courtesy_title_is_none_of_a_name(title: str, woman: bool) -> None:
    label = f"{title.capitalize()} Lund"
    assert labels.read(label, frozenset()).name == "Lund"
    assert (read(label, ()).words, read(label, ()).woman) == (("lund",), woman)
