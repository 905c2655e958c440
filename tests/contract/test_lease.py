"""One of many works: the lease, on SQLite and on PostgreSQL."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, update

from services.runtime import lease as lease_module
from services.runtime.clock import FixedClock
from services.runtime.database import Database
from services.runtime.lease import TIME_TO_LIVE, Lease, LeaseLost
from tests.contract.towns import town, url
from tests.support.eventually import eventually
from tests.support.things import NOON, TABLES, names, put_thing, putting

__all__ = ["town", "url"]
_LEASES = TABLES.leases


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the database each time: what is tried here is what it answers."""
    monkeypatch.setattr(lease_module, "_TRY_EVERY", 0.0)
    monkeypatch.setattr(lease_module, "_RENEW_AFTER", 0.0)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


Holding = Callable[[str], Lease]


@pytest.fixture
def held_by(town: Database, clock: FixedClock) -> Holding:
    """The lease "relay" in somebody's hands."""
    return lambda holder: Lease(town, TABLES, "relay", holder, clock)


@pytest.fixture
def pass_time(town: Database, clock: FixedClock) -> Callable[[float], None]:
    """Let seconds pass: our clock on SQLite; PostgreSQL's own cannot be moved, the row can."""

    def passed(seconds: float) -> None:
        clock.advance(seconds)
        if town.dialect == "postgresql":
            earlier = expiry(town) - timedelta(seconds=seconds)
            statement = update(_LEASES).values(expires_at=earlier)
            town.write(lambda conn: conn.execute(statement))

    return passed


def expiry(town: Database) -> datetime:
    """When the only lease ends."""
    moment: datetime = town.read(lambda conn: conn.execute(_LEASES.select()).one().expires_at)
    return moment


def working(lease: Lease, thing_id: str) -> Callable[[Connection], None]:
    """A use case that may be done by the holder alone."""

    def use(conn: Connection) -> None:
        put_thing(conn, thing_id)
        lease.fence(conn)

    return use


def test_one_holds_and_the_other_waits(held_by: Holding) -> None:
    one, other = held_by("one"), held_by("other")
    assert [one.hold(), other.hold(), one.hold(), other.hold()] == [True, False, True, False]


def test_leases_of_different_names_do_not_meet(town: Database, clock: FixedClock) -> None:
    assert Lease(town, TABLES, "relay", "one", clock).hold()
    assert Lease(town, TABLES, "grouping", "other", clock).hold()


def test_the_other_takes_over_when_the_holder_falls_silent(
    held_by: Holding, pass_time: Callable[[float], None]
) -> None:
    one, other = held_by("one"), held_by("other")
    assert one.hold()
    pass_time(TIME_TO_LIVE - 1)
    assert not other.hold()
    pass_time(2)
    assert other.hold()
    assert not one.hold()


def test_a_holder_that_renews_is_not_overtaken(
    held_by: Holding, pass_time: Callable[[float], None]
) -> None:
    one, other = held_by("one"), held_by("other")
    for _ in range(4):
        assert one.hold()
        pass_time(TIME_TO_LIVE * 0.7)
        assert not other.hold()


def test_a_holder_that_was_late_goes_on_when_nobody_took_over(
    town: Database, held_by: Holding, pass_time: Callable[[float], None]
) -> None:
    one = held_by("one")
    assert one.hold()
    pass_time(TIME_TO_LIVE * 5)
    town.write(working(one, "late but alone"))
    assert one.hold()
    assert set(names(town)) == {"late but alone"}


def test_the_work_of_the_holder_is_kept(town: Database, held_by: Holding) -> None:
    one = held_by("one")
    assert one.hold()
    town.write(working(one, "T-1"))
    assert set(names(town)) == {"T-1"}


def test_nothing_stays_of_the_work_of_whoever_was_overtaken(
    town: Database, held_by: Holding, pass_time: Callable[[float], None]
) -> None:
    one, other = held_by("one"), held_by("other")
    assert one.hold()
    pass_time(TIME_TO_LIVE + 1)
    assert other.hold()
    with pytest.raises(LeaseLost, match="relay"):
        town.write(working(one, "overtaken"))
    town.write(working(other, "T-1"))
    assert set(names(town)) == {"T-1"}


def test_whoever_never_held_it_may_not_work(town: Database, held_by: Holding) -> None:
    with pytest.raises(LeaseLost):
        town.write(working(held_by("nobody"), "T-1"))
    assert names(town) == {}


def test_a_process_started_anew_under_the_same_name_is_another_holder(
    town: Database, held_by: Holding, pass_time: Callable[[float], None]
) -> None:
    before, after = held_by("one"), held_by("one")
    assert before.hold()
    assert not after.hold()
    pass_time(TIME_TO_LIVE + 1)
    assert after.hold()
    with pytest.raises(LeaseLost):
        town.write(working(before, "T-1"))


def test_a_released_lease_is_free_at_once(town: Database, held_by: Holding) -> None:
    one, other = held_by("one"), held_by("other")
    assert one.hold()
    one.release()
    assert other.hold()
    with pytest.raises(LeaseLost):
        town.write(working(one, "T-1"))


def test_releasing_what_another_holds_takes_nothing_from_him(
    held_by: Holding, pass_time: Callable[[float], None]
) -> None:
    one, other, third = held_by("one"), held_by("other"), held_by("third")
    assert one.hold()
    pass_time(TIME_TO_LIVE + 1)
    assert other.hold()
    one.release()
    third.release()
    assert not third.hold()
    assert other.hold()


def test_of_many_that_come_first_together_one_holds(held_by: Holding) -> None:
    holders = [held_by(f"{number}") for number in range(8)]
    ready = threading.Barrier(len(holders))

    def hold(lease: Lease) -> bool:
        ready.wait(10)
        return lease.hold()

    with ThreadPoolExecutor(len(holders)) as pool:
        assert sum(pool.map(hold, holders)) == 1


def test_of_many_that_take_over_together_one_holds(
    held_by: Holding, pass_time: Callable[[float], None]
) -> None:
    assert held_by("one").hold()
    pass_time(TIME_TO_LIVE + 1)
    holders = [held_by(f"{number}") for number in range(8)]
    with ThreadPoolExecutor(len(holders)) as pool:
        assert sum(pool.map(Lease.hold, holders)) == 1


def test_a_lease_is_kept_beside_work_that_is_too_long_to_ask_itself(
    town: Database,
    held_by: Holding,
    pass_time: Callable[[float], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lease_module, "_RENEW_AFTER", 0.02)
    one, other = held_by("one"), held_by("other")
    assert one.hold()
    before = expiry(town)
    with one.kept():
        pass_time(TIME_TO_LIVE * 0.9)
        eventually(lambda: expiry(town) > before)
        pass_time(TIME_TO_LIVE * 0.9)
        assert not other.hold()
    town.write(working(one, "T-1"))


def test_a_lease_that_was_lost_beside_long_work_is_not_won_back_by_it(
    town: Database,
    held_by: Holding,
    pass_time: Callable[[float], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lease_module, "_RENEW_AFTER", 0.02)
    one, other = held_by("one"), held_by("other")
    assert one.hold()
    pass_time(TIME_TO_LIVE + 1)
    assert other.hold()
    with one.kept():
        eventually(lambda: one._token is None)
        other.release()
        with pytest.raises(LeaseLost):
            town.write(working(one, "T-1"))


def test_releasing_with_the_database_away_troubles_nobody(town: Database, held_by: Holding) -> None:
    one = held_by("one")
    assert one.hold()
    town.close()
    one.release()


def test_between_two_questions_the_last_answer_holds(
    held_by: Holding, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relay asks thousands of times a second; the database is asked every few seconds."""
    one, other = held_by("one"), held_by("other")
    assert one.hold()
    assert not other.hold()
    monkeypatch.setattr(lease_module, "_TRY_EVERY", 60.0)
    monkeypatch.setattr(lease_module, "_RENEW_AFTER", 60.0)
    one.release()
    assert not other.hold()
    monkeypatch.setattr(lease_module, "_TRY_EVERY", 0.0)
    assert other.hold()


def test_the_fence_of_one_never_waits_for_its_own_question(
    town: Database, held_by: Holding
) -> None:
    """The question holds a lock while it waits for the writer, which may be in the fence."""
    one = held_by("one")
    assert one.hold()

    def ask() -> None:
        for _ in range(50):
            one.hold()

    asking = threading.Thread(target=ask)
    asking.start()
    for number in range(50):
        town.write(working(one, f"T-{number}"))
    asking.join(20)
    assert not asking.is_alive()
    assert len(names(town)) == 50
    town.write(putting("after"))
