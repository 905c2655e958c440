"""Which time zones there are."""

from functools import cache
from zoneinfo import available_timezones


def is_zone(name: str) -> bool:
    """Whether the IANA has a zone of that name."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    # It looks into eighteen hundred files each time.
    return frozenset(available_timezones())
