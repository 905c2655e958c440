"""SMAA and TOPSIS beside the score of record. The only file of the bank that needs numpy.

SMAA-2 (Lahdelma, Salminen 2001) over all weightings alike: weights are drawn from Dirichlet(1, …)
with a fixed seed, so the same scores give the same classes. TOPSIS (Hwang, Yoon 1981) in its
textbook form with vector normalisation; see the reference on why min-max is another method.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.projectbank.scoring.opinions.opinion import Opinion, robustness_of, top_of
from services.projectbank.scoring.rank import Ranked

WEIGHTINGS: Final = 10_000
_SEED: Final = 20_261_122
_AT_ONCE: Final = 500
_TIE: Final = 1e-7
"""Far below a hundredth of a point times the smallest weight that matters: order breaks ties."""
Matrix = NDArray[np.float64]


def opinions(ranked: Sequence[Ranked]) -> Mapping[str, Opinion]:
    """Opinions on the weighed lane, from what has been shown (the low ends)."""
    weighed = [one for one in ranked if one.score.lane == "ranked"]
    if not weighed:
        return {}
    shown = np.array([[part.low for part in one.score.parts] for one in weighed], dtype=np.float64)
    weights = np.array([part.weight for part in weighed[0].score.parts], dtype=np.float64)
    shares = top_shares(shown, top_of(len(weighed)))
    seconds = ranks_of(topsis(shown, weights))
    apart = len(ranked) - len(weighed)
    return {
        one.project: Opinion(robustness_of(share), share, apart + second)
        for one, share, second in zip(weighed, shares, seconds, strict=True)
    }


def top_shares(shown: Matrix, top: int, weightings: int = WEIGHTINGS) -> list[int]:
    """Per row the thousandths of all weightings under which it is among the first `top`.

    Rows come in the published order, which decides between equals.
    """
    rows, criteria = shown.shape
    if top >= rows:
        return [1000] * rows
    drawn = np.random.default_rng(_SEED).dirichlet(np.ones(criteria), weightings)
    order = np.arange(rows)[:, np.newaxis] * -_TIE
    among = np.zeros(rows, dtype=np.int64)
    for start in range(0, weightings, _AT_ONCE):
        totals = shown @ drawn[start : start + _AT_ONCE].T + order
        bar = np.partition(totals, rows - top, axis=0)[rows - top]
        among += (totals >= bar).sum(axis=1)
    return [int(count) for count in among * 1000 // weightings]


def topsis(shown: Matrix, weights: Matrix) -> Matrix:
    """Closeness to the ideal, 0 to 1; every criterion is the more the better."""
    length = np.sqrt((shown**2).sum(axis=0))
    scaled = shown / np.where(length > 0, length, 1) * (weights / weights.sum())
    best = np.sqrt(((scaled - scaled.max(axis=0)) ** 2).sum(axis=1))
    worst = np.sqrt(((scaled - scaled.min(axis=0)) ** 2).sum(axis=1))
    both = best + worst
    closeness: Matrix = np.where(both > 0, worst / np.where(both > 0, both, 1), 0.5)
    return closeness


def ranks_of(closeness: Matrix) -> list[int]:
    """Ranks from 1, the closest first; the published order decides between equals."""
    order = np.argsort(-closeness.round(9), kind="stable")
    ranks = np.empty(len(closeness), dtype=np.int64)
    ranks[order] = np.arange(1, len(closeness) + 1)
    return [int(rank) for rank in ranks]
