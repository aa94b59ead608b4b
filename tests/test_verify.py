import dataclasses

import pytest

from rag.archive import Archive
from rag.schema import Citation, Sentence
from rag.verify import holds, verified


@pytest.fixture
def citation(archive: Archive) -> Citation:
    paragraph = archive.paragraph("ada-2019#p2")
    span = paragraph.sentences[1]
    return Citation("ada-2019", 2, span.start, span.end, span.cut(archive.speech("ada-2019").text))


def test_a_slice_of_the_paragraph_holds(archive: Archive, citation: Citation) -> None:
    assert citation.quote == "The toll is four marks a barge."
    assert holds(citation, archive.paragraphs)


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "The toll is five marks a barge."},
        {"quote": ""},
        {"start": 0, "end": 0, "quote": ""},
        {"paragraph": 3},
        {"paragraph": 99},
        {"speech": "dora"},
        {"end": 10_000},
    ],
)
def test_anything_else_does_not(archive: Archive, citation: Citation, change: dict[str, object]) -> None:
    assert not holds(dataclasses.replace(citation, **change), archive.paragraphs)  # type: ignore[arg-type]


def test_questions_and_salutations_are_not_the_speakers_statements(archive: Archive) -> None:
    for address in ("carla-2021#p1", "ada-2019#p1"):
        one = archive.paragraph(address)
        assert not holds(Citation(one.speech, one.number, one.start, one.end, one.text), archive.paragraphs)


def test_a_sentence_with_a_citation_that_fails_is_dropped_and_counted(archive: Archive, citation: Citation) -> None:
    false = dataclasses.replace(citation, quote="no")
    sentences = [
        Sentence("a", (citation,)),
        Sentence("b", (citation, false)),
        Sentence("c", (false,)),
        Sentence("d", ()),
    ]
    kept, failed = verified(sentences, archive.paragraphs)
    assert [one.text for one in kept] == ["a"]
    assert failed == 2
