"""Cases that wait for something and whose stated day of review has come, each noted once.

A case that was shelved (挂账) or suspended names the day on which it is looked at again. When the
day comes a line of its history says so, and an event tells of the new version; shelved again with
another day it is noted again.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, func, select

from services.intake.cases.case import store
from services.intake.cases.case.record import record
from services.intake.cases.case.steps import REVIEW_DUE
from services.intake.cases.case.tables import case_steps, cases
from services.runtime.outbox import Outbox

STEP = REVIEW_DUE
_WAITING = ("shelved", "suspended")
_NAMES_A_DAY = ("shelve", "suspend")


def any_due(conn: Connection, today: date) -> bool:
    """Whether a day of review has come that nobody has noted."""
    return conn.execute(_due(today).limit(1)).first() is not None


def note_due(
    conn: Connection, outbox: Outbox, today: date, now: datetime, who: str, most: int
) -> int:
    """Note at most so many, the oldest day first; how many there were."""
    query = _due(today).order_by(cases.c.review_on, cases.c.id).limit(most)
    found = [store.case_of(row) for row in conn.execute(query.with_for_update())]
    for case in found:
        after = replace(case, version=case.version + 1, changed_at=now)
        record(conn, outbox, case, after, STEP, who)
    return len(found)


def _due(today: date) -> Select[Any]:
    named, noted = case_steps.alias("named"), case_steps.alias("noted")
    last = (
        select(func.max(named.c.version))
        .where(named.c.case_id == cases.c.id, named.c.step.in_(_NAMES_A_DAY))
        .correlate(cases)
        .scalar_subquery()
    )
    told = exists().where(
        noted.c.case_id == cases.c.id, noted.c.step == STEP, noted.c.version > last
    )
    return select(cases).where(
        cases.c.state.in_(_WAITING), cases.c.review_on <= today, ~told.correlate(cases)
    )
