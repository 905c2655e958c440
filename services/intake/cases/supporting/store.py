"""Storing supporting units' tasks. Every function takes the caller's transaction.

Whoever writes has the case's row locked first, so that asking, answering and the steps of the
case come one after the other.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from services.intake.cases.case.tables import cases
from services.intake.cases.case.within import lying_in
from services.intake.cases.clock.rows import clock_columns, clock_of
from services.intake.cases.supporting.support import Support
from services.intake.cases.supporting.tables import case_supports


def add(conn: Connection, support: Support) -> None:
    conn.execute(insert(case_supports).values(**_row(support)))


def change(conn: Connection, support: Support) -> None:
    conn.execute(
        update(case_supports)
        .where(case_supports.c.case_id == support.case, case_supports.c.number == support.number)
        .values(**_row(support))
    )


def of_case(conn: Connection, case_id: str) -> Sequence[Support]:
    """Every task of the case, in the order in which they were asked."""
    query = select(case_supports).where(case_supports.c.case_id == case_id)
    return [_support(row) for row in conn.execute(query.order_by(case_supports.c.number))]


def pending_of(
    conn: Connection,
    units: Sequence[str] | None,
    limit: int,
    areas: Sequence[str] | None = None,
) -> Sequence[Support]:
    """What waits for an answer of these units (None: of any) about cases in these areas or of none
    (None: anywhere), the next deadline first."""
    query = select(case_supports).where(case_supports.c.state == "asked")
    if units is not None:
        query = query.where(case_supports.c.unit.in_(units))
    if areas is not None:
        query = query.join(cases, cases.c.id == case_supports.c.case_id)
        query = query.where(lying_in(areas, unplaced=True))
    rows = conn.execute(
        query.order_by(
            case_supports.c.due_at, case_supports.c.case_id, case_supports.c.number
        ).limit(limit)
    )
    return [_support(row) for row in rows]


def any_passed(conn: Connection, now: datetime) -> bool:
    """Whether a task is late that nobody has noted as late."""
    return conn.execute(_passed(now).limit(1)).first() is not None


def note_passed(conn: Connection, now: datetime, most: int) -> int:
    """Note as late what became late, at most so many; how many there were."""
    rows = conn.execute(_passed(now).limit(most).with_for_update()).all()
    for row in rows:
        conn.execute(
            update(case_supports)
            .where(case_supports.c.case_id == row.case_id, case_supports.c.number == row.number)
            .values(late=True)
        )
    return len(rows)


def _passed(now: datetime) -> Any:
    return (
        select(case_supports.c.case_id, case_supports.c.number)
        .where(
            case_supports.c.state == "asked",
            case_supports.c.late.is_(False),
            case_supports.c.due_at < now,
        )
        .order_by(case_supports.c.due_at, case_supports.c.case_id)
    )


def _row(support: Support) -> dict[str, Any]:
    return {
        "case_id": support.case,
        "number": support.number,
        "unit": support.unit,
        "task": support.task,
        "state": support.state,
        **clock_columns(support.clock),
        "asked_by": support.asked_by,
        "asked_at": support.asked_at,
        "ended_by": support.ended_by,
        "ended_at": support.ended_at,
        "said": support.said,
    }


def _support(row: Row[Any]) -> Support:
    return Support(
        case=row.case_id,
        number=row.number,
        unit=row.unit,
        task=row.task,
        state=row.state,
        clock=clock_of(row),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        ended_by=row.ended_by,
        ended_at=row.ended_at,
        said=row.said,
    )
