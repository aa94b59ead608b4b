import hashlib
from dataclasses import replace
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.kin import (
    NEAR,
    SHORTEST,
    Signatures,
    excerpts,
    near_duplicates,
    share_within,
    signature,
    similarity,
    translations,
)
from rag.schema import Block, Kin, Speech


def text(seed: int, count: int = 400) -> str:
    """Words drawn by chance, in lines of twenty."""
    words = [f"w{crc32(f'{seed} {place}'.encode()) % 5000}" for place in range(count)]
    return "\n\n".join(" ".join(words[start : start + 20]) for start in range(0, count, 20))


def changed(whole: str, every: int) -> str:
    """The same with one word in so many replaced."""
    words = whole.split()
    return " ".join("other" if place % every == every - 1 else word for place, word in enumerate(words))


def archive(**texts: str) -> Signatures:
    stored = ((speech, signature(one)) for speech, one in texts.items())
    return Signatures((speech, one) for speech, one in stored if one)


def test_a_signature_is_512_bytes_that_do_not_change() -> None:
    """Stored signatures are compared with new ones: where this fails, VERSION must be raised."""
    stored = signature(" ".join(f"word{number}" for number in range(60)))
    assert stored is not None
    assert len(stored) == 512
    assert hashlib.sha256(stored).hexdigest()[:16] == "934ad5be6e04673a"


def test_case_punctuation_and_lines_do_not_count() -> None:
    plain = text(1)
    dressed = plain.upper().replace(" ", ", ").replace("\n\n", ".\n")
    assert similarity(plain, dressed) == 1
    assert signature(plain) == signature(dressed)


@given(st.integers(0, 10**6), st.integers(6, 200))
def test_a_signature_estimates_the_similarity_of_texts(seed: int, every: int) -> None:
    left, right = text(seed), changed(text(seed), every)
    sketches = [np.frombuffer(signature(one) or b"", "<u4") for one in (left, right)]
    assert abs(float((sketches[0] == sketches[1]).mean()) - similarity(left, right)) < 0.25


@given(st.text(max_size=400), st.text(max_size=400))
def test_likeness_is_a_share_and_goes_both_ways(left: str, right: str) -> None:
    assert 0 <= similarity(left, right) == similarity(right, left) <= 1
    assert 0 <= share_within(left, right) <= 1
    assert (signature(left) is None) == (share_within(left, left) == 0)


def test_short_texts_are_not_compared() -> None:
    short = " ".join(f"w{number}" for number in range(SHORTEST - 1))
    assert signature(short) is None
    assert similarity(short, short) == 0
    assert near_duplicates(Speech("new", short), archive(old=short), {"old": short}.__getitem__) == ()


def test_languages_without_spaces_are_compared_by_the_character() -> None:
    chinese = "".join(chr(0x4E00 + number * 7 % 3000) for number in range(200))
    assert similarity(chinese, chinese[:100] + "。" + chinese[100:]) == 1
    assert 0.8 < similarity(chinese, chinese[:100] + "的" + chinese[101:]) < 1


def test_a_speech_with_a_few_other_words_is_found_and_one_with_many_is_not() -> None:
    texts = {"near": changed(text(1), 60), "far": changed(text(1), 7), "other": text(2)}
    found = near_duplicates(Speech("new", text(1)), archive(**texts), texts.__getitem__)
    assert found == (Kin("new", "near", "near-duplicate", similarity(text(1), texts["near"])),)
    assert NEAR <= found[0].similarity < 1


def test_near_duplicates_come_nearest_first_without_the_speech_itself() -> None:
    texts = {"a": changed(text(1), 100), "b": text(1), "new": text(1)}
    found = near_duplicates(Speech("new", text(1)), archive(**texts), texts.__getitem__)
    assert [kin.other for kin in found] == ["b", "a"]


def test_what_the_signatures_take_for_near_is_verified_on_the_text() -> None:
    index = archive(old=text(1))
    assert near_duplicates(Speech("new", text(1)), index, {"old": text(2)}.__getitem__) == ()


def test_signatures_come_and_go() -> None:
    index = archive(old=text(1))
    asked = signature(text(1))
    assert asked is not None
    index.add("old", signature(text(2)) or b"")
    assert index.near(asked) == []
    index.add("old", asked)
    assert index.near(asked) == ["old"]
    index.discard("old")
    index.discard("never there")
    assert index.near(asked) == []


@pytest.mark.parametrize("every", range(60, 200, 20))
def test_no_pair_above_the_threshold_is_missed(every: int) -> None:
    texts = {f"old-{seed}": changed(text(seed), every) for seed in range(10)}
    index = archive(**texts)
    for seed in range(10):
        assert f"old-{seed}" in {
            kin.other for kin in near_duplicates(Speech("new", text(seed)), index, texts.__getitem__)
        }


def test_an_excerpt_is_told_by_what_the_whole_has_of_it() -> None:
    whole = Speech("whole", text(1))
    part = Speech("part", " ".join(text(1).split()[100:200]))
    others = [
        part,
        whole,
        Speech("other", text(2, 100)),
        Speech("short", "w1 w2 w3"),
        Speech("twin", changed(text(1), 99)),
    ]
    assert excerpts(whole, others) == (Kin("whole", "part", "excerpt", 1.0),)
    assert excerpts(part, others) == ()


# Translations


def version(id: str, language: str, paragraphs: int = 10, **told: Any) -> Speech:
    body = "\n\n".join(
        f"{language} {id} " + " ".join(f"{language}{line}x{word}" for word in range(12)) for line in range(paragraphs)
    )
    return replace(Speech(id, body, "Ada Lund", date="2020-05-01", language=language), **told)


def speaker(speech: Speech) -> str | None:
    return speech.speaker


def kin(speech: Speech, *others: Speech) -> list[tuple[str, float]]:
    found = translations(speech, others, speaker)
    assert {(one.speech, one.kind) for one in found} <= {(speech.id, "translation")}
    return [(one.other, one.similarity) for one in found]


@pytest.mark.parametrize(
    ("source", "other"),
    [
        ("https://en.norland.test/events/transcripts/607", "http://norland.test/events/transcripts/607"),
        ("https://mfa.norland.test/en/news/1712/", "https://mfa.norland.test/de/news/1712"),
        ("https://mfa.norland.test/en-GB/news/1712/", "https://mfa.norland.test/de-DE/news/1712"),
        ("https://norland.test/view?id=7&lang=en", "https://norland.test/view?lang=de&id=7"),
        ("speeches/canal.en.md", "speeches/canal.de.md"),
        ("speeches/canal_en.html", "speeches/canal_de.html"),
    ],
)
def test_one_address_but_for_host_and_language_is_a_translation(source: str, other: str) -> None:
    mine, theirs = version("a", "en", 10, source=source), version("b", "de", 7, source=other)
    assert kin(mine, theirs) == [("b", 0.7)]
    assert kin(theirs, mine) == [("a", 0.7)]
    assert kin(mine, replace(theirs, source=f"{other}9")) == []


def test_one_event_is_a_translation_where_the_paragraphs_are_about_as_many() -> None:
    mine = version("a", "en", 10, event="Canal Forum")
    assert kin(mine, version("b", "de", 8, event="canal forum")) == [("b", 0.8)]
    assert kin(mine, version("b", "de", 6, event="Canal Forum")) == []
    assert kin(mine, version("b", "de", 8, event="Harbour Forum")) == []


def test_the_number_of_paragraphs_alone_tells_in_long_speeches_only() -> None:
    assert kin(version("a", "en", 20), version("b", "de", 19)) == [("b", 0.95)]
    assert kin(version("a", "en", 20), version("b", "de", 15)) == []
    assert kin(version("a", "en", 6), version("b", "de", 6)) == []


def test_marked_paragraphs_count_before_blank_lines() -> None:
    blocks = tuple(Block(place, place + 1) for place in range(20))
    assert kin(replace(version("a", "en", 9), blocks=blocks), version("b", "de", 20)) == [("b", 1.0)]


@pytest.mark.parametrize(
    "other",
    [
        {"speaker": "Eva Berg"},
        {"speaker": None},
        {"date": "2020-05-02"},
        {"date": None},
        {"language": "en"},
        {"language": None},
        {"text": "too short"},
    ],
)
def test_another_person_or_day_or_the_same_language_is_no_translation(other: dict[str, Any]) -> None:
    assert kin(version("a", "en", 20), replace(version("b", "de", 20), **other)) == []


def test_a_year_alone_is_no_day() -> None:
    assert kin(version("a", "en", 20, date="2020"), version("b", "de", 20, date="2020")) == []


def test_of_several_the_nearest_both_ways_is_taken_and_of_equals_none() -> None:
    morning, evening = version("morning", "en", 20), version("evening", "en", 21)
    assert kin(morning, version("morgen", "de", 20), version("abend", "de", 21), evening) == [("morgen", 1.0)]
    assert kin(evening, version("morgen", "de", 20), morning) == []
    assert kin(morning, version("b", "de", 20), version("c", "de", 20)) == []


def test_there_is_one_translation_a_language() -> None:
    others = [version("b", "de", 20), version("c", "fr", 19), version("d", "es", 12)]
    assert kin(version("a", "en", 20), *others) == [("b", 1.0), ("c", 0.95)]
