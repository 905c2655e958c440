"""The tables of a profile, one function each: rows in, values by code out."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from services.contracts.profile.line import Findings, Line, read_table
from services.contracts.profile.model import (
    LEVELS,
    MODERATIONS,
    OTHER,
    VISIBILITIES,
    Area,
    Group,
    ProblemType,
    ProjectType,
    ResponsibleUnit,
)
from services.contracts.profile.outline import Outline

FARTHEST = 5_000
"""Metres; a group's radius beyond this would join places that have nothing in common."""
_AREAS = "code,name_zh,name_en,level,parent,aliases,population,responsible_unit"
_UNITS = "code,name_zh,name_en,parent,task_zh,task_en"
_GROUPS = "code,name_zh,name_en,radius"
_PROJECTS = "code,name_zh,name_en"
_PROBLEMS = (
    "code,name_zh,name_en,question_zh,question_en,group,severity,time_limited,"
    "responsible_unit,project_type,visibility,moderation,keywords"
)


def read_units(directory: Path, findings: Findings) -> dict[str, ResponsibleUnit]:
    units: dict[str, ResponsibleUnit] = {}
    for line in _rows(directory / "responsible_units.csv", _UNITS, findings, units):
        parent = line.optional("parent")
        line.one_of_codes("parent", parent, units)
        code = line.code()
        units[code] = ResponsibleUnit(
            code=code, name=line.words("name"), parent=parent, task=line.words("task")
        )
    return units


def read_groups(directory: Path, findings: Findings) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    for line in _rows(directory / "groups.csv", _GROUPS, findings, groups):
        code = line.code()
        groups[code] = Group(
            code=code, name=line.words("name"), radius=line.number("radius", 1, FARTHEST)
        )
    _needs_other("groups.csv", groups, findings)
    return groups


def read_project_types(directory: Path, findings: Findings) -> dict[str, ProjectType]:
    types: dict[str, ProjectType] = {}
    for line in _rows(directory / "project_types.csv", _PROJECTS, findings, types):
        code = line.code()
        types[code] = ProjectType(code=code, name=line.words("name"))
    return types


def read_areas(
    directory: Path,
    outlines: Mapping[str, Outline],
    units: Collection[str],
    findings: Findings,
) -> dict[str, Area]:
    areas: dict[str, Area] = {}
    for line in _rows(directory / "areas.csv", _AREAS, findings, areas):
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


def read_problem_types(
    directory: Path,
    groups: Collection[str],
    units: Collection[str],
    project_types: Collection[str],
    findings: Findings,
) -> dict[str, ProblemType]:
    types: dict[str, ProblemType] = {}
    owners: dict[str, str] = {}
    for line in _rows(directory / "problem_types.csv", _PROBLEMS, findings, types):
        problem = _problem_type(line)
        line.one_of_codes("group", problem.group, groups)
        line.one_of_codes("responsible_unit", problem.responsible_unit, units)
        line.one_of_codes("project_type", problem.project_type, project_types)
        for keyword in problem.keywords:
            owner = owners.setdefault(keyword, problem.code)
            if owner != problem.code:
                line.fault("keyword_repeated", f"{keyword} already points at {owner}")
        types[problem.code] = problem
    _needs_other("problem_types.csv", types, findings)
    return types


def _problem_type(line: Line) -> ProblemType:
    return ProblemType(
        code=line.code(),
        name=line.words("name"),
        question=line.words("question"),
        group=line.text("group"),
        severity=line.number("severity", 1, 4),
        time_limited=line.flag("time_limited"),
        responsible_unit=line.text("responsible_unit"),
        project_type=line.optional("project_type"),
        visibility=line.choice("visibility", VISIBILITIES),
        moderation=line.choice("moderation", MODERATIONS),
        keywords=line.items("keywords"),
    )


def _rows(path: Path, columns: str, findings: Findings, seen: Collection[str]) -> Iterator[Line]:
    """The rows of a table whose code is not among those that the caller has `seen` so far."""
    for line in read_table(path, columns.split(","), findings):
        if line.optional("code") in seen:
            line.fault("duplicate_code", f"{line.optional('code')} is defined above")
        else:
            yield line


def _needs_other(file: str, codes: Collection[str], findings: Findings) -> None:
    if codes and OTHER not in codes:
        findings.add(file, None, "no_other", f"needs a row with the code {OTHER}")
