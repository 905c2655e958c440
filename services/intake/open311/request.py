"""A request as other programs see it: of a report, what is public, and nothing else. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from services.contracts.case_events import CaseOutcome, CaseStatus

Status = Literal["open", "closed"]
ENDED: tuple[CaseStatus, ...] = ("closed", "void")
"""States of a case in which nobody works on it any more; what waits for a project is open."""
_RUNNING: tuple[CaseStatus, ...] = ("filed", "dispatched", "handling", "verifying")


@dataclass(frozen=True, slots=True)
class Standing:
    """How the case of a request stands: no person, no free text."""

    state: CaseStatus
    outcome: CaseOutcome | None
    unit: str | None
    due_at: datetime | None
    review_on: date | None
    changed_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, order=True)
class Happening:
    """One thing that happened to a request: a state that its case came into, or a change."""

    at: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """What is read of a public report. Holds no field that tells of a person."""

    id: str
    version: int
    service_code: str
    description: str
    request_type: str
    lat: float | None
    long: float | None
    address: str
    address_id: str | None
    area: str | None
    requested_at: datetime
    received_at: datetime
    changed_at: datetime | None
    """When it last got a new version; none while it has its first one."""
    extras: str
    """What was said besides, as JSON: read only where it is asked for, and never shown whole."""
    picture: str | None
    """Id of the first photo that everybody may see."""
    case: str | None
    standing: Standing | None
    """None while no case was opened."""

    def answers(self) -> Mapping[str, str]:
        """What was answered to attributes; only what comes from a closed list may be shown."""
        said: Mapping[str, str] = json.loads(self.extras)
        return said

    @property
    def status(self) -> Status:
        return "closed" if self.standing and self.standing.state in ENDED else "open"

    @property
    def last_changed_at(self) -> datetime:
        """The newest of everything that happened to it."""
        moments = [self.requested_at, self.received_at, self.changed_at]
        moments.append(self.standing.changed_at if self.standing else None)
        return max(moment for moment in moments if moment is not None)

    @property
    def updated_at(self) -> datetime:
        """When it was closed, whatever was noted afterwards; while it is open, the last change."""
        if self.status == "closed" and self.standing and self.standing.closed_at:
            return self.standing.closed_at
        return self.last_changed_at

    @property
    def expected_at(self) -> datetime | None:
        """The deadline, while a clock runs towards one."""
        running = self.standing is not None and self.standing.state in _RUNNING
        return self.standing.due_at if running and self.standing else None
