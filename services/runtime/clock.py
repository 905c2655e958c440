"""Time comes from outside, so tests and rebuilds decide what "now" is."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """Stands still until told to advance."""

    def __init__(self, moment: datetime) -> None:
        if moment.tzinfo is None:
            raise ValueError("moment: has no offset")
        self._moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        return self._moment

    def advance(self, seconds: float) -> None:
        self._moment += timedelta(seconds=seconds)


def has_whole_offset(moment: datetime) -> bool:
    """Whether its offset is one that clocks have: whole minutes, or none is given. +08:05:43, the
    time of a town before there were zones, is what a program writes that looked a zone up wrongly.
    """
    offset = moment.utcoffset()
    return offset is None or not offset % timedelta(minutes=1)
