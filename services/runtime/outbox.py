"""State and event in one transaction: the event waits in the outbox until the bus has stored it."""

import threading
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from services.contracts.envelope import CONTENT_TYPE, Event, EventData
from services.runtime import metrics
from services.runtime.bus.port import Bus, Record, RecordTooLarge, UnknownTopic
from services.runtime.clock import Clock
from services.runtime.codec import Codec
from services.runtime.database import Database
from services.runtime.ids import new_event_id
from services.runtime.lease import Lease
from services.runtime.leased import LeasedLoop
from services.runtime.tables import RuntimeTables
from services.runtime.unavailable import Unavailable

_BATCH = 500


class Outbox:
    """Events that leave with the transaction that caused them.

    The caller locks the object's row before it puts its event, so that versions of one object
    get ids in their own order.
    """

    def __init__(self, tables: RuntimeTables, codec: Codec, clock: Clock, source: str) -> None:
        self._table = tables.outbox
        self._codec = codec
        self._clock = clock
        self._source = source

    def put(
        self,
        conn: Connection,
        *,
        type: str,  # noqa: A002 - CloudEvents' own word
        subject: str,
        data: EventData,
        headers: Mapping[str, str] | None = None,
        cause: str | None = None,
    ) -> None:
        """Add one event to the caller's transaction. Raises envelope.TooLarge, UnknownType."""
        conn.execute(insert(self._table), [self._row(type, subject, data, headers, cause)])

    def put_all(
        self,
        conn: Connection,
        type: str,  # noqa: A002
        objects: Iterable[tuple[str, EventData]],
    ) -> None:
        """Add one event per (subject, data), in one statement."""
        rows = [self._row(type, subject, data, None, None) for subject, data in objects]
        if rows:
            conn.execute(insert(self._table), rows)

    def _row(
        self,
        event_type: str,
        subject: str,
        data: EventData,
        headers: Mapping[str, str] | None,
        cause: str | None,
    ) -> dict[str, Any]:
        now = self._clock.now()
        event = Event(
            id=new_event_id(),
            type=event_type,
            source=self._source,
            subject=subject,
            time=now,
            data=data,
            cause=cause,
        )
        return {
            "topic": self._codec.topic_of(event_type),
            "key": subject,
            "headers": {
                "content-type": CONTENT_TYPE,
                "ce_type": event_type,
                "ce_id": event.id,
                **_order(data),
                **(headers or {}),
            },
            "body": self._codec.encode(event),
            "created_at": now,
        }


class Relay:
    """Publishes the outbox. A role: one of them works, the others wait for its lease.

    It takes unsent rows, never "everything after the last id": a later transaction may commit a
    lower id. A row is deleted only when the bus has stored it; a crash in between publishes it
    twice, which readers see by its version.
    """

    def __init__(
        self, name: str, database: Database, tables: RuntimeTables, bus: Bus, lease: Lease
    ) -> None:
        self.name = name
        self._database = database
        self._table = tables.outbox
        self._bus = bus
        self._lease = lease
        self._loop = LeasedLoop(name, lease, "events wait in the outbox")

    def run(self, stop: threading.Event) -> None:
        self._loop.run(stop, self.step, self._database.watch())

    def step(self) -> int:
        """Publish one batch if this is the relay at work; how many left the outbox."""
        if not self._lease.hold():
            return 0
        rows = self._database.glance(
            lambda conn: conn.execute(
                select(self._table).order_by(self._table.c.id).limit(_BATCH)
            ).all()
        )
        if not rows:
            return 0
        records = [Record(row.topic, row.key, row.body, row.headers) for row in rows]
        try:
            # A slow bus must not cost the lease: what two relays publish at once is out of order.
            with self._lease.kept():
                self._bus.publish(records)
        except (RecordTooLarge, UnknownTopic) as error:
            raise Unavailable(str(error)) from error
        self._forget([row.id for row in rows])
        metrics.OUTBOX_SENT.labels(self.name).inc(len(rows))
        return len(rows)

    def _forget(self, ids: list[int]) -> None:
        def use(conn: Connection) -> None:
            self._lease.fence(conn)
            # Consecutive ids are deleted as a range: one small statement instead of 500 values.
            for low, high in _ranges(ids):
                conn.execute(delete(self._table).where(self._table.c.id.between(low, high)))

        self._database.write(use)

    def waiting(self) -> int:
        """How many events are in the outbox. Raises DatabaseUnavailable."""
        return self._database.read(
            lambda conn: conn.execute(select(func.count()).select_from(self._table)).scalar_one()
        )

    def ready(self) -> str | None:
        return self._loop.trouble

    def idle(self) -> str | None:
        waiting = self.waiting()
        return f"{self.name}: {waiting} events in the outbox" if waiting else None


def _order(data: EventData) -> dict[str, str]:
    """An object's place in a dense order, told outside the body, too: whoever cannot read the
    body must still know which number is accounted for."""
    seq = getattr(data, "seq", None)
    return {} if seq is None else {"seq": str(seq)}


def _ranges(ids: list[int]) -> list[tuple[int, int]]:
    """Ascending ids as (first, last) runs without holes."""
    runs: list[tuple[int, int]] = []
    for number in ids:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
