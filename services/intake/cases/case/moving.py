"""What a step makes of a case: who may take it, what must be said, the case afterwards. Pure."""

from dataclasses import replace
from datetime import datetime

from services.contracts.case_events import CaseOutcome, CaseStatus
from services.intake.cases.case.case import Case, Saying, Worker
from services.intake.cases.case.refusals import (
    HandledByYourself,
    MissingDetail,
    NotYourUnit,
    ReturnedToYou,
    StepNotAllowed,
    StepOfDesk,
)
from services.intake.cases.case.steps import Step, steps, steps_from
from services.intake.cases.clock.clock import Clock, begun, resumed, stopped
from services.intake.cases.clock.deadline import WorkingClock


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
        clock=_resting(_clock(case, step, said, now, counting), target, now, counting),
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


def _resting(clock: Clock, target: CaseStatus, now: datetime, counting: WorkingClock) -> Clock:
    """A day may be set before any step lets a clock run: no step knows to stop that one."""
    rests = target in ("closed", "void", "suspended", "shelved")
    return stopped(clock, now, counting) if rests and clock.limit is None else clock


def _clock(case: Case, step: Step, said: Saying, now: datetime, counting: WorkingClock) -> Clock:
    if step.clock == "start":
        return begun(case.clock, said.limit or case.clock.limit, now, counting)
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
