"""From a start and a limit to the instant by which it must be done, and back.

The clock of a working unit starts at the next working instant and counts only while the offices
work; one working day is that day's working hours, whatever their number. A deadline may be a
closing instant (four working hours from two o'clock end at six, not at eight the next morning).
Urgent units run through nights and holidays. Elapsed time is real time: in the night in which the
clock is set back an hour counts once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from math import ceil
from typing import Final
from zoneinfo import ZoneInfo

from services.contracts.profile.time_limits import Unit
from services.contracts.profile.working_time import WorkingTime
from services.intake.cases.clock.calendar import Days
from services.intake.cases.clock.limit import Limit

_MICROSECOND: Final = timedelta(microseconds=1)
_MOST_DAYS: Final = 366 * 60
"""A calendar that lets nobody work for so long is a broken one."""
_URGENT: Final = {"urgent_hour": timedelta(hours=1), "urgent_day": timedelta(days=1)}


class NoWorkingTime(Exception):
    """The calendar has no working instant to count."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When it must be done (UTC), and whether a day on the way is not announced yet."""

    at: datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Working time of one day that is not over yet, in UTC, and the unit it counts for."""

    start: datetime
    end: datetime
    worth: Fraction
    """Units per microsecond."""
    known: bool


@dataclass(frozen=True, slots=True)
class WorkingClock:
    """Counts the time of one jurisdiction."""

    working: WorkingTime
    days: Days
    zone: ZoneInfo

    def deadline(self, start: datetime, limit: Limit) -> Deadline:
        """When `limit` is used up that begins to run at `start` (an aware instant).

        Raises NoWorkingTime.
        """
        if limit.runs_through:
            micros = ceil(limit.amount * _micros(_URGENT[limit.unit]))
            return Deadline(start.astimezone(UTC) + micros * _MICROSECOND, provisional=False)
        left = limit.amount
        provisional = False
        for stretch in self._stretches(start, limit.unit):
            provisional = provisional or not stretch.known
            held = stretch.worth * _micros(stretch.end - stretch.start)
            if held >= left:
                at = stretch.start + ceil(left / stretch.worth) * _MICROSECOND
                return Deadline(at, provisional)
            left -= held
        raise NoWorkingTime

    def used(self, start: datetime, end: datetime, unit: Unit) -> Fraction:
        """How much of a unit lies between two instants: what is left of a limit is its amount
        minus this, so that a suspended clock can go on later. 0 when `end` is not after `start`.
        """
        if unit in _URGENT:
            return max(Fraction(0), Fraction(_micros(end - start), _micros(_URGENT[unit])))
        total = Fraction(0)
        for stretch in self._stretches(start, unit):
            if stretch.start >= end:
                break
            total += stretch.worth * _micros(min(stretch.end, end) - stretch.start)
        return total

    def _stretches(self, start: datetime, unit: Unit) -> Iterator[_Stretch]:
        """Working time from `start` on, day by day; days that are not worked give nothing, but a
        day of which it is not known whether it is worked makes what follows uncertain."""
        first = start.astimezone(self.zone).date()
        unsure = False
        for number in range(_MOST_DAYS):
            day = first + timedelta(days=number)
            unsure = unsure or not self.days.knows(day)
            if not self.days.works(day):
                continue
            opened = self._opened(day)
            whole = sum((end - begin for begin, end in opened), timedelta())
            worth = Fraction(1, _micros(whole if unit == "working_day" else timedelta(hours=1)))
            for begin, end in opened:
                if end > start:
                    yield _Stretch(max(begin, start.astimezone(UTC)), end, worth, not unsure)

    def _opened(self, day: date) -> list[tuple[datetime, datetime]]:
        return [
            (self._instant(day, interval.start), self._instant(day, interval.end))
            for interval in self.working.intervals
        ]

    def _instant(self, day: date, wall: time) -> datetime:
        local = datetime.combine(day, wall, tzinfo=self.zone)
        return local.astimezone(UTC)


def _micros(span: timedelta) -> int:
    return span // _MICROSECOND
