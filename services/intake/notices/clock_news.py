"""Who of the staff is told of a deadline: the own cases whose clocks have something to say.

Accounts of the staff keep no address, so they are told where they work: on every page of the desk,
from the moment the clock's note stands in the case's history until the clock stops. Whoever has
the case is told, and who stands in; what is nobody's, the officers of its unit.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Column, ColumnElement, Connection, and_, or_, select

from services.intake.cases.case.case import Case
from services.intake.cases.case.store import case_of
from services.intake.cases.case.tables import case_steps, cases
from services.intake.cases.listing.listing import WantedCases, conditions
from services.intake.cases.sweeping import due_soon, escalating, sweep
from services.runtime.identity.access import Scope

NEWS: Final = (due_soon.STEP, sweep.STEP, escalating.STEP)
MOST: Final = 200
"""Notes that are read at once, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One of the staff, as far as it says whose cases are the own ones."""

    names: tuple[str, ...]
    """The own name, and those for whom this reader stands in today."""
    scope: Scope
    staffed: Collection[str] = ()
    """Units that officers of their own work for: nobody else is told of what lies there."""


@dataclass(frozen=True, slots=True)
class ClockNews:
    """What a clock said last of a case, and when."""

    case: Case
    step: str
    at: datetime


def of_reader(
    conn: Connection, reader: Reader, wanted: WantedCases, now: datetime
) -> Sequence[ClockNews]:
    """By case, of wanted ones, the next deadline first. One statement."""
    query = (
        select(cases, case_steps.c.step.label("noted"), case_steps.c.at.label("noted_at"))
        .join(case_steps, case_steps.c.case_id == cases.c.id)
        .where(
            *conditions(wanted, now),
            cases.c.clock_since.is_not(None),
            case_steps.c.step.in_(NEWS),
            case_steps.c.at >= cases.c.clock_since,
            _concerns(reader),
        )
        .order_by(case_steps.c.at.desc(), case_steps.c.version.desc())
        .limit(MOST)
    )
    newest: dict[str, ClockNews] = {}
    for row in conn.execute(query):
        newest.setdefault(row.id, ClockNews(case_of(row), row.noted, row.noted_at))
    return sorted(newest.values(), key=lambda news: (news.case.clock.due_at or now, news.case.id))


def _concerns(reader: Reader) -> ColumnElement[bool]:
    """The case is the reader's, or nobody's and of the reader's unit, or was passed up to it."""
    nobodys = and_(cases.c.assignee.is_(None), _for(reader, cases.c.unit))
    named = cases.c.escalated.is_not(None)
    passed_up = and_(case_steps.c.step == escalating.STEP, named, _for(reader, cases.c.escalated))
    return or_(cases.c.assignee.in_(reader.names), nobodys, passed_up)


def _for(reader: Reader, unit: Column[str | None]) -> ColumnElement[bool]:
    """Who works for every unit looks after none and those that nobody else works for."""
    if reader.scope.units:
        return unit.in_(reader.scope.units)
    return or_(unit.is_(None), unit.not_in(sorted(reader.staffed)))
