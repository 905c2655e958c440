"""Forgetting photos that no report named within a day: a leased role."""

import logging
import threading
from typing import Final

from sqlalchemy import Connection

from services.intake.photos import store
from services.intake.photos.photo import UNATTACHED_FOR, files_of
from services.intake.photos.port import PhotoStore
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.lease import Lease
from services.runtime.leased import LeasedLoop
from services.runtime.watching import Pause

logger = logging.getLogger(__name__)
PAUSE: Final = 600.0
"""Seconds between two looks."""
_BATCH: Final = 100


class PhotoSweep:
    """A role: one of them looks, the others wait for its lease.

    A photo loses the chance to be named, then its files, then its row: killed at any point, the
    next look goes on from there, and no file is left that nothing knows of.
    """

    def __init__(
        self, name: str, database: Database, photo_store: PhotoStore, lease: Lease, clock: Clock
    ) -> None:
        self.name = name
        self._database = database
        self._photo_store = photo_store
        self._lease = lease
        self._clock = clock
        self._loop = LeasedLoop(name, lease, "photos that nobody named are not forgotten")

    def run(self, stop: threading.Event) -> None:
        self._loop.run(stop, self.step, Pause(PAUSE))

    def step(self) -> int:
        """Forget one batch if this is the one at work; how many photos that were.

        Raises DatabaseUnavailable, PhotosUnavailable, LeaseLost.
        """
        if not self._lease.hold():
            return 0
        condemned = self._condemned()
        for photo_id in condemned:
            for name in files_of(photo_id):
                self._photo_store.forget(name)
        if condemned:
            self._database.write(lambda conn: store.forget_condemned(conn, condemned))
            logger.info("photos forgotten", extra={"role": self.name, "count": len(condemned)})
        return len(condemned)

    def _condemned(self) -> list[str]:
        before = self._clock.now() - UNATTACHED_FOR
        if not self._database.read(lambda conn: store.any_left_over(conn, before)):
            return []

        def condemn(conn: Connection) -> list[str]:
            self._lease.fence(conn)
            return list(store.condemn(conn, before, _BATCH))

        return self._database.write(condemn)

    def ready(self) -> str | None:
        return self._loop.trouble

    def idle(self) -> str | None:
        return None
