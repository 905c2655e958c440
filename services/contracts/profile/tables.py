"""The tables of a profile, one function each: rows in, values by code out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.contracts.profile.line import Findings, Line, rows_of
from services.contracts.profile.model import (
    ANSWERED_BY,
    KINDS,
    MODERATIONS,
    OTHER,
    PERS,
    STAGES,
    VISIBILITIES,
    AnsweredBy,
    Gate,
    Group,
    ProblemType,
    ProjectType,
    ResponsibleUnit,
    UnitCost,
)

DEAREST = 1_000_000_000
"""Yuan; a unit of works beyond this is a slip of the pen."""
FARTHEST = 5_000
"""Metres; a group's radius beyond this would join places that have nothing in common."""
LONGEST_AGE = 3_660
"""Days, ten years."""
_UNITS = "code,name_zh,name_en,parent,task_zh,task_en"
_GROUPS = "code,name_zh,name_en,radius,age_days"
_GATES = "code,name_zh,name_en,before"
_PROJECTS = (
    "code,name_zh,name_en,service_years,serves_groups,"
    "cost_low,cost_high,cost_per,cost_measure_zh,cost_measure_en,gates"
)
_PROBLEMS = (
    "code,name_zh,name_en,question_zh,question_en,kind,group,indicator,severity,time_limited,"
    "responsible_unit,project_type,visibility,moderation,keywords"
)


_PROBLEMS_ADDED: Final = ("answered_by", "keywords_en")
"""Columns that came later; profiles of before go on without them."""
_DANGER_TO_LIFE: Final = 4


def read_units(directory: Path, findings: Findings) -> dict[str, ResponsibleUnit]:
    units: dict[str, ResponsibleUnit] = {}
    for line in rows_of(directory / "responsible_units.csv", _UNITS, findings, units):
        parent = line.optional("parent")
        line.one_of_codes("parent", parent, units)
        code = line.code()
        units[code] = ResponsibleUnit(
            code=code, name=line.words("name"), parent=parent, task=line.words("task")
        )
    return units


def read_groups(directory: Path, findings: Findings) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    for line in rows_of(directory / "groups.csv", _GROUPS, findings, groups):
        code = line.code()
        groups[code] = Group(
            code=code,
            name=line.words("name"),
            radius=line.number("radius", 1, FARTHEST),
            age_days=line.number("age_days", 1, LONGEST_AGE),
        )
    _needs_other("groups.csv", groups, findings)
    return groups


def read_gates(directory: Path, findings: Findings) -> dict[str, Gate]:
    gates: dict[str, Gate] = {}
    for line in rows_of(directory / "gates.csv", _GATES, findings, gates):
        code = line.code()
        gates[code] = Gate(code=code, name=line.words("name"), before=line.choice("before", STAGES))
    return gates


def read_project_types(
    directory: Path, groups: Collection[str], gates: Mapping[str, Gate], findings: Findings
) -> dict[str, ProjectType]:
    types: dict[str, ProjectType] = {}
    for line in rows_of(directory / "project_types.csv", _PROJECTS, findings, types):
        kind = ProjectType(
            code=line.code(),
            name=line.words("name"),
            service_years=line.optional_number("service_years", 0, 100),
            serves_groups=line.items("serves_groups"),
            unit_cost=_unit_cost(line),
            gates=line.items("gates"),
        )
        line.all_of_codes("serves_groups", kind.serves_groups, groups)
        line.all_of_codes("gates", kind.gates, gates)
        stages = [STAGES.index(gates[code].before) for code in kind.gates if code in gates]
        if stages != sorted(stages):
            line.fault("gate_order", "gates: must stand in the order of the states they guard")
        types[kind.code] = kind
    return types


def _unit_cost(line: Line) -> UnitCost | None:
    """None when all of its cells are empty."""
    if not any(line.optional(f"cost_{name}") for name in ("low", "high", "per")):
        return None
    low = line.number("cost_low", 0, DEAREST)
    high = line.number("cost_high", 0, DEAREST)
    if high < low:
        line.fault("out_of_range", "cost_high must not be below cost_low")
    return UnitCost(
        low=low, high=high, per=line.choice("cost_per", PERS), measure=line.words("cost_measure")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The codes that a problem type can name."""

    groups: Collection[str]
    units: Collection[str]
    project_types: Collection[str]
    indicators: Collection[str]


def read_problem_types(directory: Path, named: Named, findings: Findings) -> dict[str, ProblemType]:
    types: dict[str, ProblemType] = {}
    owners: dict[str, str] = {}
    for line in rows_of(
        directory / "problem_types.csv", _PROBLEMS, findings, types, _PROBLEMS_ADDED
    ):
        problem = _problem_type(line)
        _check_answered_by(line, findings)
        line.one_of_codes("group", problem.group, named.groups)
        line.one_of_codes("responsible_unit", problem.responsible_unit, named.units)
        line.one_of_codes("project_type", problem.project_type, named.project_types)
        line.one_of_codes("indicator", problem.indicator, named.indicators)
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
        kind=line.choice("kind", KINDS),
        group=line.text("group"),
        indicator=line.optional("indicator"),
        severity=line.number("severity", 1, 4),
        time_limited=line.flag("time_limited"),
        responsible_unit=line.text("responsible_unit"),
        project_type=line.optional("project_type"),
        visibility=line.choice("visibility", VISIBILITIES),
        moderation=line.choice("moderation", MODERATIONS),
        keywords=line.items("keywords"),
        keywords_en=line.items("keywords_en", ";"),
        answered_by=_answered_by(line),
    )


def _answered_by(line: Line) -> AnsweredBy:
    """Where nothing is said: works where they could end it, else whoever operates it."""
    if line.optional("answered_by") is not None:
        return line.choice("answered_by", ANSWERED_BY)
    return "works" if line.optional("project_type") else "operation"


def _check_answered_by(line: Line, findings: Findings) -> None:
    if "answered_by" not in line.cells:
        if not any(one.rule == "no_answered_by" for one in findings.warnings):
            detail = "no column answered_by: types with a project_type count as works"
            findings.warn(line.file, None, "no_answered_by", detail)
    elif line.optional("answered_by") is None:
        findings.warn(line.file, line.row, "no_answered_by", "answered_by is empty")


def check_limits(
    types: Mapping[str, ProblemType], limits: Collection[str], findings: Findings
) -> None:
    """Warn of everyday dangers to life that may take as long as they like."""
    for problem in types.values():
        grave = problem.severity >= _DANGER_TO_LIFE and problem.kind == "everyday"
        if grave and problem.code not in limits:
            detail = f"{problem.code} is a danger to life and has no condition with a limit"
            findings.warn("time_limits.csv", None, "no_limit", detail)


def _needs_other(file: str, codes: Collection[str], findings: Findings) -> None:
    if codes and OTHER not in codes:
        findings.add(file, None, "no_other", f"needs a row with the code {OTHER}")
