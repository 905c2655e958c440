"""The loop of a leased role: step after step while there is something, and waiting else.

    self._loop = LeasedLoop(name, lease, "events wait in the outbox")
    …
    def run(self, stop): self._loop.run(stop, self.step, self._database.watch())
    def ready(self): return self._loop.trouble

The step itself asks the lease, so that it can be taken by hand in tests and commands.
"""

import logging
import threading
from collections.abc import Callable
from typing import Final

from services.runtime.backoff import Backoff
from services.runtime.lease import Lease, LeaseLost
from services.runtime.unavailable import Unavailable
from services.runtime.watching import Watch

logger = logging.getLogger(__name__)
PASSING: Final[tuple[type[Exception], ...]] = (Unavailable, LeaseLost)
"""What a later try may not meet again; anything else is a fault of ours."""


class LeasedLoop:
    """One role's loop; `trouble` is the sentence for its readiness, None while all goes well."""

    def __init__(
        self,
        name: str,
        lease: Lease,
        undone: str,
        passing: tuple[type[Exception], ...] = PASSING,
        *,
        remembers: bool = False,
    ) -> None:
        """`remembers`: the role keeps a picture in memory, which a fault may have spoilt. Then the
        process ends and is started afresh; any other role tries again and holds up nobody."""
        self.trouble: str | None = None
        self._name = name
        self._lease = lease
        self._undone = undone
        self._passing = passing
        self._remembers = remembers

    def run(self, stop: threading.Event, step: Callable[[], object], watch: Watch) -> None:
        """Until `stop`; then the lease is given back. A step that did something is followed at
        once, one that met trouble later and later."""
        backoff = Backoff()
        while not stop.is_set():
            try:
                did = step()
            except self._passing as error:
                self.trouble = f"{self._undone}: {error}"
                logger.warning("a step waits", extra={"role": self._name, "reason": str(error)})
                backoff.wait(stop)
                continue
            except Exception as error:
                if self._remembers:
                    raise
                self.trouble = f"{self._undone}: {type(error).__name__}, see the log"
                logger.exception("a step failed", extra={"role": self._name})
                backoff.wait(stop)
                continue
            self.trouble = None
            backoff.reset()
            if did:
                watch.found()
            else:
                watch.wait(stop)
        self._lease.release()
