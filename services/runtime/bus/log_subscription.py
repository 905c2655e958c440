"""A group's reading of the embedded bus."""

import time
from collections.abc import Mapping, Sequence
from typing import Protocol

from services.runtime.bus.port import Closed, Offset, Partition, Stored


class ReadableLog(Protocol):
    """What a subscription asks of its log."""

    def page(self, partition: Partition, position: Offset, limit: int) -> list[Stored]: ...

    def ends(self, topics: Sequence[str]) -> Mapping[Partition, Offset]: ...

    def committed(self, group: str, topics: Sequence[str]) -> Mapping[Partition, Offset]: ...

    def commit(self, group: str, next_offsets: Mapping[Partition, Offset]) -> None: ...

    def lag(self, group: str, topics: Sequence[str]) -> int: ...

    def wait_for_writes(self, seconds: float) -> None: ...


class LogSubscription:
    """A Subscription (see the port)."""

    def __init__(self, log: ReadableLog, group: str, topics: tuple[str, ...]) -> None:
        self._log = log
        self._group = group
        self._topics = topics
        self._positions: dict[Partition, Offset] | None = None
        self._closed = False

    def poll(self, limit: int, wait: float) -> Sequence[Stored]:
        deadline = time.monotonic() + wait
        while True:
            self._refuse_closed()
            records = self._read_on(limit)
            remaining = deadline - time.monotonic()
            if records or remaining <= 0:
                return records
            self._log.wait_for_writes(remaining)

    def _read_on(self, limit: int) -> list[Stored]:
        if self._positions is None:
            self._positions = dict(self._log.committed(self._group, self._topics))
        records: list[Stored] = []
        for partition, end in self._log.ends(self._topics).items():
            position = self._positions.get(partition, Offset(0))
            room = limit - len(records)
            if position >= end or room <= 0:
                continue
            page = self._log.page(partition, position, room)
            if page:
                self._positions[partition] = Offset(page[-1].offset + 1)
                records.extend(page)
        return records

    def commit(self, next_offsets: Mapping[Partition, Offset]) -> None:
        self._refuse_closed()
        self._log.commit(self._group, next_offsets)

    def lag(self) -> int:
        self._refuse_closed()
        return self._log.lag(self._group, self._topics)

    def close(self) -> None:
        self._closed = True

    def _refuse_closed(self) -> None:
        if self._closed:
            raise Closed("the subscription was closed")
