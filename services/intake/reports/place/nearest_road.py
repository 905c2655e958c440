"""The road that a point lies on, found without looking at every road."""

import math
from collections.abc import Iterator, Mapping
from typing import Final

from services.contracts.profile.course import METRES_PER_DEGREE, Segment
from services.contracts.profile.model import Road

ON_THE_ROAD: Final = 30.0
"""Metres from its course within which a point counts as on a road: half of a wide avenue, and
the error of a telephone's fix."""
_CELL: Final = 2.5 * ON_THE_ROAD
"""Metres of a cell's side; a point within reach of a segment lies in a cell beside one of its
samples, as half a step and the reach together are shorter than a cell."""
_STEP: Final = 1.5 * ON_THE_ROAD


class NearestRoad:
    """Immutable, safe for threads."""

    def __init__(self, roads: Mapping[str, Road]) -> None:
        courses = {code: road.course for code, road in roads.items() if road.course is not None}
        lats = [
            abs(lat)
            for course in courses.values()
            for segment in course.segments()
            for _, lat in (segment.start, segment.end)
        ]
        self._north = METRES_PER_DEGREE / _CELL
        # Meridians draw together towards the poles: the cells fit where they are narrowest.
        self._east = self._north * math.cos(math.radians(min(max(lats, default=0.0), 85.0)))
        cells: dict[tuple[int, int], dict[tuple[str, Segment], None]] = {}
        for code, course in courses.items():
            for segment in course.segments():
                for cell in self._cells_of(segment):
                    cells.setdefault(cell, {})[code, segment] = None
        self._cells = {cell: tuple(found) for cell, found in cells.items()}

    def at(self, lat: float, long: float) -> str | None:
        """The code of the nearest road within ON_THE_ROAD; the first in order on a tie."""
        best, least = None, ON_THE_ROAD
        for code, segment in self._cells.get(self._cell(lat, long), ()):
            metres = segment.metres_from(lat, long)
            if metres < least or (metres == least and (best is None or code < best)):
                best, least = code, metres
        return best

    def _cell(self, lat: float, long: float) -> tuple[int, int]:
        return math.floor(lat * self._north), math.floor(long * self._east)

    def _cells_of(self, segment: Segment) -> Iterator[tuple[int, int]]:
        (x1, y1), (x2, y2) = segment.start, segment.end
        metres = math.hypot((x2 - x1) * self._east, (y2 - y1) * self._north) * _CELL
        steps = max(1, math.ceil(metres / _STEP))
        for step in range(steps + 1):
            share = step / steps
            row, column = self._cell(y1 + share * (y2 - y1), x1 + share * (x2 - x1))
            for down in (-1, 0, 1):
                for right in (-1, 0, 1):
                    yield row + down, column + right
