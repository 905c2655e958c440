"""Giving stored reports their place in the order of acceptance, without gaps.

Only PostgreSQL needs it (see `tables`). State and event still live and die together: a report
without `seq` is complete in its own row, and the transaction that numbers it puts the event of
its present version into the outbox. A crash in between leaves it to the next step; an event can
be neither lost nor sent without `seq`. Earlier versions that nobody was told of are not told:
an event carries the whole state.
"""

import threading
from dataclasses import replace

from sqlalchemy import Connection

from services.contracts.catalogue import REPORT_CHANGED, REPORT_RECEIVED
from services.intake.reports import store
from services.intake.reports.report import Report
from services.runtime.database import Database
from services.runtime.lease import Lease
from services.runtime.leased import LeasedLoop
from services.runtime.outbox import Outbox

BATCH = 500


class NumberInOrder:
    """A role: one of them numbers, the others wait for its lease."""

    def __init__(self, name: str, database: Database, outbox: Outbox, lease: Lease) -> None:
        self.name = name
        self._database = database
        self._outbox = outbox
        self._lease = lease
        self._loop = LeasedLoop(name, lease, "reports wait for their place in the order")

    def run(self, stop: threading.Event) -> None:
        self._loop.run(stop, self.step, self._database.watch())

    def step(self) -> int:
        """Number and announce one batch if this is the one at work; how many those were.

        Raises DatabaseUnavailable, LeaseLost.
        """
        if not self._lease.hold() or not self._database.glance(store.any_unnumbered):
            return 0
        return self._database.write(self._number)

    def _number(self, conn: Connection) -> int:
        self._lease.fence(conn)
        waiting = store.unnumbered(conn, BATCH)
        first = store.last_seq(conn) + 1
        numbered = [replace(report, seq=place) for place, report in enumerate(waiting, start=first)]
        if numbered:
            store.number(conn, numbered)
            self._announce(conn, numbered)
        return len(numbered)

    def _announce(self, conn: Connection, numbered: list[Report]) -> None:
        received = [report for report in numbered if report.version == 1]
        changed = [report for report in numbered if report.version > 1]
        for event_type, told in ((REPORT_RECEIVED, received), (REPORT_CHANGED, changed)):
            self._outbox.put_all(conn, event_type, [(report.id, report.state()) for report in told])

    def ready(self) -> str | None:
        return self._loop.trouble

    def idle(self) -> str | None:
        waiting = self._database.read(store.count_unnumbered)
        return f"{self.name}: {waiting} reports without their place" if waiting else None
