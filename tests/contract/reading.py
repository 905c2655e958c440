"""A consumer in front of a bus and a database that fail when they are told to."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection

from services.contracts.envelope import Event
from services.runtime.bus.port import Record, Subscription
from services.runtime.clock import FixedClock
from services.runtime.database import Database
from services.runtime.parked import ParkingLot
from services.runtime.sink import Handler, Refused, TransactionalSink
from services.runtime.worker import Consumer
from tests.support.fake_bus import FakeBus
from tests.support.things import (
    CHANGED,
    CODEC,
    FROM_TOMORROW,
    NOON,
    RENAMED,
    TABLES,
    TOPIC,
    Thing,
    an_event,
    put_thing,
)

CONSUMER = "town-reader"
CLOCK = FixedClock(NOON)


def keep(conn: Connection, events: Sequence[Event]) -> None:
    """The town's handler: refuses ghosts, breaks on cursed things."""
    for event in events:
        assert isinstance(event.data, Thing)
        if event.data.name == "ghost":
            raise Refused("name: there are no ghosts")
        if event.data.name == "cursed":
            raise KeyError("13800138000")
        put_thing(conn, event.subject, event.version, event.data.name)


class Reader:
    """A consumer in front of a bus that fails on command."""

    def __init__(self, town: Database, bus: FakeBus, handler: Handler = keep) -> None:
        self.town = town
        self.bus = bus
        self.handled: list[str] = []
        self.troubles: list[Exception] = []
        self.lot = ParkingLot(town, TABLES, CONSUMER, CLOCK)
        handlers: dict[str, Handler] = {CHANGED: self._noting(handler), RENAMED: handler}
        self.sink = TransactionalSink(town, TABLES, CONSUMER, handlers, CLOCK)
        self.consumer = Consumer(CONSUMER, bus, [TOPIC], CODEC.decode, self.sink, CLOCK)
        self.stop = threading.Event()
        self.subscription: Subscription | None = None

    def _noting(self, handler: Handler) -> Handler:
        def handle(conn: Connection, events: Sequence[Event]) -> None:
            if self.troubles:
                raise self.troubles.pop(0)
            self.handled.extend(event.id for event in events)
            handler(conn, events)

        return handle

    def step(self) -> int:
        if self.subscription is None:
            self.subscription = self.bus.subscribe(CONSUMER, [TOPIC])
        return self.consumer.step(self.subscription, self.stop)

    def restart(self) -> None:
        self.subscription = None

    @contextmanager
    def running(self) -> Iterator[None]:
        thread = threading.Thread(target=self.consumer.run, args=(self.stop,))
        thread.start()
        try:
            yield
        finally:
            self.stop.set()
            thread.join(20)
            assert not thread.is_alive()

    def reasons(self) -> list[str]:
        return [parked.reason for parked in self.lot.waiting()]

    def lag(self) -> int:
        return self.bus.lag(CONSUMER, [TOPIC])


@pytest.fixture
def bus() -> FakeBus:
    return FakeBus()


@pytest.fixture
def reader(town: Database, bus: FakeBus) -> Reader:
    return Reader(town, bus)


def record(event: Event) -> Record:
    return Record(TOPIC, event.subject, CODEC.encode(event), {"seq": str(event.version)})


def send(bus: FakeBus, *events: Event | bytes) -> None:
    """Publish events, or bytes under the key "T-bytes"."""
    bus.publish(
        [Record(TOPIC, "T-bytes", e) if isinstance(e, bytes) else record(e) for e in events]
    )


def from_tomorrow() -> bytes:
    return CODEC.encode(an_event("T-1", 1)).replace(CHANGED.encode(), FROM_TOMORROW.encode())
