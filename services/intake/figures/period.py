"""A period of whole days, as the calendar of the jurisdiction counts them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included."""

    since: date
    until: date
    zone: ZoneInfo

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.since, time.min, self.zone)

    @property
    def ends(self) -> datetime:
        """The first moment that is not in it any more."""
        return datetime.combine(self.until + timedelta(days=1), time.min, self.zone)


def last_days(now: datetime, days: int, zone: ZoneInfo) -> Period:
    """So many days, today as the last."""
    today = now.astimezone(zone).date()
    return Period(today - timedelta(days=days - 1), today, zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases are counted; None asks for nothing."""

    period: Period
    group: str | None = None
    areas: tuple[str, ...] | None = None
    """The codes of areas and of all that lie in them."""
    units: tuple[str, ...] | None = None
