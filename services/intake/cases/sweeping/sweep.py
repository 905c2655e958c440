"""Noting what is due soon, late or more, once, whoever looks or does not look at it.

A leased role: it finds clocks that ran out, marks each case at its next version and tells of it,
so that lists, searches and counts agree without anybody opening the case.
"""

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, tzinfo
from typing import Any

from sqlalchemy import Connection, Select, select

from services.intake.cases.case import store
from services.intake.cases.case.case import Case
from services.intake.cases.case.counts import any_untold, tell_counts
from services.intake.cases.case.record import record
from services.intake.cases.case.steps import DEADLINE_PASSED
from services.intake.cases.case.tables import cases
from services.intake.cases.supporting import store as support_store
from services.intake.cases.sweeping import due_soon, escalating, reviews_due
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.lease import Lease
from services.runtime.leased import LeasedLoop
from services.runtime.outbox import Outbox
from services.runtime.watching import Pause

PAUSE = 5.0
"""Seconds between two looks; how late the note of a lateness or of new voices may be."""
_BATCH = 200
_WHO = "clock"
_NOBODY: Mapping[str, str | None] = {}
STEP = DEADLINE_PASSED


class DeadlineSweep:
    """A role: one of them looks, the others wait for its lease."""

    def __init__(
        self,
        name: str,
        database: Database,
        outbox: Outbox,
        lease: Lease,
        clock: Clock,
        zone: tzinfo = UTC,
        above: Mapping[str, str | None] = _NOBODY,
    ) -> None:
        """`zone`: whose days the days of review are; `above`: the unit above each unit."""
        self.name = name
        self._database = database
        self._outbox = outbox
        self._lease = lease
        self._clock = clock
        self._zone = zone
        self._above = above
        self._loop = LeasedLoop(name, lease, "deadlines are not looked after")

    def run(self, stop: threading.Event) -> None:
        self._loop.run(stop, self.step, Pause(PAUSE))

    def step(self) -> int:
        """Note one batch if this is the one at work; how many cases and tasks were noted.

        Raises DatabaseUnavailable, LeaseLost.
        """
        if not self._lease.hold() or not self._database.read(self._anything):
            return 0
        return self._database.write(self._note)

    def _anything(self, conn: Connection) -> bool:
        return (
            self._any_passed(conn)
            or any_untold(conn)
            or reviews_due.any_due(conn, self._today())
            or escalating.any_due(conn, self._clock.now())
            or due_soon.any_near(conn, self._clock.now())
        )

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()

    def _any_passed(self, conn: Connection) -> bool:
        now = self._clock.now()
        late = conn.execute(self._passed().limit(1)).first() is not None
        return late or support_store.any_passed(conn, now)

    def _passed(self) -> Select[Any]:
        return select(cases).where(
            cases.c.clock_since.is_not(None),
            cases.c.late.is_(False),
            cases.c.due_at < self._clock.now(),
        )

    def _note(self, conn: Connection) -> int:
        self._lease.fence(conn)
        query = self._passed().order_by(cases.c.due_at, cases.c.id).limit(_BATCH)
        found = [store.case_of(row) for row in conn.execute(query.with_for_update())]
        for case in found:
            self._mark(conn, case)
        now = self._clock.now()
        tasks = support_store.note_passed(conn, now, _BATCH)
        reviews = reviews_due.note_due(conn, self._outbox, self._today(), now, _WHO, _BATCH)
        up = 0
        if not found:  # in a batch of its own: a case changes once in each
            up = escalating.pass_up(conn, self._outbox, self._above, now, _WHO, _BATCH)
        soon = due_soon.note(conn, self._outbox, now, _WHO, _BATCH)
        counts = tell_counts(conn, self._outbox, _BATCH)
        return len(found) + tasks + reviews + up + soon + counts

    def _mark(self, conn: Connection, case: Case) -> None:
        late = replace(case.clock, late=True)
        now = self._clock.now()
        after = replace(case, version=case.version + 1, clock=late, changed_at=now)
        record(conn, self._outbox, case, after, STEP, _WHO)

    def ready(self) -> str | None:
        return self._loop.trouble

    def idle(self) -> str | None:
        if self._database.read(self._any_passed):
            return f"{self.name}: deadlines have passed and are not noted"
        if self._database.read(lambda conn: reviews_due.any_due(conn, self._today())):
            return f"{self.name}: days of review have come and are not noted"
        if self._database.read(lambda conn: escalating.any_due(conn, self._clock.now())):
            return f"{self.name}: cases are late for a day and are not passed up"
        if self._database.read(lambda conn: due_soon.any_near(conn, self._clock.now())):
            return f"{self.name}: cases are due soon and that is not noted"
        untold = self._database.read(any_untold)
        return f"{self.name}: new voices are not told of" if untold else None
