"""Reading topics from their start, without a group."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from services.runtime.bus.kafka.address import KafkaAddress
from services.runtime.bus.kafka.client import ANSWER_SECONDS, away, reading, stored
from services.runtime.bus.kafka.inquiry import Heard, Inquiry
from services.runtime.bus.port import Stored, UnknownTopic

_PAGE = 2000


def replay(address: KafkaAddress, inquiry: Inquiry, topics: Sequence[str]) -> Iterator[Stored]:
    """The ends are fixed now; the reading happens as the iterator is asked.

    Raises BusUnavailable, UnknownTopic.
    """
    partitions = inquiry.partitions(topics)
    for topic in topics:
        if topic not in partitions:
            raise UnknownTopic(topic)
    assigned = [
        TopicPartition(address.outside(topic), number)
        for topic, numbers in partitions.items()
        for number in numbers
    ]
    reader: Any = None
    try:
        reader = KafkaConsumer(request_timeout_ms=int(ANSWER_SECONDS * 1000), **reading(address))
        reader.assign(assigned)
        reader.seek_to_beginning()
        ends: dict[TopicPartition, int] = reader.end_offsets(assigned)
    except KafkaError as error:
        if reader is not None:
            reader.close()
        raise away(error) from error
    return _read_to(ends, reader, address, Heard(inquiry))


def _read_to(
    ends: Mapping[TopicPartition, int], reader: Any, address: KafkaAddress, heard: Heard
) -> Iterator[Stored]:
    try:
        while _behind(reader, ends):
            batches = reader.poll(timeout_ms=500, max_records=_PAGE)
            heard.note(bool(batches))
            for partition, batch in batches.items():
                for message in batch:
                    if message.offset < ends[partition]:
                        yield stored(address, message)
    except KafkaError as error:
        raise away(error) from error
    finally:
        reader.close()


def _behind(reader: Any, ends: Mapping[TopicPartition, int]) -> bool:
    """True until every partition was read to its end; what is read is not fetched further."""
    done = [part for part, end in ends.items() if (reader.position(part) or 0) >= end]
    reader.pause(*done)
    return len(done) < len(ends)
