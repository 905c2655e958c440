"""Late cases that are passed up: a day after its deadline the unit above is asked to look.

Noted once per clock as a line of the history, at the case's next version. Where the profile names
no unit above, the line alone is there. The responsible unit stays responsible.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, exists, select

from services.intake.cases.case import store
from services.intake.cases.case.record import record
from services.intake.cases.case.steps import ESCALATE
from services.intake.cases.case.tables import case_steps, cases
from services.runtime.outbox import Outbox

STEP: Final = ESCALATE
PATIENCE: Final = timedelta(days=1)
"""Real time after the deadline."""


def any_due(conn: Connection, now: datetime) -> bool:
    """Whether a case is late for so long and nobody has passed it up."""
    return conn.execute(_due(now).limit(1)).first() is not None


def pass_up(
    conn: Connection,
    outbox: Outbox,
    above: Mapping[str, str | None],
    now: datetime,
    who: str,
    most: int,
) -> int:
    """Pass up at most so many, the latest first; how many there were. `above`: by unit."""
    query = _due(now).order_by(cases.c.due_at, cases.c.id).limit(most)
    found = [store.case_of(row) for row in conn.execute(query.with_for_update())]
    for case in found:
        unit = above.get(case.unit or "")
        after = replace(case, version=case.version + 1, escalated=unit, changed_at=now)
        record(conn, outbox, case, after, STEP, who, escalated_to=unit)
    return len(found)


def _due(now: datetime) -> Select[Any]:
    noted = exists().where(
        case_steps.c.case_id == cases.c.id,
        case_steps.c.step == STEP,
        case_steps.c.at >= cases.c.clock_since,
    )
    return select(cases).where(
        cases.c.clock_since.is_not(None),
        cases.c.late.is_(True),
        cases.c.due_at < now - PATIENCE,
        ~noted.correlate(cases),
    )
