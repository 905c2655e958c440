"""Storing cases and their history. Every function takes the caller's transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from services.contracts.case_events import CaseOutcome, CaseStatus
from services.intake.cases.case.case import Case
from services.intake.cases.case.refusals import NoSuchCase
from services.intake.cases.case.steps import NOTED
from services.intake.cases.case.tables import case_steps, cases
from services.intake.cases.clock.rows import clock_columns, clock_of

# The database decides whether a number is taken: whoever asks first sees nothing of a case that
# another process is about to store.
_INSERTS: dict[str, ReturningInsert[Any]] = {
    "sqlite": sqlite.insert(cases).on_conflict_do_nothing().returning(cases.c.id),
    "postgresql": postgresql.insert(cases).on_conflict_do_nothing().returning(cases.c.id),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One step of a case's history."""

    version: int
    at: datetime
    who: str
    step: str
    state_before: CaseStatus | None
    state_after: CaseStatus
    reason: str | None
    note: str | None
    outcome: CaseOutcome | None
    unit: str | None
    rule: str | None
    details: dict[str, Any]


def add(conn: Connection, case: Case, taken: Taken) -> bool:
    """Store a first version; False, and nothing stored, when its number is taken."""
    stored = conn.execute(_INSERTS[conn.dialect.name], row_of(case))
    if stored.one_or_none() is None:
        return False
    _remember(conn, case.id, taken)
    return True


def replace(conn: Connection, case: Case, taken: Taken) -> bool:
    """Store the next version over the one before; False when that is not the stored one."""
    changed = conn.execute(
        update(cases)
        .where(cases.c.id == case.id, cases.c.version == case.version - 1)
        .values(**row_of(case), untold=False)
    )
    if changed.rowcount != 1:
        return False
    _remember(conn, case.id, taken)
    return True


def note_soon(conn: Connection, case: Case) -> None:
    """The deadline of this case is one of which it was noted that it is near."""
    mine = update(cases).where(cases.c.id == case.id)
    conn.execute(mine.values(soon_noted=case.clock.due_at))


def by_id(conn: Connection, case_id: str, *, lock: bool = False) -> Case | None:
    query = select(cases).where(cases.c.id == case_id)
    row = conn.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else case_of(row)


def by_ids(conn: Connection, case_ids: Collection[str]) -> dict[str, Case]:
    """Those that exist, in one statement."""
    rows = conn.execute(select(cases).where(cases.c.id.in_(sorted(case_ids))))
    return {row.id: case_of(row) for row in rows}


def locked(conn: Connection, case_id: str) -> Case:
    """The case, locked until the transaction ends. Raises NoSuchCase."""
    case = by_id(conn, case_id, lock=True)
    if case is None:
        raise NoSuchCase(case_id)
    return case


def history(conn: Connection, case_id: str) -> Sequence[Taken]:
    """Every step, oldest first."""
    rows = conn.execute(
        select(case_steps).where(case_steps.c.case_id == case_id).order_by(case_steps.c.version)
    )
    return [_taken(row) for row in rows]


def last_step(conn: Connection, case_id: str) -> Taken | None:
    """The last one that somebody took."""
    rows = conn.execute(
        select(case_steps)
        .where(case_steps.c.case_id == case_id, case_steps.c.step.not_in(NOTED))
        .order_by(case_steps.c.version.desc())
        .limit(1)
    )
    return next((_taken(row) for row in rows), None)


def stepped_since(conn: Connection, case: Case, version: int) -> bool:
    """Whether somebody took a step of the case after this version of it.

    Versions that only tell of new counts, or that the clock noted, are no steps.
    """
    if version == case.version:
        return False
    later = select(case_steps.c.version).where(
        case_steps.c.case_id == case.id,
        case_steps.c.version > version,
        case_steps.c.step.not_in(NOTED),
    )
    return not 1 <= version < case.version or conn.execute(later.limit(1)).first() is not None


def row_of(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "version": case.version,
        "title": case.title,
        "state": case.state,
        "before": case.before,
        "outcome": case.outcome,
        "note": case.note,
        "category": case.category,
        "category_group": case.group,
        "severity": case.severity,
        "area": case.area,
        "area_path": list(case.area_path),
        "lat": case.lat,
        "long": case.long,
        "unit": case.unit,
        "rule": case.rule,
        "condition": case.condition,
        "assignee": case.assignee,
        **clock_columns(case.clock),
        "review_on": case.review_on,
        "last_forward": case.last_forward,
        "handler": case.handler,
        "barred": list(case.barred),
        "exempted": case.exempted,
        "escalated": case.escalated,
        "reports": case.reports,
        "people": case.people,
        "returns": case.returns,
        "reopened": case.reopened,
        "opened_at": case.opened_at,
        "changed_at": case.changed_at,
        "closed_at": case.closed_at,
    }


def case_of(row: Row[Any]) -> Case:
    return Case(
        id=row.id,
        version=row.version,
        title=row.title,
        state=row.state,
        before=row.before,
        outcome=row.outcome,
        note=row.note,
        category=row.category,
        group=row.category_group,
        severity=row.severity,
        area=row.area,
        area_path=tuple(row.area_path),
        lat=row.lat,
        long=row.long,
        unit=row.unit,
        rule=row.rule,
        condition=row.condition,
        assignee=row.assignee,
        clock=clock_of(row),
        review_on=row.review_on,
        last_forward=row.last_forward,
        handler=row.handler,
        barred=tuple(row.barred),
        exempted=row.exempted,
        escalated=row.escalated,
        reports=row.reports,
        people=row.people,
        returns=row.returns,
        reopened=row.reopened,
        opened_at=row.opened_at,
        changed_at=row.changed_at,
        closed_at=row.closed_at,
    )


def _remember(conn: Connection, case_id: str, taken: Taken) -> None:
    conn.execute(
        insert(case_steps).values(
            case_id=case_id,
            version=taken.version,
            at=taken.at,
            who=taken.who,
            step=taken.step,
            state_before=taken.state_before,
            state_after=taken.state_after,
            reason=taken.reason,
            note=taken.note,
            outcome=taken.outcome,
            unit=taken.unit,
            rule=taken.rule,
            details=taken.details,
        )
    )


def _taken(row: Row[Any]) -> Taken:
    return Taken(
        version=row.version,
        at=row.at,
        who=row.who,
        step=row.step,
        state_before=row.state_before,
        state_after=row.state_after,
        reason=row.reason,
        note=row.note,
        outcome=row.outcome,
        unit=row.unit,
        rule=row.rule,
        details=row.details,
    )
