"""Which cases an officer's list shows: a wish, as the address of the page says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from services.contracts.case_events import CASE_STATES
from services.intake.cases.listing import Position, WantedCases

PAGE: Final = 50
"""Cases on one page."""
FILTERS: Final = ("state", "group", "unit", "area", "holder", "late")
HOLDERS: Final = ("mine", "nobody")
_OPEN: Final = tuple(state for state in CASE_STATES if state not in ("closed", "void"))


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters of a list; an empty one asks for nothing."""

    state: str = ""
    group: str = ""
    unit: str = ""
    area: str = ""
    holder: str = ""
    late: str = ""

    @property
    def query(self) -> str:
        """The address's part that reproduces the list."""
        return urlencode([(name, value) for name, value in self.each() if value])

    def each(self) -> Iterable[tuple[str, str]]:
        return [(name, getattr(self, name)) for name in FILTERS]

    def without(self, name: str) -> str:
        """The query of the same list without one of its filters."""
        return replace(self, **{name: ""}).query

    def having(self, name: str, value: str) -> str:
        """The query of the same list with another value of a filter."""
        return replace(self, **{name: value}).query

    def wanted(self, mine: tuple[str, ...], after: Position | None) -> WantedCases:
        """`mine`: the names whose cases count as the reader's own."""
        return WantedCases(
            states=(self.state,) if self.state else _OPEN,
            group=self.group or None,
            units=(self.unit,) if self.unit else None,
            assignees=mine if self.holder == "mine" else None,
            unassigned=True if self.holder == "nobody" else None,
            late=True if self.late else None,
            after=after,
            limit=PAGE,
        )


def chosen_from(said: Mapping[str, str]) -> Chosen:
    """What an address says; what is no filter of ours is left out."""
    found = {name: said.get(name, "").replace("\0", "")[:100] for name in FILTERS}
    if found["state"] not in CASE_STATES:
        found["state"] = ""
    if found["holder"] not in HOLDERS:
        found["holder"] = ""
    return Chosen(**found)
