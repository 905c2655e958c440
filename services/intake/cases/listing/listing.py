"""Lists of cases: what is wanted, found in one statement, the most pressing first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from services.intake.cases.case.case import Case
from services.intake.cases.case.store import case_of
from services.intake.cases.case.tables import cases
from services.intake.cases.case.within import lying_in
from services.intake.cases.questions.waiting import asks


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """The sort key of the last case already seen."""

    severity: int
    due_at: datetime | None
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedCases:
    """Which cases; None asks for nothing."""

    states: tuple[str, ...] | None = None
    category: str | None = None
    group: str | None = None
    areas: tuple[str, ...] | None = None
    """The codes of an area and of all that lie in it."""
    unplaced: bool = False
    """With `areas`: also what has no area."""
    units: tuple[str, ...] | None = None
    """Responsible, or asked to look because it is late for long."""
    assignee: str | None = None
    assignees: tuple[str, ...] | None = None
    unassigned: bool | None = None
    """Nobody's (True), or somebody's (False)."""
    late: bool | None = None
    asking: bool | None = None
    """Whether a correction of one of its reports waits for a decision."""
    due_before: datetime | None = None
    review_before: date | None = None
    """What waits and is looked at again before this local day."""
    after: Position | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class CasePage:
    cases: Sequence[Case]
    after: Position | None
    """Where the next page begins; none when this is the last one."""


def find(conn: Connection, wanted: WantedCases, now: datetime) -> CasePage:
    """Dangerous ones first, then by the next deadline, those without one last. One statement."""
    dated = cases.c.due_at.is_(None)
    rows = conn.execute(
        select(cases)
        .where(*conditions(wanted, now))
        .order_by(cases.c.severity.desc(), dated, cases.c.due_at, cases.c.id)
        .limit(wanted.limit + 1)
    ).all()
    found = [case_of(row) for row in rows[: wanted.limit]]
    if len(rows) <= wanted.limit:
        return CasePage(found, None)
    last = found[-1]
    return CasePage(found, Position(severity=last.severity, due_at=last.clock.due_at, id=last.id))


def count_by_state(conn: Connection, wanted: WantedCases, now: datetime) -> dict[str, int]:
    """How many cases are wanted, by state; one that was undone was never declined."""
    undone = and_(cases.c.state == "void", cases.c.outcome.is_(None))
    rows = conn.execute(
        select(cases.c.state, func.count().label("number"))
        .where(*conditions(wanted, now), ~undone)
        .group_by(cases.c.state)
    )
    return {row.state: row.number for row in rows}


def conditions(wanted: WantedCases, now: datetime) -> list[ColumnElement[bool]]:
    """What a row of `cases` must fulfil."""
    same = (
        (cases.c.category, wanted.category),
        (cases.c.category_group, wanted.group),
        (cases.c.assignee, wanted.assignee),
    )
    among = (
        (cases.c.state, wanted.states),
        (cases.c.assignee, wanted.assignees),
    )
    found = [column == value for column, value in same if value is not None]
    found += [column.in_(values) for column, values in among if values is not None]
    if wanted.areas is not None:
        found.append(lying_in(wanted.areas, unplaced=wanted.unplaced))
    if wanted.units is not None:
        found.append(or_(cases.c.unit.in_(wanted.units), cases.c.escalated.in_(wanted.units)))
    for whether, true in (
        (wanted.late, _late(now)),
        (wanted.unassigned, cases.c.assignee.is_(None)),
        (wanted.asking, asks()),
    ):
        if whether is not None:
            found.append(true if whether else ~true)
    if wanted.due_before is not None:
        running = cases.c.clock_since.is_not(None)
        found.append(and_(running, cases.c.due_at <= wanted.due_before))
    if wanted.review_before is not None:
        found.append(cases.c.review_on < wanted.review_before)
    if wanted.after is not None:
        found.append(_beyond(wanted.after))
    return found


def _late(now: datetime) -> ColumnElement[bool]:
    """Noted as late, or late by now: a clock that runs and a deadline that has passed."""
    passed = and_(
        cases.c.clock_since.is_not(None), cases.c.due_at.is_not(None), cases.c.due_at < now
    )
    return or_(cases.c.late, passed)


def _beyond(last: Position) -> ColumnElement[bool]:
    """Rows after this one in the order of `find`; those without a deadline come last."""
    same = cases.c.severity == last.severity
    if last.due_at is None:
        later = and_(same, cases.c.due_at.is_(None), cases.c.id > last.id)
    else:
        later = and_(
            same,
            or_(
                cases.c.due_at > last.due_at,
                cases.c.due_at.is_(None),
                and_(cases.c.due_at == last.due_at, cases.c.id > last.id),
            ),
        )
    return or_(cases.c.severity < last.severity, later)
