"""The Bus (see the port) over Kafka."""

import threading
from collections.abc import Iterator, Sequence

from services.runtime.bus.kafka.address import KafkaAddress, read_address
from services.runtime.bus.kafka.inquiry import Inquiry
from services.runtime.bus.kafka.outlet import Outlet
from services.runtime.bus.kafka.replay import replay
from services.runtime.bus.kafka.subscription import KafkaSubscription
from services.runtime.bus.kafka.topics import agree
from services.runtime.bus.port import (
    Closed,
    Record,
    RecordTooLarge,
    Stored,
    TopicSpec,
    UnknownTopic,
)
from services.runtime.unavailable import BusUnavailable

LARGEST_RECORD = 1_000_000
"""Bytes of a value; a broker's default limit less room for key, headers and framing."""


def open_kafka(url: str) -> "KafkaBus":
    """`kafka://host:port,host:port[?prefix=…]`. Asks no broker: one that is away may come back."""
    return KafkaBus(read_address(url))


class KafkaBus:
    """A Bus (see the port)."""

    def __init__(self, address: KafkaAddress) -> None:
        self._address = address
        self._inquiry = Inquiry(address)
        self._outlet = Outlet(address)
        self._known: frozenset[str] = frozenset()
        self._closed = threading.Event()

    def ensure_topics(self, topics: Sequence[TopicSpec]) -> Sequence[str]:
        self._refuse_closed()
        return self._inquiry.ask(lambda admin: agree(admin, self._address, topics))

    def publish(self, records: Sequence[Record]) -> None:
        self._refuse_closed()
        for record in records:
            if len(record.value) > LARGEST_RECORD:
                raise RecordTooLarge(f"{record.topic}: {len(record.value)} bytes")
        self._refuse_unknown({record.topic for record in records})
        self._outlet.publish(records)

    def subscribe(self, group: str, topics: Sequence[str]) -> "KafkaSubscription":
        self._refuse_closed()
        return KafkaSubscription(self._address, self._inquiry, self._closed, group, topics)

    def lag(self, group: str, topics: Sequence[str]) -> int:
        self._refuse_closed()
        return self._inquiry.lag(group, topics)

    def replay(self, topics: Sequence[str]) -> Iterator[Stored]:
        self._refuse_closed()
        return replay(self._address, self._inquiry, topics)

    def ready(self) -> str | None:
        if self._closed.is_set():
            return "the bus is closed"
        try:
            self._inquiry.partitions([])
        except BusUnavailable as error:
            return str(error)
        return None

    def close(self) -> None:
        self._closed.set()
        self._outlet.close()
        self._inquiry.close()

    def _refuse_closed(self) -> None:
        if self._closed.is_set():
            raise Closed("the bus was closed")

    def _refuse_unknown(self, topics: set[str]) -> None:
        """Ask before sending: the producer would wait for a topic that nobody creates."""
        if topics - self._known:
            self._known = frozenset(self._inquiry.partitions(sorted(topics | self._known)))
        for topic in sorted(topics - self._known):
            raise UnknownTopic(topic)
