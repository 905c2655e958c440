"""The grouping job: takes stored reports in order of acceptance and settles their needs.

Everything one batch does is one transaction under the lease: memberships, needs, candidates,
links, events, cursor. Killed anywhere, it goes on from the cursor as if nothing had happened.
"""

import threading
from collections.abc import Sequence

from sqlalchemy import Connection, select

from services.projectbank.needs.members.plan import Plan
from services.projectbank.needs.members.store import add_members, remark_members, remove_members
from services.projectbank.needs.placing.changes import plan_changes
from services.projectbank.needs.placing.placing import Placing
from services.projectbank.needs.reports.store import (
    Pending,
    count_pending,
    mark_taken,
    pending_after,
    pending_up_to,
)
from services.projectbank.needs.settling.settle import Settle
from services.projectbank.needs.store import Cursor, load_cursor, lock_grouping, save_cursor
from services.runtime.database import Database
from services.runtime.lease import Lease
from services.runtime.leased import PASSING, LeasedLoop
from services.runtime.tables import RuntimeTables

SQLITE_BATCH = 100
"""Short transactions, because one writer serves all of a process."""
POSTGRESQL_BATCH = 500


class Overtaken(Exception):
    """The cursor moved under the plan: another job worked meanwhile."""


class GroupingJob:
    """A role: one of them works, the others wait for its lease."""

    def __init__(
        self,
        *,
        name: str,
        consumer: str,
        database: Database,
        tables: RuntimeTables,
        lease: Lease,
        placing: Placing,
        settle: Settle,
        batch: int | None = None,
    ) -> None:
        self.name = name
        self._consumer = consumer
        self._database = database
        self._parked = tables.parked
        self._lease = lease
        self._placing = placing
        self._settle = settle
        usual = SQLITE_BATCH if database.dialect == "sqlite" else POSTGRESQL_BATCH
        self._batch = batch or usual
        self._loop = LeasedLoop(
            name, lease, "reports wait to be grouped", (*PASSING, Overtaken), remembers=True
        )
        self.turn = threading.Lock()
        """Held by whoever changes needs in this process: a step, or a regrouping."""

    def run(self, stop: threading.Event) -> None:
        self._loop.run(stop, self.step, self._database.watch())

    def step(self) -> int:
        """Group one batch if this is the job at work; how many reports were taken.

        Raises DatabaseUnavailable, LeaseLost, Overtaken; nothing of the batch is stored then.
        """
        with self.turn:
            if self._lease.hold():
                return self._step()
            self._placing.forget()
            return 0

    def forget(self) -> None:
        """Load the memory anew at the next step: the store was changed beside it."""
        self._placing.forget()

    def _step(self) -> int:
        try:
            plan = self._database.read(self._plan)
            if plan is None:
                return 0
            gates = self._database.write(lambda conn: self._apply(conn, plan))
        except BaseException:
            # The memory has seen decisions that were not stored.
            self._placing.forget()
            raise
        if plan.stale:
            self._placing.forget()
        for need, gate in gates.items():
            self._placing.regate(need, gate)
        return len(plan.taken)

    def ready(self) -> str | None:
        return self._loop.trouble

    def idle(self) -> str | None:
        return self._database.read(self._left_to_do)

    def _plan(self, conn: Connection) -> Plan | None:
        at = load_cursor(conn)
        passed = pending_up_to(conn, at.seq, self._batch)
        if passed:
            changes = plan_changes(conn, at, passed)
            if changes is not None:
                return changes
            late = [one.report for one in passed]
            return self._placing.place(conn, at, late, at.seq)
        fresh = self._next_in_order(conn, at, pending_after(conn, at.seq, self._batch))
        if not fresh:
            return None
        return self._placing.place(conn, at, [one.report for one in fresh], fresh[-1].report.seq)

    def _apply(self, conn: Connection, plan: Plan) -> dict[str, str | None]:
        self._lease.fence(conn)
        if lock_grouping(conn) != plan.begun_at:
            raise Overtaken("the cursor of the grouping moved")
        remove_members(conn, plan.left)
        add_members(conn, plan.joined)
        remark_members(conn, plan.changed)
        mark_taken(conn, plan.taken)
        save_cursor(conn, plan.reached)
        return dict(self._settle(conn, plan))

    def _next_in_order(
        self, conn: Connection, at: Cursor, stored: Sequence[Pending]
    ) -> Sequence[Pending]:
        """The leading reports that follow the cursor without a gap, parked records aside."""
        if not stored:
            return ()
        parked = self._parked_between(conn, at.seq, stored[-1].report.seq)
        expected = at.seq + 1
        for count, one in enumerate(stored):
            while expected < one.report.seq and expected in parked:
                expected += 1
            if expected != one.report.seq:
                return stored[:count]
            expected += 1
        return stored

    def _parked_between(self, conn: Connection, after: int, before: int) -> set[int]:
        table = self._parked
        query = select(table.c.seq).where(
            table.c.consumer == self._consumer, table.c.seq > after, table.c.seq < before
        )
        return {row.seq for row in conn.execute(query)}

    def _left_to_do(self, conn: Connection) -> str | None:
        waiting = count_pending(conn)
        if not waiting:
            return None
        at = load_cursor(conn)
        if pending_up_to(conn, at.seq, 1):
            return f"{self.name}: {waiting} reports to group"
        if self._next_in_order(conn, at, pending_after(conn, at.seq, 1)):
            return f"{self.name}: {waiting} reports to group"
        return f"{self.name}: {waiting} reports wait for number {at.seq + 1}, which never came"
