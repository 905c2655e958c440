"""The time of the demonstration, which happened in the past."""

import time
from datetime import UTC, datetime, timedelta


class StoryClock:
    """Goes on by itself as every clock does, and is put forward from one happening to the next."""

    def __init__(self, moment: datetime) -> None:
        self._base = moment.astimezone(UTC)
        self._since = time.monotonic()

    def now(self) -> datetime:
        return self._base + timedelta(seconds=time.monotonic() - self._since)

    def put_forward(self, moment: datetime) -> None:
        """To this moment; never back, so that what follows is later than what it follows from."""
        self._base = max(self.now(), moment.astimezone(UTC))
        self._since = time.monotonic()
