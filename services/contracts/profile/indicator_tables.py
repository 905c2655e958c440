"""The tables of a profile's indicators: what is measured, and the bounds it is held against."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from services.contracts.profile.indicators import (
    DIMENSIONS,
    DIRECTIONS,
    RULES,
    TIERS,
    Benchmark,
    Indicator,
    Rule,
)
from services.contracts.profile.line import Findings, Line, read_table, rows_of
from services.contracts.profile.words import Words

FILE = "indicators.csv"
_CODE = re.compile(r"[A-Z][A-Z0-9-]{0,31}")
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
_YEAR = re.compile(r"20[0-9]{2}")
_INDICATORS = (
    "code,dimension,tier,name_zh,name_en,other_names,became,measure_zh,measure_en,"
    "direction,rule,benchmark_zh,benchmark_en,frameworks,source,confirmed"
)
_BENCHMARKS = "indicator,part_zh,part_en,low,high,proposed"
_SEVERAL = 2


def read_indicators(directory: Path, findings: Findings) -> dict[str, Indicator]:
    """Indicators by code, with their benchmarks; a replaced one names one of the table."""
    bounds = _benchmarks(directory, findings)
    lines: dict[str, Line] = {}
    indicators: dict[str, Indicator] = {}
    for line in rows_of(directory / FILE, _INDICATORS, findings, indicators):
        indicator = _indicator(line, tuple(bound for _, bound in bounds.get(_code(line), ())))
        _check_bounds(line, indicator.rule, indicator.benchmarks)
        indicators[indicator.code], lines[indicator.code] = indicator, line
    for code, indicator in indicators.items():
        lines[code].one_of_codes("became", indicator.became, indicators)
    for code, stated in bounds.items():
        for line, _ in stated:
            line.one_of_codes("indicator", code, indicators)
    return indicators


def _code(line: Line) -> str:
    return line.optional("code") or ""


def _indicator(line: Line, benchmarks: tuple[Benchmark, ...]) -> Indicator:
    code = line.text("code")
    if code and not _CODE.fullmatch(code):
        line.fault("bad_code", "code: a capital letter, then capitals, digits and '-' only")
    years = line.items("frameworks")
    if not years or not all(_YEAR.fullmatch(year) for year in years):
        line.fault("not_a_number", "frameworks must list years")
    return Indicator(
        code=code,
        dimension=line.choice("dimension", DIMENSIONS),
        tier=line.choice("tier", TIERS),
        name=line.words("name"),
        other_names=line.items("other_names"),
        became=line.optional("became"),
        measure=line.words("measure"),
        direction=line.choice("direction", DIRECTIONS),
        rule=line.choice("rule", RULES),
        benchmark=line.words("benchmark"),
        benchmarks=benchmarks,
        frameworks=tuple(int(year) for year in years if _YEAR.fullmatch(year)),
        source=line.text("source"),
        confirmed=line.flag("confirmed"),
    )


def _benchmarks(directory: Path, findings: Findings) -> Mapping[str, list[tuple[Line, Benchmark]]]:
    found: dict[str, list[tuple[Line, Benchmark]]] = {}
    for line in read_table(directory / "benchmarks.csv", _BENCHMARKS.split(","), findings):
        part = line.words("part") if line.optional("part_zh") or line.optional("part_en") else None
        bound = Benchmark(
            part=part,
            low=_decimal(line, "low"),
            high=_decimal(line, "high"),
            proposed=line.flag("proposed"),
        )
        if bound.low is None and bound.high is None:
            line.fault("missing", "low and high are both empty")
        elif bound.low is not None and bound.high is not None and bound.low > bound.high:
            line.fault("out_of_range", "low must not be above high")
        stated = found.setdefault(line.text("indicator"), [])
        if any(_same_part(bound.part, other.part) for _, other in stated):
            line.fault("duplicate_code", "this part has a benchmark above")
        stated.append((line, bound))
    return found


def _same_part(one: Words | None, other: Words | None) -> bool:
    return one is None or other is None or one.zh == other.zh


def _decimal(line: Line, column: str) -> Decimal | None:
    value = line.optional(column)
    if value is None:
        return None
    if not _NUMBER.fullmatch(value):
        line.fault("not_a_number", f"{column} is not a number")
        return None
    return Decimal(value)


def _check_bounds(line: Line, rule: Rule, bounds: tuple[Benchmark, ...]) -> None:
    """A rule is held against the ends it needs, and no others; no bound at all is allowed."""
    if not bounds:
        if rule == "multi_part":
            line.fault("wrong_benchmark", "multi_part needs a benchmark for each part")
        return
    sides = {(bound.low is not None, bound.high is not None) for bound in bounds}
    parts = sum(bound.part is not None for bound in bounds)
    fits = {
        "lower": sides == {(False, True)} and not parts,
        "existence": sides == {(False, True)} and not parts,
        "higher": sides == {(True, False)} and not parts,
        "band": sides == {(True, True)} and not parts,
        "multi_part": len(bounds) >= _SEVERAL and parts == len(bounds),
        "trend": False,
    }
    if not fits[rule]:
        line.fault("wrong_benchmark", f"benchmarks do not fit the rule {rule}")
