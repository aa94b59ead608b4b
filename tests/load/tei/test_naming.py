import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.load.tei.naming import Labels, spelt_out

OTHERS = [(f"#{n}", f"Abgeordnete {name}") for n, name in enumerate(["Eva Ost", "Mia Ost", "Pia Ost"])]


@pytest.mark.parametrize(
    ("label", "name", "office"),
    [
        ("Abgeordnete Ada Lund (NP)", "Ada Lund", "Abgeordnete"),
        ("Abgeordnete Ada Eva Lund, BA MSc(KT) (NP)", "Ada Eva Lund", "Abgeordnete"),
        ("Abgeordnete Dipl.-Ing. (FH) Ada Lund(ohne Klub)", "Ada Lund", "Abgeordnete"),
        ("Abgeordnete Dr. Ada J. Lund, LL.M.(NP)", "Ada J. Lund", "Abgeordnete"),
        ("Präsidentin Mag. Ada Lund:", "Ada Lund", "Präsidentin"),
        ("Ministerin für Kanäle, Häfen und Wehre Kanzlerin Dr. Dr. h.c. Ada Lund, MBA, betraut mit der Leitung",
         "Ada Lund", "Ministerin für Kanäle, Häfen und Wehre Kanzlerin"),
        ("Ministerin für Kanäle, Häfen und Wehre Ada Lund", "Ada Lund", "Ministerin für Kanäle, Häfen und Wehre"),
        ("Volksanwältin Dr. Ada Lund", "Ada Lund", "Volksanwältin"),
        ("The Prime Minister (Ada Lund)", "Ada Lund", "Prime Minister"),
        ("Ada Lund", "Ada Lund", None),
        ("Ada Lund (NP)", "Ada Lund", None),
        ("Ada van der Lund", "Ada van der Lund", None),
        ("Lund", "Lund", None),
    ],
)  # fmt: skip
def test_a_label_is_read_for_name_and_office(label: str, name: str, office: str | None) -> None:
    told = Labels([*OTHERS, ("#P", label)])
    assert told.read(label) == (name, office)
    assert told.name("#P") == name


def test_a_forename_that_several_have_is_no_office() -> None:
    names = ["Ada Lund", "Ada Vane", "Ada Ost", "Ada Reed"]
    told = Labels((name, name) for name in names)
    assert [told.name(name) for name in names] == names


def test_a_speaker_is_called_what_most_labels_say() -> None:
    told = Labels([*OTHERS, ("#P", "Ada Lund"), ("#P", "Ada Lund-Vane"), ("#P", "Dr. Ada Lund-Vane")])
    assert (told.name("#P"), told.name("#Q")) == ("Ada Lund-Vane", None)


@pytest.mark.parametrize(
    ("id_", "text", "name"),
    [
        ("AdaLund", "Now Lund speaks.", "Ada Lund"),
        ("AdaLundiVane", "Ms Lund i Vane has the floor.", "Ada Lund i Vane"),
        ("AdaLundVane", "Ms Lund-Vane has the floor.", "Ada Lund-Vane"),
        ("AdaEvaLundVane", "Ms Lund Vane has the floor.", "Ada Eva Lund Vane"),
        ("AdaLundDeLaCruz", "Ms Lund de la Cruz.", "Ada Lund de la Cruz"),
        ("AdaLundiVane", "Ms Vane has the floor.", None),
        ("AdaEvaLund", "Ms Lund has the floor.", None),
        ("AdaEvaLund", "Ms Eva Lund has the floor.", "Ada Eva Lund"),
        ("AdaBridge", "The bridge and the Bridges.", None),
        ("PAD_123", "PAD 123", None),
        ("EU", "E U", None),
        ("Lund", "Lund", None),
        ("Ada" + "x" * 90 + "Lund", "Lund", None),
        ("", "Lund", None),
    ],
)
def test_an_id_is_a_name_where_the_text_has_the_surname(id_: str, text: str, name: str | None) -> None:
    assert spelt_out(id_, text) == name


@given(st.text(max_size=30), st.text(max_size=60))
def test_a_name_is_made_of_the_letters_of_the_id_alone(id_: str, text: str) -> None:
    name = spelt_out(id_, text)
    assert name is None or name.replace(" ", "").replace("-", "").casefold() == id_.casefold()


words = st.lists(
    st.sampled_from(["The", "Minister", "Dr.", "Ada", "für", "Lund,", "BA", "(NP)", "of", ":", "J.", ")", "President"])
).map(" ".join)


@given(st.lists(st.tuples(st.sampled_from("AB"), words)), words)
def test_whatever_a_label_says_its_words_alone_are_in_name_and_office(told: list[tuple[str, str]], label: str) -> None:
    name, office = Labels(told).read(label)
    assert set(re.findall(r"\w+", f"{name} {office or ''}")) <= set(re.findall(r"\w+", label))
