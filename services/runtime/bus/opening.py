"""Opening the bus that a URL names: the only place that knows there is a choice."""

from collections.abc import Callable

from services.runtime.bus.port import Bus
from services.runtime.clock import Clock
from services.runtime.lease import Lease
from services.runtime.lifecycle import Role


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


def upkeep_of(bus: Bus, lease: Callable[[str], Lease], clock: Clock) -> tuple[Role, ...]:
    """What must be done for the bus beside using it; a broker does it by itself.

    `lease` makes the one that a role of the given name works under.
    """
    from services.runtime.bus.sqlite_log import SqliteLog

    if not isinstance(bus, SqliteLog):
        return ()
    from services.runtime.bus.compacting import Compacting

    name = "bus-compaction"
    return (Compacting(name, bus, lease(name), clock),)
