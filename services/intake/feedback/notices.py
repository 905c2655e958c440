"""Telling everybody on a case of a step, each exactly once: the embedded mailbox.

A leased role. A step waits until it can no longer be undone, then everybody who gave an e-mail
address or a telephone number gets one row. A batch is one transaction: killed in the middle,
the next run goes on with those who have none yet.
"""

import threading
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    Row,
    String,
    Table,
    exists,
    func,
    insert,
    or_,
    select,
)

from services.intake.cases.listing import WantedCases, conditions
from services.intake.cases.tables import case_steps, cases
from services.intake.reports.tables import contacts, reports
from services.intake.tables import metadata
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.lease import Lease
from services.runtime.leased import LeasedLoop
from services.runtime.tables import UtcDateTime
from services.runtime.watching import Pause

UNDO_TIME: Final = timedelta(seconds=30)
OLDEST: Final = timedelta(days=3)
"""News that is older is none any more, such as after a long standstill."""
BATCH: Final = 500
PAUSE: Final = 10.0
TOLD: Final = ("decline", "answer", "dispatch", "close", "suspend", "shelve", "reopen")

notices = Table(
    "notices",
    metadata,
    Column("case_id", String(40), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("report_id", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("notices_newest", "at"),
)
"""One per case, step and person; the text is the step's, the address the contact store's."""
done = Table(
    "notices_done",
    metadata,
    Column("case_id", String(40), primary_key=True),
    Column("version", Integer, primary_key=True),
)


class Notify:
    """A role: one of them tells, the others wait for its lease."""

    def __init__(self, name: str, database: Database, lease: Lease, clock: Clock) -> None:
        self.name = name
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

    def _waiting(self, conn: Connection) -> Row[Any, Any] | None:
        now = self._clock.now()
        finished = exists().where(
            done.c.case_id == case_steps.c.case_id, done.c.version == case_steps.c.version
        )
        query = (
            select(case_steps.c.case_id, case_steps.c.version)
            .where(
                case_steps.c.at.between(now - OLDEST, now - UNDO_TIME),
                case_steps.c.step.in_(TOLD),
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
        people = _untold(conn, step.case_id, step.version)
        if people:
            now = self._clock.now()
            key = {"case_id": step.case_id, "version": step.version, "at": now}
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


def _untold(conn: Connection, case_id: str, version: int) -> list[Row[Any, Any]]:
    """The next people of a case who can be reached and have no notice of this step."""
    person = func.coalesce(reports.c.pseudonym, reports.c.id)
    told = select(notices.c.person).where(
        notices.c.case_id == case_id, notices.c.version == version
    )
    query = (
        select(person.label("person"), func.min(reports.c.id).label("report"))
        .join(contacts, contacts.c.report_id == reports.c.id)
        .where(
            reports.c.case_id == case_id,
            reports.c.erased.is_(False),
            or_(contacts.c.email.is_not(None), contacts.c.phone.is_not(None)),
            person.not_in(told),
        )
        .group_by(person)
        .order_by(person)
        .limit(BATCH)
    )
    return list(conn.execute(query))


def newest(
    conn: Connection, limit: int, wanted: WantedCases, now: datetime
) -> list[Row[Any, Any, Any, Any, Any]]:
    """The newest notices of wanted cases: case_id, report_id, at, the step and its note."""
    query = (
        select(
            notices.c.case_id,
            notices.c.report_id,
            notices.c.at,
            case_steps.c.step,
            case_steps.c.note,
        )
        .join(
            case_steps,
            (case_steps.c.case_id == notices.c.case_id)
            & (case_steps.c.version == notices.c.version),
        )
        .join(cases, cases.c.id == notices.c.case_id)
        .where(*conditions(wanted, now))
        .order_by(notices.c.at.desc(), notices.c.case_id, notices.c.person)
        .limit(limit)
    )
    return list(conn.execute(query))
