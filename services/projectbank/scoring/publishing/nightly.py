"""Publishing the ranking each night, once somebody has published one at all."""

import logging
import threading
from datetime import datetime, time
from zoneinfo import ZoneInfo

from services.projectbank.scoring.published.store import latest_ranking
from services.projectbank.scoring.publishing.publish import PublishRanking
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.lease import Lease
from services.runtime.unavailable import Unavailable

logger = logging.getLogger(__name__)
_FROM, _UNTIL = time(2), time(5)
"""Local time. Whoever was not running then publishes by hand, or the next night."""
_LOOK_EVERY = 60.0
"""Seconds."""


class NightlyRanking:
    """One process of all publishes, once a night; what fails is tried again a minute later."""

    def __init__(
        self,
        name: str,
        database: Database,
        publish: PublishRanking,
        lease: Lease,
        clock: Clock,
        zone: ZoneInfo,
    ) -> None:
        self.name = name
        self._database = database
        self._publish = publish
        self._lease = lease
        self._clock = clock
        self._zone = zone
        self._trouble: str | None = None

    def run(self, stop: threading.Event) -> None:
        while not stop.wait(_LOOK_EVERY):
            try:
                self.step()
                self._trouble = None
            except Unavailable as error:
                self._trouble = f"the nightly ranking waits: {error}"
                logger.warning("nightly ranking waits", extra={"reason": str(error)})
        self._lease.release()

    def step(self) -> bool:
        """Publish if it is due; whether it was. Raises DatabaseUnavailable."""
        if not self._is_due(self._clock.now()) or not self._lease.hold():
            return False
        self._publish()
        logger.info("ranking published", extra={"role": self.name})
        return True

    def ready(self) -> str | None:
        return self._trouble

    def idle(self) -> str | None:
        """Nobody waits for the night."""
        return None

    def _is_due(self, now: datetime) -> bool:
        local = now.astimezone(self._zone)
        if not _FROM <= local.time() < _UNTIL:
            return False
        last = self._database.read(latest_ranking)
        tonight = datetime.combine(local.date(), _FROM, self._zone)
        return last is not None and last.published_at < tonight
