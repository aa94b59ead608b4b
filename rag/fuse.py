"""From several scores to one: a weighted sum of scores brought to a common scale."""

from collections.abc import Mapping

from rag.fitted import FusionWeights


def fuse(
    dense: Mapping[str, float],
    lexical: Mapping[str, float],
    bonus: Mapping[str, float],
    weights: FusionWeights,
) -> list[tuple[str, float]]:
    """Candidates of either index as (id, score), best first, ties by id.

    Dense scores are spread over 0..1 from the worst to the best candidate; BM25 scores, whose zero means
    something, are divided by the best. A candidate that an index does not know scores zero there.
    """
    near, found = _spread(dense), _scaled(lexical)
    return _ranked(
        {
            one: weights.dense * near.get(one, 0.0) + weights.lexical * found.get(one, 0.0) + bonus.get(one, 0.0)
            for one in dense.keys() | lexical.keys()
        }
    )


def rerank(
    fused: Mapping[str, float], match: Mapping[str, float], bonus: Mapping[str, float], weights: FusionWeights
) -> list[tuple[str, float]]:
    """Those that were matched as (id, score), best first, ties by id; `fused` holds their bonus already.

    Both scores are spread over 0..1; the bonus is taken out of the first and comes on top of the sum.
    """
    before = _spread({one: fused[one] - bonus.get(one, 0.0) for one in match})
    now = _spread(match)
    return _ranked(
        {one: weights.match * now[one] + (1 - weights.match) * before[one] + bonus.get(one, 0.0) for one in match}
    )


def _ranked(scores: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _spread(scores: Mapping[str, float]) -> dict[str, float]:
    low, high = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
    width = high - low
    return {one: (score - low) / width if width else 1.0 for one, score in scores.items()}


def _scaled(scores: Mapping[str, float]) -> dict[str, float]:
    high = max(scores.values(), default=0.0)
    return {one: score / high if high else 0.0 for one, score in scores.items()}
