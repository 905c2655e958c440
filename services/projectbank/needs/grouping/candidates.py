"""Which needs are worth comparing with a report: by rare pairs of words, by cells of the map."""

from collections.abc import Sequence

from services.projectbank.needs.grouping.shape import Point

_DEGREE = 10_000_000
_METRES_PER_DEGREE = 111_000


class LatestNeeds:
    """Per key the needs that used it last, at most so many; forgetting follows use, not time."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._needs: dict[str | Point, dict[int, None]] = {}

    def touch(self, key: str | Point, need: int) -> None:
        needs = self._needs.get(key)
        if needs is None:
            self._needs[key] = {need: None}
            return
        needs.pop(need, None)
        needs[need] = None
        if len(needs) > self._limit:
            del needs[next(iter(needs))]

    def of(self, key: str | Point) -> Sequence[int]:
        """Oldest use first."""
        return tuple(self._needs.get(key, ()))


class Cells:
    """Square cells at least as wide as the largest radius, so that 3 x 3 of them cover it.

    Longitude cells are twice as wide in degrees, which holds up to 60 degrees of latitude.
    """

    def __init__(self, radius: int) -> None:
        self._lat_edge = max(1, radius * _DEGREE // _METRES_PER_DEGREE)
        self._long_edge = 2 * self._lat_edge

    def of(self, point: Point) -> Point:
        return point[0] // self._lat_edge, point[1] // self._long_edge

    def around(self, point: Point) -> Sequence[Point]:
        row, column = self.of(point)
        return tuple((row + up, column + right) for up in (-1, 0, 1) for right in (-1, 0, 1))
