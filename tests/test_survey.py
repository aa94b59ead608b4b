from pathlib import Path

from rag.load import LoadOptions
from rag.survey import survey


def test_a_survey_counts_what_an_ingest_would_find(folder: Path) -> None:
    (folder / "empty.txt").write_text("")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    seen: list[int] = []
    found = survey([folder], LoadOptions(), lambda done, total, what: seen.append(done))
    assert (found.speeches, found.paragraphs) == (3, 12)
    assert found.kinds == {"statement": 8, "salutation": 2, "question": 2}
    assert found.speakers == {"Ada Lund": 1, "Boris Vane": 1, "Carla Ost": 1}
    assert found.speaking["Carla Ost"] == 3
    assert found.years == {"2019": 1, "2020": 1, "2021": 1}
    assert [Path(one.file).name for one in found.failed] == ["empty.txt"]
    assert [Path(one).name for one in found.skipped] == ["picture.png"]
    assert seen == [0, 1, 2, 3, 4]
