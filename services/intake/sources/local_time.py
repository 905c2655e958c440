"""Times as tables write them, as aware moments in UTC."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from services.intake.sources.written_time import read_written
from services.runtime.clock import has_whole_offset

Remark = Literal["ambiguous_local_time", "skipped_local_time"]


_DIGITS_OF_A_TIME = (8, 12, 14)


class NotATime(Exception):
    """The cell holds no time that the preset's formats or ISO 8601 explain."""


class OddOffset(NotATime):
    """Its offset has seconds, as that of a town before there were zones: a program's mistake."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in UTC, and what was peculiar about the local time it came from."""

    at: datetime
    remark: Remark | None = None


def moment_of(cell: object, formats: Sequence[str], zone: ZoneInfo) -> Moment:
    """The moment that a cell means, local to `zone` unless it names an offset itself.

    A local time that occurs twice when clocks go back means the earlier moment; one that clocks
    skip is read by the offset before. Both are remarked. Raises NotATime, OddOffset.
    """
    if isinstance(cell, datetime):
        return _in_zone(cell, zone)
    if isinstance(cell, int) and len(str(cell)) in _DIGITS_OF_A_TIME:
        cell = str(cell)
    if not isinstance(cell, str):
        raise NotATime
    read = _read(cell.strip(), formats)
    if not has_whole_offset(read):
        raise OddOffset
    try:
        return Moment(read.astimezone(UTC)) if read.tzinfo else _in_zone(read, zone)
    except OverflowError as error:
        raise NotATime from error


def _read(text: str, formats: Sequence[str]) -> datetime:
    for pattern in formats:
        try:
            # Whose local time it is, only the caller knows.
            return datetime.strptime(text, pattern)  # noqa: DTZ007
        except ValueError:
            continue
    for read in (_basic, datetime.fromisoformat, read_written):
        try:
            return read(text)
        except (ValueError, OverflowError):
            continue
    raise NotATime


def _basic(text: str) -> datetime:
    """Twenty-six November three as 20261103 or 20261103150500."""
    if not text.isascii() or not text.isdigit() or len(text) not in _DIGITS_OF_A_TIME:
        raise ValueError("not all digits")
    return datetime.strptime(text.ljust(14, "0"), "%Y%m%d%H%M%S")  # noqa: DTZ007


def _in_zone(local: datetime, zone: ZoneInfo) -> Moment:
    try:
        first = local.replace(tzinfo=zone, fold=0)
        second = local.replace(tzinfo=zone, fold=1)
        at = first.astimezone(UTC)
        if first.utcoffset() == second.utcoffset():
            return Moment(at)
        twice = (second.utcoffset() or timedelta()) < (first.utcoffset() or timedelta())
        return Moment(at, "ambiguous_local_time" if twice else "skipped_local_time")
    except OverflowError as error:
        raise NotATime from error
