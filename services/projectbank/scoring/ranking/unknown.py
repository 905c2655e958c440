"""What to find out next: missing inputs, those first that could move the first places most.

Each input is asked alone: if it showed everything it still can, and nothing else changed, how many
of the first places would be taken by another project than now. Whole numbers, no drawing.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from services.projectbank.scoring.criteria import WHOLE
from services.projectbank.scoring.ranking.rank import Ranked

FIRST = 10
"""How many places of the weighed lane matter."""
MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """One input of one project that is missing or known only in part."""

    project: str
    rank: int
    code: str
    gain: int
    """Hundredths of a point that it could add."""
    reaches: int
    """The rank it could have with it."""
    moves: int
    """Places among the first that another project would take."""


def unknowns(ranked: Sequence[Ranked], first: int = FIRST, most: int = MOST) -> Sequence[Unknown]:
    """The inputs that could move at least one of the first places, the most moving first."""
    weighed = [one for one in ranked if one.score.lane == "ranked"]
    apart = len(ranked) - len(weighed)
    lows = sorted(one.score.low for one in weighed)
    # Whoever does not pass the last of the first places moves none of them.
    bar = lows[-first] if len(lows) >= first else -1
    found = []
    for place, one in enumerate(weighed, start=1):
        for part in one.score.parts:
            gain = (part.high - part.low) * part.weight // WHOLE
            if gain <= 0 or one.score.low + gain <= bar:
                continue
            reaches = _place_with(lows, one.score.low + gain)
            if reaches >= place:
                continue
            found.append(
                Unknown(
                    project=one.project,
                    rank=apart + place,
                    code=part.code,
                    gain=gain,
                    reaches=apart + reaches,
                    moves=min(place, first) - reaches + 1,
                )
            )
    found.sort(key=lambda one: (-one.moves, -one.gain, one.rank, one.code))
    return found[:most]


def _place_with(lows: Sequence[int], lifted: int) -> int:
    """The place with a lifted score, sorted upwards; equals stay before it."""
    return len(lows) - bisect_left(lows, lifted) + 1
