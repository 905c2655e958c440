"""When the offices of a jurisdiction work: the hours of a working day and the days that differ."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal

from services.contracts.profile.line import Findings, read_table

CalendarBase = Literal["china", "none"]
CALENDAR_BASES: Final[tuple[CalendarBase, ...]] = ("china", "none")
"""The public calendar below the table: the State Council's yearly notices, or weekends only."""
FILE: Final = "calendar.csv"
_COLUMNS: Final = ("date", "works", "name")
_HOURS: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Interval:
    """Local wall-clock time of a working day, from `start` up to `end`."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingTime:
    """The rule and its exceptions."""

    intervals: tuple[Interval, ...]
    """Of every working day, in order, not touching: the gap between two is the lunch break."""
    base: CalendarBase
    exceptions: Mapping[date, bool]
    """Days that this jurisdiction sets itself: whether it works then; they win over the base."""

    @property
    def known_years(self) -> frozenset[int]:
        """Years that the table speaks of; it is then taken to hold all exceptions of the year."""
        return frozenset(day.year for day in self.exceptions)


def read_working_time(directory: Path, head: Mapping[str, Any], findings: Findings) -> WorkingTime:
    """`[working_time]` of profile.toml and the rows of calendar.csv."""
    told = head.get("working_time")
    values: Mapping[str, Any] = told if isinstance(told, Mapping) else {}
    return WorkingTime(
        intervals=_intervals(values.get("hours"), findings if head else Findings()),
        base=_base(values.get("calendar"), findings if head else Findings()),
        exceptions=_exceptions(directory, findings),
    )


def _intervals(value: object, findings: Findings) -> tuple[Interval, ...]:
    read = [_interval(item) for item in value] if isinstance(value, list) else []
    intervals = [interval for interval in read if interval is not None]
    if not intervals or len(intervals) != len(read) or not _in_order(intervals):
        detail = 'working_time.hours must list pairs such as ["08:00", "12:00"], in order'
        findings.add("profile.toml", None, "bad_hours", detail)
    return tuple(intervals)


def _interval(value: object) -> Interval | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    times = [_HOURS.fullmatch(item) if isinstance(item, str) else None for item in value]
    if not (times[0] and times[1]):
        return None
    start, end = (time(int(found[1]), int(found[2])) for found in times if found)
    return Interval(start, end)


def _in_order(intervals: Sequence[Interval]) -> bool:
    edges = [edge for interval in intervals for edge in (interval.start, interval.end)]
    return all(earlier < later for earlier, later in pairwise(edges))


def _base(value: object, findings: Findings) -> CalendarBase:
    for base in CALENDAR_BASES:
        if value == base:
            return base
    allowed = ", ".join(CALENDAR_BASES)
    findings.add("profile.toml", None, "not_one_of", f"working_time.calendar: one of {allowed}")
    return "none"


def _exceptions(directory: Path, findings: Findings) -> dict[date, bool]:
    days: dict[date, bool] = {}
    for line in read_table(directory / FILE, _COLUMNS, findings):
        text = line.text("date")
        try:
            day = date.fromisoformat(text)
        except ValueError:
            line.fault("bad_date", "date: must be written 2026-10-01")
            continue
        if day in days:
            line.fault("repeated", f"date: {text} stands there twice")
        days[day] = line.flag("works")
    return days
