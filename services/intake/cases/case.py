"""The case: what must be handled. A frozen value, and the one function that moves it on."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from services.contracts.case_events import CaseOutcome, CaseState, CaseStatus
from services.intake.cases.clock.clock import Clock, resumed, started, stopped
from services.intake.cases.clock.deadline import WorkingClock
from services.intake.cases.refusals import (
    HandledByYourself,
    MissingDetail,
    NotYourUnit,
    ReturnedToYou,
    StepNotAllowed,
    StepOfDesk,
)
from services.intake.cases.steps import Step, steps, steps_from

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


def steps_of(case: Case) -> list[Step]:
    """What may be done with it now; what was undone has no reports, and nothing to reopen for."""
    return [step for step in steps_from(case.state) if case.reports or step.code != "reopen"]


def step_of(code: str, case: Case) -> Step:
    """The step by its code when the case may take it now. Raises StepNotAllowed."""
    step = steps().get(code)
    if step is None or step not in steps_of(case):
        raise StepNotAllowed(code, case.state)
    return step


def moved(
    case: Case, step: Step, who: Worker, said: Saying, now: datetime, counting: WorkingClock
) -> Case:
    """The next version of the case. Raises a refusal when this person may not, or not like this.

    The step must be one of the case's state (`step_of`).
    """
    check_person(case, step, who)
    check_saying(step, said)
    target = step.target or case.before or case.state
    opened_again = step.code == "reopen"
    return replace(
        case,
        version=case.version + 1,
        state=target,
        before=case.state if step.code == "suspend" else None,
        outcome=_outcome(case, step, said, target),
        note=said.note if step.outcomes else (None if opened_again else case.note),
        unit=said.unit if step.code == "dispatch" else case.unit,
        rule=None if step.code == "dispatch" else case.rule,
        condition=said.condition or case.condition,
        assignee=_assignee(case, step, who),
        clock=_clock(case, step, said, now, counting),
        review_on=said.review_on if "review_on" in step.needs else None,
        last_forward=who.name if step.kind == "forward" else case.last_forward,
        handler=_handler(case, step, who),
        barred=_barred(case, step),
        exempted=False if opened_again else case.exempted,
        escalated=None if step.clock == "start" else case.escalated,
        returns=case.returns + (step.kind == "return" and not opened_again),
        reopened=case.reopened + opened_again,
        changed_at=now,
        closed_at=now if target in ("closed", "void") else None,
    )


def check_person(case: Case, step: Step, who: Worker) -> None:
    """Raises NotYourUnit, StepOfDesk, ReturnedToYou or HandledByYourself."""
    if is_of_desk(case, step, who):
        raise StepOfDesk(case.id)
    if step.by == "unit" and who.units and case.unit not in who.units:
        raise NotYourUnit(case.id)
    if step.kind == "forward" and who.name in case.barred:
        raise ReturnedToYou(case.id)
    if step.by == "other" and who.name == case.handler:
        raise HandledByYourself(case.id)
    if step.code == "reopen" and who.name == case.last_forward:
        raise HandledByYourself(case.id)


def is_of_desk(case: Case, step: Step, who: Worker) -> bool:
    """Whether the desk takes this step, and this person only works for the responsible unit.

    Else a unit could send its case back and end it alone, verified by nobody.
    """
    return step.by == "intake" and case.unit is not None and case.unit in who.units


def check_saying(step: Step, said: Saying) -> None:
    """Raises MissingDetail naming the field, also for one that this step does not take."""
    wanted = {
        "reason": step.reason,
        "note": "note" in step.needs,
        "outcome": bool(step.outcomes),
        "unit": "unit" in step.needs,
        "review_on": "review_on" in step.needs,
    }
    for name, needed in wanted.items():
        value = getattr(said, name)
        if needed and not value:
            raise MissingDetail(name, "required")
    if said.outcome is not None and said.outcome not in step.outcomes:
        raise MissingDetail("outcome", "not_with_this_step")
    for name in ("unit", "review_on"):
        if getattr(said, name) is not None and not wanted[name]:
            raise MissingDetail(name, "not_with_this_step")
    if step.clock != "start" and (said.condition or said.limit):
        raise MissingDetail("condition", "not_with_this_step")
    _check_photo(step, said)


def _check_photo(step: Step, said: Saying) -> None:
    """Repaired is shown, or it is said why not."""
    if said.photo is not None and "repaired" not in step.outcomes:
        raise MissingDetail("photo", "not_with_this_step")
    if said.outcome == "repaired" and not said.photo and not said.reason:
        raise MissingDetail("photo", "photo_or_reason")


def _outcome(case: Case, step: Step, said: Saying, target: CaseStatus) -> CaseOutcome | None:
    if step.outcomes:
        return said.outcome
    # Sent back or taken up again, it has no outcome any more; a verified one keeps its own.
    return case.outcome if target in ("verifying", "closed", "suspended") else None


def _clock(case: Case, step: Step, said: Saying, now: datetime, counting: WorkingClock) -> Clock:
    if step.clock == "start":
        return started(said.limit or case.clock.limit, now, counting)
    if step.clock == "stop":
        return stopped(case.clock, now, counting)
    if step.clock == "resume":
        return resumed(case.clock, now, counting)
    return case.clock


def _handler(case: Case, step: Step, who: Worker) -> str | None:
    return who.name if step.code == "hand_back" else case.handler


def _assignee(case: Case, step: Step, who: Worker) -> str | None:
    """Sent back or to another unit, it is nobody's; who accepts it has it."""
    if step.kind == "return" or step.code == "dispatch":
        return None
    return case.assignee or (who.name if step.code == "accept" else None)


def _barred(case: Case, step: Step) -> tuple[str, ...]:
    """After a return: whoever took the forward step that it undoes, and on reopening those who
    handled and verified. Somebody else's forward step lifts it."""
    if step.kind == "forward":
        return ()
    if step.kind == "side":
        return case.barred
    names = (case.last_forward, case.handler if step.code == "reopen" else None)
    return tuple(dict.fromkeys(name for name in names if name is not None))
