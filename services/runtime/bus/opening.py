"""Opening the bus that a URL names: the only place that knows there is a choice."""

from collections.abc import Callable

from services.runtime.bus.absent import AbsentBus
from services.runtime.bus.port import Bus
from services.runtime.clock import Clock
from services.runtime.lease import Lease
from services.runtime.lifecycle import Role


class UnknownBus(Exception):
    """The URL's scheme names no bus we have."""


def open_bus(url: str, clock: Clock | None = None) -> Bus:
    """`sqlite:///path` for the embedded log, `kafka://host:port,…` for brokers; none for "".

    `clock`: by which the log stamps its records, where that is not the system's; brokers have one.

    Raises UnknownBus, and BusUnavailable when it cannot be reached at all.
    """
    if not url:
        return AbsentBus()
    scheme = url.partition(":")[0]
    if scheme == "sqlite":
        from services.runtime.bus.sqlite_log import open_sqlite_log

        return open_sqlite_log(url, clock)
    if scheme == "kafka":
        from services.runtime.bus.kafka.bus import open_kafka

        return open_kafka(url)
    raise UnknownBus(f"unknown scheme {scheme!r}: sqlite or kafka")


def lease_of(bus: Bus, holder: str, clock: Clock) -> Callable[[str], Lease]:
    """What makes the leases of the bus's own upkeep: they lie with it, in no service's database."""
    from services.runtime.bus.sqlite_log import SqliteLog

    def make(name: str) -> Lease:
        if not isinstance(bus, SqliteLog):
            raise TypeError("a broker needs no lease")
        return bus.lease(name, holder, clock)

    return make


def upkeep_of(bus: Bus, lease: Callable[[str], Lease], clock: Clock) -> tuple[Role, ...]:
    """What must be done for the bus beside using it; a broker does it by itself.

    `lease` makes the one that a role of the given name works under. Every process that works in the
    background runs what is returned; the lease lets one of them do it.
    """
    from services.runtime.bus.sqlite_log import SqliteLog

    if not isinstance(bus, SqliteLog):
        return ()
    from services.runtime.bus.compacting import Compacting

    name = "bus-compaction"
    return (Compacting(name, bus, lease(name), clock),)
