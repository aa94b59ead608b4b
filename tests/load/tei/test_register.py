import os
from pathlib import Path

import pytest
from lxml import etree

from rag.load import Document, Limits
from rag.load.tei.register import Register, bare, beside, neighbours, within

STEM = "ParlaMint-KT_2019-05-14-S7"
ORGS = """<org xml:id="GOV" role="government"/><org xml:id="KL" role="parliament"/>
<org xml:id="NP" role="politicalParty"/>"""


def register(person: str) -> Register:
    return within(etree.fromstring(f'<list>{ORGS}<person xml:id="P">{person}</person><person>No id</person></list>'))


def called(person: str, day: str | None = "2019-05-14", language: str | None = "de") -> str | None:
    return register(person).name("P", day, language)


def office(person: str, day: str | None = "2019-05-14", language: str | None = "de") -> str | None:
    return register(person).role("P", day, language)


@pytest.mark.parametrize(
    ("names", "name"),
    [
        ("<forename>Ada</forename> <surname>Lund</surname>", "Ada Lund"),
        ("<surname>Lund</surname><nameLink>i</nameLink><surname>Vane</surname><forename>Ada</forename>"
         "<forename>Eva</forename>", "Ada Eva Lund i Vane"),
        ("<forename>Ada</forename><surname>Lund</surname><surname type='birth'>Ost</surname>", "Ada Lund"),
        ("<roleName>Dr.</roleName><surname>Lund</surname><addName>Addie</addName>", "Lund"),
        ("Ada\n Lund", "Ada Lund"),
        ("", None),
    ],
)  # fmt: skip
def test_a_name_is_forename_and_surname(names: str, name: str | None) -> None:
    assert called(f"<persName>{names}</persName>") == name


def test_a_name_is_that_of_the_day_and_the_language() -> None:
    maiden = "<persName to='2018-12-31'>Ada Ost</persName><persName from='2019'>Ada Lund</persName>"
    assert [called(maiden, day) for day in ("2018-12-31", "2019-01-01")] == ["Ada Ost", "Ada Lund"]
    spelt = '<persName xml:lang="en">Zhe</persName><persName xml:lang="uk">Же</persName>'
    assert [called(spelt, language=one) for one in ("uk", "en", "fr", None)] == ["Же", "Zhe", "Zhe", "Zhe"]
    assert register("").name("Q", None, None) is None
    assert register("").role("Q", None, None) is None


def held(role: str, org: str, dates: str = "", title: str = "") -> str:
    told = f'<roleName xml:lang="en">{title}</roleName>' if title else ""
    return f'<affiliation role="{role}" ref="#{org}" {dates}>{told}</affiliation>'


@pytest.mark.parametrize(
    ("affiliations", "role"),
    [
        (held("member", "KL") + held("minister", "GOV", title="Minister of Canals"), "Minister of Canals"),
        (held("minister", "GOV", title="Minister of Canals") + held("deputyHead", "GOV", title="Deputy Chancellor"),
         "Deputy Chancellor, Minister of Canals"),
        (held("minister", "GOV"), "Minister"),
        (held("member", "KL"), "Member of Parliament"),
        (held("member", "KL") + held("head", "GOV"), "Head of Government"),
        (held("head", "NP", title="Party Leader"), None),
        (held("head", "GOV", 'to="2019-05-13"', "Chancellor") + held("member", "KL"), "Member of Parliament"),
        (held("head", "GOV", 'from="2019-05-15"', "Chancellor"), None),
        (held("head", "GOV", 'from="2019" to="2019-05"', "Chancellor"), "Chancellor"),
        (held("head", "GOV", 'from="2019-05-14T10:00:00" to="some day"', "Chancellor"), "Chancellor"),
        (held("head", "ELSEWHERE", title="Chancellor"), "Chancellor"),
        (held("member", "ELSEWHERE"), None),
        ("".join(held("minister", "GOV", title=f"{'Very ' * 8}Secret Minister {n}") for n in range(5)),
         f"{'Very ' * 8}Secret Minister 0, {'Very ' * 8}Secret Minister 1"),
    ],
)  # fmt: skip
def test_a_role_is_an_office_held_on_the_day(affiliations: str, role: str | None) -> None:
    assert office(affiliations) == role


def test_without_a_day_only_undated_offices_count() -> None:
    assert (
        office(held("head", "GOV", 'from="2019"', "Chancellor") + held("member", "KL"), None) == "Member of Parliament"
    )


@pytest.mark.parametrize(
    ("reference", "id_"), [("#Lund", "Lund"), ("Lund", "Lund"), ("list.xml#Lund", "Lund"), (" #Lund ", "Lund")]
)
def test_references(reference: str, id_: str) -> None:
    assert bare(reference) == id_


def test_lists_of_the_corpus_are_found_beside_the_record_and_above(tmp_path: Path) -> None:
    folder = tmp_path / "2019"
    folder.mkdir()
    mine = ["ParlaMint-KT.xml", "ParlaMint-KT-listOrg.xml", "parlamint-kt-listperson.ana.xml", "listperson.xml"]
    others = ["ParlaMint-KT-NO-listPerson.xml", "ParlaMint-NO.xml", f"{STEM}.xml", "ParlaMint-KT-taxonomy-x.xml"]
    for place in (tmp_path, folder):
        for file in mine + others:
            (place / file).touch()
    assert neighbours(folder, STEM) == [
        *sorted(tmp_path / file for file in mine),
        *sorted(folder / file for file in mine),
    ]
    assert neighbours(folder, "diet") == neighbours(None, STEM) == neighbours(tmp_path / "none" / "none", STEM) == []


def listed(folder: Path, file: str, corpus: str, name: str) -> Path:
    path = folder / file
    path.write_text(
        f'<listPerson xml:id="{corpus}-listPerson">'
        f'<person xml:id="P"><persName>{name}</persName></person></listPerson>',
        encoding="utf-8",
    )
    return path


def known(folder: Path) -> str | None:
    return beside(Document(f"{STEM}.xml", b"", folder), Limits()).name("P", None, None)


def test_a_list_without_the_corpus_in_its_name_has_to_have_it_inside(tmp_path: Path) -> None:
    listed(tmp_path, "listperson.xml", "ParlaMint-NO", "Olaf Berg")
    assert known(tmp_path) is None
    changed = listed(tmp_path, "listperson.xml", "ParlaMint-KT", "Ada Lund")
    os.utime(changed, ns=(1, 1))
    assert known(tmp_path) == "Ada Lund"


def test_the_list_that_lies_nearer_goes_first(tmp_path: Path) -> None:
    folder = tmp_path / "2019"
    folder.mkdir()
    listed(tmp_path, "ParlaMint-KT-listPerson.xml", "ParlaMint-KT", "Ada Lund")
    listed(folder, "ParlaMint-KT-listPerson.xml", "ParlaMint-KT", "Ada Vane")
    assert known(folder) == "Ada Vane"
