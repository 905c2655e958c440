"""Times of tables become moments, and what is peculiar about them is remarked."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from services.intake.sources.local_time import Moment, NotATime, moment_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
FORMATS = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2019/9/1 12:00:00", utc(2019, 9, 1, 4)),
        ("2019/09/01", utc(2019, 8, 31, 16)),
        ("2019-09-01 12:00:00", utc(2019, 9, 1, 4)),
        ("2019-09-01T12:00:00+02:00", utc(2019, 9, 1, 10)),
        ("2019-09-01T12:00:00Z", utc(2019, 9, 1, 12)),
        (" 2019/9/1 12:00:00 ", utc(2019, 9, 1, 4)),
    ],
)
def test_text_dates_are_read_by_format_or_as_iso(text: str, at: datetime) -> None:
    assert moment_of(text, FORMATS, SHANGHAI) == Moment(at)


def test_a_real_date_is_local_to_the_zone() -> None:
    local = datetime(2019, 9, 1, 12)  # noqa: DTZ001
    assert moment_of(local, (), SHANGHAI) == Moment(utc(2019, 9, 1, 4))


def test_an_hour_that_comes_twice_means_the_earlier_and_is_marked() -> None:
    moment = moment_of("2011-11-06 01:30:00", (), NEW_YORK)
    assert moment == Moment(utc(2011, 11, 6, 5, 30), "ambiguous_local_time")


def test_an_hour_that_clocks_skip_is_marked() -> None:
    moment = moment_of("2011-03-13 02:30:00", (), NEW_YORK)
    assert moment == Moment(utc(2011, 3, 13, 7, 30), "skipped_local_time")


def test_an_offset_settles_an_hour_that_comes_twice() -> None:
    assert moment_of("2011-11-06T01:30:00-05:00", (), NEW_YORK).remark is None


@pytest.mark.parametrize("cell", ["yesterday", "2019/13/1", 43831, True, "", "0001/1/1"])
def test_anything_else_is_no_time(cell: object) -> None:
    with pytest.raises(NotATime):
        moment_of(cell, FORMATS, SHANGHAI)
