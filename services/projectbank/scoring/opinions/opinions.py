"""SMAA and TOPSIS beside the score of record. The only file of the bank that needs numpy.

SMAA-2 (Lahdelma, Hokkanen, Salminen 1998; 2001) with weights and measurements uncertain together:
weights are drawn from Dirichlet(1, …), what is missing evenly from its interval, both with a fixed
seed, so the same scores give the same classes. TOPSIS (Hwang, Yoon 1981) in its textbook form with
vector normalisation; see the reference on why min-max is another method.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.projectbank.scoring.opinions.opinion import Opinion, robustness_of, top_of
from services.projectbank.scoring.ranking.rank import Ranked
from services.projectbank.scoring.ranking.span import Span

DRAWINGS: Final = 10_000
_PLACED: Final = 2_000
"""Drawings of which every project's rank is kept: enough for a tenth, and memory stays small."""
_SEED: Final = 20_261_122
_AT_ONCE: Final = 500
_TIE: Final = 1e-7
"""Far below a hundredth of a point times the smallest weight that matters: order breaks ties."""
_SURE: Final = 0.9
"""The share of drawings that must agree before two projects are told apart."""
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the drawings gave, one entry per row."""

    shares: list[int]
    """Thousandths of the drawings that put it among the top."""
    likely: list[Span]
    bands: list[int]


def opinions(ranked: Sequence[Ranked]) -> Mapping[str, Opinion]:
    """Opinions on the weighed lane."""
    weighed = [one for one in ranked if one.score.lane == "ranked"]
    if not weighed:
        return {}
    low = np.array([[part.low for part in one.score.parts] for one in weighed], dtype=np.float64)
    high = np.array([[part.high for part in one.score.parts] for one in weighed], dtype=np.float64)
    weights = np.array([part.weight for part in weighed[0].score.parts], dtype=np.float64)
    found = draw(low, high, top_of(len(weighed)))
    seconds = ranks_of(topsis(low, weights))
    apart = len(ranked) - len(weighed)
    return {
        one.project: Opinion(
            robustness_of(found.shares[row], one.score.confidence),
            found.shares[row],
            apart + seconds[row],
            Span(apart + found.likely[row].best, apart + found.likely[row].worst),
            found.bands[row],
        )
        for row, one in enumerate(weighed)
    }


def draw(low: Matrix, high: Matrix, top: int, drawings: int = DRAWINGS) -> Drawn:
    """Ranks under drawn weights and drawn evidence, of `low` and `high` points per criterion.

    Rows come in the published order, which decides between equals.
    """
    rows = len(low)
    among = np.zeros(rows, dtype=np.int64)
    placed = []
    kept = 0
    for totals in _totals(low, high, drawings):
        if top < rows:
            bar = np.partition(totals, rows - top, axis=1)[:, rows - top, np.newaxis]
            among += (totals >= bar).sum(axis=0)
        if kept < _PLACED:
            placed.append(_ranks(totals))
            kept += len(totals)
    shares = [1000] * rows if top >= rows else [int(one) for one in among * 1000 // drawings]
    ranks = np.concatenate(placed).T
    return Drawn(shares, _likely(ranks), _bands(ranks))


def _totals(low: Matrix, high: Matrix, drawings: int) -> Iterator[Matrix]:
    """Scores of all rows under some drawings at a time, drawings by rows.

    What is drawn for missing evidence needs no more than single precision.
    """
    rows, criteria = low.shape
    random = np.random.default_rng(_SEED)
    order = np.arange(rows) * -_TIE
    room = (high - low).astype(np.float32)
    for start in range(0, drawings, _AT_ONCE):
        count = min(_AT_ONCE, drawings - start)
        weights = random.dirichlet(np.ones(criteria), count)
        totals: Matrix = weights @ low.T + order
        for one in np.flatnonzero(room.any(axis=0)):
            open_rows = np.flatnonzero(room[:, one])
            found = random.random((count, len(open_rows)), dtype=np.float32)
            found *= room[open_rows, one]
            found *= weights[:, one, np.newaxis].astype(np.float32)
            if len(open_rows) == rows:
                totals += found
            else:
                totals[:, open_rows] += found
        yield totals


def _ranks(totals: Matrix) -> NDArray[np.int32]:
    """Places from 0 in each drawing."""
    order = np.argsort(-totals, axis=1)
    ranks = np.empty(totals.shape, dtype=np.int32)
    np.put_along_axis(ranks, order, np.arange(totals.shape[1], dtype=np.int32)[np.newaxis], axis=1)
    return ranks


def _likely(ranks: NDArray[np.int32]) -> list[Span]:
    """What is left when the twentieth at either end is cut off."""
    ends = np.percentile(ranks, (5, 95), axis=1, method="nearest").astype(np.int64) + 1
    return [Span(int(best), int(worst)) for best, worst in ends.T]


def _bands(ranks: NDArray[np.int32]) -> list[int]:
    """A band goes on until its first row surely comes before another."""
    bands, first = [], 0
    for row in range(len(ranks)):
        if row and float((ranks[first] < ranks[row]).mean()) >= _SURE:
            first = row
        bands.append(first)
    numbers = {row: number for number, row in enumerate(dict.fromkeys(bands), start=1)}
    return [numbers[row] for row in bands]


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
