"""When a need is worth proposing as a project, from `[proposing]` of profile.toml."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from services.contracts.profile.line import Findings

_FILE = "profile.toml"
_TABLE = "proposing"
_DAYS_OF_A_YEAR = 365
_MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposing:
    """So many people within so many months; where people are unknown, so many messages on so many
    days. What has that many supporters is shown to planners, whatever its size."""

    people: int = 3
    messages: int = 5
    days: int = 3
    months: int = 12
    supporters: int = 100

    @property
    def window_days(self) -> int:
        return self.months * _DAYS_OF_A_YEAR // _MONTHS_OF_A_YEAR


def read_proposing(values: Mapping[str, Any], findings: Findings) -> Proposing:
    """The rule of a profile; what it does not name is as it usually is."""
    table = values.get(_TABLE, {})
    if not isinstance(table, Mapping):
        findings.add(_FILE, None, "not_a_table", f"{_TABLE} must be a table")
        return Proposing()
    known = {field.name for field in fields(Proposing)}
    for name in sorted(table.keys() - known):
        findings.add(_FILE, None, "unknown_name", f"{_TABLE}.{name} is not known")
    numbers: dict[str, int] = {}
    for name in sorted(table.keys() & known):
        value = table[name]
        if type(value) is int and value > 0:
            numbers[name] = value
        else:
            findings.add(_FILE, None, "not_a_number", f"{_TABLE}.{name} must be 1 or more")
    rule = Proposing(**numbers)
    if rule.days > rule.messages:
        findings.add(
            _FILE, None, "contradiction", f"{_TABLE}.days: fewer messages cannot come on more days"
        )
    return rule
