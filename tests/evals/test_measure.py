import dataclasses

import ir_measures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

from evals import measure
from evals.gold import Alternative, Evidence, Gold, Place
from evals.measure import attributed, dangling, ndcg, recall, reciprocal_rank, verbatim
from evals.systems import Outcome
from rag.schema import Answer, Citation, Kind, Paragraph, Query, Sentence, Speech, Writing

TEXT = "Dear friends,\n\nThe weir is mended. It cost nine marks."
SPEECH = Speech("weir", TEXT, speaker="Ola Berg", date="2019-05-14")

PLACES = st.tuples(st.sampled_from("abc"), st.integers(1, 5))
RANKED = st.lists(PLACES, unique=True, max_size=15)
NEEDS = st.lists(st.frozensets(PLACES, min_size=1, max_size=3), min_size=1, max_size=5)

# Two needs: characters 10 to 20 of a#p2, and 50 to 60 of a#p5 or else 0 to 10 of b#p1.
GOLD = Gold(
    id="g", question="?", type="several", answerable=True, split="dev", nuggets=("nine marks", "ten barges"),
    gold=(
        Evidence(speech="a", paragraph=2, start=10, end=20, sha256=""),
        Evidence(speech="a", paragraph=5, start=50, end=60, sha256=""),
    ),
    alternatives=(Alternative(speech="b", paragraph=1, start=0, end=10, sha256="", stands_for=1),),
)  # fmt: skip
SILENT = Gold(id="s", question="?", type="unanswerable", answerable=False, cause="near-miss", split="dev")
REFUSED = Answer("refused", Query("?"), 0.2)


def paragraph(start: int = 15, kind: Kind = "statement", speaker: str | None = "Ola Berg") -> Paragraph:
    """The second paragraph of the speech; `start` moves where it begins."""
    return Paragraph("weir", 2, start, len(TEXT), TEXT[start:], kind, speaker, 1, ())


def cite(speech: str, number: int, start: int, end: int, quote: str = "") -> Citation:
    return Citation(speech, number, start, end, quote)


def answer(*cited: Citation) -> Answer:
    return Answer("answered", Query("?"), 0.8, sentences=tuple(Sentence("", (one,)) for one in cited))


# Retrieval


def test_recall_is_the_share_of_needs_that_are_met() -> None:
    needs = [{"a"}, {"b", "c"}, {"d"}, {"e"}]
    assert recall(["x", "a", "c", "b"], needs, 1) == 0
    assert recall(["x", "a", "c", "b"], needs, 2) == 0.25
    assert recall(["x", "a", "c", "b"], needs, 4) == 0.5


def test_the_reciprocal_rank_is_that_of_the_first_that_will_do() -> None:
    assert reciprocal_rank(["x", "c", "a"], [{"a"}, {"b", "c"}]) == 0.5
    assert reciprocal_rank(["x"] * 9 + ["a"], [{"a"}]) == pytest.approx(0.1)
    assert reciprocal_rank(["x"] * 10 + ["a"], [{"a"}]) == 0


def test_ndcg_by_hand() -> None:
    # Gains at ranks 1 and 3: 1 and 1/2; at best at ranks 1 and 2: 1 and 1/log2(3) = 0.63093.
    assert ndcg(["a", "x", "b"], [{"a"}, {"b"}]) == pytest.approx(1.5 / 1.63093, abs=1e-5)
    assert ndcg(["x"] * 10 + ["a"], [{"a"}]) == 0
    assert ndcg(list("abc"), [{one} for one in "abcdefghijklm"], k=3) == pytest.approx(1)


def test_a_need_gains_once_though_two_will_do_for_it() -> None:
    assert ndcg(["a", "b"], [{"a", "b"}]) == 1
    assert ndcg(["x", "b", "a"], [{"a", "b"}]) == pytest.approx(0.63093, abs=1e-5)


def test_what_meets_several_needs_is_spent_on_the_one_that_the_fewest_could_meet() -> None:
    for needs in ([{"a", "b"}, {"a"}], [{"a"}, {"a", "b"}]):
        assert ndcg(["a", "b"], needs) == 1
        # The second met at rank 3: 1 + 1/2 of 1 + 0.63093.
        assert ndcg(["a", "x", "b"], needs) == pytest.approx(1.5 / 1.63093, abs=1e-5)
        assert ndcg(["b", "a"], needs) == 1


def test_what_meets_several_needs_is_spent_on_the_one_that_nothing_else_found_meets() -> None:
    assert ndcg(["a", "b"], [{"a", "c"}, {"a", "b"}]) == 1
    assert ndcg(["a", "b"], [{"a", "b"}, {"a", "c"}]) == 1


@settings(deadline=None)
@given(RANKED, st.sets(PLACES, min_size=1, max_size=15))
def test_rankings_are_measured_as_ir_measures_does(ranked: list[Place], wanted: set[Place]) -> None:
    qrels = [Qrel("q", f"{speech}{number}", 1) for speech, number in wanted]
    scored = [ScoredDoc("q", f"{speech}{number}", -float(rank)) for rank, (speech, number) in enumerate(ranked)]
    theirs = ir_measures.calc_aggregate([*(R @ k for k in measure.DEPTHS), RR @ 10, nDCG @ 10], qrels, scored)
    needs = [{one} for one in sorted(wanted)]
    for k in measure.DEPTHS:
        assert recall(ranked, needs, k) == pytest.approx(theirs[R @ k])
    assert reciprocal_rank(ranked, needs) == pytest.approx(theirs[RR @ 10])
    assert ndcg(ranked, needs) == pytest.approx(theirs[nDCG @ 10])


@given(RANKED, NEEDS, st.integers(1, 15))
def test_ranking_measures_stay_in_their_range(ranked: list[Place], needs: list[frozenset[Place]], k: int) -> None:
    assert 0 <= recall(ranked, needs, k) <= recall(ranked, needs, k + 1) <= 1
    assert 0 <= reciprocal_rank(ranked, needs, k) <= reciprocal_rank(ranked, needs, k + 1) <= 1
    assert 0 <= ndcg(ranked, needs, k) <= 1 + 1e-12
    assert (ndcg(ranked, needs, k) > 0) == (reciprocal_rank(ranked, needs, k) > 0) == (recall(ranked, needs, k) > 0)


def test_a_whole_hit_brings_all_its_paragraphs() -> None:
    pairs = tuple((("c", 2 * number), ("c", 2 * number + 1)) for number in range(4))
    found = measure.retrieval(Outcome(GOLD, hits=(*pairs, (("c", 8), ("a", 2)), (("b", 1),))))
    assert (found["recall@5"], found["recall@10"], found["hit recall@5"]) == (0, 0.5, 0.5)
    assert found["recall@20"] == 1
    assert found["mrr@10"] == pytest.approx(1 / 10)


def test_a_hit_counts_whole_though_others_before_it_repeat_their_places() -> None:
    same = (("c", 1), ("c", 2))
    found = measure.retrieval(Outcome(GOLD, hits=(same, same, same, same, (("c", 2), ("a", 2)), (("b", 1),))))
    assert (found["hit recall@5"], found["recall@1"], found["recall@5"]) == (0.5, 0, 1)


def test_speeches_are_ranked_by_their_first_paragraph_and_wanted_once() -> None:
    twice = GOLD.model_copy(update={"alternatives": ()})
    found = measure.retrieval(Outcome(twice, hits=((("c", 1),), (("c", 2),), (("a", 9),))))
    assert (found["recall@5"], found["mrr@10"]) == (0, 0)
    assert (found["speech recall@1"], found["speech recall@5"]) == (0, 1)
    assert found["speech mrr@10"] == 0.5
    assert found["speech ndcg@10"] == pytest.approx(0.63093, abs=1e-5)


def test_retrieval_is_for_what_searches_and_has_an_answer() -> None:
    assert measure.retrieval(Outcome(GOLD)) == {}
    assert measure.retrieval(Outcome(SILENT, hits=((("a", 1),),))) == {}
    assert measure.retrieval(Outcome(GOLD, hits=()))["recall@20"] == 0


# Citations


@pytest.mark.parametrize(
    ("cited", "right", "exact"),
    [
        (cite("a", 2, 19, 30), True, True),
        (cite("a", 2, 20, 30), True, False),
        (cite("b", 1, 9, 12), True, True),
        (cite("a", 3, 20, 30), False, False),
        (cite("c", 2, 10, 20), False, False),
    ],
)
def test_an_answer_is_right_by_its_paragraph_and_exact_by_its_characters(
    cited: Citation, right: bool, exact: bool
) -> None:
    given_ = answer(cite("c", 9, 0, 5), cited)
    assert (measure.right(given_, GOLD), measure.exact(given_, GOLD)) == (right, exact)


def test_citations_by_hand() -> None:
    # Of four paragraphs one is gold, one stands beside it, one two places off; a paragraph cited twice counts once.
    places = (cite("a", 2, 15, 30), cite("a", 2, 5, 9), cite("a", 3, 30, 40), cite("a", 7, 90, 99), cite("c", 2, 0, 1))
    found = measure.citation(answer(*places), GOLD)
    assert found == pytest.approx(
        {
            "citation precision": 1 / 4,
            "citation recall": 1 / 2,
            "citation f1": 1 / 3,
            "neighbour rate": 1 / 4,
            # 5 characters in both of 20 in either, and none of the other need.
            "span iou": (5 / 20 + 0) / 2,
            "sentences on gold": 2 / 5,
        }
    )


def test_all_that_is_needed_and_nothing_else_is_a_perfect_citation() -> None:
    found = measure.citation(answer(cite("a", 2, 10, 20), cite("b", 1, 0, 10)), GOLD)
    assert found.pop("neighbour rate") == 0
    assert set(found.values()) == {1}


def test_a_neighbour_that_is_evidence_itself_is_none() -> None:
    beside = GOLD.model_copy(update={"gold": (GOLD.gold[0], GOLD.gold[1].model_copy(update={"paragraph": 3}))})
    cited = answer(cite("a", 2, 10, 20), cite("a", 3, 50, 60), cite("a", 4, 70, 80), cite("a", 1, 0, 5))
    assert measure.citation(cited, beside)["neighbour rate"] == 0.5


@given(
    st.lists(
        st.builds(cite, st.sampled_from("abc"), st.integers(1, 9), st.integers(0, 20), st.integers(21, 40)), min_size=1
    )
)
def test_citation_measures_stay_in_their_range(cited: list[Citation]) -> None:
    found = measure.citation(answer(*cited), GOLD)
    assert all(value is not None and 0 <= value <= 1 for value in found.values())
    assert (found["citation f1"] == 0) == (not measure.right(answer(*cited), GOLD))


# Quotations


@pytest.mark.parametrize(
    ("found", "leads_nowhere"),
    [
        (paragraph(), False),
        (paragraph(kind="quotation"), False),
        (paragraph(kind="salutation"), True),
        (paragraph(kind="question"), True),
        (paragraph(start=16), True),
        (None, True),
    ],
)
def test_a_citation_dangles_where_nothing_can_be_cited(found: Paragraph | None, leads_nowhere: bool) -> None:
    assert dangling(cite("weir", 2, 15, 34), found) == leads_nowhere


def test_a_citation_dangles_where_its_characters_leave_the_paragraph() -> None:
    assert not dangling(cite("weir", 2, 15, len(TEXT)), paragraph())
    assert dangling(cite("weir", 2, 15, len(TEXT) + 1), paragraph())
    assert dangling(cite("weir", 2, 15, 15), paragraph())


def test_words_are_verbatim_letter_for_letter() -> None:
    assert verbatim(cite("weir", 2, 15, 34, "The weir is mended."), SPEECH)
    assert not verbatim(cite("weir", 2, 15, 34, "The weir is mended!"), SPEECH)
    assert not verbatim(cite("weir", 2, 15, 34, "The weir is mended. It"), SPEECH)
    assert not verbatim(cite("weir", 2, 16, 35, "The weir is mended."), SPEECH)


@pytest.mark.parametrize(
    ("sentence", "speaker", "date", "named"),
    [
        ("Ola Berg, Weir Day, 14 May 2019: “Mended.”", "Ola Berg", "2019-05-14", True),
        ("Ola Berg, May 2019: “Mended.”", "Ola Berg", "2019-05", True),
        ("Ola Berg, Weir Day, 2019: “Mended.”", "Ola Berg", "2019-05-14", False),
        ("Weir Day, 14 May 2019: “Mended.”", "Ola Berg", "2019-05-14", False),
        ("Ola Berg: “Mended.”", "Ola Berg", None, True),
        ("14 May 2019: “Mended.”", None, "2019-05-14", True),
    ],
)
def test_a_sentence_names_who_said_it_and_when(
    sentence: str, speaker: str | None, date: str | None, named: bool
) -> None:
    assert attributed(sentence, paragraph(speaker=speaker), Speech("weir", TEXT, "Ola Berg", date=date)) == named


def test_quotations_are_held_against_the_archive() -> None:
    sound = cite("weir", 2, 15, 34, "The weir is mended.")
    sentences = (
        Sentence("Ola Berg, 14 May 2019: “The weir is mended.”", (sound,)),
        Sentence("“The weir is mended.”", (sound, cite("weir", 9, 15, 34, "The weir is mended."))),
        Sentence("“It rained.”", (cite("rain", 1, 0, 10, "It rained."),)),
        Sentence("I do not know.", ()),
    )
    found = measure.quotation(
        Answer("answered", Query("?"), 0.8, sentences=sentences), {("weir", 2): paragraph()}, {"weir": SPEECH}
    )
    assert found == {
        "dangling rate": 0.5,
        "verbatim rate": 0.75,
        "shown verbatim": pytest.approx(2 / 3),
        "sentences cited": 0.75,
        "speaker and date": 0.5,
    }


def test_what_an_answer_does_not_have_is_not_measured() -> None:
    bare = Answer("answered", Query("?"), 0.8, sentences=(Sentence("I do not know.", ()),))
    assert measure.quotation(bare, {}, {}) == {
        "dangling rate": None,
        "verbatim rate": None,
        "shown verbatim": None,
        "sentences cited": 0,
        "speaker and date": None,
    }
    lost = measure.quotation(answer(cite("rain", 1, 0, 10)), {}, {})
    assert (lost["dangling rate"], lost["verbatim rate"], lost["speaker and date"]) == (1, 0, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The weir is mended.", []),
        ("She said “The weir is mended.”", [True]),
        ("“mended” and “The weir is mended.”, “mended”", [True, True, True]),
        ("She said “The weir was mended.”", [False]),
        ('She said "The weir is mended."', [False]),
        ("“The weir is mended.” and “so", [True, False]),
        ("“nine marks”", [False]),
        ("“It rained.”", [False]),
    ],
)
def test_what_stands_in_quotation_marks_is_held_against_the_speech(text: str, expected: list[bool]) -> None:
    cited_ = (
        cite("weir", 2, 27, 33, "mended"),
        cite("weir", 2, 15, 34, "The weir is mended."),
        cite("weir", 2, 15, 34, "nine marks"),
        cite("rain", 1, 0, 10, "It rained."),
    )
    assert measure.shown_verbatim(Sentence(text, cited_), {"weir": SPEECH}) == expected


# Answers and refusals


def test_nuggets_and_words_are_looked_for_in_what_is_quoted() -> None:
    quoted = answer(cite("a", 2, 0, 9, "It cost much."), cite("b", 1, 0, 9, "Nine marks, all told."))
    found = measure.content(quoted, GOLD, "It cost 9 marks.")
    assert found["nugget recall"] == 0.5
    # Four words in both, of seven said and of four wanted.
    assert found["token f1"] == pytest.approx(8 / 11)
    assert measure.content(quoted, GOLD.model_copy(update={"nuggets": ()}), "")["nugget recall"] is None


@pytest.mark.parametrize(
    ("gold", "given_", "expected"),
    [
        (GOLD, answer(cite("a", 2, 10, 20)), (1, 1, 0, None, None)),
        (GOLD, answer(cite("c", 2, 10, 20)), (0, 0, 0, None, None)),
        (GOLD, REFUSED, (0, 0, 1, None, 0)),
        (SILENT, answer(cite("a", 2, 10, 20)), (None, None, None, 0, None)),
        (SILENT, REFUSED, (None, None, None, 1, 1)),
    ],
)
def test_a_refusal_is_right_where_there_is_no_answer(
    gold: Gold, given_: Answer, expected: tuple[float | None, ...]
) -> None:
    found = measure.refusal(Outcome(gold, answer=given_))
    names = ("right", "exact", "false refusal", "refusal recall", "refusal precision")
    assert tuple(found[name] for name in names) == expected
    assert found["confidence"] == given_.confidence


# What a chat model wrote


def wrote(*texts: str, sentences: int, **counts: int) -> Answer:
    """An answer by a chat model: what is shown of it, and what was counted."""
    shown = tuple(Sentence(text, (cite("a", 2, 10, 20, "It cost much."),), 0.9) for text in texts)
    told = Writing("fake:scripted", sentences, **counts)
    return Answer("answered" if shown else "refused", Query("?"), 0.8, sentences=shown, writing=told)


def test_what_a_model_wrote_is_counted_by_its_sentences() -> None:
    found = measure.writing(wrote("One.", sentences=4, supported=1, dropped=3, replaced=1, repaired=2, dangling=8))
    assert found == {
        "model failed": 0,
        "model found none": 0,
        "nothing borne out": 0,
        "shown and supported": 1,
        "supported": 0.25,
        "dropped": 0.75,
        "replaced": 0.25,
        "repaired": 0.5,
        "dangling": 2,
    }


def test_a_model_that_finds_nothing_is_told_from_one_whose_words_do_not_hold() -> None:
    silent, wrong = measure.writing(wrote(sentences=0)), measure.writing(wrote(sentences=2, dropped=2))
    assert (silent["model found none"], silent["nothing borne out"], silent["dropped"]) == (1, 0, None)
    assert (wrong["model found none"], wrong["nothing borne out"], wrong["dropped"]) == (0, 1, 1)


def test_nothing_is_told_of_a_model_that_was_not_asked_and_no_more_than_that_of_one_that_failed() -> None:
    assert measure.writing(REFUSED) == {}
    assert measure.writing(dataclasses.replace(REFUSED, notice="down")) == {"model failed": 1}


def test_nuggets_are_looked_for_in_what_a_model_wrote() -> None:
    found = measure.content(wrote("It cost nine marks.", sentences=1), GOLD, "It cost 9 marks.")
    assert (found["nugget recall"], found["token f1"]) == (0.5, 1)


def test_a_sentence_is_on_gold_where_one_of_its_citations_is() -> None:
    sentences = (
        Sentence("", (cite("c", 1, 0, 9), cite("b", 1, 0, 9))),
        Sentence("", (cite("c", 1, 0, 9),)),
        Sentence("", ()),
    )
    given_ = Answer("answered", Query("?"), 0.8, sentences=sentences)
    assert measure.citation(given_, GOLD)["sentences on gold"] == pytest.approx(1 / 3)


def test_time_is_told_where_it_was_taken() -> None:
    assert measure.refusal(Outcome(GOLD, answer=REFUSED))["seconds"] is None
    assert measure.refusal(Outcome(GOLD, answer=Answer("refused", Query("?"), 0.2, seconds=0.25)))["seconds"] == 0.25
    assert measure.refusal(Outcome(GOLD, hits=())) == {}
