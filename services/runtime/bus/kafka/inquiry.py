"""What can be asked of the brokers without reading or writing records."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    KafkaError,
    NodeNotReadyError,
    NotCoordinatorError,
)

from services.runtime.bus.kafka.address import KafkaAddress
from services.runtime.bus.kafka.client import ANSWER_SECONDS, away, connection

T = TypeVar("T")

_NOT_YET = (CoordinatorLoadInProgressError, CoordinatorNotAvailableError, NotCoordinatorError)
_SAME_ANSWER = 0.5
"""Seconds for which a failure to reach any broker stands."""
_TRUST_SECONDS = 2.0
"""An empty poll this soon after a broker was heard from needs no question."""


class Inquiry:
    """Questions to the brokers, one at a time; a broken connection is made anew once."""

    def __init__(self, address: KafkaAddress) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._admin: Any = None
        self._reader: Any = None
        self._failure: KafkaError | None = None
        self._failed_at = 0.0

    def ask(self, question: Callable[[Any], T]) -> T:
        """Raises BusUnavailable when no broker answers.

        A connection that broke since the last question is made anew once; a group's coordinator
        that is only being found (the first question about any group) is waited for. Right after
        a failure nobody is asked again: it would cost every thread the full wait.
        """
        deadline = time.monotonic() + ANSWER_SECONDS
        with self._lock:
            if self._failure is not None and time.monotonic() - self._failed_at < _SAME_ANSWER:
                raise away(self._failure) from self._failure
            while True:
                fresh = self._admin is None
                try:
                    answer = question(self._connected())
                except _NOT_YET as error:
                    if time.monotonic() > deadline:
                        raise away(error) from error
                    time.sleep(0.1)
                except KafkaError as error:
                    self._drop()
                    if fresh:
                        self._failure, self._failed_at = error, time.monotonic()
                        raise away(error) from error
                else:
                    self._failure = None
                    return answer

    def partitions(self, topics: Sequence[str]) -> Mapping[str, Sequence[int]]:
        """The partitions of those of the topics that exist."""
        names = [self._address.outside(topic) for topic in topics]
        described = self.ask(lambda admin: admin.describe_topics(names))
        return {
            self._address.inside(topic["topic"]): [p["partition"] for p in topic["partitions"]]
            for topic in described
            if topic["error_code"] == 0
        }

    def lag(self, group: str, topics: Sequence[str]) -> int:
        wanted = [
            TopicPartition(self._address.outside(topic), number)
            for topic, numbers in self.partitions(topics).items()
            for number in numbers
        ]
        return self.ask(lambda admin: self._lag(admin, self._address.outside(group), wanted))

    def _lag(self, admin: Any, group: str, wanted: Sequence[TopicPartition]) -> int:
        if self._reader is None:
            self._reader = KafkaConsumer(
                request_timeout_ms=int(ANSWER_SECONDS * 1000), **connection(self._address)
            )
        done = admin.list_consumer_group_offsets(group, partitions=wanted)
        try:
            starts = self._reader.beginning_offsets(wanted)
            ends = self._reader.end_offsets(wanted)
        except KeyError as error:
            # kafka-python 2.3.3 answers with some partitions left out while a leader is unknown.
            raise NodeNotReadyError("some partitions' offsets are not known yet") from error
        return sum(max(0, ends[part] - max(done[part].offset, starts[part])) for part in wanted)

    def _connected(self) -> Any:
        if self._admin is None:
            self._admin = KafkaAdminClient(
                request_timeout_ms=int(ANSWER_SECONDS * 1000), **connection(self._address)
            )
        return self._admin

    def _drop(self) -> None:
        clients = (self._admin, self._reader)
        self._admin = self._reader = None
        for client in clients:
            if client is not None:
                client.close()

    def close(self) -> None:
        with self._lock:
            self._drop()


class Heard:
    """Tells a quiet bus from one that is away: kafka-python's poll is silent about both."""

    def __init__(self, inquiry: Inquiry) -> None:
        self._inquiry = inquiry
        self._last = float("-inf")

    def note(self, something: bool) -> None:
        """Raises BusUnavailable when nothing came and no broker answers."""
        if not something:
            if time.monotonic() - self._last < _TRUST_SECONDS:
                return
            self._inquiry.partitions([])
        self._last = time.monotonic()
