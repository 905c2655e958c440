"""Each event has its effect once and the newest version wins, on both dialects."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import Connection

from services.contracts.envelope import Event
from services.runtime.bus.port import Offset, Partition, Stored
from services.runtime.database import Database
from services.runtime.inbox import Inbox
from services.runtime.sink import Delivery, Refused
from tests.contract.reading import CONSUMER, Reader, bus, keep, reader, record, send
from tests.contract.towns import town, url
from tests.support.fake_bus import FakeBus
from tests.support.things import (
    RENAMED,
    TABLES,
    TOPIC,
    an_event,
    count,
    names,
)

__all__ = ["bus", "reader", "town", "url"]


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
