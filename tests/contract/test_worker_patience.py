"""What cannot be done now is done later, nothing is skipped for it, on both dialects."""

from collections.abc import Callable

import pytest

from services.runtime import metrics
from services.runtime.database import Database
from services.runtime.unavailable import BusUnavailable, DatabaseUnavailable
from tests.contract.reading import CONSUMER, Reader, bus, reader, send
from tests.contract.towns import town, url
from tests.support.eventually import eventually
from tests.support.fake_bus import FakeBus
from tests.support.things import (
    TOPIC,
    an_event,
    names,
)

__all__ = ["bus", "reader", "town", "url"]


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
