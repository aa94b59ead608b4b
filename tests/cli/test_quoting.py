from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command
from tests.conftest import ADA, WriteSpeech

SACKS = "We shall send nine hundred sacks of flour before the frost"


def test_a_quotation_is_told_with_its_place(onrecord: Command) -> None:
    code, out, _ = onrecord("quote", f"“{SACKS}”")
    assert code == 0
    assert out.startswith("exact  Verbatim in ada-2019#p4 (Ada Lund, 14 May 2019).")
    assert f"  “{SACKS}”" in out
    assert "3 speeches searched" in out


def test_what_differs_is_marked_and_named(onrecord: Command) -> None:
    code, out, _ = onrecord("quote", "We shall send five hundred sacks of wheat before the frost")
    assert code == 0
    assert out.startswith("altered  Found with another meaning")
    assert "We shall send [-five-] {+nine+} hundred sacks of [-wheat-] {+flour+} before the frost" in out
    assert "number: " in out


def test_whose_words_they_are(onrecord: Command) -> None:
    code, out, _ = onrecord("quote", SACKS, "--speaker", "Boris Vane")
    assert code == 0
    assert out.startswith(
        "misattributed  These words stand in ada-2019#p4 (Ada Lund, 14 May 2019); not found with these"
    )
    assert "1 speech searched (speaker Boris Vane)" in out


def test_nobody_said_it(onrecord: Command) -> None:
    code, out, _ = onrecord("quote", "The goat shall inherit the lighthouse and the mayor its bell")
    assert code == 1
    assert out.startswith("absent  Not in this archive")


@pytest.mark.parametrize("words", ["", "…"])
def test_no_words_are_bad_input(onrecord: Command, words: str) -> None:
    code, _, err = onrecord("quote", words)
    assert code == 2
    assert err.count("\n") == 1


def test_a_finding_as_json(onrecord: Command) -> None:
    found: Any = onrecord.json("quote", SACKS.replace("nine", "five"), "--speaker", "Ada Lund")
    assert list(found) == [
        "verdict", "reason", "meaning_changed", "changes", "matches", "nearest", "parts", "searched", "seconds",
    ]  # fmt: skip
    assert (found["verdict"], found["meaning_changed"]) == ("altered", True)
    (match,) = found["matches"]
    assert {"speech", "paragraph", "start", "end", "similarity", "speaker", "date"} <= set(match)
    assert match["address"] == "ada-2019#p4"
    assert found["changes"] == match["changes"]
    assert found["searched"]["speeches"] == 1


def test_a_citation_to_carry_away(onrecord: Command) -> None:
    code, out, _ = onrecord("cite", "ada-2019#p4", "--style", "csl-json", "--accessed", "2026-11-25")
    assert code == 0
    assert '"family": "Lund"' in out
    assert onrecord("cite", "ada-2019#p4", "--style", "harvard")[0] == 2
    assert onrecord("cite", "ada-2019#p9")[0] == 1


def test_typed_words_are_cited_as_they_stand(onrecord: Command) -> None:
    code, out, _ = onrecord("cite", "ada-2019#p4", "--style", "markdown", "--quote", SACKS.upper())
    assert code == 0
    assert f"> {SACKS}\n" in out
    assert onrecord("cite", "ada-2019#p4", "--quote", "words that nobody said in this paragraph")[0] == 2


def test_a_timeline_has_a_quotation_a_speech_and_a_bar_a_year(onrecord: Command) -> None:
    code, out, _ = onrecord("timeline", "sturgeon")
    assert code == 0
    assert "1 June 2020  boris-2020#p3  Boris Vane" in out
    assert "2019 " in out
    assert "0 of 1" in out
    assert "in these words only" in out
    assert onrecord("timeline", "zeppelin")[0] == 1


def test_a_timeline_by_year_as_json(onrecord: Command) -> None:
    found: Any = onrecord.json("timeline", "toll", "--per", "year")
    assert [entry["date"] for entry in found["entries"]] == ["2019-05-14", "2020-06-01", "2021"]
    assert [year["spoken"] for year in found["years"]] == [1, 1, 1]


def test_a_receipt_is_kept_and_held_against_the_archive_later(
    onrecord: Command, tmp_path: Path, write_speech: WriteSpeech
) -> None:
    kept = tmp_path / "receipt.json"
    asked = ("ask", "How many barges did the lighthouse keeper count?", "--save", kept)
    assert onrecord(*asked)[0] == 0
    assert onrecord(*asked)[0] == 2
    code, out, _ = onrecord("verify", kept)
    assert code == 0
    assert "the archive is as it was" in out
    assert "holds   ada-2019#p3" in out
    write_speech("ada-2019", ADA.replace("312 barges", "213 barges"), speaker="Ada Lund", date="2019-05-14")
    onrecord("ingest", tmp_path / "speeches")
    code, out, _ = onrecord("verify", kept)
    assert code == 1
    assert "the archive has changed since" in out
    assert "changed ada-2019#p3" in out
    assert "now: “Our lighthouse keeper, Mr. Brandt, counted 213 barges" in out
    found: Any = onrecord.json("verify", kept)
    assert (found["sound"], found["intact"], found["archive"]) == (False, True, "changed")


def test_what_is_no_receipt_is_bad_input(onrecord: Command, tmp_path: Path) -> None:
    (tmp_path / "no.json").write_text("{}")
    code, _, err = onrecord("verify", tmp_path / "no.json")
    assert code == 2
    assert "not a receipt that this version of onrecord can read" in err
    assert onrecord("verify", tmp_path / "nowhere.json")[0] == 2
