"""Parked records are tried again through the sink that refused them, on both dialects."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Connection

from services.contracts.envelope import Event
from services.runtime.database import Database
from services.runtime.replaying import replaying
from services.runtime.sink import Refused
from services.runtime.unavailable import DatabaseUnavailable
from tests.contract.reading import Reader, bus, reader, send
from tests.contract.towns import town, url
from tests.support.fake_bus import FakeBus
from tests.support.things import (
    CODEC,
    NOON,
    an_event,
    names,
    put_thing,
)

__all__ = ["bus", "reader", "town", "url"]


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
