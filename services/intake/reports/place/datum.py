"""Coordinates of any datum as WGS-84 degrees.

CGCS2000 and WGS-84 differ by less than a metre and count as one. GCJ-02 shifts points in China
by hundreds of metres, BD-09 shifts GCJ-02 once more; the published formulas lead from WGS-84 to
them, and the way back is found by iteration. Outside of China GCJ-02 equals WGS-84.
"""

import math
from collections.abc import Callable

Point = tuple[float, float]
"""Latitude and longitude in degrees."""

_AXIS = 6_378_245.0
_ECCENTRICITY = 0.006_693_421_622_965_943
"""Semi-major axis in metres and squared eccentricity of the Krasovsky 1940 ellipsoid."""
_BD_TURN = math.pi * 3000.0 / 180.0
_CLOSE = 1e-9
"""Degrees, a tenth of a millimetre: where the iteration stops."""
_MOST_STEPS = 30


def to_wgs84(lat: float, long: float, datum: str) -> Point:
    """The point in WGS-84. Raises KeyError for a datum that report.DATUMS does not list."""
    return _FROM[datum]((lat, long))


def gcj02_of(point: Point) -> Point:
    """A WGS-84 point as the maps of Chinese providers show it."""
    lat, long = point
    if not _in_china(lat, long):
        return point
    east, north = long - 105.0, lat - 35.0
    radians = math.radians(lat)
    curve = 1 - _ECCENTRICITY * math.sin(radians) ** 2
    root = math.sqrt(curve)
    metres_north = _northward(east, north)
    metres_east = _eastward(east, north)
    meridian = _AXIS * (1 - _ECCENTRICITY) / (curve * root)
    parallel = _AXIS / root * math.cos(radians)
    return lat + math.degrees(metres_north / meridian), long + math.degrees(metres_east / parallel)


def bd09_of(point: Point) -> Point:
    """A WGS-84 point as Baidu's maps show it."""
    lat, long = gcj02_of(point)
    distance = math.hypot(long, lat) + 0.00002 * math.sin(lat * _BD_TURN)
    angle = math.atan2(lat, long) + 0.000003 * math.cos(long * _BD_TURN)
    return distance * math.sin(angle) + 0.006, distance * math.cos(angle) + 0.0065


def _undone(shift: Callable[[Point], Point], shown: Point) -> Point:
    """The point that `shift` moves to `shown`. The shifts are small and smooth: it converges."""
    lat, long = shown
    for _ in range(_MOST_STEPS):
        shifted = shift((lat, long))
        north, east = shown[0] - shifted[0], shown[1] - shifted[1]
        lat, long = lat + north, long + east
        if max(abs(north), abs(east)) < _CLOSE:
            break
    return lat, long


def _same(point: Point) -> Point:
    return point


def _from_gcj02(point: Point) -> Point:
    return _undone(gcj02_of, point)


def _from_bd09(point: Point) -> Point:
    return _undone(bd09_of, point)


_FROM: dict[str, Callable[[Point], Point]] = {
    "wgs84": _same,
    "cgcs2000": _same,
    "gcj02": _from_gcj02,
    "bd09": _from_bd09,
}


def _in_china(lat: float, long: float) -> bool:
    """The rectangle within which the formulas of GCJ-02 are applied."""
    return 0.8293 <= lat <= 55.8271 and 72.004 <= long <= 137.8347


def _northward(x: float, y: float) -> float:
    """Metres that GCJ-02 moves a point to the north; x, y are degrees from 105 E, 35 N."""
    return (
        -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * math.sqrt(abs(x))
        + _wave(20.0, 6.0 * x, 20.0, 2.0 * x)
        + _wave(20.0, y, 40.0, y / 3.0)
        + _wave(160.0, y / 12.0, 320.0, y / 30.0)
    )


def _eastward(x: float, y: float) -> float:
    """Metres that GCJ-02 moves a point to the east."""
    return (
        300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * math.sqrt(abs(x))
        + _wave(20.0, 6.0 * x, 20.0, 2.0 * x)
        + _wave(20.0, x, 40.0, x / 3.0)
        + _wave(150.0, x / 12.0, 300.0, x / 30.0)
    )


def _wave(first: float, turns: float, second: float, slower: float) -> float:
    return (first * math.sin(turns * math.pi) + second * math.sin(slower * math.pi)) * 2.0 / 3.0
