"""Boxes and circles on the earth, measured alike for every adapter. WGS-84 degrees and metres."""

import math
from dataclasses import dataclass

EARTH_RADIUS = 6_371_008.7714
"""Metres; the mean radius, as Lucene takes it, so that both engines draw the same circle."""
_METRES_PER_DEGREE = math.radians(1) * EARTH_RADIUS
_SLACK = 1.0001
"""How much wider than the circle its box is, so that rounding loses nothing."""
_INSCRIBED = 0.7
"""Half a side of a square that surely lies in a circle of radius 1 (the plane allows 0.707)."""
_WIDEST_SQUARE = 50_000.0
"""Metres of radius up to which the earth is flat enough for the inner square."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Both ends are inside. A box never crosses the date line."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lat: float, long: float) -> bool:
        return self.south <= lat <= self.north and self.west <= long <= self.east


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """What lies at most `radius` metres from the centre."""

    lat: float
    long: float
    radius: float

    def holds(self, lat: float, long: float) -> bool:
        return distance(self.lat, self.long, lat, long) <= self.radius

    def around(self) -> Box:
        """A box that holds the whole circle."""
        reach = self.radius * _SLACK / _METRES_PER_DEGREE
        poleward = abs(self.lat) + reach
        if poleward >= 90:
            return Box(west=-180, south=self.lat - reach, east=180, north=self.lat + reach)
        return self._square(reach, reach / math.cos(math.radians(poleward)))

    def inside(self) -> Box | None:
        """A box that lies wholly in the circle, so that only the rest must be measured; None
        where none is sure to."""
        if self.radius > _WIDEST_SQUARE or abs(self.lat) > 80:
            return None
        reach = self.radius * _INSCRIBED / _METRES_PER_DEGREE
        return self._square(reach, reach / math.cos(math.radians(max(abs(self.lat) - reach, 0))))

    def _square(self, north: float, east: float) -> Box:
        return Box(
            west=self.long - east,
            south=self.lat - north,
            east=self.long + east,
            north=self.lat + north,
        )


def distance(lat: float, long: float, other_lat: float, other_long: float) -> float:
    """Metres between two points on the sphere (haversine)."""
    half_north = math.radians(other_lat - lat) / 2
    half_east = math.radians(other_long - long) / 2
    shrink = math.cos(math.radians(lat)) * math.cos(math.radians(other_lat))
    chord = math.sin(half_north) ** 2 + shrink * math.sin(half_east) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, chord)))
