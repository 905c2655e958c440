"""A relay loses nothing to crashes, rivals and a bus that is away, on both dialects."""

import threading
from datetime import datetime

import pytest
from sqlalchemy import event, text

from services.runtime import lease as lease_module
from services.runtime.bus.port import RecordTooLarge, UnknownTopic
from services.runtime.clock import FixedClock
from services.runtime.database import Database
from services.runtime.lease import TIME_TO_LIVE, Lease, LeaseLost
from services.runtime.outbox import Relay
from services.runtime.unavailable import BusUnavailable, DatabaseUnavailable, Unavailable
from tests.contract.relaying import (
    OUTBOX,
    OUTBOX_TABLE,
    Interrupting,
    Relaying,
    bus,
    changing,
    clock,
    impatient,
    relay,
    relay_of,
    told,
)
from tests.contract.towns import town, url
from tests.support.eventually import eventually
from tests.support.fake_bus import FakeBus
from tests.support.things import (
    CHANGED,
    TABLES,
    Thing,
    count,
)

__all__ = ["bus", "clock", "impatient", "relay", "relay_of", "town", "url"]


def test_events_wait_while_the_bus_is_away(town: Database, bus: FakeBus, relay: Relay) -> None:
    town.write(changing("T-1"))
    bus.troubles = [BusUnavailable("Kafka does not answer")] * 2
    for _ in range(2):
        with pytest.raises(BusUnavailable):
            relay.step()
    assert "1 events" in (relay.idle() or "")
    assert relay.step() == 1
    assert told(bus) == [("T-1", 1)]


def test_what_was_stored_without_an_answer_is_published_again_in_order(
    town: Database, bus: FakeBus, relay: Relay
) -> None:
    for version in (1, 2, 3):
        town.write(changing("T-1", version))
    bus.late_troubles = [BusUnavailable("no acknowledgement")]
    with pytest.raises(BusUnavailable):
        relay.step()
    assert relay.step() == 3
    assert [version for _, version in told(bus)] == [1, 2, 3, 1, 2, 3]
    assert relay.idle() is None


def test_a_crash_between_storing_and_forgetting_publishes_again(
    town: Database, bus: FakeBus, relay_of: Relaying, clock: FixedClock
) -> None:
    class Crash(BaseException):
        """The process ends here."""

    town.write(changing("T-1"))
    bus.late_troubles = [Crash()]  # type: ignore[list-item]
    with pytest.raises(Crash):
        relay_of("crashed").step()
    clock.advance(TIME_TO_LIVE + 1)
    if town.dialect == "postgresql":
        town.write(lambda conn: conn.execute(text("update leases set expires_at = now()")))
    assert relay_of("next").step() == 1
    assert told(bus) == [("T-1", 1)] * 2
    assert count(town, OUTBOX_TABLE) == 0


@pytest.mark.parametrize("trouble", [RecordTooLarge("T: 2 MB"), UnknownTopic("town-things")])
def test_what_the_bus_will_never_take_is_kept_and_said(
    town: Database, bus: FakeBus, relay: Relay, trouble: Exception
) -> None:
    town.write(changing("T-1"))
    bus.troubles = [trouble]
    with pytest.raises(Unavailable, match=str(trouble)):
        relay.step()
    assert count(town, OUTBOX_TABLE) == 1


def test_of_two_relays_one_works(town: Database, bus: FakeBus, relay_of: Relaying) -> None:
    one, other = relay_of("one"), relay_of("other")
    for version in range(1, 4):
        town.write(changing("T-1", version))
        assert (one.step(), other.step()) == (1, 0)
    assert told(bus) == [("T-1", 1), ("T-1", 2), ("T-1", 3)]


def test_a_relay_that_was_overtaken_while_it_sent_forgets_nothing(
    town: Database, clock: FixedClock
) -> None:
    def overtake() -> None:
        clock.advance(TIME_TO_LIVE + 1)
        if town.dialect == "postgresql":
            town.write(lambda conn: conn.execute(text("update leases set expires_at = now()")))
        assert Lease(town, TABLES, "relay", "other", clock).hold()

    bus = Interrupting(overtake)
    relay = Relay("town-relay", town, TABLES, bus, Lease(town, TABLES, "relay", "one", clock))
    town.write(changing("T-1"))
    with pytest.raises(LeaseLost):
        relay.step()
    assert count(town, OUTBOX_TABLE) == 1
    assert relay.step() == 0


def test_a_slow_bus_does_not_cost_a_relay_its_lease(
    town: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease_module, "_RENEW_AFTER", 0.01)
    other = Lease(town, TABLES, "relay", "other", clock)

    def slowly() -> None:
        for _ in range(3):
            before = expiry(town)
            clock.advance(TIME_TO_LIVE * 0.7)
            eventually(lambda before=before: expiry(town) > before)  # type: ignore[misc]
            assert not other.hold()

    bus = Interrupting(slowly)
    relay = Relay("town-relay", town, TABLES, bus, Lease(town, TABLES, "relay", "one", clock))
    town.write(changing("T-1"))
    assert relay.step() == 1
    assert count(town, OUTBOX_TABLE) == 0


def expiry(town: Database) -> datetime:
    moment: datetime = town.read(lambda c: c.execute(TABLES.leases.select()).one().expires_at)
    return moment


def test_a_running_relay_sends_waits_out_trouble_and_leaves_its_lease(
    town: Database, bus: FakeBus, relay_of: Relaying
) -> None:
    one, other = relay_of("one"), relay_of("other")
    stop = threading.Event()
    running = threading.Thread(target=one.run, args=(stop,))
    bus.troubles = [BusUnavailable("Kafka does not answer")] * 3
    town.write(changing("T-1"))
    running.start()
    eventually(lambda: "Kafka does not answer" in (one.ready() or ""))
    eventually(lambda: one.ready() is None and one.idle() is None)
    stop.set()
    running.join(20)
    town.write(changing("T-1", 2))
    assert other.step() == 1
    assert told(bus) == [("T-1", 1), ("T-1", 2)]


def test_a_relay_that_is_stopped_with_the_database_away_ends_in_peace(
    town: Database, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_use: object) -> None:
        raise DatabaseUnavailable("the server went")

    stop = threading.Event()
    assert relay.step() == 0
    ended: list[bool] = []

    def run() -> None:
        relay.run(stop)
        ended.append(True)

    running = threading.Thread(target=run)
    monkeypatch.setattr(town, "read", away)
    monkeypatch.setattr(town, "glance", away)
    monkeypatch.setattr(town, "write", away)
    running.start()
    try:
        eventually(lambda: "the server went" in (relay.ready() or ""))
    finally:
        stop.set()
        running.join(20)
    assert ended == [True]


def test_forgetting_a_batch_costs_one_statement(town: Database, bus: FakeBus, relay: Relay) -> None:
    deleted: list[str] = []
    event.listen(
        town.engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_: deleted.extend([statement] * ("DELETE" in statement)),
    )
    objects = [(f"T-{n}", Thing(1)) for n in range(500)]
    town.write(lambda conn: OUTBOX.put_all(conn, CHANGED, objects))
    assert relay.step() == 500
    assert len(deleted) == 1
    assert len(told(bus)) == 500
