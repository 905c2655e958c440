"""The promises of the bus, kept by every adapter (tests/contract/test_bus.py holds them to it)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NewType, Protocol

Offset = NewType("Offset", int)


class UnknownTopic(Exception):
    """The topic was never created; `citymend topics` makes a broker agree with the contracts."""


class Closed(Exception):
    """The bus or the subscription was closed."""


class RecordTooLarge(Exception):
    """The broker will never take this record; sending it again does not help."""


@dataclass(frozen=True, slots=True)
class Partition:
    topic: str
    number: int


@dataclass(frozen=True, slots=True)
class Record:
    """What is published. Records of one key go to one partition of a topic, in their order."""

    topic: str
    key: str
    value: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as the bus keeps it."""

    partition: Partition
    offset: Offset
    key: str
    value: bytes | None
    """None only for a tombstone that somebody else wrote; ours never are."""
    headers: Mapping[str, str]
    timestamp: int
    """Milliseconds since 1970."""


@dataclass(frozen=True, slots=True)
class TopicSpec:
    name: str
    partitions: int


class Subscription(Protocol):
    """A group's reading of some topics. Not safe for two threads.

    A group resumes at its last commit; what was not committed comes again to the next
    subscription of the group. Groups do not disturb each other. Order is kept inside a
    partition, never promised across partitions.
    """

    def poll(self, limit: int, wait: float) -> Sequence[Stored]:
        """Up to `limit` further records, waiting at most about `wait` seconds for the first.

        Raises BusUnavailable when the bus is away (poll again later: nothing is skipped),
        Closed after close().
        """
        ...

    def commit(self, next_offsets: Mapping[Partition, Offset]) -> None:
        """Store per partition the offset that the group reads next. Raises BusUnavailable."""
        ...

    def lag(self) -> int:
        """How many records of its topics the group has not committed. Raises BusUnavailable."""
        ...

    def close(self) -> None: ...


class Bus(Protocol):
    """Publishing, subscribing, replaying. `publish` and `lag` are safe to call from threads."""

    def ensure_topics(self, topics: Sequence[TopicSpec]) -> Sequence[str]:
        """Create what is missing, compacted; return sentences about what cannot be mended
        (a topic with fewer partitions is grown, one with more is reported). Idempotent.
        Raises BusUnavailable."""
        ...

    def publish(self, records: Sequence[Record]) -> None:
        """Return only after the bus has stored all of them durably, in order per key.

        Raises BusUnavailable when any is not known to be stored (some may be: publish all
        again, readers drop what they have seen), RecordTooLarge or UnknownTopic for what will
        never be taken.
        """
        ...

    def subscribe(self, group: str, topics: Sequence[str]) -> Subscription: ...

    def lag(self, group: str, topics: Sequence[str]) -> int:
        """Records stored and not committed by the group, over the topics. Raises BusUnavailable."""
        ...

    def replay(self, topics: Sequence[str]) -> Iterator[Stored]:
        """Everything still stored, from the start to what was the end when called, without a
        group. Raises BusUnavailable, UnknownTopic."""
        ...

    def ready(self) -> str | None:
        """None when the bus answers, else a sentence that says what is wrong. Never raises."""
        ...

    def close(self) -> None: ...
