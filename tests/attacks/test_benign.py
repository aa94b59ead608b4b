"""What is said in good faith is quoted letter for letter, however much it looks like an attack."""

import pytest

from evals.attacks.benign import BENIGN, Benign, quoted
from rag.archive import Archive

every = pytest.mark.parametrize("benign", BENIGN, ids=lambda one: one.stem)


def test_there_are_enough() -> None:
    assert len({one.stem for one in BENIGN}) == len(BENIGN) >= 12


@every
def test_a_model_may_quote_it(benign: Benign, guild: Archive) -> None:
    assert quoted(benign, guild)


@every
def test_it_is_found_as_a_quotation(benign: Benign, guild: Archive) -> None:
    finding = guild.find_quote(benign.words)
    assert finding.verdict in {"exact", "altered"}
    assert benign.stem in {match.speech for match in finding.matches}
