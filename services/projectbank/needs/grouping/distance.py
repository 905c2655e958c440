"""Short distances on the earth."""

import math

from services.projectbank.needs.grouping.shape import Point

_METRES_PER_UNIT = 111_195 / 10_000_000
"""One ten-millionth of a degree of latitude on a sphere of 6,371 km."""


def metres_between(one: Point, other: Point) -> int:
    """Whole metres, exact enough below a few kilometres."""
    north = (one[0] - other[0]) * _METRES_PER_UNIT
    shrink = math.cos(math.radians((one[0] + other[0]) / 20_000_000))
    return round(math.hypot(north, (one[1] - other[1]) * _METRES_PER_UNIT * shrink))


def within(one: Point, other: Point, metres: int) -> bool:
    """Whether two places are at most so far apart; exact enough below a few kilometres."""
    north = (one[0] - other[0]) * _METRES_PER_UNIT
    if abs(north) > metres:
        return False
    shrink = math.cos(math.radians((one[0] + other[0]) / 20_000_000))
    east = (one[1] - other[1]) * _METRES_PER_UNIT * shrink
    return north * north + east * east <= metres * metres
