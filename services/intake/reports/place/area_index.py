"""The deepest area around a point, found without looking at every outline."""

import math
from collections.abc import Iterator
from typing import Final

from services.contracts.profile.model import LEVELS, Area, Profile
from services.contracts.profile.outline import Outline

_CELLS_PER_DEGREE: Final = 100
"""About a kilometre: a handful of estates to a cell, and some ten thousand cells to a city."""


class AreaIndex:
    """Says the same as `Profile.area_at`. Immutable, safe for threads."""

    def __init__(self, profile: Profile) -> None:
        cells: dict[tuple[int, int], list[tuple[Outline, Area]]] = {}
        # A stable sort: of two areas of one level the first of the profile is found.
        for area in sorted(profile.areas.values(), key=lambda area: -LEVELS.index(area.level)):
            if area.outline is not None:
                for cell in _cells_of(area.outline):
                    cells.setdefault(cell, []).append((area.outline, area))
        self._cells = {cell: tuple(found) for cell, found in cells.items()}

    def at(self, lat: float, long: float) -> Area | None:
        """The deepest area whose outline contains a WGS-84 point; none outside all of them."""
        for outline, area in self._cells.get(_cell(lat, long), ()):
            if outline.contains(lat, long):
                return area
        return None


def _cell(lat: float, long: float) -> tuple[int, int]:
    return math.floor(lat * _CELLS_PER_DEGREE), math.floor(long * _CELLS_PER_DEGREE)


def _cells_of(outline: Outline) -> Iterator[tuple[int, int]]:
    south, west = _cell(outline.south, outline.west)
    north, east = _cell(outline.north, outline.east)
    for row in range(south, north + 1):
        for column in range(west, east + 1):
            yield row, column
