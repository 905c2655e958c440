"""Times of GeoReport: the W3C profile of ISO 8601, always with an offset."""

import re
from datetime import UTC, datetime, tzinfo

_W3C = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})"
)

_MINUTE = 60


def moment(text: str) -> datetime:
    """The instant, as aware UTC. Raises ValueError for anything without date, time and offset.

    A plus sign that a query string turned into a space is read as what it was.
    """
    sent = text.strip().upper().replace(" ", "+")
    if _W3C.fullmatch(sent) is None:
        raise ValueError("no time with an offset")
    try:
        return datetime.fromisoformat(sent).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("outside of the calendar") from error


def written(instant: datetime, zone: tzinfo) -> str:
    """To the second, with the offset that holds there, as `±hh:mm`.

    Before there were zones each town had its own time, such as +08:05:43; that is told in UTC.
    """
    local = instant.astimezone(zone)
    offset = local.utcoffset()
    if offset is not None and offset.total_seconds() % _MINUTE:
        local = instant.astimezone(UTC)
    return local.isoformat(timespec="seconds")
