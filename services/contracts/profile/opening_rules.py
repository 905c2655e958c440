"""When a case is opened without waiting for an officer: rules that each say all they ask for."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.contracts.profile.line import Findings, rows_of
from services.contracts.profile.words import Words

FILE: Final = "opening_rules.csv"
_COLUMNS: Final = "code,name_zh,name_en,problem_types,groups,severity,people,days,confidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRule:
    """Everything it asks for must be so; the first rule of the table that fits is the one named."""

    code: str
    name: Words
    """What officers read as the one who opened the case."""
    problem_types: tuple[str, ...]
    """One of these; none named means any."""
    groups: tuple[str, ...]
    """One of these; none named means any."""
    severity: int
    """At least this, 1 to 4."""
    people: int
    """At least so many different people."""
    days: int
    """The newest report is at most so old: what lies in an old table is no emergency."""
    confidence: int
    """Percent: how sure the category is at least; what a person decided is 100."""


def read_opening_rules(
    directory: Path, problem_types: Collection[str], groups: Collection[str], findings: Findings
) -> tuple[OpeningRule, ...]:
    """The rules in their order; a profile without the file opens every case by hand."""
    found: dict[str, OpeningRule] = {}
    if not (directory / FILE).is_file():
        return ()
    for line in rows_of(directory / FILE, _COLUMNS, findings, found):
        rule = OpeningRule(
            code=line.code(),
            name=line.words("name"),
            problem_types=line.items("problem_types"),
            groups=line.items("groups"),
            severity=line.number("severity", 1, 4),
            people=line.number("people", 1, 1_000),
            days=line.number("days", 1, 90),
            confidence=line.number("confidence", 0, 100),
        )
        line.all_of_codes("problem_types", rule.problem_types, problem_types)
        line.all_of_codes("groups", rule.groups, groups)
        found[rule.code] = rule
    return tuple(found.values())
