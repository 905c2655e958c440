"""The tables of a profile's places: areas, roads and landmarks."""

from collections.abc import Collection, Mapping
from pathlib import Path

from services.contracts.profile.course import Course
from services.contracts.profile.line import Findings, Line, rows_of
from services.contracts.profile.model import LEVELS, Area, Landmark, Road
from services.contracts.profile.outline import Outline

_AREAS = "code,name_zh,name_en,level,parent,aliases,population,vulnerable_share,responsible_unit"
_ROADS = "code,name_zh,name_en,aliases,area"
_LANDMARKS = "code,name_zh,name_en,aliases,area,lat,long"


def read_areas(
    directory: Path,
    outlines: Mapping[str, Outline],
    units: Collection[str],
    findings: Findings,
) -> dict[str, Area]:
    areas: dict[str, Area] = {}
    for line in rows_of(directory / "areas.csv", _AREAS, findings, areas):
        area = _area(line, outlines)
        line.one_of_codes("responsible_unit", area.responsible_unit, units)
        _check_parent(line, area, areas)
        areas[area.code] = area
    return areas


def _area(line: Line, outlines: Mapping[str, Outline]) -> Area:
    code = line.code()
    return Area(
        code=code,
        name=line.words("name"),
        level=line.choice("level", LEVELS),
        parent=line.optional("parent"),
        aliases=line.items("aliases"),
        population=line.optional_number("population", 0, 100_000_000),
        vulnerable_share=line.optional_number("vulnerable_share", 0, 100),
        responsible_unit=line.optional("responsible_unit"),
        outline=outlines.get(code),
    )


def _check_parent(line: Line, area: Area, earlier: Mapping[str, Area]) -> None:
    """The first area is the jurisdiction; every other one lies in an earlier, higher one."""
    if area.parent is None:
        if earlier:
            line.fault("second_root", "only the first area has no parent")
        elif area.level != LEVELS[0]:
            line.fault("level_order", f"the first area is a {LEVELS[0]}")
        return
    parent = earlier.get(area.parent)
    if parent is None:
        line.fault("unknown_code", f"parent: {area.parent} is not defined above this row")
    elif LEVELS.index(parent.level) >= LEVELS.index(area.level):
        line.fault("level_order", f"a {area.level} cannot lie in a {parent.level}")


def read_roads(
    directory: Path,
    courses: Mapping[str, Course],
    areas: Collection[str],
    findings: Findings,
) -> dict[str, Road]:
    roads: dict[str, Road] = {}
    for line in rows_of(directory / "roads.csv", _ROADS, findings, roads):
        code = line.code()
        area = line.optional("area")
        line.one_of_codes("area", area, areas)
        roads[code] = Road(
            code=code,
            name=line.words("name"),
            aliases=line.items("aliases"),
            area=area,
            course=courses.get(code),
        )
    return roads


def read_landmarks(
    directory: Path, areas: Collection[str], findings: Findings
) -> dict[str, Landmark]:
    landmarks: dict[str, Landmark] = {}
    for line in rows_of(directory / "landmarks.csv", _LANDMARKS, findings, landmarks):
        code = line.code()
        area = line.optional("area")
        line.one_of_codes("area", area, areas)
        landmarks[code] = Landmark(
            code=code,
            name=line.words("name"),
            aliases=line.items("aliases"),
            area=area,
            lat=line.degrees("lat", 90),
            long=line.degrees("long", 180),
        )
    return landmarks
