"""Forgetting parked records when their time is over."""

import logging
import threading
from collections.abc import Sequence

from services.runtime.parked import ParkingLot
from services.runtime.unavailable import Unavailable

logger = logging.getLogger(__name__)
_EVERY = 3600.0
"""Seconds between looks."""


class Purging:
    """A role. Parked records may hold what people wrote, so keeping them has an end."""

    def __init__(self, name: str, lots: Sequence[ParkingLot]) -> None:
        self.name = name
        self._lots = lots
        self._trouble: str | None = None

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.step()
            stop.wait(_EVERY)

    def step(self) -> int:
        """Forget what is over; how many records that were. What is away waits for the next look."""
        forgotten = 0
        try:
            for lot in self._lots:
                forgotten += lot.purge()
            self._trouble = None
        except Unavailable as error:
            self._trouble = f"{self.name} waits: {error}"
            logger.warning("purging waits", extra={"role": self.name, "reason": str(error)})
        if forgotten:
            logger.info("parked records forgotten", extra={"role": self.name, "count": forgotten})
        return forgotten

    def ready(self) -> str | None:
        return self._trouble

    def idle(self) -> str | None:
        return None
