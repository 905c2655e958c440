"""Which requests are wanted: the arguments of the request list, read and checked. Pure."""

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from services.intake.open311.faults import N_, Fault, Refused
from services.intake.open311.moments import moment
from services.intake.reports.listing import Box, Circle

WINDOW = timedelta(days=90)
MOST_ROWS = 1_000
LAST_PAGE = 1_000_000
WIDEST_RADIUS = 50_000
"""Metres."""
STATUSES = ("open", "closed")
_ID = re.compile(r"[0-9A-Z-]{1,40}")
_CODE = re.compile(r"[a-z0-9_.-]{1,100}")
_WHOLE = re.compile(r"[0-9]{1,9}")
_TRUE = ("true", "1", "yes")
_TIME = N_("This must be a time with its offset, such as 2026-11-22T08:30:00+08:00.")
_BOX = N_("Give west,south,east,north in degrees.")
_CIRCLE = N_("Give lat, long and radius (metres, at most 50,000) together.")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """None asks for nothing; both ends of every span are part of it."""

    ids: tuple[str, ...] | None = None
    """When given, nothing else counts."""
    services: tuple[str, ...] | None = None
    statuses: Collection[str] = STATUSES
    start: datetime | None = None
    end: datetime | None = None
    updated_after: datetime | None = None
    updated_before: datetime | None = None
    box: Box | None = None
    circle: Circle | None = None
    page: int = 1
    page_size: int = MOST_ROWS
    extensions: bool = False


def read_query(pairs: Iterable[tuple[str, str]], now: datetime) -> Query:
    """The wish. Raises Refused with every argument that cannot be understood.

    Arguments that are not known are ignored, as clients send some that other servers know.
    """
    reader = _Reader(pairs)
    extensions = is_true(reader.one("extensions"))
    ids = reader.listed("service_request_id")
    if ids is not None:
        if len(ids) > MOST_ROWS:
            reader.fault("service_request_id", N_("Ask for at most 1,000 requests at once."))
        reader.finish()
        known = tuple(each for each in (one.upper() for one in ids) if _ID.fullmatch(each))
        return Query(ids=known, extensions=extensions)
    updated = (reader.time("updated_after"), _end(reader, "updated_before"))
    start, end = _window(reader, now, bounded=updated == (None, None))
    query = Query(
        services=_services(reader),
        statuses=_statuses(reader),
        start=start,
        end=end,
        updated_after=updated[0],
        updated_before=updated[1],
        box=_box(reader),
        circle=_circle(reader),
        page=max(1, reader.whole("page", 1, LAST_PAGE)),
        page_size=min(MOST_ROWS, max(1, reader.whole("page_size", MOST_ROWS, None))),
        extensions=extensions,
    )
    reader.finish()
    return query


def is_true(argument: str | None) -> bool:
    return (argument or "").strip().lower() in _TRUE


class _Reader:
    """Arguments by name; those that are empty are absent, what is wrong is collected."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            if value.strip():
                self._values.setdefault(name, []).append(value.strip())
        self._faults: list[Fault] = []

    def fault(self, argument: str, sentence: str) -> None:
        self._faults.append(Fault(argument, sentence))

    def finish(self) -> None:
        if self._faults:
            raise Refused(*self._faults)

    def one(self, name: str) -> str | None:
        return self._values.get(name, [None])[0]

    def listed(self, name: str) -> tuple[str, ...] | None:
        """Separated by commas, repeated, or both; in order, each once."""
        parts = (part.strip() for value in self._values.get(name, ()) for part in value.split(","))
        found = tuple(dict.fromkeys(part for part in parts if part))
        return found or None

    def time(self, name: str) -> datetime | None:
        return self._read(name, moment, _TIME)

    def whole(self, name: str, default: int, most: int | None) -> int:
        text = self.one(name)
        if text is None:
            return default
        if not _WHOLE.fullmatch(text) or (most is not None and int(text) > most):
            self.fault(name, N_("This must be a whole number."))
            return default
        return int(text)

    def numbers(self, name: str, count: int, sentence: str) -> Sequence[float] | None:
        def read(text: str) -> Sequence[float]:
            found = [float(part) for part in text.split(",")]
            if len(found) != count or not all(map(math.isfinite, found)):
                raise ValueError(name)
            return found

        return self._read(name, read, sentence)

    def _read(self, name: str, read: Callable[[str], T], sentence: str) -> T | None:
        text = self.one(name)
        if text is None:
            return None
        try:
            return read(text)
        except ValueError:
            self.fault(name, sentence)
            return None


def _services(reader: _Reader) -> tuple[str, ...] | None:
    """Codes that a service can have; what can be none finds nothing."""
    codes = reader.listed("service_code")
    if codes is None:
        return None
    if len(codes) > MOST_ROWS:
        reader.fault("service_code", N_("Name at most 1,000 services at once."))
    return tuple(code for code in codes if _CODE.fullmatch(code))


def _window(
    reader: _Reader, now: datetime, *, bounded: bool
) -> tuple[datetime | None, datetime | None]:
    """Start and end of the requested times: 90 days from the bound that is given.

    With neither, the last 90 days; unless changes are asked for, which may concern older ones.
    """
    start, end = reader.time("start_date"), reader.time("end_date")
    if start is None and end is None:
        return (now - WINDOW if bounded else None), None
    try:
        first = start if start is not None else _known(end) - WINDOW
        last = end if end is not None else _known(start) + WINDOW
    except OverflowError:
        reader.fault("start_date", _TIME)
        return None, None
    if first > last:
        reader.fault("end_date", N_("The end lies before the start."))
    elif last - first > WINDOW:
        reader.fault("end_date", N_("A range may not span more than 90 days."))
    return first, _whole_second(last)


def _known(bound: datetime | None) -> datetime:
    if bound is None:
        raise RuntimeError("one of the two bounds is known")
    return bound


def _end(reader: _Reader, name: str) -> datetime | None:
    bound = reader.time(name)
    return None if bound is None else _whole_second(bound)


def _whole_second(end: datetime) -> datetime:
    """The last instant that is written as this second; times are answered to the second."""
    return end if end.microsecond else end.replace(microsecond=999_999)


def _statuses(reader: _Reader) -> Collection[str]:
    wanted = reader.listed("status")
    if wanted is None:
        return STATUSES
    found = tuple(word.lower() for word in wanted)
    if not set(found) <= set(STATUSES):
        reader.fault("status", N_("This must be open, closed, or both."))
    return found


def _box(reader: _Reader) -> Box | None:
    sides = reader.numbers("bbox", 4, _BOX)
    if sides is None:
        return None
    west, south, east, north = sides
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        reader.fault("bbox", _BOX)
        return None
    return Box(west=west, south=south, east=east, north=north)


def _circle(reader: _Reader) -> Circle | None:
    parts: Mapping[str, Sequence[float] | None] = {
        name: reader.numbers(name, 1, _CIRCLE) for name in ("lat", "long", "radius")
    }
    given = {name: part[0] for name, part in parts.items() if part is not None}
    if not given:
        return None
    if len(given) < len(parts):
        for name in parts.keys() - given.keys():
            if reader.one(name) is None:
                reader.fault(name, _CIRCLE)
        return None
    lat, long, radius = given["lat"], given["long"], given["radius"]
    if not (-90 <= lat <= 90 and -180 <= long <= 180 and 0 <= radius <= WIDEST_RADIUS):
        reader.fault("radius", _CIRCLE)
        return None
    return Circle(lat=lat, long=long, radius=radius)
