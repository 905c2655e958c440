"""Forgetting in time what later records have replaced in the embedded log.

A broker compacts by itself. The log in a file is compacted once a day, and sooner after much was
written at once, by whoever holds the lease.
"""

import logging
import threading
from datetime import datetime, timedelta

from services.runtime.bus.port import Closed
from services.runtime.bus.sqlite_log import SqliteLog
from services.runtime.clock import Clock
from services.runtime.lease import Lease, LeaseLost
from services.runtime.unavailable import Unavailable

logger = logging.getLogger(__name__)
_LOOK_EVERY = 60.0
"""Seconds; the first look comes after as many, so that a short command compacts nothing."""
_DAY = timedelta(days=1)
_MUCH = 20_000
"""Records since the last time after which it is done at once: a large table was imported."""


class Compacting:
    """A role. Only one of many works; the others wait for its lease."""

    def __init__(self, name: str, log: SqliteLog, lease: Lease, clock: Clock) -> None:
        self.name = name
        self._log = log
        self._lease = lease
        self._clock = clock
        self._trouble: str | None = None

    def run(self, stop: threading.Event) -> None:
        while not stop.wait(_LOOK_EVERY):
            try:
                self.step()
                self._trouble = None
            except (Unavailable, LeaseLost, Closed) as error:
                self._trouble = f"the log waits to be compacted: {error}"
                logger.warning("compaction waits", extra={"role": self.name, "reason": str(error)})
        self._lease.release()

    def step(self) -> int:
        """Compact if it is due and this is the one at work; how many records are gone.

        Raises Unavailable, also while a reader holds on to the file: the next look tries again.
        """
        if not self._lease.hold() or not self._due(self._clock.now()):
            return 0
        with self._lease.kept():
            gone = self._log.compact()
        logger.info("log compacted", extra={"role": self.name, "count": gone})
        return gone

    def _due(self, now: datetime) -> bool:
        at, written = self._log.compacted()
        if written == 0:
            return False
        return at is None or written >= _MUCH or now - at >= _DAY

    def ready(self) -> str | None:
        return self._trouble

    def idle(self) -> str | None:
        """Never anything that somebody waits for."""
        return None
