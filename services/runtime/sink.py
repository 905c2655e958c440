"""Where a consumer's effects go, all of a batch or nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from services.contracts.envelope import Event
from services.runtime.bus.port import Stored
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.inbox import Inbox, Key
from services.runtime.parked import ParkingLot
from services.runtime.tables import RuntimeTables


class Refused(Exception):
    """A handler understood the event's shape and cannot accept what it says."""


@dataclass(frozen=True, slots=True)
class Delivery:
    record: Stored
    event: Event


class Sink(Protocol):
    """Where a consumer's effects go."""

    def apply(self, batch: Sequence[Delivery]) -> None:
        """All of the batch or nothing. Raises Unavailable (try again) or Refused."""
        ...

    def park(self, record: Stored, reason: str) -> None:
        """Keep what cannot be understood. Raises Unavailable."""
        ...


Handler = Callable[[Connection, Sequence[Event]], None]


class TransactionalSink:
    """Effects, outbox rows and inbox marks in one transaction of the consumer's database."""

    def __init__(
        self,
        database: Database,
        tables: RuntimeTables,
        consumer: str,
        handlers: Mapping[str, Handler],
        clock: Clock,
    ) -> None:
        self._database = database
        self._inbox = Inbox(tables, consumer)
        self._lot = ParkingLot(database, tables, consumer, clock)
        self._handlers = handlers

    def apply(self, batch: Sequence[Delivery]) -> None:
        newest = newest_versions(batch)

        def use(conn: Connection) -> None:
            versions = {key: event.version for key, event in newest.items()}
            fresh = self._inbox.take(conn, versions)
            events = [event for key, event in newest.items() if key in fresh]
            for event_type, alike in _by_type(events).items():
                handler = self._handlers.get(event_type)
                if handler is not None:
                    handler(conn, alike)

        self._database.write(use)

    def park(self, record: Stored, reason: str) -> None:
        self._lot.park(record, reason)


def newest_versions(batch: Sequence[Delivery]) -> dict[Key, Event]:
    """Per topic and key the newest version in the batch, in the order of first appearance."""
    newest: dict[Key, Event] = {}
    for delivery in batch:
        key = (delivery.record.partition.topic, delivery.record.key)
        known = newest.get(key)
        if known is None or delivery.event.version > known.version:
            newest[key] = delivery.event
    return newest


def _by_type(events: Iterable[Event]) -> dict[str, list[Event]]:
    grouped: dict[str, list[Event]] = {}
    for event in events:
        grouped.setdefault(event.type, []).append(event)
    return grouped
