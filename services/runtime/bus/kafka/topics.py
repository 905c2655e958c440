"""Making a broker's topics agree with what we want."""

import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

from kafka.admin import ConfigResource, ConfigResourceType, NewPartitions, NewTopic
from kafka.errors import TopicAlreadyExistsError

from services.runtime.bus.kafka.address import KafkaAddress
from services.runtime.bus.port import TopicSpec
from services.runtime.unavailable import BusUnavailable

logger = logging.getLogger(__name__)

_TOPIC_SETTINGS = {
    "cleanup.policy": "compact",
    "min.cleanable.dirty.ratio": "0.2",
    # What was replaced is gone after at most a week, also from a quiet partition's segment.
    "max.compaction.lag.ms": str(7 * 24 * 3600 * 1000),
    "delete.retention.ms": str(24 * 3600 * 1000),
}
_REPLICAS = 3


def agree(admin: Any, address: KafkaAddress, topics: Sequence[TopicSpec]) -> list[str]:
    """Create and grow; the sentences of ensure_topics."""
    there = {topic["topic"]: len(topic["partitions"]) for topic in admin.describe_topics()}
    replicas = min(_REPLICAS, len(admin.describe_cluster()["brokers"]))
    settings = dict(_TOPIC_SETTINGS)
    if replicas == _REPLICAS:
        settings["min.insync.replicas"] = "2"
    remarks = []
    for topic in topics:
        name = address.outside(topic.name)
        have = there.get(name)
        if have is None:
            try:
                admin.create_topics([NewTopic(name, topic.partitions, replicas, None, settings)])
            except TopicAlreadyExistsError:
                logger.info("somebody else created the topic", extra={"topic": topic.name})
        elif have < topic.partitions:
            admin.create_partitions({name: NewPartitions(topic.partitions)})
        elif have > topic.partitions:
            remarks.append(f"{topic.name}: has {have} partitions, {topic.partitions} wanted")
        if have is not None and not _compacted(admin, name):
            remarks.append(f"{topic.name}: is not compacted (cleanup.policy)")
    _wait_for_leaders(admin, {address.outside(topic.name): topic.partitions for topic in topics})
    return remarks


def _compacted(admin: Any, name: str) -> bool:
    question = ConfigResource(ConfigResourceType.TOPIC, name, {"cleanup.policy": ""})
    for answer in admin.describe_configs([question]):
        for resource in answer.resources:
            return any("compact" in setting[1] for setting in resource[4])
    return False


def _wait_for_leaders(admin: Any, wanted: Mapping[str, int]) -> None:
    """A new topic is known a moment later; who publishes at once must not be told otherwise."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        led = {
            topic["topic"]: sum(part["leader"] >= 0 for part in topic["partitions"])
            for topic in admin.describe_topics(list(wanted))
        }
        if all(led.get(name, 0) >= count for name, count in wanted.items()):
            return
        time.sleep(0.05)
    raise BusUnavailable("new topics have no leader yet")
