"""Problem types that a profile no longer has: what they were called, and what is said instead.

Reports and cases keep the code under which they were filed; pages and programs show its name.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.contracts.profile.line import Findings, rows_of
from services.contracts.profile.words import Words

FILE: Final = "retired_types.csv"
_COLUMNS: Final = "code,name_zh,name_en,problem_type"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetiredType:
    """A code of old."""

    name: Words
    problem_type: str
    """The problem type that it is an alias of now."""


def read_retired_types(
    directory: Path, problem_types: Collection[str], findings: Findings
) -> dict[str, RetiredType]:
    """By code. A profile may have none."""
    found: dict[str, RetiredType] = {}
    if not (directory / FILE).is_file():
        return found
    for line in rows_of(directory / FILE, _COLUMNS, findings, found):
        code, now = line.code(), line.text("problem_type")
        line.one_of_codes("problem_type", now, problem_types)
        if code in problem_types:
            line.fault("duplicate_code", f"{code} is a problem type still")
        found[code] = RetiredType(name=line.words("name"), problem_type=now)
    return found
