"""What the bus promises, on every adapter: the embedded log and Kafka."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from services.runtime.bus.kafka.address import read_address
from services.runtime.bus.opening import open_bus
from services.runtime.bus.port import (
    Bus,
    Closed,
    Offset,
    Partition,
    Record,
    RecordTooLarge,
    Stored,
    Subscription,
    TopicSpec,
    UnknownTopic,
)
from services.runtime.bus.sqlite_log import SqliteLog
from tests.support.eventually import eventually

REPORTS = "reports"
LINKS = "links"
TOPICS = (TopicSpec(REPORTS, 12), TopicSpec(LINKS, 3))
PATIENCE = 30.0
"""Seconds; a group forms in a moment, on a busy machine in some seconds."""

# Of 12 partitions, as Kafka 4.4.0's own BuiltInPartitioner.partitionForKey answers.
KNOWN_PLACES = {
    "20261122-7K3QX": 5,
    "N-000123": 4,
    "P-000001": 1,
    "key-1": 0,
    "foobar": 6,
    "a-little-bit-long-string": 8,
    "需求-N-000123": 11,
    "城": 4,
}

OpenBus = Callable[[], Bus]


@pytest.fixture(params=["sqlite", pytest.param("kafka", marks=pytest.mark.kafka)])
def bus_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bus.sqlite'}"
    url: str = request.getfixturevalue("fresh_kafka_url")
    return url


@pytest.fixture
def open_another(bus_url: str) -> Iterator[OpenBus]:
    """Opens the same bus as another process would."""
    opened: list[Bus] = []

    def open_one() -> Bus:
        opened.append(open_bus(bus_url))
        return opened[-1]

    yield open_one
    for bus in opened:
        bus.close()


@pytest.fixture
def bus(open_another: OpenBus) -> Bus:
    bus = open_another()
    bus.ensure_topics(TOPICS)
    return bus


@pytest.fixture
def compact(bus_url: str) -> Callable[[Bus], None]:
    """Makes the adapter drop what newer records of a key have replaced; returns when it did."""
    if bus_url.startswith("sqlite:"):
        return compact_log
    return lambda bus: compact_topic(bus_url, bus)


def compact_log(bus: Bus) -> None:
    assert isinstance(bus, SqliteLog)
    assert bus.compact() > 0


def compact_topic(url: str, bus: Bus) -> None:
    """A broker compacts closed segments when it likes: let it like to, and close them."""
    address = read_address(url)
    eager = {
        "cleanup.policy": "compact",
        "min.cleanable.dirty.ratio": "0.001",
        "segment.ms": "200",
        "max.compaction.lag.ms": "200",
    }
    admin = KafkaAdminClient(bootstrap_servers=list(address.brokers))
    try:
        topic = address.outside(REPORTS)
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, eager)])
    finally:
        admin.close()
    before = sum(1 for _ in bus.replay([REPORTS]))

    def shrunk() -> bool:
        bus.publish([a_record(f"tick-{n}") for n in range(30)])
        return sum(1 for _ in bus.replay([REPORTS])) < before // 2

    eventually(shrunk, PATIENCE)


def a_record(key: str = "20261122-7K3QX", value: bytes = b"{}", topic: str = REPORTS) -> Record:
    return Record(topic, key, value)


def read(subscription: Subscription, count: int) -> list[Stored]:
    """Exactly so many records; fails when they do not come."""
    found: list[Stored] = []
    deadline = time.monotonic() + PATIENCE
    while len(found) < count:
        assert time.monotonic() < deadline, f"{len(found)} of {count} records came"
        found += subscription.poll(count - len(found), wait=0.2)
    return found


def nothing_more(subscription: Subscription) -> bool:
    """A bus that has something gives it within a second once the group has formed."""
    return not subscription.poll(100, wait=1.0)


def commit(subscription: Subscription, records: Sequence[Stored]) -> None:
    subscription.commit({r.partition: Offset(r.offset + 1) for r in records})


def read_and_commit(bus: Bus, group: str, count: int, topics: Sequence[str] = (REPORTS,)) -> None:
    with closing(bus.subscribe(group, topics)) as subscription:
        commit(subscription, read(subscription, count))


def values(records: Sequence[Stored]) -> list[bytes | None]:
    return [record.value for record in records]


def test_records_of_one_key_come_in_the_order_of_publishing(bus: Bus) -> None:
    sent = [f"{n}".encode() for n in range(500)]
    for start in range(0, 500, 50):
        bus.publish([a_record(value=value) for value in sent[start : start + 50]])
    with closing(bus.subscribe("bank", [REPORTS])) as subscription:
        assert values(read(subscription, 500)) == sent


def test_order_per_key_is_kept_among_many_keys(bus: Bus) -> None:
    keys = [f"key-{n}" for n in range(20)]
    bus.publish([a_record(key, f"{n}".encode()) for n in range(25) for key in keys])
    with closing(bus.subscribe("bank", [REPORTS])) as subscription:
        found = read(subscription, 500)
    for key in keys:
        assert [int(r.value or b"") for r in found if r.key == key] == list(range(25))


def test_key_value_and_headers_arrive_as_they_were_sent(bus: Bus) -> None:
    key, value = "需求-N-000123", "排水管网".encode()
    bus.publish([Record(LINKS, key, value, {"ce-type": "x.y.v1", "place": "城西"})])
    with closing(bus.subscribe("search", [LINKS])) as subscription:
        (found,) = read(subscription, 1)
    assert (found.key, found.value) == (key, value)
    assert found.headers == {"ce-type": "x.y.v1", "place": "城西"}
    assert found.partition.topic == LINKS
    assert abs(found.timestamp / 1000 - time.time()) < 60


def test_the_offsets_of_a_partition_grow(bus: Bus) -> None:
    bus.publish([a_record(value=b"1"), a_record(value=b"2"), a_record(value=b"3")])
    with closing(bus.subscribe("bank", [REPORTS])) as subscription:
        first, second, third = read(subscription, 3)
    assert first.partition == second.partition == third.partition
    assert first.offset < second.offset < third.offset


def test_a_poll_gives_no_more_than_its_limit(bus: Bus) -> None:
    bus.publish([a_record(f"key-{n}") for n in range(50)])
    with closing(bus.subscribe("bank", [REPORTS])) as subscription:
        read(subscription, 1)
        assert 0 < len(subscription.poll(7, wait=5)) <= 7


def test_a_poll_of_a_quiet_bus_comes_back_empty_after_its_wait(bus: Bus) -> None:
    bus.publish([a_record()])
    with closing(bus.subscribe("bank", [REPORTS])) as subscription:
        read(subscription, 1)
        started = time.monotonic()
        assert subscription.poll(10, wait=0.3) == []
        assert time.monotonic() - started < 5


def test_a_group_resumes_at_its_last_commit(bus: Bus) -> None:
    bus.publish([a_record(value=b"1"), a_record(value=b"2"), a_record(value=b"3")])
    with closing(bus.subscribe("bank", [REPORTS])) as subscription:
        commit(subscription, read(subscription, 2))
    with closing(bus.subscribe("bank", [REPORTS])) as subscription:
        assert values(read(subscription, 1)) == [b"3"]
        assert nothing_more(subscription)


def test_what_was_not_committed_comes_again(bus: Bus) -> None:
    bus.publish([a_record(value=b"1"), a_record(value=b"2")])
    with closing(bus.subscribe("bank", [REPORTS])) as subscription:
        assert values(read(subscription, 2)) == [b"1", b"2"]
    with closing(bus.subscribe("bank", [REPORTS])) as subscription:
        assert values(read(subscription, 2)) == [b"1", b"2"]


def test_a_commit_below_what_was_read_brings_the_rest_again(bus: Bus) -> None:
    bus.publish([a_record(value=b"1"), a_record(value=b"2"), a_record(value=b"3")])
    with closing(bus.subscribe("bank", [REPORTS])) as subscription:
        commit(subscription, read(subscription, 3)[:1])
    with closing(bus.subscribe("bank", [REPORTS])) as subscription:
        assert values(read(subscription, 2)) == [b"2", b"3"]


def test_groups_do_not_disturb_each_other(bus: Bus) -> None:
    bus.publish([a_record(value=b"1"), a_record(value=b"2")])
    read_and_commit(bus, "bank", 2)
    with closing(bus.subscribe("search", [REPORTS])) as subscription:
        assert values(read(subscription, 2)) == [b"1", b"2"]


def test_a_subscription_reads_only_its_topics(bus: Bus) -> None:
    bus.publish([a_record(value=b"report"), a_record(value=b"link", topic=LINKS)])
    with closing(bus.subscribe("search", [LINKS])) as subscription:
        assert values(read(subscription, 1)) == [b"link"]
        assert nothing_more(subscription)


def test_a_waiting_subscription_sees_what_is_published_later(
    bus: Bus, open_another: OpenBus
) -> None:
    bus.publish([a_record(value=b"1")])
    with closing(bus.subscribe("bank", [REPORTS])) as subscription:
        read(subscription, 1)
        open_another().publish([a_record(value=b"2")])
        assert values(read(subscription, 1)) == [b"2"]


def test_what_was_published_is_there_for_a_bus_opened_later(
    bus: Bus, open_another: OpenBus
) -> None:
    bus.publish([a_record(value=b"kept")])
    bus.close()
    assert values(list(open_another().replay([REPORTS]))) == [b"kept"]


def test_many_threads_may_publish_at_once(bus: Bus) -> None:
    def publish(thread: int) -> None:
        for n in range(20):
            bus.publish([a_record(f"key-{thread}", f"{n}".encode())])

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(publish, range(8)))
    found = list(bus.replay([REPORTS]))
    for thread in range(8):
        of_thread = [int(r.value or b"") for r in found if r.key == f"key-{thread}"]
        assert of_thread == list(range(20))


def test_a_topic_that_was_never_created_has_no_lag(bus: Bus) -> None:
    assert bus.lag("bank", ["rumours"]) == 0


def test_publishing_nothing_is_fine(bus: Bus) -> None:
    bus.publish([])
    assert list(bus.replay([REPORTS])) == []


def test_a_replay_reads_everything_from_the_start_and_ends(bus: Bus) -> None:
    bus.publish([a_record(f"key-{n}", f"{n}".encode()) for n in range(300)])
    bus.publish([a_record(value=b"link", topic=LINKS)])
    found = list(bus.replay([REPORTS, LINKS]))
    assert len(found) == 301
    assert {record.partition.topic for record in found} == {REPORTS, LINKS}


def test_a_replay_stops_at_what_was_the_end_when_it_was_asked_for(bus: Bus) -> None:
    bus.publish([a_record(value=b"before")])
    replay = bus.replay([REPORTS])
    bus.publish([a_record(value=b"after")])
    assert values(list(replay)) == [b"before"]


def test_a_replay_does_not_move_a_group(bus: Bus) -> None:
    bus.publish([a_record(value=b"1")])
    list(bus.replay([REPORTS]))
    assert bus.lag("bank", [REPORTS]) == 1


def test_a_replay_of_empty_topics_is_empty(bus: Bus) -> None:
    assert list(bus.replay([REPORTS, LINKS])) == []


def test_the_lag_is_what_was_not_committed(bus: Bus) -> None:
    assert bus.lag("bank", [REPORTS, LINKS]) == 0
    bus.publish([a_record(f"key-{n}") for n in range(10)])
    bus.publish([a_record(topic=LINKS)])
    assert bus.lag("bank", [REPORTS, LINKS]) == 11
    with closing(bus.subscribe("bank", [REPORTS, LINKS])) as subscription:
        found = read(subscription, 11)
        assert subscription.lag() == 11
        commit(subscription, found)
        assert subscription.lag() == 0
    assert bus.lag("bank", [REPORTS, LINKS]) == 0
    assert bus.lag("search", [LINKS]) == 1


def test_a_topic_that_was_never_created_is_unknown_to_publish(bus: Bus) -> None:
    with pytest.raises(UnknownTopic, match="rumours"):
        bus.publish([a_record(topic="rumours")])


def test_a_topic_that_was_never_created_is_unknown_to_replay(bus: Bus) -> None:
    with pytest.raises(UnknownTopic, match="rumours"):
        bus.replay([REPORTS, "rumours"])


def test_a_refused_topic_leaves_nothing_of_its_batch(bus: Bus) -> None:
    with pytest.raises(UnknownTopic):
        bus.publish([a_record(), a_record(topic="rumours")])
    assert list(bus.replay([REPORTS])) == []


def test_a_topic_created_later_is_known_then(bus: Bus) -> None:
    with pytest.raises(UnknownTopic):
        bus.publish([a_record(topic="needs")])
    bus.ensure_topics([TopicSpec("needs", 3)])
    bus.publish([a_record(topic="needs", value=b"1")])
    assert values(list(bus.replay(["needs"]))) == [b"1"]


def test_the_largest_record_is_taken_and_comes_back(bus: Bus) -> None:
    largest = b"x" * 1_000_000
    bus.publish([a_record(value=largest)])
    assert values(list(bus.replay([REPORTS]))) == [largest]


def test_a_larger_record_is_refused_and_the_next_one_passes(bus: Bus) -> None:
    with pytest.raises(RecordTooLarge):
        bus.publish([a_record(value=b"before"), a_record(value=b"x" * 1_000_001)])
    bus.publish([a_record(value=b"next")])
    assert values(list(bus.replay([REPORTS]))) == [b"next"]


def test_making_topics_agree_twice_changes_nothing(bus: Bus) -> None:
    bus.publish([a_record(value=b"1")])
    assert list(bus.ensure_topics(TOPICS)) == []
    assert values(list(bus.replay([REPORTS]))) == [b"1"]


def test_a_topic_with_too_few_partitions_is_grown(bus: Bus) -> None:
    assert list(bus.ensure_topics([TopicSpec(LINKS, 6)])) == []
    bus.publish([a_record(f"key-{n}", topic=LINKS) for n in range(100)])
    assert {r.partition.number for r in bus.replay([LINKS])} == set(range(6))


def test_a_topic_with_too_many_partitions_is_reported_and_left(bus: Bus) -> None:
    (remark,) = bus.ensure_topics([TopicSpec(REPORTS, 4)])
    assert "reports" in remark
    assert "12" in remark
    bus.publish([a_record(f"key-{n}") for n in range(200)])
    assert {r.partition.number for r in bus.replay([REPORTS])} == set(range(12))


def test_compaction_keeps_the_newest_record_of_each_key(
    bus: Bus, compact: Callable[[Bus], None]
) -> None:
    bus.publish([a_record(key, f"{n}".encode()) for n in range(400) for key in ("a", "b", "c")])
    compact(bus)
    newest = {record.key: record.value for record in bus.replay([REPORTS])}
    assert {key: newest[key] for key in ("a", "b", "c")} == dict.fromkeys("abc", b"399")


def test_a_group_reads_over_the_gaps_that_compaction_left(
    bus: Bus, compact: Callable[[Bus], None]
) -> None:
    bus.publish([a_record(key, f"{n}".encode()) for n in range(400) for key in ("a", "b", "c")])
    compact(bus)
    newest: dict[str, bytes | None] = {}
    with closing(bus.subscribe("bank", [REPORTS])) as subscription:

        def caught_up() -> bool:
            found = subscription.poll(100, wait=0.2)
            newest.update({record.key: record.value for record in found})
            commit(subscription, found)
            return subscription.lag() == 0

        eventually(caught_up, PATIENCE)
    assert {key: newest[key] for key in ("a", "b", "c")} == dict.fromkeys("abc", b"399")


@pytest.mark.parametrize(("key", "partition"), KNOWN_PLACES.items())
def test_a_key_goes_to_the_partition_that_kafka_gives_it(
    bus: Bus, key: str, partition: int
) -> None:
    bus.publish([a_record(key)])
    (found,) = bus.replay([REPORTS])
    assert found.partition == Partition(REPORTS, partition)


def test_a_closed_subscription_refuses(bus: Bus) -> None:
    bus.publish([a_record()])
    subscription = bus.subscribe("bank", [REPORTS])
    read(subscription, 1)
    subscription.close()
    for call in (
        lambda: subscription.poll(1, 0.1),
        lambda: subscription.commit({Partition(REPORTS, 0): Offset(1)}),
        subscription.lag,
    ):
        with pytest.raises(Closed):
            call()


def test_a_closed_bus_refuses(bus: Bus) -> None:
    subscription = bus.subscribe("bank", [REPORTS])
    bus.close()
    for call in (
        lambda: bus.publish([a_record()]),
        lambda: bus.subscribe("bank", [REPORTS]),
        lambda: bus.lag("bank", [REPORTS]),
        lambda: bus.replay([REPORTS]),
        lambda: bus.ensure_topics(TOPICS),
        lambda: subscription.poll(1, 0.1),
    ):
        with pytest.raises(Closed):
            call()
    assert bus.ready() is not None


def test_closing_twice_is_fine(bus: Bus) -> None:
    subscription = bus.subscribe("bank", [REPORTS])
    subscription.close()
    subscription.close()
    bus.close()
    bus.close()


def test_a_bus_that_answers_is_ready(bus: Bus) -> None:
    assert bus.ready() is None
