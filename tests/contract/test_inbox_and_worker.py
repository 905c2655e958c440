"""Reading the bus, on both dialects: each event once, in order, and nothing skipped."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from services.contracts.envelope import Event
from services.runtime import metrics
from services.runtime.bus.port import Offset, Partition, Record, Stored, Subscription
from services.runtime.clock import FixedClock
from services.runtime.database import Database
from services.runtime.inbox import Inbox
from services.runtime.parked import ParkingLot
from services.runtime.replaying import replaying
from services.runtime.sink import Delivery, Handler, Refused, TransactionalSink
from services.runtime.unavailable import BusUnavailable, DatabaseUnavailable
from services.runtime.worker import Consumer, TooManyParked
from tests.contract.towns import town, url
from tests.support.eventually import eventually
from tests.support.fake_bus import FakeBus
from tests.support.things import (
    CHANGED,
    CODEC,
    FROM_TOMORROW,
    NOON,
    RENAMED,
    TABLES,
    TOPIC,
    Thing,
    an_event,
    count,
    names,
    put_thing,
)

__all__ = ["town", "url"]
CONSUMER = "town-reader"
CLOCK = FixedClock(NOON)


def keep(conn: Connection, events: Sequence[Event]) -> None:
    """The town's handler: refuses ghosts, breaks on cursed things."""
    for event in events:
        assert isinstance(event.data, Thing)
        if event.data.name == "ghost":
            raise Refused("name: there are no ghosts")
        if event.data.name == "cursed":
            raise KeyError("13800138000")
        put_thing(conn, event.subject, event.version, event.data.name)


class Reader:
    """A consumer in front of a bus that fails on command."""

    def __init__(self, town: Database, bus: FakeBus, handler: Handler = keep) -> None:
        self.town = town
        self.bus = bus
        self.handled: list[str] = []
        self.troubles: list[Exception] = []
        self.lot = ParkingLot(town, TABLES, CONSUMER, CLOCK)
        handlers: dict[str, Handler] = {CHANGED: self._noting(handler), RENAMED: handler}
        self.sink = TransactionalSink(town, TABLES, CONSUMER, handlers, CLOCK)
        self.consumer = Consumer(CONSUMER, bus, [TOPIC], CODEC.decode, self.sink, CLOCK)
        self.stop = threading.Event()
        self.subscription: Subscription | None = None

    def _noting(self, handler: Handler) -> Handler:
        def handle(conn: Connection, events: Sequence[Event]) -> None:
            if self.troubles:
                raise self.troubles.pop(0)
            self.handled.extend(event.id for event in events)
            handler(conn, events)

        return handle

    def step(self) -> int:
        if self.subscription is None:
            self.subscription = self.bus.subscribe(CONSUMER, [TOPIC])
        return self.consumer.step(self.subscription, self.stop)

    def restart(self) -> None:
        self.subscription = None

    @contextmanager
    def running(self) -> Iterator[None]:
        thread = threading.Thread(target=self.consumer.run, args=(self.stop,))
        thread.start()
        try:
            yield
        finally:
            self.stop.set()
            thread.join(20)
            assert not thread.is_alive()

    def reasons(self) -> list[str]:
        return [parked.reason for parked in self.lot.waiting()]

    def lag(self) -> int:
        return self.bus.lag(CONSUMER, [TOPIC])


@pytest.fixture
def bus() -> FakeBus:
    return FakeBus()


@pytest.fixture
def reader(town: Database, bus: FakeBus) -> Reader:
    return Reader(town, bus)


def record(event: Event) -> Record:
    return Record(TOPIC, event.subject, CODEC.encode(event), {"seq": str(event.version)})


def send(bus: FakeBus, *events: Event | bytes) -> None:
    """Publish events, or bytes under the key "T-bytes"."""
    bus.publish(
        [Record(TOPIC, "T-bytes", e) if isinstance(e, bytes) else record(e) for e in events]
    )


def from_tomorrow() -> bytes:
    return CODEC.encode(an_event("T-1", 1)).replace(CHANGED.encode(), FROM_TOMORROW.encode())


def test_an_event_has_its_effect_and_its_offset_is_committed(
    town: Database, bus: FakeBus, reader: Reader
) -> None:
    send(bus, an_event("T-1", 1, "lamp"), an_event("T-2", 1, "bench"))
    assert reader.step() == 2
    assert names(town) == {"T-1": "lamp", "T-2": "bench"}
    assert reader.lag() == 0
    assert reader.step() == 0


def test_an_offset_is_committed_only_after_its_effects_are(town: Database, bus: FakeBus) -> None:
    seen: list[dict[str, str]] = []

    class Watching(FakeBus):
        def fail(self) -> None:
            seen.append(names(town))

    watching = Watching()
    reader = Reader(town, watching)
    send(watching, an_event("T-1", 1))
    reader.step()
    assert seen[-1] == {"T-1": "lamp"}, "the last call of a step is the commit"


def test_the_same_event_twice_has_one_effect(bus: FakeBus, reader: Reader) -> None:
    for _ in range(2):
        send(bus, an_event("T-1", 1))
        reader.step()
    assert reader.handled == ["T-1@1"]
    send(bus, an_event("T-2", 1), an_event("T-2", 1))
    reader.step()
    assert reader.handled == ["T-1@1", "T-2@1"]


def test_an_older_version_after_a_newer_changes_nothing(
    town: Database, bus: FakeBus, reader: Reader
) -> None:
    send(bus, an_event("T-1", 3, "newer"))
    reader.step()
    send(bus, an_event("T-1", 2, "older"))
    reader.step()
    send(bus, an_event("T-2", 5, "newer"), an_event("T-2", 4, "older"))
    reader.step()
    assert names(town) == {"T-1": "newer", "T-2": "newer"}
    assert reader.handled == ["T-1@3", "T-2@5"]


def test_of_several_versions_in_one_batch_the_newest_is_taken(
    town: Database, bus: FakeBus, reader: Reader
) -> None:
    send(bus, *(an_event("T-1", version, f"name {version}") for version in range(1, 10)))
    assert reader.step() == 9
    assert reader.handled == ["T-1@9"]
    assert names(town) == {"T-1": "name 9"}


def test_types_of_one_object_share_its_versions(
    town: Database, bus: FakeBus, reader: Reader
) -> None:
    send(bus, an_event("T-1", 2, "renamed", RENAMED))
    reader.step()
    send(bus, an_event("T-1", 1, "first"))
    reader.step()
    assert names(town) == {"T-1": "renamed"}


def test_consumers_do_not_mark_for_each_other(town: Database) -> None:
    def taken(consumer: str, topic: str) -> bool:
        inbox = Inbox(TABLES, consumer)
        return bool(town.write(lambda conn: inbox.take(conn, {(topic, "T-1"): 1})))

    assert taken("one", "things")
    assert taken("other", "things")
    assert taken("one", "other-things")
    assert not taken("one", "things")


def test_a_large_batch_is_asked_for_and_marked_whole(town: Database) -> None:
    inbox = Inbox(TABLES, CONSUMER)
    batch = {(TOPIC, f"T-{number}"): number for number in range(1, 1_251)}
    half = {key: version for key, version in batch.items() if version % 2}
    assert town.write(lambda conn: inbox.take(conn, half)) == set(half)
    assert town.write(lambda conn: inbox.take(conn, batch)) == set(batch) - set(half)
    assert town.write(lambda conn: inbox.take(conn, batch)) == set()
    assert town.write(lambda conn: inbox.take(conn, {})) == set()


@pytest.mark.parametrize(("slow", "quick"), [(1, 2), (2, 1)])
def test_of_two_members_that_hold_one_object_the_newer_version_wins(
    town: Database, bus: FakeBus, slow: int, quick: int
) -> None:
    """A slow member may still be at work when the group has given its partition away."""
    in_hand, go = threading.Event(), threading.Event()

    def slowly(conn: Connection, events: Sequence[Event]) -> None:
        if events[0].version == slow:
            in_hand.set()
            go.wait(20)
        keep(conn, events)

    sink = Reader(town, bus, slowly).sink
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(sink.apply, [delivered(an_event("T-1", slow, f"{slow}"))])
        assert in_hand.wait(20)
        second = pool.submit(sink.apply, [delivered(an_event("T-1", quick, f"{quick}"))])
        with suppress(TimeoutError):
            second.result(0.3)
        go.set()
        first.result(20)
        second.result(20)
    assert names(town) == {"T-1": "2"}


def delivered(event: Event) -> Delivery:
    sent = record(event)
    stored = Stored(Partition(TOPIC, 0), Offset(0), sent.key, sent.value, sent.headers, 0)
    return Delivery(stored, event)


def test_a_batch_that_fails_leaves_no_mark_and_no_effect(town: Database, reader: Reader) -> None:
    batch = [delivered(an_event("T-1", 1)), delivered(an_event("T-2", 1, "ghost"))]
    with pytest.raises(Refused):
        reader.sink.apply(batch)
    assert names(town) == {}
    assert count(town, TABLES.inbox) == 0


def test_a_record_that_cannot_be_read_is_parked_and_the_next_one_passes(
    town: Database, bus: FakeBus, reader: Reader
) -> None:
    send(bus, b"no event", an_event("T-1", 1))
    reader.step()
    assert names(town) == {"T-1": "lamp"}
    (parked,) = reader.lot.waiting()
    assert (parked.record.value, parked.record.key) == (b"no event", "T-bytes")
    assert (parked.reason, parked.parked_at) == ("not JSON in UTF-8", NOON)
    assert parked.record.partition.topic == TOPIC
    assert reader.lag() == 0


def test_a_refused_record_is_parked_in_the_words_of_the_refusal(
    town: Database, bus: FakeBus, reader: Reader
) -> None:
    others = [an_event(f"T-{number}", 1) for number in range(20)]
    send(bus, *others[:7], an_event("T-ghost", 4, "ghost"), *others[7:])
    reader.step()
    assert set(names(town)) == {event.subject for event in others}
    assert reader.reasons() == ["name: there are no ghosts"]
    assert reader.lot.waiting()[0].seq == 4
    assert reader.lag() == 0


def test_what_breaks_a_handler_is_parked_by_kind_and_not_by_what_it_said(
    bus: FakeBus, reader: Reader
) -> None:
    send(bus, an_event("T-1", 1, "cursed"))
    reader.step()
    assert reader.reasons() == ["KeyError"]


def test_what_breaks_the_reader_itself_is_parked_too(
    town: Database, bus: FakeBus, reader: Reader
) -> None:
    body = CODEC.encode(an_event("T-1", 1)).replace(b'"name":"lamp",', b"")
    send(bus, body, an_event("T-2", 1))
    reader.step()
    assert reader.reasons() == ["KeyError"]
    assert set(names(town)) == {"T-2"}


def test_somebody_elses_tombstone_is_parked(bus: FakeBus, reader: Reader) -> None:
    send(bus, b"to be taken out")
    ((partition, kept),) = bus.log.items()
    bus.log[partition] = [replace(kept[0], value=None)]
    reader.step()
    assert [parked.record.value for parked in reader.lot.waiting()] == [None]


def test_a_newer_version_passes_a_parked_one(town: Database, bus: FakeBus, reader: Reader) -> None:
    send(bus, an_event("T-1", 1, "first"), an_event("T-1", 2, "ghost"))
    reader.step()
    send(bus, an_event("T-1", 3, "third"))
    reader.step()
    assert names(town) == {"T-1": "third"}


def test_an_unknown_type_is_skipped_and_counted(
    town: Database, bus: FakeBus, reader: Reader
) -> None:
    before = metrics.EVENTS_SKIPPED.labels(CONSUMER)._value.get()
    send(bus, from_tomorrow(), an_event("T-1", 1))
    reader.step()
    assert names(town) == {"T-1": "lamp"}
    assert reader.reasons() == []
    assert reader.lag() == 0
    assert metrics.EVENTS_SKIPPED.labels(CONSUMER)._value.get() == before + 1


def test_unknown_types_keep_their_numbers_and_never_stop_a_consumer(
    town: Database, bus: FakeBus, reader: Reader
) -> None:
    """A newer release is writing already; whoever works in order must not wait for its numbers."""
    unknown = from_tomorrow()
    bus.publish([Record(TOPIC, "T-new", unknown, {"seq": f"{n}"}) for n in range(1, 151)])
    send(bus, an_event("T-1", 1))
    reader.step()
    assert set(names(town)) == {"T-1"}
    assert {parked.seq for parked in reader.lot.waiting()} == set(range(1, 151))
    assert set(reader.reasons()) == {"a type that this release does not know"}
    assert reader.lag() == 0


def test_too_many_in_a_row_stop_the_consumer(bus: FakeBus, reader: Reader) -> None:
    send(bus, *[b"no event"] * 300)
    with pytest.raises(TooManyParked):
        reader.step()
    assert len(reader.reasons()) == 100
    assert reader.lag() == 300


def test_a_handler_that_refuses_everything_stops_the_consumer_one_by_one_too(
    bus: FakeBus, reader: Reader
) -> None:
    def until_stopped() -> None:
        for number in range(200):
            send(bus, an_event(f"T-{number}", 1, "cursed"))
            reader.step()

    with pytest.raises(TooManyParked):
        until_stopped()
    assert len(reader.reasons()) == 100


def test_one_that_is_understood_begins_the_count_anew(bus: FakeBus, reader: Reader) -> None:
    for number in range(4):
        send(bus, *[b"no event"] * 60, replace(an_event("T-bytes", number + 1)))
        reader.step()
    assert len(reader.reasons()) == 240


def test_a_consumer_that_stopped_itself_says_so_until_somebody_looks(
    bus: FakeBus, reader: Reader
) -> None:
    send(bus, *[b"no event"] * 150)
    with reader.running():
        eventually(lambda: "in a row were not understood" in (reader.consumer.ready() or ""))
        assert "in a row" in (reader.consumer.idle() or "")
    assert reader.lag() == 150


def test_while_the_database_is_away_the_same_records_are_tried_again(
    town: Database, bus: FakeBus, reader: Reader
) -> None:
    before = metrics.RETRIES.labels(CONSUMER)._value.get()
    reader.troubles = [DatabaseUnavailable("the disk is full")] * 3
    send(bus, *(an_event(f"T-{number}", 1) for number in range(5)))
    reader.step()
    assert len(names(town)) == 5
    assert reader.reasons() == []
    assert metrics.RETRIES.labels(CONSUMER)._value.get() == before + 3
    assert reader.consumer.ready() is None


def test_an_offset_that_could_not_be_committed_is_tried_again_without_a_second_effect(
    bus: FakeBus, reader: Reader
) -> None:
    send(bus, an_event("T-1", 1))
    reader.subscription = bus.subscribe(CONSUMER, [TOPIC])

    def fail_once(*_: object) -> None:
        bus.troubles = [BusUnavailable("Kafka does not answer")]

    reader.sink.apply = _after(reader.sink.apply, fail_once)  # type: ignore[method-assign]
    reader.step()
    assert reader.handled == ["T-1@1"]
    assert reader.lag() == 0


def _after(first: Callable[..., None], then: Callable[..., None]) -> Callable[..., None]:
    def both(*args: object) -> None:
        first(*args)
        then(*args)

    return both


def test_a_running_consumer_waits_out_a_bus_that_is_away_and_skips_nothing(
    town: Database, bus: FakeBus, reader: Reader
) -> None:
    bus.troubles = [BusUnavailable("Kafka does not answer")] * 3
    with reader.running():
        eventually(lambda: "Kafka does not answer" in (reader.consumer.ready() or ""))
        eventually(lambda: reader.consumer.ready() is None)
        send(bus, *(an_event(f"T-{number}", 1) for number in range(30)))
        eventually(lambda: len(names(town)) == 30)
        eventually(lambda: reader.consumer.idle() is None)


def test_a_stop_while_the_database_is_away_leaves_the_records_for_the_next(
    town: Database, bus: FakeBus, reader: Reader
) -> None:
    reader.troubles = [DatabaseUnavailable("the server went")] * 1_000
    send(bus, an_event("T-1", 1), b"no event", an_event("T-2", 1))
    with reader.running():
        eventually(lambda: "the server went" in (reader.consumer.ready() or ""))
    assert (reader.lag(), names(town)) == (3, {})
    again = Reader(town, bus)
    again.step()
    assert set(names(town)) == {"T-1", "T-2"}
    assert again.reasons() == ["not JSON in UTF-8"]


def test_what_was_not_committed_before_a_crash_comes_again_and_has_one_effect(
    town: Database, bus: FakeBus, reader: Reader
) -> None:
    class Crash(BaseException):
        """The process ends here."""

    send(bus, *(an_event(f"T-{number}", 1) for number in range(5)), b"no event")

    def crash(*_: object) -> None:
        raise Crash

    reader.sink.apply = _after(reader.sink.apply, crash)  # type: ignore[method-assign]
    with pytest.raises(Crash):
        reader.step()
    again = Reader(town, bus)
    assert again.step() == 6
    assert len(reader.handled) + len(again.handled) == 5
    assert len(names(town)) == 5
    assert again.lag() == 0


def test_a_record_parked_again_after_a_crash_is_parked_once(bus: FakeBus, reader: Reader) -> None:
    send(bus, b"no event")
    reader.step()
    bus.offsets.clear()
    reader.restart()
    reader.step()
    assert reader.reasons() == ["not JSON in UTF-8"]


def test_what_is_left_to_read_is_counted(bus: FakeBus, reader: Reader) -> None:
    assert reader.consumer.idle() is None
    send(bus, an_event("T-1", 1), an_event("T-2", 1))
    assert reader.consumer.idle() == "town-reader: 2 records to read"
    reader.step()
    assert reader.consumer.idle() is None


def ignore(_told: object) -> None:
    """Progress that nobody looks at."""


def repaired(conn: Connection, events: Sequence[Event]) -> None:
    """The handler of the next release: it knows ghosts."""
    for event in events:
        put_thing(conn, event.subject, event.version, "a mended ghost")


def test_parked_records_are_replayed_after_a_repair(
    town: Database, bus: FakeBus, reader: Reader
) -> None:
    send(bus, an_event("T-1", 1, "ghost"), an_event("T-2", 1, "ghost"), b"no event")
    reader.step()
    mended = Reader(town, bus, repaired)
    done = replaying(mended.lot, CODEC.decode, mended.sink)({}, ignore)
    assert done == {"replayed": 2, "failed": 1}
    assert names(town) == {"T-1": "a mended ghost", "T-2": "a mended ghost"}
    assert mended.reasons() == ["not JSON in UTF-8"]
    assert mended.lot.count() == 1


def test_one_parked_record_can_be_replayed_by_its_number(
    town: Database, bus: FakeBus, reader: Reader
) -> None:
    send(bus, an_event("T-1", 1, "ghost"), an_event("T-2", 1, "ghost"))
    reader.step()
    mended = Reader(town, bus, repaired)
    second = next(one for one in mended.lot.waiting() if one.record.key == "T-2")
    done = replaying(mended.lot, CODEC.decode, mended.sink)({"id": second.id}, ignore)
    assert done == {"replayed": 1, "failed": 0}
    assert set(names(town)) == {"T-2"}
    replayed = mended.lot.find(second.id)
    assert replayed is not None
    assert replayed.replayed_at == NOON


def test_replaying_what_a_newer_version_has_passed_changes_nothing(
    town: Database, bus: FakeBus, reader: Reader
) -> None:
    send(bus, an_event("T-1", 1, "ghost"))
    reader.step()
    send(bus, an_event("T-1", 2, "newer"))
    reader.step()
    mended = Reader(town, bus, repaired)
    assert replaying(mended.lot, CODEC.decode, mended.sink)({}, ignore)["replayed"] == 1
    assert names(town) == {"T-1": "newer"}


def test_what_still_cannot_be_understood_stays_parked_with_the_newer_reason(
    bus: FakeBus, reader: Reader, town: Database
) -> None:
    def refuse_otherwise(_conn: Connection, _events: Sequence[Event]) -> None:
        raise Refused("name: ghosts are counted next year")

    send(bus, an_event("T-1", 1, "ghost"))
    reader.step()
    mended = Reader(town, bus, refuse_otherwise)
    done = replaying(mended.lot, CODEC.decode, mended.sink)({}, ignore)
    assert done == {"replayed": 0, "failed": 1}
    assert mended.reasons() == ["name: ghosts are counted next year"]


def test_replaying_stops_while_the_database_is_away(bus: FakeBus, reader: Reader) -> None:
    send(bus, an_event("T-1", 1, "ghost"))
    reader.step()
    reader.troubles = [DatabaseUnavailable("the server went")]
    with pytest.raises(DatabaseUnavailable):
        replaying(reader.lot, CODEC.decode, reader.sink)({}, ignore)
    assert reader.lot.count() == 1
