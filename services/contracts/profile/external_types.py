"""What other systems call a problem: their vocabularies, name by name."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from services.contracts.profile.line import Findings, read_table

FILE: Final = "external_types.csv"
_COLUMNS: Final = "vocabulary,name,problem_type"


def read_external_types(
    directory: Path, problem_types: Collection[str], findings: Findings
) -> dict[str, dict[str, str]]:
    """Problem types by vocabulary and name, as it is written there.

    A name that a vocabulary maps to `other` is known and fits nothing; a name that is missing
    is unknown, and whoever imports says so instead of guessing.
    """
    found: dict[str, dict[str, str]] = {}
    for line in read_table(directory / FILE, _COLUMNS.split(","), findings):
        vocabulary, name = line.code("vocabulary"), line.text("name")
        kind = line.text("problem_type")
        line.one_of_codes("problem_type", kind, problem_types)
        names = found.setdefault(vocabulary, {})
        if name in names:
            line.fault("duplicate_code", f"{vocabulary} has {name} above")
        names[name] = kind
    return found
