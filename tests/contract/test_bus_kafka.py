"""What only a real broker can show: away and back, killed under load, groups of several members."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from services.runtime.bus.kafka.address import BadKafkaAddress, KafkaAddress, read_address
from services.runtime.bus.opening import open_bus
from services.runtime.bus.port import (
    Bus,
    Offset,
    Partition,
    Record,
    Stored,
    Subscription,
    TopicSpec,
)
from services.runtime.unavailable import BusUnavailable
from tests.support.engines.kafka_server import KafkaServer
from tests.support.engines.room import unique
from tests.support.eventually import eventually

TOPIC = "reports"
PATIENCE = 40.0


@contextmanager
def opened(url: str, partitions: int = 3) -> Iterator[Bus]:
    with closing(open_bus(url)) as bus:
        bus.ensure_topics([TopicSpec(TOPIC, partitions)])
        yield bus


def a_record(key: str = "k", value: int = 0) -> Record:
    return Record(TOPIC, key, str(value).encode())


def read(subscription: Subscription, count: int) -> list[Stored]:
    """At least so many records, through any outage."""
    found: list[Stored] = []
    deadline = time.monotonic() + PATIENCE
    while len(found) < count:
        assert time.monotonic() < deadline, f"{len(found)} of {count} records came"
        try:
            found += subscription.poll(500, wait=0.2)
        except BusUnavailable:
            continue
    return found


def numbers(records: list[Stored]) -> list[int]:
    return [int(record.value or b"") for record in records]


def test_an_address_names_brokers_and_a_prefix() -> None:
    assert read_address("kafka://a:9092,[::1]:9093?prefix=t1-") == KafkaAddress(
        ("a:9092", "[::1]:9093"), "t1-"
    )


def test_an_address_without_options_has_no_prefix() -> None:
    address = read_address("kafka://a:9092")
    assert address.outside("reports") == address.inside("reports") == "reports"


@pytest.mark.parametrize(
    "url",
    ["kafka://", "kafka://a", "kafka://a:b", "kafka://a:1/topic", "kafka://a:1?acks=0", "x://a:1"],
)
def test_a_wrong_address_is_refused(url: str) -> None:
    with pytest.raises(BadKafkaAddress):
        read_address(url)


def test_installations_with_different_prefixes_do_not_see_each_other(kafka_url: str) -> None:
    one, other = f"{kafka_url}?prefix={unique('a')}-", f"{kafka_url}?prefix={unique('b')}-"
    with opened(one) as first, opened(other) as second:
        first.publish([a_record(value=1)])
        second.publish([a_record(value=2)])
        for bus, value in ((first, 1), (second, 2)):
            with closing(bus.subscribe("bank", [TOPIC])) as subscription:
                (found,) = read(subscription, 1)
            assert found.partition.topic == TOPIC
            assert numbers([found]) == [value]


def test_a_bus_opens_while_its_broker_is_away_and_works_when_it_comes(
    kafka_server: KafkaServer,
) -> None:
    url = kafka_server.url
    kafka_server.stop()
    with closing(open_bus(url)) as bus:
        assert bus.ready() is not None
        with pytest.raises(BusUnavailable):
            bus.ensure_topics([TopicSpec(TOPIC, 3)])
        with closing(bus.subscribe("bank", [TOPIC])) as subscription:
            with pytest.raises(BusUnavailable):
                subscription.poll(10, wait=0.1)
            kafka_server.start()
            bus.ensure_topics([TopicSpec(TOPIC, 3)])
            bus.publish([a_record(value=7)])
            assert numbers(read(subscription, 1)) == [7]


@pytest.mark.slow
def test_a_stalled_broker_is_said_to_be_away_and_nothing_is_skipped_when_it_is_back(
    kafka_server: KafkaServer,
) -> None:
    with opened(kafka_server.url) as bus, closing(bus.subscribe("bank", [TOPIC])) as subscription:
        bus.publish([a_record(value=1)])
        (first,) = read(subscription, 1)
        subscription.commit({first.partition: Offset(first.offset + 1)})
        kafka_server.freeze()
        with pytest.raises(BusUnavailable):
            bus.publish([a_record(value=2)])
        for ask in (
            lambda: subscription.poll(10, wait=0.1),
            lambda: subscription.commit({Partition(TOPIC, 0): Offset(1)}),
            subscription.lag,
            lambda: bus.lag("bank", [TOPIC]),
            lambda: bus.replay([TOPIC]),
            lambda: bus.ensure_topics([TopicSpec(TOPIC, 3)]),
        ):
            with pytest.raises(BusUnavailable):
                ask()
        assert bus.ready() is not None
        kafka_server.thaw()
        publish_surely(bus, [a_record(value=2)])
        # The refused one may have been stored: it was not known to be.
        assert set(numbers(read(subscription, 1))) == {2}
        eventually(lambda: bus.ready() is None, PATIENCE)


def publish_surely(bus: Bus, records: list[Record]) -> None:
    """As a relay does: the same batch again until the bus has acknowledged all of it."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            bus.publish(records)
        except BusUnavailable:
            assert time.monotonic() < deadline, "the bus did not come back"
        else:
            return


class Relay(threading.Thread):
    """Publishes growing numbers under ten keys; its ledger holds what was acknowledged."""

    def __init__(self, bus: Bus) -> None:
        super().__init__()
        self.bus = bus
        self.acknowledged: list[int] = []
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.is_set():
            start = len(self.acknowledged)
            batch = list(range(start, start + 50))
            publish_surely(self.bus, [a_record(f"key-{n % 10}", n) for n in batch])
            self.acknowledged += batch


@pytest.mark.slow
@pytest.mark.parametrize("kills", [2, pytest.param(25, marks=pytest.mark.long)])
def test_a_broker_killed_under_load_loses_nothing_and_keeps_the_order_per_key(
    kafka_server: KafkaServer, kills: int
) -> None:
    with opened(kafka_server.url) as bus, closing(bus.subscribe("bank", [TOPIC])) as subscription:
        relay = Relay(bus)
        relay.start()
        found: list[Stored] = read(subscription, 500)
        for _ in range(kills):
            kafka_server.kill()
            kafka_server.start()
            found += read(subscription, 500)
        relay.enough.set()
        relay.join(PATIENCE)
        assert not relay.is_alive()
        while not set(relay.acknowledged) <= set(numbers(found)):
            found += read(subscription, 1)
        assert_order_kept(found)


def assert_order_kept(found: list[Stored]) -> None:
    """A batch may be stored twice, but a number is first seen only after all smaller ones."""
    newest: dict[str, int] = defaultdict(lambda: -1)
    for record in found:
        number = int(record.value or b"")
        if number > newest[record.key]:
            assert newest[record.key] in (-1, number - 10), f"{number} overtook another"
            newest[record.key] = number


def test_two_members_share_the_partitions_and_read_each_record_once(fresh_kafka_url: str) -> None:
    with (
        opened(fresh_kafka_url) as bus,
        opened(fresh_kafka_url) as other_process,
        closing(bus.subscribe("bank", [TOPIC])) as one,
        closing(other_process.subscribe("bank", [TOPIC])) as two,
    ):
        until_shared(one, two, bus)
        bus.publish([a_record(f"key-{n}", n) for n in range(100)])
        of_one, of_two = read_both(one, two, 100)
        assert sorted(numbers(of_one) + numbers(of_two)) == list(range(100))
        assert of_one
        assert of_two


def until_shared(one: Subscription, two: Subscription, bus: Bus) -> None:
    """Both members hold partitions: each has been given a record of a probing batch."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        bus.publish([a_record(f"key-{n}", 0) for n in range(30)])
        of_one, of_two = one.poll(500, 0.5), two.poll(500, 0.5)
        for member, records in ((one, of_one), (two, of_two)):
            member.commit({r.partition: Offset(r.offset + 1) for r in records})
        if of_one and of_two:
            while one.poll(500, 0.5) or two.poll(500, 0.5):
                continue
            return
    raise AssertionError("the group was not shared")


def read_both(
    one: Subscription, two: Subscription, count: int
) -> tuple[list[Stored], list[Stored]]:
    of_one: list[Stored] = []
    of_two: list[Stored] = []
    deadline = time.monotonic() + PATIENCE
    while len(of_one) + len(of_two) < count:
        assert time.monotonic() < deadline, f"{len(of_one)} and {len(of_two)} of {count} came"
        of_one += one.poll(500, 0.1)
        of_two += two.poll(500, 0.1)
    return of_one, of_two


def test_a_commit_for_partitions_given_away_is_left_to_their_new_reader(
    fresh_kafka_url: str,
) -> None:
    with opened(fresh_kafka_url) as bus, closing(bus.subscribe("bank", [TOPIC])) as slow:
        bus.publish([a_record(f"key-{n}", n) for n in range(60)])
        held = read(slow, 60)
        with closing(bus.subscribe("bank", [TOPIC])) as quick:
            again: list[Stored] = []
            deadline = time.monotonic() + PATIENCE
            while not again:
                assert time.monotonic() < deadline, "the group was not shared"
                slow.poll(500, 0.1)
                again += quick.poll(500, 0.1)
            given_away = {record.partition for record in again}
            slow.commit({r.partition: Offset(r.offset + 1) for r in held})
            uncommitted = sum(record.partition in given_away for record in held)
            assert 0 < uncommitted < 60
            assert bus.lag("bank", [TOPIC]) >= uncommitted


def test_the_partitions_of_a_member_that_leaves_go_on_at_its_last_commit(
    fresh_kafka_url: str,
) -> None:
    with opened(fresh_kafka_url) as bus, closing(bus.subscribe("bank", [TOPIC])) as stays:
        with closing(bus.subscribe("bank", [TOPIC])) as leaves:
            until_shared(stays, leaves, bus)
            bus.publish([a_record(f"key-{n}", n) for n in range(1, 101)])
            mine, its = read_both(stays, leaves, 100)
            stays.commit({r.partition: Offset(r.offset + 1) for r in mine})
        again = read(stays, len(its))
        assert sorted(numbers(again)) == sorted(numbers(its))


def test_a_subscription_made_before_its_topic_reads_it_when_it_is_there(
    fresh_kafka_url: str,
) -> None:
    with (
        closing(open_bus(fresh_kafka_url)) as bus,
        closing(bus.subscribe("bank", [TOPIC])) as subscription,
    ):
        assert subscription.poll(10, wait=0.5) == []
        bus.ensure_topics([TopicSpec(TOPIC, 3)])
        bus.publish([a_record(value=5)])
        assert numbers(read(subscription, 1)) == [5]


def test_a_join_that_outlasts_the_poll_it_began_in_is_completed_by_the_next(
    fresh_kafka_url: str,
) -> None:
    """So short a poll always ends between the group's two answers."""
    short = 0.002
    with (
        closing(open_bus(fresh_kafka_url)) as bus,
        closing(bus.subscribe("bank", [TOPIC])) as subscription,
    ):
        for partitions in (1, 3):
            bus.ensure_topics([TopicSpec(TOPIC, partitions)])
            found: set[int] = set()
            give_up = time.monotonic() + PATIENCE
            while len(found) < partitions and time.monotonic() < give_up:
                # Again and again: whoever writes hears of new partitions after a while, too.
                bus.publish([a_record(f"key-{n}", n) for n in range(30)])
                pause = time.monotonic() + 0.5
                while time.monotonic() < pause:
                    read_now = subscription.poll(500, wait=short)
                    found |= {record.partition.number for record in read_now}
            assert found == set(range(partitions))
