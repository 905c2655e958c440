"""The course of a road: lines of WGS-84 degrees, and how far a point lies from them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.contracts.profile.outline import Point

METRES_PER_DEGREE = 111_195.0
"""Of a meridian, on a sphere of 6,371 km."""
SHORTEST_LINE = 2
"""Positions of a line (RFC 7946, section 3.1.4)."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight piece of a course; longitude before latitude, as in GeoJSON."""

    start: Point
    end: Point

    def metres_from(self, lat: float, long: float) -> float:
        """Distance of a point, good to a metre within a few kilometres (plane at the point)."""
        east = METRES_PER_DEGREE * math.cos(math.radians(lat))
        x1, y1 = (self.start[0] - long) * east, (self.start[1] - lat) * METRES_PER_DEGREE
        x2, y2 = (self.end[0] - long) * east, (self.end[1] - lat) * METRES_PER_DEGREE
        along_x, along_y = x2 - x1, y2 - y1
        length = along_x * along_x + along_y * along_y
        share = -(x1 * along_x + y1 * along_y) / length if length else 0.0
        share = min(1.0, max(0.0, share))
        return math.hypot(x1 + share * along_x, y1 + share * along_y)


@dataclass(frozen=True, slots=True)
class Course:
    """One line or several, as a road with a gap has."""

    lines: tuple[tuple[Point, ...], ...]

    def segments(self) -> Iterator[Segment]:
        for line in self.lines:
            for start, end in pairwise(line):
                yield Segment(start, end)

    def metres_from(self, lat: float, long: float) -> float:
        """Distance of a WGS-84 point from the nearest piece."""
        return min(segment.metres_from(lat, long) for segment in self.segments())


def course(lines: Sequence[Sequence[Point]]) -> Course:
    """A course of lines of two and more positions; at least one line is needed."""
    return Course(tuple(tuple(line) for line in lines))
