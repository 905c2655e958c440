"""A group's reading of the embedded bus."""

import time
from collections.abc import Mapping, Sequence
from typing import Protocol

from services.runtime.bus.port import Closed, Offset, Partition, Stored

_ASK_ANYWAY = 1.0
"""Seconds after which the log is asked although it looks the same."""


class ReadableLog(Protocol):
    """What a subscription asks of its log."""

    def page(self, partition: Partition, position: Offset, limit: int) -> list[Stored]: ...

    def ends(self, topics: Sequence[str]) -> Mapping[Partition, Offset]: ...

    def committed(self, group: str, topics: Sequence[str]) -> Mapping[Partition, Offset]: ...

    def commit(self, group: str, next_offsets: Mapping[Partition, Offset]) -> None: ...

    def lag(self, group: str, topics: Sequence[str]) -> int: ...

    def wait_for_writes(self, seconds: float) -> None: ...

    def mark(self) -> object: ...


class LogSubscription:
    """A Subscription (see the port)."""

    def __init__(self, log: ReadableLog, group: str, topics: tuple[str, ...]) -> None:
        self._log = log
        self._group = group
        self._topics = topics
        self._positions: dict[Partition, Offset] | None = None
        self._closed = False
        self._nothing_at: object = None
        """How the log looked when everything had been read; a look is cheaper than a question."""
        self._asked_at = 0.0

    def poll(self, limit: int, wait: float) -> Sequence[Stored]:
        deadline = time.monotonic() + wait
        while True:
            self._refuse_closed()
            records = self._look(limit)
            remaining = deadline - time.monotonic()
            if records or remaining <= 0:
                return records
            self._log.wait_for_writes(remaining)

    def _look(self, limit: int) -> list[Stored]:
        mark = self._log.mark()
        now = time.monotonic()
        if mark == self._nothing_at and now - self._asked_at < _ASK_ANYWAY:
            return []
        records = self._read_on(limit)
        self._asked_at = now
        self._nothing_at = None if records else mark
        return records

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
