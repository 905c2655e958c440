"""Cases whose deadline is near, each noted once per deadline, so that somebody is told in time.

A deadline that moves is another one and is noted again. A clock that was started a moment ago is
left alone until its start can no longer be undone.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, or_, select

from services.intake.cases.case import store
from services.intake.cases.case.record import record
from services.intake.cases.case.steps import DUE_SOON
from services.intake.cases.case.tables import cases
from services.intake.cases.clock.clock import SOON
from services.intake.cases.inbox.handle_bundle import UNDO
from services.runtime.outbox import Outbox

STEP: Final = DUE_SOON


def any_near(conn: Connection, now: datetime) -> bool:
    """Whether a deadline is near that nobody has noted."""
    return conn.execute(_near(now).limit(1)).first() is not None


def note(conn: Connection, outbox: Outbox, now: datetime, who: str, most: int) -> int:
    """Note at most so many, the next deadline first; how many there were."""
    query = _near(now).order_by(cases.c.due_at, cases.c.id).limit(most)
    found = [store.case_of(row) for row in conn.execute(query.with_for_update())]
    for case in found:
        due = case.clock.due_at
        store.note_soon(conn, case)
        after = replace(case, version=case.version + 1, changed_at=now)
        record(conn, outbox, case, after, STEP, who, due_at=due.isoformat() if due else None)
    return len(found)


def _near(now: datetime) -> Select[Any]:
    return select(cases).where(
        cases.c.clock_since < now - UNDO,
        cases.c.late.is_(False),
        cases.c.due_at.between(now, now + SOON),
        or_(cases.c.soon_noted.is_(None), cases.c.soon_noted != cases.c.due_at),
    )
