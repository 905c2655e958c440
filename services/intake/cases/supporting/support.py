"""A task of a supporting unit: what the lead asked, by when, and what came of it. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from services.intake.cases.case.case import Case, Worker
from services.intake.cases.case.refusals import MissingDetail, StepNotAllowed
from services.intake.cases.clock.clock import Clock, started, stopped
from services.intake.cases.clock.deadline import WorkingClock
from services.intake.cases.clock.limit import UnreadableLimit
from services.intake.cases.supporting.refusals import NotTheirTask, TaskEnded

TASK_LIMIT: Final = 500
"""Code points of what is asked."""
ASKING: Final = ("dispatched", "handling")
"""States in which the lead may ask."""
LASTING: Final = ("dispatched", "handling", "suspended")
"""States in which a task waits for its answer; leaving them ends it."""
ASK: Final = "ask_support"
"""As a step in refusals; the case itself takes none."""

TaskState = Literal["asked", "done", "sent_back", "withdrawn"]
Ending = Literal["done", "sent_back", "withdrawn"]
ENDINGS: Final[tuple[Ending, ...]] = ("done", "sent_back", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """One task of one supporting unit. It ends once and is never changed afterwards."""

    case: str
    number: int
    """1, 2, 3 … within the case."""
    unit: str
    """The supporting unit (协办)."""
    task: str
    state: TaskState
    clock: Clock
    """Its own: the deadline of the case does not know of it."""
    asked_by: str
    asked_at: datetime
    ended_by: str | None = None
    ended_at: datetime | None = None
    said: str | None = None
    """What was done, or why it was sent back or withdrawn."""

    @property
    def is_pending(self) -> bool:
        return self.state == "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the lead wants of another unit."""

    unit: str
    task: str
    limit: str
    """As the profile writes limits, such as "2工作日"."""


def asked_of(
    case: Case, number: int, asked: Asked, who: Worker, now: datetime, counting: WorkingClock
) -> Support:
    """The new task, whose clock runs from now on.

    Raises StepNotAllowed, NotTheirTask (of somebody who works for another unit than the lead's),
    MissingDetail with the rules required, length, limit and other_unit.
    """
    if case.state not in ASKING:
        raise StepNotAllowed(ASK, case.state)
    if who.units and case.unit not in who.units:
        raise NotTheirTask(case.id)
    if not asked.task.strip():
        raise MissingDetail("task", "required")
    if len(asked.task) > TASK_LIMIT:
        raise MissingDetail("task", "length")
    if asked.unit == case.unit:
        raise MissingDetail("unit", "other_unit")
    try:
        clock = started(asked.limit.strip(), now, counting)
    except UnreadableLimit as error:
        raise MissingDetail("limit", "limit") from error
    return Support(
        case=case.id,
        number=number,
        unit=asked.unit,
        task=asked.task.strip(),
        state="asked",
        clock=clock,
        asked_by=who.name,
        asked_at=now,
    )


def ended(
    support: Support,
    case: Case,
    ending: Ending,
    who: Worker,
    said: str | None,
    now: datetime,
    counting: WorkingClock,
) -> Support:
    """The task as it ended; its clock rests and stays late if it was.

    The supporting unit says done or sends it back, the lead withdraws it. Raises TaskEnded,
    NotTheirTask, MissingDetail when nothing is said.
    """
    if not support.is_pending:
        raise TaskEnded(support.case, support.number)
    concerned = case.unit if ending == "withdrawn" else support.unit
    if who.units and concerned not in who.units:
        raise NotTheirTask(support.case)
    if not said:
        raise MissingDetail("said", "required")
    return released(support, ending, who.name, said, now, counting)


def released(
    support: Support,
    ending: Ending,
    who: str,
    said: str | None,
    now: datetime,
    counting: WorkingClock,
) -> Support:
    """The task ended by whoever may: also by a step of the case that leaves nothing to support."""
    return replace(
        support,
        state=ending,
        clock=stopped(support.clock, now, counting),
        ended_by=who,
        ended_at=now,
        said=said,
    )
