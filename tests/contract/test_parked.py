"""The parking lot takes every record, keeps it thirty days and forgets it, on both dialects."""

import threading
from datetime import timedelta

import pytest

from services.runtime.bus.port import Offset, Partition, Stored
from services.runtime.clock import FixedClock
from services.runtime.database import Database
from services.runtime.parked import KEPT_FOR, ParkingLot
from services.runtime.purging import Purging
from services.runtime.unavailable import DatabaseUnavailable
from tests.contract.towns import town, url
from tests.support.eventually import eventually
from tests.support.things import NOON, TABLES, count

__all__ = ["town", "url"]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def lot(town: Database, clock: FixedClock) -> ParkingLot:
    return ParkingLot(town, TABLES, "town-reader", clock)


def stored(offset: int = 0, key: str = "T-1", **headers: str) -> Stored:
    return Stored(
        Partition("town-things", 1), Offset(offset), key, b"\x00\xffraw", headers, timestamp=0
    )


def test_a_parked_record_is_kept_as_it_came(lot: ParkingLot) -> None:
    record = stored(7, "路灯", ce_type="town.thing.changed.v1", seq="12")
    lot.park(record, "name: there are no ghosts")
    (parked,) = lot.waiting()
    assert parked.record == record
    assert (parked.consumer, parked.seq) == ("town-reader", 12)
    assert (parked.reason, parked.parked_at) == ("name: there are no ghosts", NOON)
    assert lot.find(parked.id) == parked
    assert lot.find(parked.id + 1) is None


def test_records_wait_in_the_order_of_their_parking(lot: ParkingLot) -> None:
    for offset in (5, 3, 9):
        lot.park(stored(offset), "broken")
    assert [parked.record.offset for parked in lot.waiting()] == [5, 3, 9]
    assert lot.count() == 3


def test_parked_again_a_record_gets_the_newer_reason_and_no_more_time(
    lot: ParkingLot, clock: FixedClock
) -> None:
    lot.park(stored(), "broken")
    clock.advance(3600)
    lot.park(stored(), "still broken")
    (parked,) = lot.waiting()
    assert (parked.reason, parked.parked_at) == ("still broken", NOON)


def test_lots_of_two_consumers_are_apart(
    town: Database, lot: ParkingLot, clock: FixedClock
) -> None:
    other = ParkingLot(town, TABLES, "other-reader", clock)
    lot.park(stored(), "broken")
    other.park(stored(), "broken, too")
    (parked,) = lot.waiting()
    assert parked.reason == "broken"
    assert other.find(parked.id) is None
    lot.mark_replayed(parked.id)
    assert (lot.count(), other.count()) == (0, 1)


@pytest.mark.parametrize("key", ["with \x00 in it", "k" * 5_000, "", "half \ud800"])
def test_no_key_is_too_strange_to_be_parked(lot: ParkingLot, key: str) -> None:
    lot.park(stored(key=key), "broken \x00")
    assert lot.count() == 1


@pytest.mark.parametrize("seq", ["", "x", "-1", "１２", "9" * 30, "1.5"])
def test_an_order_number_that_is_none_is_left_out(lot: ParkingLot, seq: str) -> None:
    lot.park(stored(seq=seq), "broken")
    assert [parked.seq for parked in lot.waiting()] == [None]


def test_records_are_forgotten_after_thirty_days_replayed_or_not(
    town: Database, lot: ParkingLot, clock: FixedClock
) -> None:
    lot.park(stored(1), "broken")
    lot.park(stored(2), "broken")
    lot.mark_replayed(lot.waiting()[0].id)
    clock.advance((KEPT_FOR - timedelta(hours=1)).total_seconds())
    lot.park(stored(3), "broken")
    assert lot.purge() == 0
    clock.advance(7200)
    assert lot.purge() == 2
    assert [parked.record.offset for parked in lot.waiting()] == [3]
    assert count(town, TABLES.parked) == 1


def test_a_running_purge_forgets_without_being_asked(
    town: Database, lot: ParkingLot, clock: FixedClock
) -> None:
    lot.park(stored(), "broken")
    clock.advance((KEPT_FOR + timedelta(hours=1)).total_seconds())
    purging = Purging("town-purging", [lot])
    stop = threading.Event()
    running = threading.Thread(target=purging.run, args=(stop,))
    running.start()
    eventually(lambda: count(town, TABLES.parked) == 0)
    stop.set()
    running.join(20)
    assert (purging.ready(), purging.idle()) == (None, None)


def test_a_purge_with_the_database_away_says_so_and_tries_again(
    town: Database, lot: ParkingLot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_use: object) -> None:
        raise DatabaseUnavailable("the server went")

    purging = Purging("town-purging", [lot])
    with monkeypatch.context() as patch:
        patch.setattr(town, "write", away)
        assert purging.step() == 0
        assert "the server went" in (purging.ready() or "")
    purging.step()
    assert purging.ready() is None
