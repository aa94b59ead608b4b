from evals.cases import verdict
from evals.gold import Gold
from evals.page import Section, render
from evals.run import OURS, Run
from evals.systems import Outcome
from rag import Answer, Citation, Sentence
from rag.schema import Query
from tests.evals.test_gold import evidence

ASKED = Gold(id="q", question="<b>Who?</b>", type="fact", answerable=True, gold=(evidence("a", 2),), split="dev")
SILENT = Gold(id="s", question="Why?", type="unanswerable", answerable=False, cause="near-miss", split="dev")


def answer(paragraph: int | None) -> Answer:
    if paragraph is None:
        return Answer("refused", Query("Who?"), 0.1)
    said = Sentence("Ada: “x”", (Citation("a", paragraph, 0, 1, "x"),))
    return Answer("answered", Query("Who?"), 0.9, sentences=(said,))


def test_an_answer_turns_out_in_one_of_four_ways() -> None:
    assert verdict(Outcome(ASKED, answer=answer(2))) == "right"
    assert verdict(Outcome(ASKED, answer=answer(3))) == "wrong paragraph"
    assert verdict(Outcome(ASKED, answer=answer(None))) == "false refusal"
    assert verdict(Outcome(SILENT, answer=answer(3))) == "false answer"
    assert verdict(Outcome(SILENT, answer=answer(None))) == "right"


def test_a_page_of_nothing_still_says_what_was_skipped() -> None:
    page = render("name", [], ["un, its <texts> are not here"])
    assert "un, its &lt;texts&gt; are not here" in page


def test_what_did_not_fail_is_not_among_the_failed() -> None:
    assert Section(Run("set", {}, {}, {OURS: {}}), []).failed == []
