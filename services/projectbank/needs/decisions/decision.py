"""What a planner decided about needs: kept for good, and respected by all grouping after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from services.contracts.projectbank_events import NeedStatus
from services.projectbank.needs.need import FIRST_DECIDED, Need

DecisionKind = Literal["confirm", "dismiss", "reopen", "merge", "split", "move", "pin", "describe"]
DECISION_KINDS: tuple[DecisionKind, ...] = (
    "confirm",
    "dismiss",
    "reopen",
    "merge",
    "split",
    "move",
    "pin",
    "describe",
)
STATE_DECISIONS: tuple[DecisionKind, ...] = ("confirm", "dismiss", "reopen", "merge")
DecidedState = Literal["confirmed", "dismissed", "merged"]
_STATES: dict[DecisionKind, DecidedState] = {
    "confirm": "confirmed",
    "dismiss": "dismissed",
    "merge": "merged",
}
_MAY_CONFIRM: frozenset[NeedStatus] = frozenset({"forming", "proposed", "dismissed"})
_MAY_DISMISS: frozenset[NeedStatus] = frozenset({"forming", "proposed", "confirmed"})
_MAY_REOPEN: frozenset[NeedStatus] = frozenset({"confirmed", "dismissed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One line of the log. Its position lies in the same order as those of reports."""

    number: int
    position: int
    kind: DecisionKind
    need: str
    """The need that was decided about: for a move, where the reports were."""
    other: str | None
    """Where its reports went: merged into, split off to, moved to."""
    reports: tuple[str, ...]
    """The reports that were named, and the voices that follow them."""
    shapes: tuple[int, ...]
    """Of each report, the grouping's shape in which it was."""
    who: str
    why: str
    at: datetime
    version: int
    """Of the need, after the decision."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """What was said of the need: category, severity, place."""

    @property
    def shape(self) -> int:
        """What the reports that were taken out gather around from now on."""
        return FIRST_DECIDED + self.number

    @property
    def target(self) -> str:
        """Where the named reports are from now on."""
        return self.other or self.need

    @property
    def state(self) -> DecidedState | None:
        """What state of its own the need has since; none when counting decides again."""
        return _STATES.get(self.kind)


class NoSuchNeed(Exception):
    """There is no need with this id."""


class NeedChanged(Exception):
    """Somebody or something changed the need since the version that the planner saw."""

    def __init__(self, need: Need, seen: int, since: Sequence[Decision], field: str) -> None:
        super().__init__(f"{need.id} is at version {need.version}, not {seen}")
        self.need = need
        self.seen = seen
        self.since = tuple(since)
        self.field = field


class NotInThisState(Exception):
    """The decision does not fit the state that the need is in."""

    def __init__(self, need: Need, kind: DecisionKind) -> None:
        super().__init__(f"{need.id} is {need.state}: no {kind}")
        self.need = need
        self.kind = kind


class AlreadyMerged(Exception):
    """The need was merged: its reports are in another one, which is to be decided about."""

    def __init__(self, need: Need, field: str | None) -> None:
        super().__init__(f"{need.id} was merged")
        self.need = need
        self.field = field


class MergedWithItself(Exception):
    """A need cannot be merged into, and its reports cannot be moved to, itself."""

    def __init__(self, field: str) -> None:
        super().__init__("the same need twice")
        self.field = field


class NotItsReports(Exception):
    """Some of the named reports are not in the need."""

    def __init__(self, need: str, reports: Sequence[str]) -> None:
        super().__init__(f"{len(reports)} reports are not in {need}")
        self.need = need
        self.reports = tuple(reports)


class UnknownInDescription(Exception):
    """A need was said to be of a category or in an area that the profile does not know."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class NothingLeft(Exception):
    """Splitting off every report would only give the need another name."""


def check_state(need: Need, kind: DecisionKind) -> None:
    """Raise AlreadyMerged or NotInThisState unless the decision fits the need's state."""
    if need.state == "merged":
        raise AlreadyMerged(need, None)
    allowed = {"confirm": _MAY_CONFIRM, "dismiss": _MAY_DISMISS, "reopen": _MAY_REOPEN}.get(kind)
    if allowed is not None and need.state not in allowed:
        raise NotInThisState(need, kind)
