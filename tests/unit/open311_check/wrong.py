"""One way to be wrong, and the checks that must say so."""

from dataclasses import dataclass

from tests.unit.open311_check.recorded import Change


@dataclass(frozen=True, slots=True)
class Wrong:
    title: str
    breaks: str
    """The checks that fail because of it, and no other: "name/form", between spaces."""
    change: Change
