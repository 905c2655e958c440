"""Records that could not be understood: kept with reason and origin, never dropped or logged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from services.runtime.bus.port import Offset, Partition, Stored
from services.runtime.clock import Clock
from services.runtime.database import Database, upsert
from services.runtime.tables import RuntimeTables

KEPT_FOR = timedelta(days=30)
_LONGEST_KEY = 300
_DIGITS = 19
"""A number of fewer digits fits into 64 bits."""


@dataclass(frozen=True, slots=True)
class ParkedRecord:
    id: int
    consumer: str
    record: Stored
    seq: int | None
    reason: str
    parked_at: datetime
    replayed_at: datetime | None


class ParkingLot:
    """The parked records of one consumer."""

    def __init__(
        self, database: Database, tables: RuntimeTables, consumer: str, clock: Clock
    ) -> None:
        self._database = database
        self._table = tables.parked
        self.consumer = consumer
        self._clock = clock

    def park(self, record: Stored, reason: str) -> None:
        """Keep the record. The same record parked again only gets the newer reason.

        Takes every record: what cannot be understood must not fail here, too.
        """
        row = {
            "consumer": self.consumer,
            "topic": record.partition.topic,
            "partition": record.partition.number,
            "offset": record.offset,
            "key": _writable(record.key)[:_LONGEST_KEY],
            "seq": sequence_of(record.headers),
            "headers": dict(record.headers),
            "body": record.value,
            "reason": _writable(reason),
            "parked_at": self._clock.now(),
            "replayed_at": None,
        }
        origin = ["consumer", "topic", "partition", "offset"]
        self._database.write(
            lambda conn: upsert(conn, self._table, [row], key=origin, keep=["parked_at"])
        )

    def waiting(self) -> Sequence[ParkedRecord]:
        """What was parked and not yet replayed, oldest first."""
        query = self._mine().where(self._table.c.replayed_at.is_(None)).order_by(self._table.c.id)
        return self._database.read(lambda conn: [_record(row) for row in conn.execute(query)])

    def find(self, parked_id: int) -> ParkedRecord | None:
        query = self._mine().where(self._table.c.id == parked_id)
        row = self._database.read(lambda conn: conn.execute(query).one_or_none())
        return _record(row) if row is not None else None

    def count(self) -> int:
        query = select(func.count()).select_from(
            self._mine().where(self._table.c.replayed_at.is_(None)).subquery()
        )
        return self._database.read(lambda conn: conn.execute(query).scalar_one())

    def mark_replayed(self, parked_id: int) -> None:
        now = self._clock.now()
        statement = update(self._table).where(self._table.c.id == parked_id).values(replayed_at=now)
        self._database.write(lambda conn: conn.execute(statement))

    def purge(self) -> int:
        """Forget what was parked longer ago than KEPT_FOR; how many that were."""
        before = self._clock.now() - KEPT_FOR

        def use(conn: Connection) -> int:
            done = conn.execute(
                delete(self._table).where(
                    self._table.c.consumer == self.consumer, self._table.c.parked_at < before
                )
            )
            return done.rowcount

        return self._database.write(use)

    def _mine(self) -> Any:
        return select(self._table).where(self._table.c.consumer == self.consumer)


def _writable(text: str) -> str:
    """Text that every database takes: no NUL (PostgreSQL refuses it), no half of a character."""
    return text.replace("\0", "\ufffd").encode(errors="replace").decode()


def sequence_of(headers: Mapping[str, str]) -> int | None:
    """The producer's order number, readable even where the body is not."""
    text = headers.get("seq", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else None


def _record(row: Row[Any]) -> ParkedRecord:
    stored = Stored(
        partition=Partition(row.topic, row.partition),
        offset=Offset(row.offset),
        key=row.key,
        value=row.body,
        headers=row.headers,
        timestamp=0,
    )
    return ParkedRecord(
        row.id, row.consumer, stored, row.seq, row.reason, row.parked_at, row.replayed_at
    )
