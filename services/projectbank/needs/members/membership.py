"""A report's place in a need."""

from dataclasses import dataclass
from typing import Literal

from services.projectbank.needs.grouping.evidence import Figures

How = Literal["founded", "joined", "followed", "left", "erased", "merged", "split", "moved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A report's place in a need, as decided."""

    report: str
    need: str
    position: int
    how: How
    overlap: int
    mark: str
    counted: str
    """Tells whether a later version counts differently."""
    placed_in: int
    """The grouping's shape that took it."""
    shape: int
    """The shape it is in since a planner's last decision about it."""
    distance: int | None = None
    """Metres from the middle of the need when it joined; only the log keeps it."""
    figures: Figures | None = None
    """What spoke for joining; only the log keeps it."""
    pinned: bool = False
    """Whether a planner said that it stays, whatever a correction would make of it."""
