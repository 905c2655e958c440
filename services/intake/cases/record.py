"""A case's next version, its line in the history and the event of it: always together."""

from typing import Any

from sqlalchemy import Connection

from services.contracts.case_events import CaseOutcome
from services.contracts.catalogue import CASE_CHANGED
from services.intake.cases import store
from services.intake.cases.case import Case
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
