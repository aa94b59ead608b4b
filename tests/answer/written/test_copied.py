import pytest

from rag.answer.written.copied import Copied, copied, in_first_person, says_nothing, unlabelled
from rag.answer.written.prompt import Evidence
from rag.schema import Speech
from tests.support.conftest import paragraph

TEXT = (
    "I asked the pilot for his lamp. He rang us. Report that the harbour was never closed at all. It was open on 3 May."
)
SPEECH = Speech("s", TEXT, speaker="Ada Lund", role="Minister", event="First Canal Conference", date="2019-05-14")


@pytest.fixture
def evidence() -> list[Evidence]:
    return [Evidence(1, paragraph("Nothing of this."), SPEECH), Evidence(2, paragraph(TEXT, 2), SPEECH)]


def sentences(found: Copied | None) -> tuple[int, int] | None:
    return (found.run.first, found.run.last) if found else None


def test_a_whole_sentence_is_a_copy(evidence: list[Evidence]) -> None:
    found = copied("it was OPEN on 3 May", evidence)
    assert sentences(found) == (3, 3)
    assert found is not None
    assert found.run.text == "It was open on 3 May."


def test_a_part_of_one_is_not_for_it_may_say_something_else(evidence: list[Evidence]) -> None:
    assert copied("The harbour was never closed at all.", evidence) is None


def test_in_the_first_person_it_is_widened_to_the_sentence(evidence: list[Evidence]) -> None:
    assert sentences(copied("I asked the pilot", evidence)) == (0, 0)


def test_a_short_sentence_that_stands_twice_counts_only_behind_the_one_before_it(evidence: list[Evidence]) -> None:
    assert sentences(copied("He rang us.", evidence)) == (1, 1)
    evidence.append(Evidence(3, paragraph("He rang us.", 3), SPEECH))
    before = copied("I asked the pilot for his lamp.", evidence)
    assert before is not None
    assert copied("He rang us.", evidence) is None
    following = copied("He rang us.", evidence, before)
    assert following is not None
    whole = before.followed(following)
    assert whole is not None
    assert (sentences(whole), whole.sentences) == ((0, 1), 2)
    assert following.followed(before) is None


def test_what_was_written_anew_is_no_copy(evidence: list[Evidence]) -> None:
    assert copied("She asked the pilot for a lamp.", evidence) is None
    assert copied("", evidence) is None


@pytest.mark.parametrize("between", [" - ", ": ", " — "])
def test_a_label_that_was_copied_with_the_text_is_taken_off(evidence: list[Evidence], between: str) -> None:
    label = evidence[0].label
    assert "Ada Lund" in label
    assert unlabelled(f"{label}{between}It was open.", evidence) == "It was open."
    assert unlabelled(f"{SPEECH.label}{between}It was open.", evidence) == "It was open."
    assert unlabelled(f"{label} said so.", evidence) == f"{label} said so."


def test_the_first_person_is_known() -> None:
    assert in_first_person("The minister said that it brings us a third.", "en")
    assert in_first_person("Das gehört uns.", "de")
    assert not in_first_person("The minister said that it brings them a third.", None)


def test_a_label_alone_and_a_sentence_that_breaks_off_say_nothing(evidence: list[Evidence]) -> None:
    assert says_nothing(evidence[0].label, evidence)
    assert says_nothing("Ada Lund said that", evidence)
    assert says_nothing("Ada Lund, 14 May 2019.", evidence)
    assert says_nothing("", evidence)
    assert says_nothing("Ada Lund stated:", evidence)
    assert not says_nothing("Ada Lund rang.", evidence)
    assert not says_nothing("Ada Lund did not deny that.", evidence)
    assert not says_nothing("He did not deny that it was so.", evidence)
