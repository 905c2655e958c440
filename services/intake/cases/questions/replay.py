"""A case's clock as it would stand had its limit been another one from the start. Pure.

Every step of the history that started, stopped or resumed the clock does so again, at its time:
what ran and what paused stays as it was, only the limit and its unit of time are others.
"""

from collections.abc import Sequence

from services.intake.cases.case.steps import ClockEffect, steps
from services.intake.cases.case.store import Taken
from services.intake.cases.clock.clock import Clock, resumed, started, stopped
from services.intake.cases.clock.deadline import WorkingClock


def replayed(limit: str | None, taken: Sequence[Taken], counting: WorkingClock) -> Clock:
    """The clock after these steps, oldest first, under this limit; none before one starts it.

    Raises UnreadableLimit, NoWorkingTime.
    """
    clock = Clock()
    for step in taken:
        effect = effect_of(step)
        if effect == "start":
            clock = started(limit, step.at, counting)
        elif effect == "stop":
            clock = stopped(clock, step.at, counting)
        elif effect == "resume":
            clock = resumed(clock, step.at, counting)
    return clock


def has_started(taken: Sequence[Taken]) -> bool:
    """Whether a step has started the clock, with a limit or without one."""
    return any(effect_of(step) == "start" for step in taken)


def effect_of(step: Taken) -> ClockEffect:
    """What a step did to the clock. One that is in no table lets it run where it takes up what
    had stopped: a case that follows its report to another unit."""
    known = steps().get(step.step)
    if known is not None:
        return known.clock
    return "resume" if step.details.get("clock") == "resume" else "keep"
