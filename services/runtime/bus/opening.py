"""Opening the bus that a URL names: the only place that knows there is a choice."""

from services.runtime.bus.port import Bus


class UnknownBus(Exception):
    """The URL's scheme names no bus we have."""


def open_bus(url: str) -> Bus:
    """`sqlite:///path` for the embedded log, `kafka://host:port,…` for brokers.

    Raises UnknownBus, and BusUnavailable when it cannot be reached at all.
    """
    scheme = url.partition(":")[0]
    if scheme == "sqlite":
        from services.runtime.bus.sqlite_log import open_sqlite_log

        return open_sqlite_log(url)
    if scheme == "kafka":
        from services.runtime.bus.kafka.bus import open_kafka

        return open_kafka(url)
    raise UnknownBus(f"unknown scheme {scheme!r}: sqlite or kafka")
