"""Which days are worked: the public calendar, and what the profile sets differently."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

import chinese_calendar

from services.contracts.profile.working_time import WorkingTime

_SATURDAY: Final = 5


class Days(Protocol):
    """Whether a day is worked, and whether that is certain."""

    def works(self, day: date) -> bool: ...
    def knows(self, day: date) -> bool: ...


@dataclass(frozen=True, slots=True)
class ProfileDays:
    """The days of a profile. Beyond the published years only the weekend is known, so whatever is
    counted there is provisional: the holidays of a year are announced late in the year before."""

    working: WorkingTime

    def works(self, day: date) -> bool:
        exception = self.working.exceptions.get(day)
        if exception is not None:
            return exception
        if self.working.base == "china" and _is_published(day):
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < _SATURDAY

    def knows(self, day: date) -> bool:
        if self.working.base == "none" or day.year in self.working.known_years:
            return True
        return _is_published(day)


def _is_published(day: date) -> bool:
    """Whether the State Council's notice for the year is in the installed calendar."""
    return _FIRST <= day.year <= _LAST


def _published_years() -> tuple[int, int]:
    years = {day.year for day in chinese_calendar.constants.holidays}
    return min(years), max(years)


_FIRST, _LAST = _published_years()
