"""The outline of an area: rings of WGS-84 degrees, and whether a point lies inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
"""Longitude, latitude, in the order of GeoJSON (RFC 7946, section 3.1.1)."""
Ring = tuple[Point, ...]
SMALLEST_RING = 4
"""Positions of a closed ring (RFC 7946, section 3.1.6)."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Rings of one area; a point inside an even number of rings is in a hole or outside."""

    rings: tuple[Ring, ...]
    west: float
    south: float
    east: float
    north: float

    def contains(self, lat: float, long: float) -> bool:
        if not (self.west <= long <= self.east and self.south <= lat <= self.north):
            return False
        return sum(_crosses(ring, lat, long) for ring in self.rings) % 2 == 1


def outline(rings: Sequence[Sequence[Point]]) -> Outline:
    """An outline of closed rings; at least one ring is needed."""
    kept = tuple(tuple(ring) for ring in rings)
    longs = [long for ring in kept for long, _ in ring]
    lats = [lat for ring in kept for _, lat in ring]
    return Outline(kept, min(longs), min(lats), max(longs), max(lats))


def _crosses(ring: Ring, lat: float, long: float) -> bool:
    """Whether a ray to the east crosses the ring an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > lat) != (y2 > lat) and long < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
