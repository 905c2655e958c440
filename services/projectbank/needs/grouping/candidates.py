"""Which needs are worth comparing with a report: by rare pairs of words, by cells of the map."""

from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter

from services.projectbank.needs.grouping.distance import within
from services.projectbank.needs.grouping.shape import Point

_DEGREE = 10_000_000
_METRES_PER_DEGREE = 111_000
_NOTHING: dict[int, None] = {}
_by_weight = itemgetter(1)


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

    def of(self, key: str | Point) -> Collection[int]:
        """Oldest use first. Valid until the next touch."""
        return self._needs.get(key, _NOTHING)


def strongest(shared: Mapping[int, int], at_most: int) -> list[int]:
    """The needs with the largest weights; of equals the oldest."""
    if len(shared) > at_most:
        # A plain sort of the weights finds the bar; only what reaches it is put in order.
        bar = sorted(shared.values(), reverse=True)[at_most - 1]
        shared = {need: weight for need, weight in shared.items() if weight >= bar}
    ranked = sorted(sorted(shared.items()), key=_by_weight, reverse=True)
    return [need for need, _ in ranked[:at_most]]


def nearest(
    here: Point, places: Sequence[tuple[Point, int]], metres: int, at_most: int
) -> list[int]:
    """The needs within the distance, nearest first; of equals the oldest."""
    reach = metres * _DEGREE // _METRES_PER_DEGREE
    south, north = here[0] - reach, here[0] + reach
    near = [
        (abs(place[0] - here[0]) + abs(place[1] - here[1]), need)
        for place, need in places
        if south <= place[0] <= north and within(place, here, metres)
    ]
    return [need for _, need in sorted(near)[:at_most]]


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
