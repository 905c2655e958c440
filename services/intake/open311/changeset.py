"""Since when the services are what they are: what a client compares to know its copy is good."""

import hashlib
import threading
from datetime import datetime

from services.intake.open311 import changeset_store as store
from services.runtime.clock import Clock
from services.runtime.database import Database


class Changeset:
    """The moment from which this process's services and definitions hold. Safe for threads."""

    def __init__(self, database: Database, clock: Clock, offer: str) -> None:
        """`offer` is everything that a client may keep, as it is answered."""
        self._database = database
        self._clock = clock
        self._digest = hashlib.sha256(offer.encode()).hexdigest()
        self._since: datetime | None = None
        self._lock = threading.Lock()

    def since(self) -> datetime:
        """Asked of the database once. Raises DatabaseUnavailable."""
        with self._lock:
            if self._since is None:
                self._since = self._known() or self._noted()
            return self._since

    def _known(self) -> datetime | None:
        return self._database.read(lambda conn: store.changeset(conn, self._digest))

    def _noted(self) -> datetime:
        now = self._clock.now()
        return self._database.write(lambda conn: store.new_changeset(conn, self._digest, now))
