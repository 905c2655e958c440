"""Looking through the needs each night; a home that sleeps at night does it when it is awake."""

import logging
import threading
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from services.projectbank.needs.proposals.review import ReviewElsewhere, ReviewNeeds
from services.projectbank.needs.proposals.store import Review, last_review
from services.projectbank.needs.reports.store import count_pending
from services.projectbank.needs.store import load_cursor
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.lease import LeaseLost
from services.runtime.unavailable import Unavailable

logger = logging.getLogger(__name__)
_FROM, _UNTIL = time(1), time(5)
"""Local time: before the ranking of the night, which it does not change."""
_LONGEST_AGO = timedelta(hours=36)
_LOOK_EVERY = 60.0
"""Seconds."""


class NightlyReview:
    """One process of all looks, once a night; what fails is tried again a minute later."""

    def __init__(
        self, name: str, database: Database, review: ReviewNeeds, clock: Clock, zone: ZoneInfo
    ) -> None:
        self.name = name
        self._database = database
        self._review = review
        self._clock = clock
        self._zone = zone
        self._trouble: str | None = None

    def run(self, stop: threading.Event) -> None:
        while not stop.wait(_LOOK_EVERY):
            try:
                self.step()
                self._trouble = None
            except (Unavailable, LeaseLost) as error:
                self._trouble = f"the nightly look through the needs waits: {error}"
                logger.warning("nightly look waits", extra={"reason": str(error)})

    def step(self) -> bool:
        """Look if it is due; whether it was. Raises DatabaseUnavailable, LeaseLost."""
        if not self._database.read(self._is_due):
            return False
        try:
            done = self._review()
        except ReviewElsewhere:
            return False
        counts = {"merges": done.merges, "splits": done.splits, "role": self.name}
        logger.info("needs looked through", extra=counts)
        return True

    def ready(self) -> str | None:
        return self._trouble

    def idle(self) -> str | None:
        """Nobody waits for the night."""
        return None

    def _is_due(self, conn: Connection) -> bool:
        """Nothing new was grouped or decided: then nothing new is found, either."""
        last, position = last_review(conn), load_cursor(conn).position
        if position == (last.position if last is not None else 0):
            return False
        now = self._clock.now()
        if last is None:
            # A first table may still be on its way.
            return self._is_night(now, last) or not count_pending(conn)
        return self._is_night(now, last) or now - last.at > _LONGEST_AGO

    def _is_night(self, now: datetime, last: Review | None) -> bool:
        local = now.astimezone(self._zone)
        if not _FROM <= local.time() < _UNTIL:
            return False
        return last is None or last.at < datetime.combine(local.date(), _FROM, self._zone)
