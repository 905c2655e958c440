"""A clock in the columns of whatever has one: a case, a supporting unit's task."""

from fractions import Fraction
from typing import Any

from sqlalchemy import Row

from services.intake.cases.clock.clock import Clock


def clock_columns(clock: Clock) -> dict[str, Any]:
    return {
        "clock_limit": clock.limit,
        "clock_used": str(clock.used),
        "clock_since": clock.running_since,
        "due_at": clock.due_at,
        "provisional": clock.provisional,
        "late": clock.late,
    }


def clock_of(row: Row[Any]) -> Clock:
    return Clock(
        limit=row.clock_limit,
        used=Fraction(row.clock_used),
        running_since=row.clock_since,
        due_at=row.due_at,
        provisional=row.provisional,
        late=row.late,
    )
