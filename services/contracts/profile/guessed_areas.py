"""Areas from any GeoJSON: what its properties call code, name and parent is guessed."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.contracts.profile.model import LEVELS, Level
from services.contracts.profile.outline import SMALLEST_RING

_CODES = (
    "code",
    "adcode",
    "area_code",
    "代码",
    "编码",
    "区划代码",
    "xzqdm",
    "pac",
    "geoid",
    "gid",
    "id",
)
_NAMES_ZH = (
    "name_zh",
    "名称",
    "name",
    "name_cn",
    "fullname",
    "xzqmc",
    "mc",
    "街道",
    "社区",
    "小区",
)
_NAMES_EN = ("name_en", "name:en", "english", "name_eng")
_PARENTS = ("parent", "parent_code", "parentcode", "parent_id", "pid", "上级代码", "上级")
_STRANGE = re.compile(r"[^a-z0-9_.-]+")
_LONGEST_CODE = 60
_ROOT = "city"
_AREAL = ("Polygon", "MultiPolygon")
ToWgs84 = Callable[[float, float], tuple[float, float]]
"""Longitude and latitude of the file as WGS-84."""


class NoAreas(Exception):
    """The file holds no areas that could be taken over; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class GuessedArea:
    code: str
    name_zh: str
    name_en: str
    level: Level
    parent: str | None
    rings: tuple[tuple[tuple[float, float], ...], ...] = ()
    """Of its outline, none where the file draws none."""


@dataclass(slots=True)
class _Found:
    code: str
    raw: str
    name_zh: str
    name_en: str
    above: str
    """The parent's code as the file writes it; empty for none."""
    rings: tuple[tuple[tuple[float, float], ...], ...]
    parent: "_Found | None" = None


def guess_areas(collection: Any, root_name: str, to_wgs84: ToWgs84) -> list[GuessedArea]:
    """The areas, parents above children, below one jurisdiction. Raises NoAreas."""
    found = _found(collection, to_wgs84)
    by_raw = {each.raw: each for each in reversed(found)}
    for each in found:
        parent = by_raw.get(each.above)
        each.parent = None if parent is each or _is_above(each, parent) else parent
    tops = [each for each in found if each.parent is None]
    if len(tops) == 1 and len(found) > 1:
        root, level = None, 0
    else:
        outside = {each.above for each in tops if each.above} - by_raw.keys()
        code = _code(next(iter(outside))) if len(outside) == 1 else _ROOT
        taken = {each.code for each in found}
        root, level = (code if code not in taken else f"{code}-{_ROOT}"), 1
    head = [GuessedArea(root, root_name, root_name, LEVELS[0], None)] if root else []
    return [*head, *_ordered(found, root, level)]


def _ordered(found: Sequence[_Found], root: str | None, top: int) -> Iterator[GuessedArea]:
    """By depth; what lies deeper than there are levels lies in the last that may hold it."""
    for each in sorted(found, key=lambda one: len(_line(one))):
        line = _line(each)
        depth = min(top + len(line) - 1, len(LEVELS) - 1)
        above = line[depth - top - 1].code if depth > top else root
        yield GuessedArea(each.code, each.name_zh, each.name_en, LEVELS[depth], above, each.rings)


def _line(area: _Found) -> list[_Found]:
    """From the top down to the area."""
    line = [area]
    while line[0].parent is not None:
        line.insert(0, line[0].parent)
    return line


def _is_above(area: _Found, parent: _Found | None) -> bool:
    """Whether the parent already lies in the area: such a circle is cut."""
    while parent is not None:
        if parent is area:
            return True
        parent = parent.parent
    return False


def _found(collection: Any, to_wgs84: ToWgs84) -> list[_Found]:
    features = collection.get("features") if isinstance(collection, Mapping) else None
    if not isinstance(features, list):
        raise NoAreas("The file is no GeoJSON FeatureCollection.")
    areal = [each for each in features if isinstance(each, Mapping) and _is_areal(each)]
    if not areal:
        raise NoAreas("The file holds no polygons, so no areas.")
    properties = [_properties(each) for each in areal]
    code_key, name_key = _key(properties, _CODES), _key(properties, _NAMES_ZH)
    unique = _unique_key(properties)
    code_key = code_key or (None if name_key and unique == name_key else unique)
    found: list[_Found] = []
    taken: set[str] = set()
    for number, (feature, said) in enumerate(zip(areal, properties, strict=True), start=1):
        raw = _text(said.get(code_key)) if code_key else ""
        name = _text(said.get(name_key)) if name_key else ""
        name = name or (f"{code_key} {raw}" if raw else f"{number}")
        english = next((text for key in _NAMES_EN if (text := _text(said.get(key)))), name)
        code = _not_taken(_code(raw) or f"area{number}", taken)
        taken.add(code)
        rings = tuple(_rings(feature["geometry"], to_wgs84))
        found.append(_Found(code, raw or code, name, english, _above(said), rings))
    return found


def _is_areal(feature: Mapping[str, Any]) -> bool:
    geometry = feature.get("geometry")
    return isinstance(geometry, Mapping) and geometry.get("type") in _AREAL


def _properties(feature: Mapping[str, Any]) -> dict[str, Any]:
    said = feature.get("properties")
    named = {str(key).casefold(): value for key, value in (said or {}).items()}
    return {"id": feature["id"], **named} if "id" in feature else named


def _key(properties: Sequence[Mapping[str, Any]], wanted: Sequence[str]) -> str | None:
    """The first of the wanted keys that most features fill."""
    for key in wanted:
        if sum(bool(_text(said.get(key))) for said in properties) * 2 > len(properties):
            return key
    return None


def _unique_key(properties: Sequence[Mapping[str, Any]]) -> str | None:
    """A key that has another short value in every feature, whatever it is called."""
    for key in properties[0]:
        values = [said.get(key) for said in properties]
        if all(_text(value) for value in values) and len(set(map(_text, values))) == len(values):
            return key
    return None


def _above(said: Mapping[str, Any]) -> str:
    for key in _PARENTS:
        value = said.get(key)
        if isinstance(value, Mapping):
            value = next((value[name] for name in _CODES if name in value), None)
        if _text(value):
            return _text(value)
    return ""


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split()) if isinstance(value, (str, int, float)) else ""


def _code(raw: str) -> str:
    return _STRANGE.sub("_", raw.casefold()).strip("_.-")[:_LONGEST_CODE]


def _not_taken(code: str, taken: set[str]) -> str:
    number, free = 1, code
    while free in taken:
        number += 1
        free = f"{code}-{number}"
    return free


def _rings(
    geometry: Mapping[str, Any], to_wgs84: ToWgs84
) -> Iterator[tuple[tuple[float, float], ...]]:
    parts: Any = geometry.get("coordinates")
    polygons: Any = [parts] if geometry["type"] == "Polygon" else parts
    try:
        for ring in (ring for polygon in polygons or () for ring in polygon):
            points = [(float(position[0]), float(position[1])) for position in ring]
            if any(abs(long) > 180 or abs(lat) > 90 for long, lat in points):
                raise NoAreas("The coordinates of the file are no degrees; please convert it.")
            if points and points[0] != points[-1]:
                points.append(points[0])
            if len(points) >= SMALLEST_RING:
                yield tuple(to_wgs84(*point) for point in points)
    except (TypeError, ValueError, IndexError) as error:
        raise NoAreas("A polygon of the file is broken.") from error
