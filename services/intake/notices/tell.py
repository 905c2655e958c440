"""Telling everybody on a case of a step, each exactly once.

A leased role. A step waits until it can no longer be undone, then everybody who can be reached and
wants to hear of it gets one row, which waits to be sent. A batch is one transaction: killed in the
middle, the next run goes on with those who have none yet. `deliver` sends them.
"""

import threading
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, exists, func, insert, or_, select

from services.intake.cases.case.tables import case_steps
from services.intake.notices.channels.port import BOTH, Kind
from services.intake.notices.tables import ANSWERS, STEPS, done, notices
from services.intake.reports.tables import contacts, reports
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.lease import Lease
from services.runtime.leased import LeasedLoop
from services.runtime.watching import Pause

UNDO_TIME: Final = timedelta(seconds=30)
OLDEST: Final = timedelta(days=3)
"""News that is older is none any more, such as after a long standstill."""
BATCH: Final = 500
PAUSE: Final = 10.0


class Notify:
    """A role: one of them tells, the others wait for its lease."""

    def __init__(
        self,
        name: str,
        database: Database,
        lease: Lease,
        clock: Clock,
        reaches: frozenset[Kind] = BOTH,
    ) -> None:
        self.name = name
        self._reaches = reaches
        self._database = database
        self._lease = lease
        self._clock = clock
        self._loop = LeasedLoop(name, lease, "nobody is told of steps")

    def run(self, stop: threading.Event) -> None:
        self._loop.run(stop, self.step, Pause(PAUSE))

    def step(self) -> bool:
        """Tell one batch if this is the one at work; whether there was one.

        Raises DatabaseUnavailable, LeaseLost.
        """
        if not self._lease.hold() or self._database.read(self._waiting) is None:
            return False
        return self._database.write(self._tell)

    def _waiting(self, conn: Connection) -> Row[Any, Any, Any] | None:
        now = self._clock.now()
        finished = exists().where(
            done.c.case_id == case_steps.c.case_id, done.c.version == case_steps.c.version
        )
        query = (
            select(case_steps.c.case_id, case_steps.c.version, case_steps.c.step)
            .where(
                case_steps.c.at.between(now - OLDEST, now - UNDO_TIME),
                case_steps.c.step.in_(STEPS),
                ~finished,
            )
            .order_by(case_steps.c.at, case_steps.c.case_id)
            .limit(1)
        )
        return conn.execute(query).first()

    def _tell(self, conn: Connection) -> bool:
        self._lease.fence(conn)
        step = self._waiting(conn)
        if step is None:
            return False
        people = _untold(conn, step, self._reaches)
        if people:
            now = self._clock.now()
            key = {"case_id": step.case_id, "version": step.version, "at": now}
            key |= {"delivery": "waiting", "next_at": now}
            rows = [{**key, "person": row.person, "report_id": row.report} for row in people]
            conn.execute(insert(notices), rows)
        if len(people) < BATCH:
            conn.execute(insert(done).values(case_id=step.case_id, version=step.version))
        return True

    def ready(self) -> str | None:
        return self._loop.trouble

    def idle(self) -> str | None:
        waits = self._database.read(self._waiting)
        return f"{self.name}: people are not told of a step yet" if waits else None


def _untold(
    conn: Connection, step: Row[Any, Any, Any], reaches: frozenset[Kind]
) -> list[Row[Any, Any]]:
    """The next people of a case who can be reached, want to hear of this step, and have no notice
    of it."""
    person = func.coalesce(reports.c.pseudonym, reports.c.id)
    told = select(notices.c.person).where(
        notices.c.case_id == step.case_id, notices.c.version == step.version
    )
    query = (
        select(person.label("person"), func.min(reports.c.id).label("report"))
        .join(contacts, contacts.c.report_id == reports.c.id)
        .where(
            reports.c.case_id == step.case_id,
            reports.c.erased.is_(False),
            or_(*(contacts.c[kind].is_not(None) for kind in sorted(reaches))),
            _wanted(step.step),
            person.not_in(told),
        )
        .group_by(person)
        .order_by(person)
        .limit(BATCH)
    )
    return list(conn.execute(query))


def _wanted(step: str) -> ColumnElement[bool]:
    """Who said nothing is told of every step, as the form promises."""
    wish = func.coalesce(contacts.c.notify, "stages")
    return wish.in_(("stages", "answer") if step in ANSWERS else ("stages",))
