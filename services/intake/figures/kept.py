"""Published figures, counted again only after a while: everybody may ask, and often."""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from services.contracts.profile.model import Profile
from services.intake.figures import statistics
from services.intake.figures.period import Wanted, last_days
from services.intake.figures.statistics import Statistics
from services.runtime.clock import Clock
from services.runtime.database import Database

DAYS: Final = 365
FRESH: Final = timedelta(minutes=10)
"""How old published figures may be."""


@dataclass(slots=True)
class PublishedFigures:
    """Of the whole jurisdiction and the last year. Safe for threads: one counts, others wait."""

    database: Database
    profile: Profile
    clock: Clock
    _kept: tuple[datetime, Statistics] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self) -> tuple[datetime, Statistics]:
        """When they were counted, and what was found."""
        with self._lock:
            now = self.clock.now()
            if self._kept is None or not self._kept[0] <= now < self._kept[0] + FRESH:
                self._kept = (now, self._count(now))
            return self._kept

    def _count(self, now: datetime) -> Statistics:
        wanted = Wanted(period=last_days(now, DAYS, self.profile.zone))
        return self.database.read(lambda conn: statistics.read(conn, wanted, self.profile, now))
