"""Which cases an officer's list shows: a wish, as the address of the page says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.contracts.case_events import CASE_STATES
from services.intake.cases.listing.listing import Position, WantedCases
from services.intake.desk.filters.in_address import InAddress, texts_of

PAGE: Final = 50
"""Cases on one page."""
FILTERS: Final = ("state", "group", "unit", "area", "holder", "late", "asking")
HOLDERS: Final = ("mine", "nobody")
_OPEN: Final = tuple(state for state in CASE_STATES if state not in ("closed", "void"))


@dataclass(frozen=True, slots=True)
class Chosen(InAddress):
    """The filters of a list; an empty one asks for nothing."""

    state: str = ""
    group: str = ""
    unit: str = ""
    area: str = ""
    holder: str = ""
    late: str = ""
    asking: str = ""

    def wanted(self, mine: tuple[str, ...], after: Position | None) -> WantedCases:
        """`mine`: the names whose cases count as the reader's own."""
        return WantedCases(
            states=(self.state,) if self.state else _OPEN,
            group=self.group or None,
            units=(self.unit,) if self.unit else None,
            assignees=mine if self.holder == "mine" else None,
            unassigned=True if self.holder == "nobody" else None,
            late=True if self.late else None,
            asking=True if self.asking else None,
            after=after,
            limit=PAGE,
        )


def chosen_from(said: Mapping[str, str]) -> Chosen:
    """What an address says; what is no filter of ours is left out."""
    found = texts_of(said, FILTERS)
    if found["state"] not in CASE_STATES:
        found["state"] = ""
    if found["holder"] not in HOLDERS:
        found["holder"] = ""
    return Chosen(**found)
