"""The outlines of areas and the courses of roads, read from GeoJSON (RFC 7946, WGS-84)."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from services.contracts.profile.course import SHORTEST_LINE, Course, course
from services.contracts.profile.line import Findings
from services.contracts.profile.outline import SMALLEST_RING, Outline, Point, outline

_Shape = TypeVar("_Shape")


class _BadGeometry(Exception):
    """The geometry breaks a rule of RFC 7946; the message says which."""


def read_outlines(path: Path, findings: Findings) -> dict[str, Outline]:
    """Outlines by area code (property `code`). A profile without the file has none.

    The row of a fault is the position of the feature, from 1.
    """
    return _read(path, findings, lambda geometry: outline(list(_rings(geometry))), "bad_outline")


def read_courses(path: Path, findings: Findings) -> dict[str, Course]:
    """Courses by road code (property `code`). A profile without the file has none.

    The row of a fault is the position of the feature, from 1.
    """
    return _read(path, findings, lambda geometry: course(list(_lines(geometry))), "bad_course")


def _read(
    path: Path, findings: Findings, build: Callable[[Any], _Shape], rule: str
) -> dict[str, _Shape]:
    shapes: dict[str, _Shape] = {}
    for row, feature in enumerate(_features(path, findings), start=1):
        code = _member(_member(feature, "properties"), "code")
        if not isinstance(code, str) or not code:
            findings.add(path.name, row, "missing", "properties.code is empty")
        elif code in shapes:
            findings.add(path.name, row, "duplicate_code", f"{code} has a shape above")
        else:
            try:
                shapes[code] = build(_member(feature, "geometry"))
            except _BadGeometry as error:
                findings.add(path.name, row, rule, str(error))
    return shapes


def _features(path: Path, findings: Findings) -> Sequence[Any]:
    try:
        body = json.loads(path.read_bytes())
    except FileNotFoundError:
        return ()
    except ValueError:
        findings.add(path.name, None, "unreadable", "not JSON in UTF-8")
        return ()
    features = _member(body, "features")
    if not isinstance(features, list):
        findings.add(path.name, None, "unreadable", "not a GeoJSON FeatureCollection")
        return ()
    return features


def _rings(geometry: Any) -> Iterator[list[Point]]:
    kind, coordinates = _member(geometry, "type"), _member(geometry, "coordinates")
    if kind == "Polygon":
        polygons = [coordinates]
    elif kind == "MultiPolygon" and isinstance(coordinates, list):
        polygons = coordinates
    else:
        raise _BadGeometry("must be a Polygon or a MultiPolygon")
    rings = [ring for polygon in polygons if isinstance(polygon, list) for ring in polygon]
    if not rings:
        raise _BadGeometry("has no ring")
    for ring in rings:
        yield _ring(ring)


def _ring(positions: Any) -> list[Point]:
    if not isinstance(positions, list) or len(positions) < SMALLEST_RING:
        raise _BadGeometry(f"a ring needs at least {SMALLEST_RING} positions")
    points = [_point(position) for position in positions]
    if points[0] != points[-1]:
        raise _BadGeometry("a ring must end where it starts")
    return points


def _lines(geometry: Any) -> Iterator[list[Point]]:
    kind, coordinates = _member(geometry, "type"), _member(geometry, "coordinates")
    if kind == "LineString":
        lines = [coordinates]
    elif kind == "MultiLineString" and isinstance(coordinates, list):
        lines = coordinates
    else:
        raise _BadGeometry("must be a LineString or a MultiLineString")
    if not lines:
        raise _BadGeometry("has no line")
    for line in lines:
        if not isinstance(line, list) or len(line) < SHORTEST_LINE:
            raise _BadGeometry(f"a line needs at least {SHORTEST_LINE} positions")
        yield [_point(position) for position in line]


def _point(position: Any) -> Point:
    match position:
        case [int() | float() as long, int() | float() as lat, *_]:
            if -180 <= long <= 180 and -90 <= lat <= 90:
                return float(long), float(lat)
    raise _BadGeometry("a position is longitude and latitude in degrees")


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None
