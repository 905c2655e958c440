"""A member of a consumer group."""

import logging
import threading
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from kafka import ConsumerRebalanceListener, KafkaConsumer, TopicPartition
from kafka.errors import CommitFailedError, KafkaError
from kafka.structs import OffsetAndMetadata

from services.runtime.bus.kafka.address import KafkaAddress
from services.runtime.bus.kafka.client import ANSWER_SECONDS, away, reading, stored
from services.runtime.bus.kafka.inquiry import Heard, Inquiry
from services.runtime.bus.port import Closed, Offset, Partition, Stored

logger = logging.getLogger(__name__)


class _WantedUntilDone(ConsumerRebalanceListener):  # type: ignore[misc]
    """Keeps a join wanted until it is complete, as Kafka's own client does (KAFKA-9815).

    kafka-python 2.3.3 joins anew when a topic appears or grows, but takes that for done as soon as
    the leader has assigned. A poll that ends before the group's answer then leaves the member
    without its partitions for good: nobody reads them and nothing fails.
    """

    def __init__(self, member: Any) -> None:
        self._coordinator = member._coordinator

    def on_partitions_revoked(self, _revoked: Collection[TopicPartition]) -> None:
        self._coordinator.request_rejoin()

    def on_partitions_assigned(self, _assigned: Collection[TopicPartition]) -> None:
        """The coordinator has withdrawn the wish itself."""


class KafkaSubscription:
    """A Subscription (see the port). Joins its group at the first poll."""

    def __init__(
        self,
        address: KafkaAddress,
        inquiry: Inquiry,
        bus_closed: threading.Event,
        group: str,
        topics: Sequence[str],
    ) -> None:
        self._address = address
        self._inquiry = inquiry
        self._bus_closed = bus_closed
        self._group = group
        self._topics = tuple(topics)
        self._member: Any = None
        self._heard = Heard(inquiry)
        self._closed = False

    def poll(self, limit: int, wait: float) -> Sequence[Stored]:
        self._refuse_closed()
        try:
            if self._member is None:
                self._member = self._join()
            batches = self._member.poll(timeout_ms=int(wait * 1000), max_records=limit)
        except KafkaError as error:
            # A new member of the group resumes at the last commit.
            self._leave()
            raise away(error) from error
        self._heard.note(bool(batches))
        return [stored(self._address, message) for batch in batches.values() for message in batch]

    def commit(self, next_offsets: Mapping[Partition, Offset]) -> None:
        """What the group has given to another member meanwhile is left to that member."""
        self._refuse_closed()
        if self._member is None:
            return
        mine = self._member.assignment()
        wanted = {
            TopicPartition(self._address.outside(part.topic), part.number): OffsetAndMetadata(
                offset, "", -1
            )
            for part, offset in next_offsets.items()
        }
        offsets = {part: offset for part, offset in wanted.items() if part in mine}
        if len(offsets) < len(wanted):
            logger.info("partitions were given away before their commit", extra=self._about())
        try:
            self._member.commit(offsets, timeout_ms=int(ANSWER_SECONDS * 1000))
        except CommitFailedError:
            logger.info("the group moved on before the commit", extra=self._about())
        except KafkaError as error:
            raise away(error) from error

    def lag(self) -> int:
        self._refuse_closed()
        return self._inquiry.lag(self._group, self._topics)

    def close(self) -> None:
        self._closed = True
        self._leave()

    def _join(self) -> Any:
        member = KafkaConsumer(
            group_id=self._address.outside(self._group),
            session_timeout_ms=10_000,
            heartbeat_interval_ms=3_000,
            request_timeout_ms=20_000,
            **reading(self._address),
        )
        topics = [self._address.outside(topic) for topic in self._topics]
        member.subscribe(topics, listener=_WantedUntilDone(member))
        return member

    def _leave(self) -> None:
        member, self._member = self._member, None
        if member is not None:
            try:
                member.close(autocommit=False, timeout_ms=int(ANSWER_SECONDS * 1000))
            except KafkaError:
                logger.info("left the group without its broker", extra=self._about())

    def _about(self) -> dict[str, str]:
        return {"group": self._group}

    def _refuse_closed(self) -> None:
        if self._closed or self._bus_closed.is_set():
            raise Closed("the subscription was closed")
