import pytest

from evals import gold, run
from evals.gold import Draft, Gold, Quoted
from rag.archive import Archive
from tests.fakes import SURE, HashEmbedder


@pytest.fixture
def outcomes(archive: Archive, embedder: HashEmbedder) -> list[run.Outcome]:
    """One question that is answered, and one that is not in the archive, with a rule that answers what is covered."""
    quote = Quoted(speech="ada-2019", quote="Mr. Brandt, counted 312 barges in the first week.")
    draft = Draft(id="a", question="How many barges in the first week?", type="fact", gold=(quote,))
    silent = Gold(
        id="b", question="Zeppelins?", type="unanswerable", answerable=False, cause="topic-absent", split="dev"
    )
    with Archive.open(archive.folder, embedder=embedder, fit=SURE) as opened:
        return [run.ask(opened, one) for one in (gold.settle(draft, opened), silent)]


def test_figures_count_what_they_say(outcomes: list[run.Outcome]) -> None:
    figures = run.report(outcomes)
    assert set(figures) == {"all", "plain", "fact", "unanswerable"}
    assert (figures["all"]["questions"], figures["all"]["right"], figures["all"]["exact"]) == (2, 1.0, 1.0)
    assert (figures["all"]["false refusal"], figures["all"]["false answer"]) == (0.0, 0.0)
    assert figures["fact"]["recall@5"] == 1.0


def test_a_measure_that_does_not_apply_is_left_out(outcomes: list[run.Outcome]) -> None:
    figures = run.report(outcomes)
    assert figures["fact"]["false answer"] is None
    assert figures["unanswerable"]["recall@5"] is None


def test_a_follow_up_is_asked_behind_its_history() -> None:
    follow = Gold(
        id="f", question="And in 2020?", history=("What is the toll?",), type="unanswerable", answerable=False,
        cause="wrong-date", split="dev",
    )  # fmt: skip
    assert run.asked(follow) == "What is the toll? And in 2020?"
