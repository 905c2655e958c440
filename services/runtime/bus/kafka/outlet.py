"""The way out: one producer for all threads, thrown away when it makes no progress."""

import threading
import time
from collections.abc import Sequence
from typing import Any

from kafka import KafkaProducer
from kafka.errors import (
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    UnknownTopicOrPartitionError,
)

from services.runtime.bus.kafka.address import KafkaAddress
from services.runtime.bus.kafka.client import ANSWER_SECONDS, away, connection
from services.runtime.bus.port import Record, RecordTooLarge, UnknownTopic

_DELIVERY_SECONDS = 6.0
"""How long the producer tries by itself; shorter than a relay's lease."""


class Outlet:
    """One producer for all threads, thrown away when it makes no progress."""

    def __init__(self, address: KafkaAddress) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._producer: Any = None

    def publish(self, records: Sequence[Record]) -> None:
        producer = self._current()
        deadline = time.monotonic() + _DELIVERY_SECONDS + ANSWER_SECONDS
        try:
            acknowledgements = [self._send(producer, record) for record in records]
            for acknowledgement in acknowledgements:
                acknowledgement.get(timeout=max(0.0, deadline - time.monotonic()))
        except (MessageSizeTooLargeError, RecordListTooLargeError) as error:
            raise RecordTooLarge("the broker refused a record for its size") from error
        except UnknownTopicOrPartitionError as error:
            raise UnknownTopic("a topic was deleted") from error
        except (KafkaError, AssertionError) as error:
            # AssertionError: another thread threw this producer away meanwhile.
            self._discard(producer)
            raise away(error) from error

    def _send(self, producer: Any, record: Record) -> Any:
        return producer.send(
            self._address.outside(record.topic),
            key=record.key.encode(),
            value=record.value,
            headers=[(name, value.encode()) for name, value in record.headers.items()],
        )

    def _current(self) -> Any:
        with self._lock:
            if self._producer is None:
                try:
                    self._producer = KafkaProducer(
                        acks="all",
                        enable_idempotence=True,
                        linger_ms=5,
                        batch_size=128 * 1024,
                        max_block_ms=int(ANSWER_SECONDS * 1000),
                        request_timeout_ms=int(ANSWER_SECONDS * 1000),
                        delivery_timeout_ms=int(_DELIVERY_SECONDS * 1000),
                        **connection(self._address),
                    )
                except KafkaError as error:
                    raise away(error) from error
            return self._producer

    def _discard(self, producer: Any) -> None:
        """What it still holds must not be sent after what a later producer sends."""
        with self._lock:
            if self._producer is producer:
                self._producer = None
        try:
            producer.close(timeout=0)
        except KafkaError:
            # Its close gives up at the first undelivered batch and leaves the sender running.
            producer._sender.force_close()

    def close(self) -> None:
        with self._lock:
            producer, self._producer = self._producer, None
        if producer is not None:
            self._discard(producer)
