"""The case: what must be handled. A frozen value; `moving` takes it on."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from services.contracts.case_events import CaseOutcome, CaseState, CaseStatus
from services.intake.cases.clock.clock import Clock

NOTE_LIMIT: Final = 2_000
"""Code points of a reason or of an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Who takes a step: a name that colleagues know, and what somebody works for."""

    name: str
    units: tuple[str, ...] = ()
    """None named: of every unit (an administrator, or a small office)."""
    areas: tuple[str, ...] = ()
    """The same of areas; what has no area is everybody's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What is said with a step; what the step does not ask for is refused, not ignored."""

    reason: str | None = None
    """For colleagues."""
    note: str | None = None
    """For residents."""
    outcome: CaseOutcome | None = None
    unit: str | None = None
    condition: str | None = None
    """The filing condition; with it comes the limit."""
    limit: str | None = None
    review_on: date | None = None
    photo: str | None = None
    """Id of the after-photo; "repaired" asks for it or for the reason why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case at one version."""

    id: str
    version: int
    title: str
    state: CaseStatus
    before: CaseStatus | None = None
    """The state to which a suspended case goes back."""
    outcome: CaseOutcome | None = None
    note: str | None = None
    """The sentence for residents that goes with the outcome."""
    category: str
    group: str
    severity: int
    area: str | None
    area_path: tuple[str, ...]
    lat: float | None
    long: float | None
    unit: str | None = None
    """The responsible unit (主办)."""
    rule: str | None = None
    """The dispatch rule that named it; none when a person did."""
    condition: str | None = None
    assignee: str | None = None
    clock: Clock = field(default_factory=Clock)
    review_on: date | None = None
    last_forward: str | None = None
    """Who took the last forward step."""
    handler: str | None = None
    """Who handed it back as done."""
    barred: tuple[str, ...] = ()
    """Who may not take the next forward step: it was sent back to them."""
    exempted: bool = False
    escalated: str | None = None
    """The unit above, to which it was passed up when it had been late for long."""
    reports: int
    people: int
    returns: int = 0
    reopened: int = 0
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state not in ("closed", "void")

    @property
    def reference(self) -> str:
        """What `after=` of a search waits for."""
        return f"case:{self.id}@{self.version}"

    def tell(self) -> CaseState:
        """What an event carries."""
        return CaseState(
            id=self.id,
            version=self.version,
            title=self.title,
            state=self.state,
            outcome=self.outcome,
            category=self.category,
            group=self.group,
            severity=self.severity,
            area=self.area,
            area_path=self.area_path,
            lat=self.lat,
            long=self.long,
            responsible_unit=self.unit,
            limit=self.clock.limit,
            due_at=self.clock.due_at,
            provisional=self.clock.provisional,
            late=self.clock.late,
            exempted=self.exempted,
            review_on=self.review_on.isoformat() if self.review_on else None,
            reports=self.reports,
            people=self.people,
            returns=self.returns,
            reopened=self.reopened,
            opened_at=self.opened_at,
            changed_at=self.changed_at,
            closed_at=self.closed_at,
        )
