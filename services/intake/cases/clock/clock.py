"""The clock of a case: how much of its limit is used, whether it runs, and until when.

Pure values. The deadline is computed when the clock starts or goes on and kept; nothing that only
reads a case can move it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

from services.intake.cases.clock.deadline import WorkingClock
from services.intake.cases.clock.limit import Limit, read_limit

SOON: Final = timedelta(hours=4)
"""Real time before a deadline, as a person at the desk counts it; the deadline itself is one of the
working calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Of one limit, or until a day that somebody set; a set day does not move when the clock
    stops. Without either there is nothing to count and nothing is ever late."""

    limit: str | None = None
    used: Fraction = Fraction(0)
    """Of the limit's unit, up to when the clock last stopped."""
    running_since: datetime | None = None
    due_at: datetime | None = None
    """Kept when the clock stops: what it was stopped against."""
    provisional: bool = False
    late: bool = False
    """It was used up, or a deadline passed; never taken back."""

    def is_late(self, now: datetime) -> bool:
        """Whether it is late already, also when nobody has noted it yet."""
        running_out = self.running_since is not None and self.due_at is not None
        return self.late or (running_out and self.due_at is not None and now > self.due_at)

    def is_due_soon(self, now: datetime) -> bool:
        """Whether it runs, is not late, and has little left."""
        if self.running_since is None or self.due_at is None or self.is_late(now):
            return False
        return self.due_at - now <= SOON


def started(limit: str | None, now: datetime, counting: WorkingClock) -> Clock:
    """A new clock that runs from now on. Raises UnreadableLimit, NoWorkingTime."""
    if limit is None:
        return Clock()
    due = counting.deadline(now, read_limit(limit))
    return Clock(limit=limit, running_since=now, due_at=due.at, provisional=due.provisional)


def stopped(clock: Clock, now: datetime, counting: WorkingClock) -> Clock:
    """The clock at rest; what was used stays used. A clock at rest stays as it is."""
    if clock.running_since is None:
        return clock
    if clock.limit is None:
        return replace(clock, running_since=None, late=clock.is_late(now))
    unit = read_limit(clock.limit).unit
    used = clock.used + counting.used(clock.running_since, now, unit)
    return replace(clock, used=used, running_since=None, late=clock.is_late(now))


def resumed(clock: Clock, now: datetime, counting: WorkingClock) -> Clock:
    """The clock running again for what is left. When nothing is left it is late from the start."""
    if clock.running_since is not None or clock.due_at is None:
        return clock
    if clock.limit is None:
        return replace(clock, running_since=now)
    limit = read_limit(clock.limit)
    left = limit.amount - clock.used
    if left <= 0:
        return replace(clock, running_since=now, late=True)
    due = counting.deadline(now, Limit(left, limit.unit))
    return replace(
        clock,
        running_since=now,
        due_at=due.at,
        provisional=clock.provisional or due.provisional,
    )


def begun(clock: Clock, limit: str | None, now: datetime, counting: WorkingClock) -> Clock:
    """As `started`; where there is no limit, a day that was set stays, and one that was over when
    the clock stopped is set anew. Raises UnreadableLimit, NoWorkingTime."""
    if limit is not None or clock.due_at is None:
        return started(limit, now, counting)
    if clock.running_since is not None:
        return clock
    return replace(clock, running_since=now) if clock.due_at > now else Clock()
