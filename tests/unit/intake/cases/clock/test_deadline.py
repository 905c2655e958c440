"""The clock of a case, checked by hand against the State Council's notices for 2025 and 2026.

Holidays: 2025-01-01, 01-28 to 02-04 (01-26 and 02-08 worked), 04-04 to 06, 05-01 to 05 (04-27
worked), 05-31 to 06-02, 10-01 to 08 (09-28 and 10-11 worked); 2026-01-01 to 03 (01-04 worked),
02-15 to 23 (02-14 and 02-28 worked), 04-04 to 06, 05-01 to 05 (05-09 worked), 06-19 to 21, 09-25
to 27, 10-01 to 07 (09-20 and 10-10 worked).
"""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.profile.time_limits import Unit
from services.contracts.profile.working_time import CalendarBase, Interval, WorkingTime
from services.intake.cases.clock.calendar import ProfileDays
from services.intake.cases.clock.deadline import NoWorkingTime, WorkingClock
from services.intake.cases.clock.limit import Limit, UnreadableLimit, read_limit

OFFICE = (Interval(time(8), time(12)), Interval(time(14), time(18)))


def clock(
    zone: str = "Asia/Shanghai",
    hours: tuple[Interval, ...] = OFFICE,
    base: CalendarBase = "china",
    exceptions: dict[date, bool] | None = None,
) -> WorkingClock:
    working = WorkingTime(intervals=hours, base=base, exceptions=exceptions or {})
    return WorkingClock(working, ProfileDays(working), ZoneInfo(zone))


BY_HAND = [
    # An ordinary week: Monday 2026-11-23 to Friday 27.
    ("2026-11-23 09:00", "4工作时", "2026-11-23 15:00"),
    ("2026-11-23 14:00", "4工作时", "2026-11-23 18:00"),
    ("2026-11-23 14:01", "4工作时", "2026-11-24 08:01"),
    ("2026-11-23 12:30", "4工作时", "2026-11-23 18:00"),
    ("2026-11-23 11:59", "0.5工作日", "2026-11-23 17:59"),
    ("2026-11-23 18:00", "1工作时", "2026-11-24 09:00"),
    ("2026-11-23 07:00", "1工作时", "2026-11-23 09:00"),
    ("2026-11-23 20:00", "4工作时", "2026-11-24 12:00"),
    ("2026-11-23 08:00", "8工作时", "2026-11-23 18:00"),
    ("2026-11-23 08:00", "9工作时", "2026-11-24 09:00"),
    ("2026-11-23 08:00", "1工作日", "2026-11-23 18:00"),
    ("2026-11-23 10:00", "1工作日", "2026-11-24 10:00"),
    ("2026-11-23 10:00", "5工作日", "2026-11-30 10:00"),
    ("2026-11-23 18:00", "1工作日", "2026-11-24 18:00"),
    ("2026-11-23 13:00", "2工作日", "2026-11-25 12:00"),
    ("2026-11-23 09:00", "15工作日", "2026-12-14 09:00"),
    # Over a weekend.
    ("2026-11-27 17:00", "4工作时", "2026-11-30 11:00"),
    ("2026-11-28 10:00", "4工作时", "2026-11-30 12:00"),
    ("2026-11-29 23:59", "1工作时", "2026-11-30 09:00"),
    ("2026-11-27 09:00", "2工作日", "2026-12-01 09:00"),
    ("2026-11-28 10:00", "2工作日", "2026-12-01 18:00"),
    # Urgent units run through nights, weekends and holidays.
    ("2026-11-23 23:00", "2紧急工作时", "2026-11-24 01:00"),
    ("2026-11-23 11:45", "0.5紧急工作时", "2026-11-23 12:15"),
    ("2026-11-27 18:00", "1紧急工作日", "2026-11-28 18:00"),
    ("2025-09-30 17:30", "2紧急工作时", "2025-09-30 19:30"),
    ("2025-10-04 10:00", "2紧急工作时", "2025-10-04 12:00"),
    ("2025-05-01 00:00", "1紧急工作日", "2025-05-02 00:00"),
    ("2026-02-14 22:00", "2紧急工作日", "2026-02-16 22:00"),
    # 2025: New Year, Spring Festival, Qingming, Labour Day, Dragon Boat, National Day.
    ("2024-12-31 17:00", "2工作时", "2025-01-02 09:00"),
    ("2025-01-24 09:00", "5工作日", "2025-02-07 09:00"),
    ("2025-01-25 12:00", "1工作日", "2025-01-26 18:00"),
    ("2025-01-27 17:00", "2工作时", "2025-02-05 09:00"),
    ("2025-01-28 08:00", "4工作时", "2025-02-05 12:00"),
    ("2025-02-07 10:00", "1工作日", "2025-02-08 10:00"),
    ("2025-02-08 14:00", "4工作时", "2025-02-08 18:00"),
    ("2025-04-03 17:00", "2工作时", "2025-04-07 09:00"),
    ("2025-04-26 09:00", "1工作时", "2025-04-27 09:00"),
    ("2025-04-30 16:00", "4工作时", "2025-05-06 10:00"),
    ("2025-05-30 17:30", "1工作时", "2025-06-03 08:30"),
    ("2025-09-26 17:00", "2工作时", "2025-09-28 09:00"),
    ("2025-09-27 10:00", "1工作日", "2025-09-28 18:00"),
    ("2025-09-30 17:00", "4工作时", "2025-10-09 11:00"),
    ("2025-10-01 10:00", "1工作日", "2025-10-09 18:00"),
    ("2025-10-10 16:00", "1工作日", "2025-10-11 16:00"),
    ("2025-10-11 09:00", "4工作时", "2025-10-11 15:00"),
    ("2025-10-11 18:00", "1工作时", "2025-10-13 09:00"),
    ("2025-10-12 09:00", "1工作时", "2025-10-13 09:00"),
    # 2026: the same, with Mid-Autumn by itself.
    ("2025-12-31 17:00", "2工作时", "2026-01-04 09:00"),
    ("2026-01-01 10:00", "1工作日", "2026-01-04 18:00"),
    ("2026-01-04 14:00", "8工作时", "2026-01-05 12:00"),
    ("2026-02-13 17:00", "2工作时", "2026-02-14 09:00"),
    ("2026-02-14 17:00", "2工作时", "2026-02-24 09:00"),
    ("2026-02-15 09:00", "2工作日", "2026-02-25 18:00"),
    ("2026-02-27 12:00", "1工作日", "2026-02-28 12:00"),
    ("2026-02-28 18:00", "1工作时", "2026-03-02 09:00"),
    ("2026-04-03 17:00", "2工作时", "2026-04-07 09:00"),
    ("2026-04-30 17:00", "2工作时", "2026-05-06 09:00"),
    ("2026-05-08 17:00", "2工作时", "2026-05-09 09:00"),
    ("2026-05-09 17:00", "2工作时", "2026-05-11 09:00"),
    ("2026-06-18 17:00", "2工作时", "2026-06-22 09:00"),
    ("2026-09-18 17:00", "2工作时", "2026-09-20 09:00"),
    ("2026-09-24 17:00", "2工作时", "2026-09-28 09:00"),
    ("2026-09-30 16:00", "4工作时", "2026-10-08 10:00"),
    ("2026-10-09 10:00", "1工作日", "2026-10-10 10:00"),
    ("2026-10-10 17:59", "1工作时", "2026-10-12 08:59"),
    ("2026-12-31 14:00", "4工作时", "2026-12-31 18:00"),
]


def local(text: str, zone: str = "Asia/Shanghai") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(("start", "limit", "due"), BY_HAND)
def test_a_deadline_is_the_one_counted_by_hand(start: str, limit: str, due: str) -> None:
    found = clock().deadline(local(start), read_limit(limit))
    assert found.at.astimezone(ZoneInfo("Asia/Shanghai")) == local(due)
    assert not found.provisional


def test_the_table_counted_by_hand_is_long_enough_to_mean_something() -> None:
    assert len(BY_HAND) >= 60


def test_beyond_the_announced_years_a_deadline_is_provisional() -> None:
    over = clock().deadline(local("2026-12-31 17:00"), read_limit("2工作时"))
    assert (over.at, over.provisional) == (local("2027-01-01 09:00"), True)
    urgent = clock().deadline(local("2026-12-31 23:00"), read_limit("2紧急工作时"))
    assert (urgent.at, urgent.provisional) == (local("2027-01-01 01:00"), False)
    weekend = clock().deadline(local("2027-01-02 10:00"), read_limit("1工作时"))
    assert (weekend.at, weekend.provisional) == (local("2027-01-04 09:00"), True)


def test_a_year_that_the_profile_lists_is_no_longer_provisional() -> None:
    listed = clock(exceptions={date(2027, 1, 1): False, date(2027, 1, 2): True})
    found = listed.deadline(local("2026-12-31 17:00"), read_limit("2工作时"))
    assert (found.at, found.provisional) == (local("2027-01-02 09:00"), False)


def test_a_jurisdiction_sets_its_own_day_off_against_the_public_calendar() -> None:
    flood = clock(exceptions={date(2026, 11, 24): False})
    assert flood.deadline(local("2026-11-23 17:00"), read_limit("2工作时")).at == local(
        "2026-11-25 09:00"
    )


NIGHT = (Interval(time(0), time(6)),)


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        # 2026-03-29: two o'clock is followed by three; the shift has five hours.
        ("2026-03-29T00:00+01:00", "4工作时", "2026-03-29T05:00+02:00"),
        ("2026-03-29T00:00+01:00", "1工作日", "2026-03-29T06:00+02:00"),
        ("2026-03-29T01:30+01:00", "1工作时", "2026-03-29T03:30+02:00"),
        ("2026-03-28T23:00+01:00", "4紧急工作时", "2026-03-29T04:00+02:00"),
        ("2026-03-28T23:00+01:00", "1紧急工作日", "2026-03-30T00:00+02:00"),
        # 2026-10-25: the hour from two to three comes twice; the shift has seven.
        ("2026-10-25T00:00+02:00", "4工作时", "2026-10-25T03:00+01:00"),
        ("2026-10-25T02:30+02:00", "1工作时", "2026-10-25T02:30+01:00"),
        ("2026-10-25T02:30+01:00", "1工作时", "2026-10-25T03:30+01:00"),
        ("2026-10-25T00:00+02:00", "1工作日", "2026-10-25T06:00+01:00"),
        ("2026-10-25T01:00+02:00", "3紧急工作时", "2026-10-25T03:00+01:00"),
    ],
)
def test_an_hour_counts_once_in_the_night_the_clock_is_changed(
    start: str, limit: str, due: str
) -> None:
    works = {date(2026, 3, 29): True, date(2026, 10, 25): True}
    night = clock("Europe/Berlin", NIGHT, "none", works)
    found = night.deadline(datetime.fromisoformat(start), read_limit(limit))
    assert (found.at, found.provisional) == (datetime.fromisoformat(due), False)


def test_a_calendar_without_work_is_refused_and_not_searched_for_ever() -> None:
    never = clock(base="none", hours=())
    with pytest.raises(NoWorkingTime):
        never.deadline(local("2026-11-23 09:00"), read_limit("1工作时"))


MOMENTS = st.datetimes(
    min_value=datetime(2024, 12, 1),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(2026, 11, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
AMOUNTS = st.fractions(min_value=Fraction(1, 100), max_value=Fraction(40), max_denominator=100)
UNITS = st.sampled_from(get_args(Unit))
NEARLY = timedelta(microseconds=2)


@given(MOMENTS, AMOUNTS, UNITS)
def test_exactly_the_limit_lies_between_the_start_and_the_deadline(
    start: datetime, amount: Fraction, unit: Unit
) -> None:
    counting = clock()
    due = counting.deadline(start, Limit(amount, unit)).at
    assert counting.used(start, due, unit) >= amount
    assert counting.used(start, due - NEARLY, unit) < amount


@given(MOMENTS, AMOUNTS, UNITS, st.timedeltas(timedelta(), timedelta(days=20)))
def test_a_clock_that_is_stopped_and_goes_on_at_once_keeps_its_deadline(
    start: datetime, amount: Fraction, unit: Unit, later: timedelta
) -> None:
    counting = clock()
    due = counting.deadline(start, Limit(amount, unit)).at
    left = amount - counting.used(start, start + later, unit)
    if left <= 0:
        assert due <= start + later
        return
    again = counting.deadline(start + later, Limit(left, unit)).at
    assert abs(again - due) <= NEARLY


@given(MOMENTS, AMOUNTS, UNITS, st.timedeltas(timedelta(), timedelta(days=9)))
def test_who_starts_later_is_never_due_earlier(
    start: datetime, amount: Fraction, unit: Unit, later: timedelta
) -> None:
    counting = clock()
    limit = Limit(amount, unit)
    assert counting.deadline(start + later, limit).at >= counting.deadline(start, limit).at


@given(MOMENTS, AMOUNTS)
def test_a_working_deadline_falls_into_working_hours(start: datetime, amount: Fraction) -> None:
    due = clock().deadline(start, Limit(amount, "working_hour")).at
    wall = due.astimezone(ZoneInfo("Asia/Shanghai")).time()
    assert time(8) < wall <= time(12) or time(14) < wall <= time(18)


@pytest.mark.parametrize(
    "text",
    [
        *("", "4", "工作时", "4小时", "4 小时", "4 h", "四工作时", "紧急4工作时", "4紧急小时"),
        *("-1工作时", "0工作时", "0.0工作日", "10001工作日", "1e3工作时", "4.工作时", ".5工作时"),
        *("4工作时内", "约4工作时", "4-6工作时", "4工作时2"),
    ],
)
def test_a_limit_that_is_not_written_as_one_is_refused(text: str) -> None:
    with pytest.raises(UnreadableLimit):
        read_limit(text)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("4工作时", Limit(Fraction(4), "working_hour")),
        (" 4 工作时 ", Limit(Fraction(4), "working_hour")),
        ("４工作时", Limit(Fraction(4), "working_hour")),
        ("0.5工作日", Limit(Fraction(1, 2), "working_day")),
        ("2紧急工作时", Limit(Fraction(2), "urgent_hour")),
        ("2紧急工作日", Limit(Fraction(2), "urgent_day")),
        ("10000工作日", Limit(Fraction(10_000), "working_day")),
    ],
)
def test_a_limit_is_read_exactly(text: str, limit: Limit) -> None:
    assert read_limit(text) == limit
