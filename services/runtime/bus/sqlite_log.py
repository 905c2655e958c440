"""The embedded bus: a log in one SQLite file with Kafka's semantics.

Topics have partitions, keys choose them as Kafka's partitioner does, groups commit offsets, any
reader may replay. A group has one member at a time; the owner lock of a home sees to that.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Connection, insert, select

from services.runtime.bus.log_queries import (
    append,
    committed,
    forget,
    heads,
    last_compaction,
    note_compaction,
    replaced,
    topics_of,
    written,
)
from services.runtime.bus.log_subscription import LogSubscription
from services.runtime.bus.log_tables import (
    HEADS,
    LEASES,
    LOG,
    OFFSETS,
    TOPICS,
    create_tables,
    stored,
)
from services.runtime.bus.partitioner import partition_of
from services.runtime.bus.port import (
    Closed,
    Offset,
    Partition,
    Record,
    RecordTooLarge,
    Stored,
    TopicSpec,
    UnknownTopic,
)
from services.runtime.clock import Clock, SystemClock
from services.runtime.database import Database, open_database, upsert
from services.runtime.lease import Lease
from services.runtime.unavailable import BusUnavailable, DatabaseUnavailable

T = TypeVar("T")
LARGEST_RECORD = 1_000_000
"""Bytes; the default limit of a Kafka broker, so that embedded refuses what real would."""
_LOOK_AGAIN = 0.2
"""Seconds between looks for what another process wrote; our own writes wake readers at once."""
_REPLAY_PAGE = 1000
_COMPACT_PAGE = 100


class SqliteLog:
    """A Bus (see the port). One instance per process and file."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._written = threading.Condition()
        self._partitions: dict[str, int] = {}
        self._closed = False
        # An earlier process may have been ended between deleting and scrubbing.
        self._scrub_due = True
        self._write(create_tables)

    def lease(self, name: str, holder: str, clock: Clock) -> Lease:
        """A lease that lies with the log, for what is done to it once in all processes."""
        return Lease(self._database, LEASES, name, holder, clock)

    def ensure_topics(self, topics: Sequence[TopicSpec]) -> Sequence[str]:
        def use(conn: Connection) -> list[str]:
            known = topics_of(conn)
            remarks = []
            for topic in topics:
                have = known.get(topic.name, 0)
                if have > topic.partitions:
                    remarks.append(
                        f"{topic.name}: has {have} partitions, {topic.partitions} wanted"
                    )
                    continue
                row = {"name": topic.name, "partitions": topic.partitions}
                upsert(conn, TOPICS, [row], key=["name"])
                heads = [
                    {"topic": topic.name, "part": part, "next": 0}
                    for part in range(have, topic.partitions)
                ]
                if heads:
                    conn.execute(insert(HEADS), heads)
            return remarks

        remarks = self._write(use)
        self._partitions = self._read(topics_of)
        return remarks

    def publish(self, records: Sequence[Record]) -> None:
        placed = [(self._place(record), record) for record in records]
        moment = self._now()
        self._write(lambda conn: append(conn, placed, moment))
        with self._written:
            self._written.notify_all()

    def subscribe(self, group: str, topics: Sequence[str]) -> LogSubscription:
        self._refuse_closed()
        return LogSubscription(self, group, tuple(topics))

    def lag(self, group: str, topics: Sequence[str]) -> int:
        def use(conn: Connection) -> int:
            done = committed(conn, group, topics)
            return sum(end - done.get(part, 0) for part, end in heads(conn, topics).items())

        return self._read(use)

    def replay(self, topics: Sequence[str]) -> Iterator[Stored]:
        ends = self._read(lambda conn: heads(conn, topics))
        for topic in topics:
            if not any(partition.topic == topic for partition in ends):
                raise UnknownTopic(topic)
        return self._replay(ends)

    def _replay(self, ends: Mapping[Partition, Offset]) -> Iterator[Stored]:
        for partition, end in ends.items():
            position = Offset(0)
            while position < end:
                page = self.page(partition, position, _REPLAY_PAGE)
                page = [record for record in page if record.offset < end]
                if not page:
                    break
                yield from page
                position = Offset(page[-1].offset + 1)

    def compact(self) -> int:
        """Delete every record that a later one of its key has replaced; how many that were.

        The file is then written anew, so that what is gone cannot be read back from it.
        Raises BusUnavailable; asked again, it goes on where it was.
        """
        had = self._read(written)
        total = sum(self._compact(part) for part in self.ends(list(self._read(topics_of))))
        if total or self._scrub_due:
            self._scrub_due = True
            try:
                self._database.scrub()
            except DatabaseUnavailable as error:
                raise BusUnavailable(str(error)) from error
            self._scrub_due = False
        self._write(lambda conn: note_compaction(conn, self._now(), had))
        return total

    def compacted(self) -> tuple[datetime | None, int]:
        """When it was last compacted to its end, and how many records were written since."""
        moment, since = self._read(last_compaction)
        if moment is None:
            return None, since
        return datetime.fromtimestamp(moment / 1000, UTC), since

    def _compact(self, partition: Partition) -> int:
        total = 0
        start = Offset(0)
        while gone := self._compact_page(partition, start):
            total += len(gone)
            start = Offset(gone[-1] + 1)
        return total

    def _compact_page(self, partition: Partition, start: Offset) -> list[Offset]:
        gone = self._read(lambda conn: replaced(conn, partition, start, _COMPACT_PAGE))
        if gone:
            self._write(lambda conn: forget(conn, partition, gone))
        return gone

    def ready(self) -> str | None:
        return "the bus is closed" if self._closed else self._database.ready()

    def close(self) -> None:
        self._closed = True
        with self._written:
            self._written.notify_all()
        self._database.close()

    def page(self, partition: Partition, position: Offset, limit: int) -> list[Stored]:
        """Up to `limit` records of one partition from `position` on."""
        query = (
            select(LOG)
            .where(
                LOG.c.topic == partition.topic,
                LOG.c.part == partition.number,
                LOG.c.off >= position,
            )
            .order_by(LOG.c.off)
            .limit(limit)
        )
        return self._read(lambda conn: [stored(row) for row in conn.execute(query)])

    def ends(self, topics: Sequence[str]) -> Mapping[Partition, Offset]:
        return self._read(lambda conn: heads(conn, topics))

    def committed(self, group: str, topics: Sequence[str]) -> Mapping[Partition, Offset]:
        return self._read(lambda conn: committed(conn, group, topics))

    def commit(self, group: str, next_offsets: Mapping[Partition, Offset]) -> None:
        rows = [
            {"grp": group, "topic": part.topic, "part": part.number, "next": offset}
            for part, offset in next_offsets.items()
        ]
        self._write(lambda conn: upsert(conn, OFFSETS, rows, key=["grp", "topic", "part"]))

    def wait_for_writes(self, seconds: float) -> None:
        with self._written:
            self._written.wait(min(seconds, _LOOK_AGAIN))

    def mark(self) -> object:
        """Equal to an earlier one only where nothing was written in between."""
        file = self._database.file
        return object() if file is None else file.look()

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)

    def _place(self, record: Record) -> Partition:
        if len(record.value) > LARGEST_RECORD:
            raise RecordTooLarge(f"{record.topic}: {len(record.value)} bytes")
        if record.topic not in self._partitions:
            self._partitions = self._read(topics_of)
        count = self._partitions.get(record.topic)
        if count is None:
            raise UnknownTopic(record.topic)
        return Partition(record.topic, partition_of(record.key, count))

    def _read(self, use: Callable[[Connection], T]) -> T:
        self._refuse_closed()
        try:
            return self._database.read(use)
        except DatabaseUnavailable as error:
            raise BusUnavailable(str(error)) from error

    def _write(self, use: Callable[[Connection], T]) -> T:
        self._refuse_closed()
        try:
            return self._database.write(use)
        except DatabaseUnavailable as error:
            raise BusUnavailable(str(error)) from error

    def _refuse_closed(self) -> None:
        if self._closed:
            raise Closed("the bus was closed")


def open_sqlite_log(url: str, clock: Clock | None = None) -> SqliteLog:
    """The log in the file of a `sqlite:///path` URL, created when missing."""
    return SqliteLog(open_database(url), clock or SystemClock())
