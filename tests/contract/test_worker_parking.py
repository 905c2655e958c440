"""What cannot be understood is parked and the next one passes, on both dialects."""

from dataclasses import replace

import pytest

from services.runtime import metrics
from services.runtime.bus.port import Record
from services.runtime.database import Database
from services.runtime.worker import TooManyParked
from tests.contract.reading import CONSUMER, Reader, bus, from_tomorrow, reader, send
from tests.contract.towns import town, url
from tests.support.eventually import eventually
from tests.support.fake_bus import FakeBus
from tests.support.things import (
    CODEC,
    NOON,
    TOPIC,
    an_event,
    names,
)

__all__ = ["bus", "reader", "town", "url"]


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
