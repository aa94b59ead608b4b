from hypothesis import given
from hypothesis import strategies as st

from rag.conversation import Conversation, Turn
from rag.filters import Filters
from rag.schema import Answer, Citation, Hit, Passage, Query, Sentence

texts = st.text(max_size=60)
turns = st.builds(Turn, texts, texts, st.just(Filters(speaker=("Ada Lund",))), st.tuples(texts))


@given(st.lists(turns, max_size=12), st.integers(0, 5), st.integers(0, 300))
def test_a_history_is_bounded_and_holds_the_latest(asked: list[Turn], most: int, characters: int) -> None:
    history = Conversation(most_turns=most, most_characters=characters)
    for turn in asked:
        history = history.after(turn)
        assert len(history.turns) <= most
        assert sum(map(len, history.turns)) <= characters
    assert list(history.turns) == asked[len(asked) - len(history.turns) :]


def test_a_turn_keeps_whom_its_answers_cite_most_first() -> None:
    turn = Turn("Who?", "Who?").citing([answer("ada", "boris", "boris"), answer("boris")])
    assert turn.speakers == ("Boris", "Ada")


def answer(*cited: str) -> Answer:
    """Cites speeches by the persons of their names."""
    evidence = tuple(Hit(passage(one), (1,), rank, 1.0, 0.5, 0.5) for rank, one in enumerate(dict.fromkeys(cited), 1))
    sentences = tuple(Sentence("", (Citation(one, 1, 0, 1, "x"),)) for one in cited)
    return Answer("answered", Query("Who?"), 0.9, sentences=sentences, evidence=evidence)


def passage(speech: str) -> Passage:
    return Passage(
        id=speech, speech=speech, first=1, last=1, start=0, end=1, text="x", header="", speaker=speech.title(),
        language="en",
    )  # fmt: skip
