import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from evals import fit, measure, sets
from evals.fit import GRIDS, Bench, Pool, Remembering
from evals.gold import Evidence, Gold, GoldError, Place, Split, Wording
from evals.settle import Draft, Other, Quoted, settle
from rag import fitted
from rag.answer import EVIDENCE
from rag.answer.confidence import Features, confidence
from rag.archive import Archive
from rag.embed import Tokens
from rag.filters import Filters
from rag.fitted import Calibration, Fitted, FusionWeights, SentenceWeights
from rag.retrieve import Candidates
from rag.schema import Answer, Citation, Passage, Query, Sentence
from tests.conftest import ADA
from tests.fakes import SURE, HashEmbedder

EVEN = FusionWeights(dense=0.5, lexical=0.5, header=1.5, match=0.0, speaker=0.0, role=0.0, country=0.0, period=0.0)
BORIS_VANE = Filters(speaker=("Boris Vane",))
COUNTED = "Our lighthouse keeper, Mr. Brandt, counted 312 barges in the first week."


class Given:
    """A bench of questions about archives that are made up."""

    def __init__(self, *golds: Gold, archive: object = None) -> None:
        self._golds = golds
        self._archive = archive

    def asked(self, _fit: Fitted, _what: str) -> Iterator[tuple[object, Gold]]:
        return ((self._archive, gold) for gold in self._golds)


def bench(*golds: Gold, archive: object = None) -> Bench:
    return cast(Bench, Given(*golds, archive=archive))


def gold(name: str, *places: Place, wording: Wording = "plain", split: Split = "dev") -> Gold:
    """A question about these paragraphs; one that is not answered where there are none."""
    found = tuple(Evidence(speech=speech, paragraph=number, start=0, end=1, sha256="") for speech, number in places)
    return Gold(
        id=name, question=name, type="fact" if found else "unanswerable", wording=wording, answerable=bool(found),
        cause=None if found else "near-miss", gold=found, split=split,
    )  # fmt: skip


@pytest.fixture(scope="module")
def archive(standing: Archive) -> Archive:
    return standing


@pytest.fixture(scope="module")
def barges(archive: Archive) -> Gold:
    """A question with its evidence, of which a sentence elsewhere says the same."""
    gone = Other(speech="boris-2020", quote="They had been gone for thirty years.")
    draft = Draft(
        id="barges", question="How many barges were counted in the first week?", type="fact",
        gold=(Quoted(speech="ada-2019", quote=COUNTED),), alternatives=(gone,),
    )  # fmt: skip
    return settle(draft, archive)


# The bench


def test_pieces_of_a_text_are_reckoned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = HashEmbedder()
    tokens, reckoned = embedder.tokens, list[str]()

    def listening(texts: Sequence[str]) -> list[Tokens]:
        reckoned.extend(texts)
        return tokens(texts)

    monkeypatch.setattr(embedder, "tokens", listening)
    remembering = Remembering(embedder)
    for texts in (["the toll", "the weir", "the toll"], ["the eel", "the weir"]):
        for found, fresh in zip(remembering.tokens(texts), tokens(texts), strict=True):
            assert found.vectors.dtype == np.float32
            assert found.vectors == pytest.approx(fresh.vectors, abs=1e-3)
            assert found.spans.tolist() == fresh.spans.tolist()
    assert reckoned == ["the toll", "the weir", "the eel"]


def test_every_question_comes_with_its_archive_open_with_the_numbers_in_question(
    archive: Archive, embedder: HashEmbedder
) -> None:
    asked = Bench(embedder, {archive.folder: [gold("one"), gold("two")]}).asked(SURE, "answers")
    told = [(one.folder, one.fitted, question.id) for one, question in asked]
    assert told == [(archive.folder, SURE, "one"), (archive.folder, SURE, "two")]


def test_a_set_is_taken_in_and_fitted_on_its_dev_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit, "SentenceTransformerEmbedder", HashEmbedder)
    (tmp_path / "ada.md").write_text(ADA, encoding="utf-8")
    questions = [gold("mine"), gold("reported", split="test")]
    chosen = sets.GoldSet("canal", lambda _: questions, (tmp_path / "ada.md",))
    made = fit._bench([chosen], tmp_path)
    assert {folder.name: [one.id for one in golds] for folder, golds in made.golds.items()} == {"canal": ["mine"]}
    questions.append(gold("moved", ("ada", 2)))
    with pytest.raises(GoldError, match=r"^moved: 0-1 does not lie within ada#p2"):
        fit._bench([chosen], tmp_path)


# Fusion


def pool(
    wanted: int,
    dense: Mapping[str, float],
    lexical: Mapping[str, float],
    match: Mapping[str, float] | None = None,
    led: Mapping[str, tuple[Filters, ...]] | None = None,
) -> Pool:
    """Passages a, b, c, ... hold paragraphs 1, 2, 3, ... of one speech, of which one is wanted."""
    names = sorted(dense)
    passages = {one: Passage(one, "weir", n, n, 0, 1, "", "", None, None) for n, one in enumerate(names, start=1)}
    (asked,) = HashEmbedder().tokens(["weir"])
    found = Candidates(Query("weir"), asked, passages, dense, lexical, led or dict.fromkeys(names, ()), 0)
    return Pool([{("weir", wanted)}], found, dict(match or dict.fromkeys(names, 0.0)))


def test_the_score_of_a_pool_is_the_mean_of_reciprocal_rank_and_recall() -> None:
    down = {one: 1.0 - place / 10 for place, one in enumerate("abcdef")}
    assert pool(1, down, {}).score(EVEN) == 1
    assert pool(3, down, {}).score(EVEN) == pytest.approx((1 / 3 + 1) / 2)
    assert pool(6, down, {}).score(EVEN) == pytest.approx((1 / 6 + 0) / 2)


@pytest.mark.parametrize(
    ("weights", "rank"),
    [
        ({"dense": 1.0, "lexical": 0.0}, 2),
        ({"dense": 0.0, "lexical": 1.0}, 1),
        ({"dense": 1.0, "lexical": 0.0, "match": 1.0}, 1),
        ({"dense": 1.0, "lexical": 0.0, "speaker": 0.9, "role": 9.0}, 2),
        ({"dense": 1.0, "lexical": 0.0, "speaker": 1.1}, 1),
    ],
)
def test_a_pool_is_ranked_by_the_weights_it_is_given(weights: dict[str, float], rank: int) -> None:
    led = {"a": (), "b": (BORIS_VANE,)}
    one = pool(2, {"a": 0.9, "b": 0.1}, {"a": 1.0, "b": 5.0}, {"a": 0.2, "b": 0.3}, led)
    assert one.score(dataclasses.replace(EVEN, **weights)) == (1 / rank + 1) / 2


def fusion(pools: Mapping[str, Pool], start: FusionWeights = EVEN, *more: Gold) -> tuple[FusionWeights, list[str]]:
    """The weights that are fitted on these pools, and what was said."""
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fit, "_pool", lambda _, question: pools[question.id])
        golds = [gold(name, ("weir", 1)) for name in pools]
        found = fit.fit_fusion(bench(*golds, *more), dataclasses.replace(SURE, fusion=start), said.append)
    return found, said


def test_the_fusion_leans_to_the_index_that_finds_what_is_wanted() -> None:
    right, wrong = {"a": 0.9, "b": 0.8, "c": 0.1}, {"a": 1.0, "b": 3.0, "c": 9.0}
    for dense, lexical in ((right, wrong), (wrong, right)):
        found, said = fusion({"q": pool(1, dense, lexical)}, EVEN, gold("silent"))
        assert (found.dense > found.lexical) == (dense is right)
        assert found.dense + found.lexical == pytest.approx(1)
        assert found.header == EVEN.header
        assert said[-1].endswith("score 1.0000")


@pytest.mark.parametrize(("wanted", "start", "stays"), [(1, 0.9, False), (2, 0.0, False), (2, 0.9, True)])
def test_a_boost_is_taken_back_where_it_misleads_and_given_where_it_helps(
    wanted: int, start: float, stays: bool
) -> None:
    one = pool(wanted, {"a": 0.9, "b": 0.8, "c": 0.1}, {}, led={"a": (), "b": (BORIS_VANE,), "c": ()})
    found, said = fusion({"q": one}, dataclasses.replace(EVEN, dense=0.7, lexical=0.3, speaker=start))
    assert said[-1].endswith("score 1.0000")
    assert (found.speaker == start) == stays


def test_weights_that_nothing_improves_stay_as_they_are() -> None:
    start = dataclasses.replace(EVEN, dense=0.47, lexical=0.53, match=0.33)
    found, said = fusion({"q": pool(1, {"a": 0.9, "b": 0.1}, {"a": 1.0, "b": 0.5}, {"a": 0.5, "b": 0.1})}, start)
    assert found == start
    assert [line.split(" = ")[0] for line in said] == [f"fusion: {name}" for name in GRIDS]


SCORES = st.lists(st.integers(0, 9).map(float), min_size=6, max_size=6).map(
    lambda found: dict(zip("abcdef", found, strict=True))
)
LED = st.sampled_from([(), (BORIS_VANE,), (Filters(country=("Delta",)),), (Filters(since="2020"), BORIS_VANE)])
POOLS = st.builds(pool, st.integers(1, 6), SCORES, SCORES, SCORES, st.fixed_dictionaries(dict.fromkeys("abcdef", LED)))


@given(st.lists(POOLS, min_size=1, max_size=3))
@settings(max_examples=15, deadline=None)
def test_no_single_change_would_help_in_the_end(pools: list[Pool]) -> None:
    found, _ = fusion({f"q{place}": one for place, one in enumerate(pools)})

    def score(weights: FusionWeights) -> float:
        return sum(one.score(weights) for one in pools)

    best = max(score(fit._with(found, name, value)) for name, grid in GRIDS.items() for value in grid)
    assert score(EVEN) - 1e-6 <= best <= score(found) + 1e-6


def test_a_pool_is_what_the_archive_offers_and_how_well_it_matches(archive: Archive, barges: Gold) -> None:
    found = fit._pool(archive, barges)
    best = archive.search(barges.asked)[0]
    assert found.needs == [{("ada-2019", 3), ("boris-2020", 3)}]
    assert found.match.keys() == found.found.passages.keys()
    assert found.match[best.passage.id] == max(found.match.values()) == best.match
    places = [(hit.passage.speech, number) for hit in archive.search(barges.asked) for number in hit.paragraphs]
    rank = measure.reciprocal_rank(places, found.needs)
    assert found.score(archive.fitted.fusion) == (rank + measure.recall(places, found.needs, 5)) / 2 > 0.5


# Sentences


def weights_of(
    monkeypatch: pytest.MonkeyPatch, rows: Sequence[tuple[tuple[float, float, float], bool]]
) -> SentenceWeights:
    """The sentence weights fitted on these rows of match, share and passage; a keep of 0.8 quotes best."""
    made = [(dict(zip(fit.SPEAKS_FOR, values, strict=True)), label) for values, label in rows]
    monkeypatch.setattr(fit, "_sentence_rows", lambda _, question: {"q": made}[question.id])
    monkeypatch.setattr(fit, "_quoting", lambda _, trial: -abs(trial.sentences.keep - 0.8))
    return fit.fit_sentences(bench(gold("q", ("weir", 1)), gold("silent")), SURE)


def test_what_tells_the_sentences_of_the_evidence_weighs_most_and_nothing_weighs_less_than_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = [((0.8 + n / 100, 0.1, n % 2), True) for n in range(10)]
    others = [((0.3 + n / 100, 0.6, n % 2), False) for n in range(40)]
    found = weights_of(monkeypatch, [*held, *others])
    assert found.match > 0.9
    assert (found.share, min(found.match, found.passage)) == (0, found.passage)
    assert found.match + found.share + found.passage == pytest.approx(1, abs=1e-3)
    assert found.keep == 0.8


def test_a_sentence_is_labelled_by_the_characters_of_the_evidence_or_of_what_will_do(
    archive: Archive, barges: Gold
) -> None:
    query = archive.understand(barges.asked)
    candidates = archive.weigher.weigh(query, archive.retrieve(query, EVIDENCE)).candidates
    rows = list(fit._sentence_rows(archive, barges))
    held = {one.text for one, (_, label) in zip(candidates, rows, strict=True) if label}
    assert held == {COUNTED, "They had been gone for thirty years."}
    assert len(rows) > 4
    assert [values for values, _ in rows] == [
        {"match": one.match, "share": one.share, "passage": one.passage} for one in candidates
    ]


def test_a_refusal_quotes_nothing_and_counts_in_the_mean() -> None:
    cited = Sentence("", (Citation("weir", 1, 0, 1, ""),))
    answers = {
        "right": Answer("answered", Query("?"), 0.9, sentences=(cited,)),
        "refused": Answer("refused", Query("?"), 0.1),
    }
    least: list[float] = []

    def ask(question: str, *, least: float, told: list[float] = least) -> Answer:
        told.append(least)
        return answers[question]

    asked = bench(*(gold(name, ("weir", 1)) for name in answers), gold("silent"), archive=SimpleNamespace(ask=ask))
    assert fit._quoting(asked, SURE) == 0.5
    assert least == [0.0, 0.0]


# Calibration


@dataclasses.dataclass(frozen=True)
class Calibrated:
    """A fit on sixty questions of which coverage tells much, and `absent` is always the same."""

    absent: float = 0.0

    @property
    def rows(self) -> dict[str, tuple[Features, bool, bool]]:
        noise = np.random.default_rng(7)
        rows = {}
        for number in range(60):
            answerable = number % 3 != 0
            coverage = float(np.clip(noise.normal(0.8 if answerable else 0.3, 0.12), 0, 1))
            features = Features(coverage=coverage, cosine=float(noise.uniform()), absent=self.absent)
            rows[f"q{number}"] = features, answerable, answerable and number % 5 != 0
        return rows

    def fit(self) -> tuple[Calibration, dict[str, float]]:
        rows = self.rows
        golds = [gold(name, *([("weir", 1)] if answerable else [])) for name, (_, answerable, _) in rows.items()]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(fit, "_answer_row", lambda _, question: rows[question.id])
            return fit.fit_calibration(bench(*golds, gold("remote", ("weir", 1), wording="remote")), SURE)


@pytest.fixture(scope="module")
def calibrated() -> tuple[Calibration, dict[str, float]]:
    return Calibrated().fit()


def test_the_chance_is_true_on_the_whole_and_tells_right_answers_from_others(
    calibrated: tuple[Calibration, dict[str, float]],
) -> None:
    found, _ = calibrated
    chances = np.array([confidence(features, found) for features, _, _ in Calibrated().rows.values()])
    right = np.array([one for _, _, one in Calibrated().rows.values()])
    assert chances.mean() == pytest.approx(right.mean(), abs=0.05)
    assert chances[right].mean() > chances[~right].mean() + 0.25
    assert (chances[right] >= found.threshold).mean() > 0.9
    assert (chances[~right] >= found.threshold).mean() < 0.5


@pytest.mark.parametrize(
    "absent",
    [
        0.0,
        pytest.param(
            0.25,
            marks=pytest.mark.xfail(
                strict=True, reason="features are not centred, so the solver stops before the best"
            ),
        ),
    ],
)
def test_what_tells_nothing_weighs_nothing(absent: float) -> None:
    weights = Calibrated(absent).fit()[0].weights
    assert set(weights) == {one.name for one in dataclasses.fields(Features)}
    assert weights["coverage"] > 5 * abs(weights["cosine"])
    assert {name: weights[name] for name in weights.keys() - {"coverage", "cosine"} if abs(weights[name]) > 0.1} == {}


def test_the_figures_are_those_of_the_cross_validation(calibrated: tuple[Calibration, dict[str, float]]) -> None:
    _, figures = calibrated
    assert figures.keys() == {
        "auc of answerable", "auc of right", "brier", "kept right", "refused wrong", "refused unanswerable"
    }  # fmt: skip
    assert all(0 <= value <= 1 for value in figures.values())
    assert figures["auc of answerable"] > 0.95
    assert 0.6 < figures["auc of right"] < figures["auc of answerable"]


def test_figures_by_hand() -> None:
    chances = np.array([0.9, 0.4, 0.6, 0.2])
    right, answerable = np.array([True, True, False, False]), np.array([True, True, True, False])
    assert fit._figures(chances, right, answerable, 0.5) == {
        "auc of answerable": 1.0,
        "auc of right": 0.75,
        "brier": pytest.approx((0.01 + 0.36 + 0.36 + 0.04) / 4, abs=1e-4),
        "kept right": 0.5,
        "refused wrong": 0.5,
        "refused unanswerable": 1.0,
    }


def test_the_threshold_is_the_middle_of_the_places_that_part_all() -> None:
    right, silent = [True, True, False, False], [False, False, True, True]
    assert fit._threshold(np.array([0.9, 0.8, 0.2, 0.1]), np.array(right), np.array(silent)) == pytest.approx(
        0.5, abs=0.01
    )
    assert fit._threshold(np.array([0.9, 0.4, 0.3, 0.1]), np.array(right), np.array(silent)) == pytest.approx(
        0.35, abs=0.01
    )


def test_the_threshold_is_the_middle_of_all_places_that_are_as_good_within_the_error() -> None:
    # Kept less answered: 1 - 0.2 up to 0.3, then 0.75 - 0.2 up to 0.5, then 0.75 up to 0.9; the error is 0.126.
    chances = np.array([0.9, 0.9, 0.9, 0.3] + [0.5] * 2 + [0.1] * 8)
    right = np.array([True] * 4 + [False] * 10)
    assert fit._threshold(chances, right, ~right) == pytest.approx(0.605, abs=0.011)


def test_the_threshold_is_between_right_answers_and_what_has_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit, "_threshold", lambda _, right, silent: right.sum() / silent.sum())
    rows = list(Calibrated().rows.values())
    counts = sum(right for _, _, right in rows), sum(not answerable for _, answerable, _ in rows)
    assert Calibrated().fit()[0].threshold == counts[0] / counts[1]


def test_wrong_answers_to_what_is_answered_do_not_move_the_threshold() -> None:
    right, silent = [True, True, False, False, False], [False, False, False, True, True]
    chances = np.array([0.9, 0.8, 0.99, 0.2, 0.1])
    assert fit._threshold(chances, np.array(right), np.array(silent)) == pytest.approx(0.5, abs=0.01)


ROWS = st.lists(st.tuples(st.floats(0, 1), st.sampled_from(["right", "wrong", "silent"])), min_size=2, max_size=30)


@given(ROWS.filter(lambda rows: {"right", "silent"} <= {kind for _, kind in rows}))
def test_the_threshold_is_a_chance_within_the_places_tried(rows: list[tuple[float, str]]) -> None:
    chances = np.array([chance for chance, _ in rows])
    right, silent = (np.array([kind == wanted for _, kind in rows]) for wanted in ("right", "silent"))
    assert 0.05 <= fit._threshold(chances, right, silent) <= 0.95


def test_an_answer_is_told_by_its_features_and_by_whether_it_is_right(archive: Archive, barges: Gold) -> None:
    features, answerable, right = fit._answer_row(archive, barges)
    assert features.coverage > 0.5
    assert (answerable, right) == (True, True)
    silent = gold("How many barges were counted in the first week?")
    assert fit._answer_row(archive, silent)[1:] == (False, False)
    elsewhere = barges.model_copy(update={"gold": gold("x", ("ada-2019", 2)).gold, "alternatives": ()})
    assert fit._answer_row(archive, elsewhere)[1:] == (True, False)


# The file


CANAL = sets.GoldSet("canal", lambda _: [])


@pytest.fixture
def _fitting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps that are quick, and tell what they were given by what they return."""
    monkeypatch.setattr(sets, "known", lambda name: dataclasses.replace(CANAL, name=name))
    monkeypatch.setattr(
        fit, "_bench", lambda *_: Bench(HashEmbedder("hash@7"), {Path("canal"): [gold("b"), gold("a")]})
    )
    monkeypatch.setattr(fit, "fit_fusion", lambda *_: EVEN)
    monkeypatch.setattr(fit, "fit_sentences", lambda _, found: SentenceWeights(1.0, 0.0, 0.0, found.fusion.dense))
    monkeypatch.setattr(
        fit,
        "fit_calibration",
        lambda _, found: (Calibration({"match": 1.5}, -1.0, found.sentences.keep), {"brier": 0.1}),
    )


@pytest.mark.usefixtures("_fitting")
def test_each_step_has_the_numbers_of_the_one_before_and_all_are_written(tmp_path: Path) -> None:
    fit.main(["canal", "weir"], tmp_path, tmp_path / "fitted.json")
    found = fitted.load(tmp_path / "fitted.json")
    assert found.fusion == EVEN
    assert found.sentences == SentenceWeights(1.0, 0.0, 0.0, EVEN.dense)
    assert found.calibration == Calibration({"match": 1.5}, -1.0, EVEN.dense)
    told = found.provenance
    assert told["fusion"] == told["sentences and calibration"]
    assert told["fusion"]["gold"] == ["canal, dev split", "weir, dev split"]
    assert (told["fusion"]["questions"], told["embedder"], told["cross_validation"]) == (2, "hash@7", {"brier": 0.1})


@pytest.mark.usefixtures("_fitting")
def test_a_fusion_that_is_not_fitted_stays_with_its_source(tmp_path: Path) -> None:
    before = fitted.load()
    fit.main(["canal"], tmp_path, tmp_path / "fitted.json", fusion=False)
    found = fitted.load(tmp_path / "fitted.json")
    assert found.fusion == before.fusion
    assert found.provenance["fusion"] == before.provenance["fusion"]
    assert found.provenance["sentences and calibration"]["gold"] == ["canal, dev split"]


def test_texts_that_are_not_here_are_named_before_anything_is_fitted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sets, "known", lambda name: dataclasses.replace(CANAL, name=name, texts=(tmp_path / name,)))
    (tmp_path / "weir").touch()
    with pytest.raises(typer.BadParameter, match=r"^canal: its texts are not here .*ONRECORD_DATA"):
        fit.main(["weir", "canal"], tmp_path, tmp_path / "fitted.json")
    assert not (tmp_path / "fitted.json").exists()


def test_the_source_changes_with_the_questions_and_not_with_their_order() -> None:
    def digest(*golds: Gold) -> object:
        return fit._source(Bench(HashEmbedder(), {Path("canal"): list(golds)}), [CANAL])["gold_sha256"]

    one, two = gold("one"), gold("two")
    assert digest(one, two) == digest(two, one) != digest(one)
    assert digest(one, two) != digest(one, two.model_copy(update={"question": "?"}))
