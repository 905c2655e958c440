"""Which ranks a project could have, whatever the missing evidence turns out to be.

At the weights of record and within its lane: the best with everything of its own shown and nothing
of the others', the worst the other way round. So what is missing can only widen a span, its own and
those of others, and what is shown within its interval can only narrow them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.projectbank.scoring.ranking.rank import Ranked


@dataclass(frozen=True, slots=True)
class Span:
    """Ranks from 1, both ends included."""

    best: int
    worst: int


def spans(ranked: Sequence[Ranked]) -> Mapping[str, Span]:
    """By project. Equal scores share their places: only risk, age and number order them."""
    found: dict[str, Span] = {}
    before = 0
    for lane in ("critical", "ranked"):
        members = [one for one in ranked if one.score.lane == lane]
        lows = sorted(one.score.low for one in members)
        highs = sorted(one.score.high for one in members)
        for one in members:
            surely_before = len(lows) - bisect_right(lows, one.score.high)
            perhaps_before = len(highs) - bisect_left(highs, one.score.low)
            found[one.project] = Span(before + surely_before + 1, before + perhaps_before)
        before += len(members)
    return found
