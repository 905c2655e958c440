"""A bus in memory that fails when it is told to; see services.runtime.bus.port."""

from collections.abc import Iterator, Mapping, Sequence

from services.runtime.bus.partitioner import partition_of
from services.runtime.bus.port import Offset, Partition, Record, Stored, TopicSpec

PARTITIONS = 3


class FakeBus:
    """Keeps its records in a list per partition; every topic has three."""

    def __init__(self) -> None:
        self.log: dict[Partition, list[Stored]] = {}
        self.offsets: dict[tuple[str, Partition], Offset] = {}
        self.troubles: list[Exception] = []
        """Raised by the next calls, one each, before they do anything."""
        self.late_troubles: list[Exception] = []
        """Raised by the next publications, one each, after the records were stored."""
        self.commits: list[Mapping[Partition, Offset]] = []

    def ensure_topics(self, topics: Sequence[TopicSpec]) -> Sequence[str]:
        return []

    def publish(self, records: Sequence[Record]) -> None:
        self.fail()
        for record in records:
            partition = Partition(record.topic, partition_of(record.key, PARTITIONS))
            kept = self.log.setdefault(partition, [])
            offset = Offset(len(kept))
            kept.append(
                Stored(partition, offset, record.key, record.value, record.headers, timestamp=0)
            )
        if self.late_troubles:
            raise self.late_troubles.pop(0)

    def subscribe(self, group: str, topics: Sequence[str]) -> "FakeSubscription":
        self.fail()
        return FakeSubscription(self, group, topics)

    def lag(self, group: str, topics: Sequence[str]) -> int:
        self.fail()
        return sum(
            len(kept) - self.offsets.get((group, partition), 0)
            for partition, kept in self.log.items()
            if partition.topic in topics
        )

    def replay(self, topics: Sequence[str]) -> Iterator[Stored]:
        return iter(self.stored())

    def ready(self) -> str | None:
        return None

    def close(self) -> None:
        return None

    def stored(self) -> list[Stored]:
        return [record for kept in self.log.values() for record in kept]

    def fail(self) -> None:
        if self.troubles:
            raise self.troubles.pop(0)


class FakeSubscription:
    def __init__(self, bus: FakeBus, group: str, topics: Sequence[str]) -> None:
        self._bus = bus
        self._group = group
        self._topics = topics
        self._positions: dict[Partition, int] = {}
        self.closed = False

    def poll(self, limit: int, wait: float) -> Sequence[Stored]:
        self._bus.fail()
        records: list[Stored] = []
        for partition, kept in self._bus.log.items():
            start = self._positions.get(
                partition, self._bus.offsets.get((self._group, partition), Offset(0))
            )
            page = kept[start : start + limit - len(records)]
            if partition.topic in self._topics and page:
                self._positions[partition] = start + len(page)
                records.extend(page)
        return records

    def commit(self, next_offsets: Mapping[Partition, Offset]) -> None:
        self._bus.fail()
        self._bus.commits.append(dict(next_offsets))
        for partition, offset in next_offsets.items():
            self._bus.offsets[self._group, partition] = offset

    def lag(self) -> int:
        return self._bus.lag(self._group, self._topics)

    def close(self) -> None:
        self.closed = True
