"""A case's next version, its line in the history and the event of it: always together.

And what is said when somebody else was first: who, with which step, and how long ago.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from services.contracts.case_events import CaseOutcome
from services.contracts.catalogue import CASE_CHANGED
from services.intake.cases.case import store
from services.intake.cases.case.case import Case
from services.intake.cases.case.refusals import CaseMoved
from services.runtime.outbox import Outbox


def record(
    conn: Connection,
    outbox: Outbox,
    before: Case,
    after: Case,
    step: str,
    who: str,
    *,
    reason: str | None = None,
    note: str | None = None,
    outcome: CaseOutcome | None = None,
    **details: Any,
) -> bool:
    """Store what a step made of a case, and tell of it, in the caller's transaction.

    False, and nothing stored, when somebody else was first. The history keeps the unit and the
    rule from before the step.
    """
    taken = store.Taken(
        version=after.version,
        at=after.changed_at,
        who=who,
        step=step,
        state_before=before.state,
        state_after=after.state,
        reason=reason,
        note=note,
        outcome=outcome,
        unit=before.unit,
        rule=before.rule,
        details=details,
    )
    if not store.replace(conn, after, taken):
        return False
    outbox.put(conn, type=CASE_CHANGED, subject=after.id, data=after.tell())
    return True


def moved_by(conn: Connection, case: Case, now: datetime) -> CaseMoved:
    """The refusal that names the last step of the case."""
    last = store.last_step(conn, case.id)
    if last is None:
        return CaseMoved(case.version, "", "")
    return CaseMoved(case.version, last.who, last.step, now - last.at)
