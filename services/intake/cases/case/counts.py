"""How many reports and people a case has, and telling the others when neighbours joined it.

A voice is counted at once and without a version of its own, so that a thousand neighbours keep no
officer from taking a step. The sweep tells of what was counted: one event per case and batch. That
is no step, has no line in the history, and is no conflict for whoever read the case before.
"""

from dataclasses import replace

from sqlalchemy import Connection, select, update

from services.contracts.catalogue import CASE_CHANGED
from services.intake.cases.case import membership
from services.intake.cases.case.store import case_of
from services.intake.cases.case.tables import cases
from services.runtime.outbox import Outbox


def recount(conn: Connection, case_id: str) -> None:
    """Write how many reports and people the locked case has, at the version it has.

    The sweep tells of it.
    """
    count, people = membership.count(conn, case_id)
    counted = {"reports": count, "people": people, "untold": True}
    conn.execute(update(cases).where(cases.c.id == case_id).values(**counted))


def any_untold(conn: Connection) -> bool:
    """Whether counts changed that no event tells of."""
    return (
        conn.execute(select(cases.c.id).where(cases.c.untold.is_(True)).limit(1)).first()
        is not None
    )


def tell_counts(conn: Connection, outbox: Outbox, most: int) -> int:
    """Tell of at most so many cases, each at its next version; how many there were."""
    rows = conn.execute(
        select(cases)
        .where(cases.c.untold.is_(True))
        .order_by(cases.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        case = replace(case_of(row), version=row.version + 1)
        mine = update(cases).where(cases.c.id == case.id)
        conn.execute(mine.values(version=case.version, untold=False))
        outbox.put(conn, type=CASE_CHANGED, subject=case.id, data=case.tell())
    return len(rows)
