"""State and event in one transaction, and out to the bus in order, on both dialects."""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime

import pytest
from sqlalchemy import Connection, event, insert, select, text

from services.contracts.envelope import CONTENT_TYPE, TooLarge, UnknownType
from services.runtime import lease as lease_module
from services.runtime.bus.port import Record, RecordTooLarge, Stored, UnknownTopic
from services.runtime.clock import FixedClock
from services.runtime.database import Database
from services.runtime.lease import TIME_TO_LIVE, Lease, LeaseLost
from services.runtime.outbox import Outbox, Relay
from services.runtime.unavailable import BusUnavailable, DatabaseUnavailable, Unavailable
from tests.contract.towns import town, url
from tests.support.eventually import eventually
from tests.support.fake_bus import FakeBus
from tests.support.things import (
    CHANGED,
    CODEC,
    FROM_TOMORROW,
    NOON,
    TABLES,
    TOPIC,
    Thing,
    a_town,
    count,
    names,
    put_thing,
)

__all__ = ["town", "url"]
_OUTBOX = TABLES.outbox
OUTBOX = Outbox(TABLES, CODEC, FixedClock(NOON), "town")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease_module, "_TRY_EVERY", 0.0)
    monkeypatch.setattr(lease_module, "_RENEW_AFTER", 60.0)


@pytest.fixture
def bus() -> FakeBus:
    return FakeBus()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


Relaying = Callable[[str], Relay]


@pytest.fixture
def relay_of(town: Database, bus: FakeBus, clock: FixedClock) -> Relaying:
    def relay(holder: str) -> Relay:
        lease = Lease(town, TABLES, "relay", holder, clock)
        return Relay("town-relay", town, TABLES, bus, lease)

    return relay


@pytest.fixture
def relay(relay_of: Relaying) -> Relay:
    return relay_of("one")


def changing(thing_id: str, version: int = 1, name: str = "lamp") -> Callable[[Connection], None]:
    """A use case: state and event together."""

    def use(conn: Connection) -> None:
        put_thing(conn, thing_id, version, name)
        OUTBOX.put(conn, type=CHANGED, subject=thing_id, data=Thing(version, name, seq=version))

    return use


def told(bus: FakeBus) -> list[tuple[str, int]]:
    """Key and version of every record, partition by partition."""
    return [(stored.key, version_in(stored)) for stored in bus.stored()]


def version_in(stored: Stored) -> int:
    return CODEC.decode(stored.value or b"").version


def row(number: int, thing_id: str, version: int) -> dict[str, object]:
    """An outbox row under an id of the test's choosing."""
    made: dict[str, object] = OUTBOX._row(CHANGED, thing_id, Thing(version), None, None)
    return {**made, "id": number}


def test_state_and_event_are_stored_together(town: Database) -> None:
    town.write(changing("T-1"))
    assert set(names(town)) == {"T-1"}
    assert count(town, _OUTBOX) == 1


def test_an_event_goes_with_the_transaction_that_fails(town: Database) -> None:
    def use(conn: Connection) -> None:
        changing("T-1")(conn)
        raise LookupError("no such road")

    with pytest.raises(LookupError):
        town.write(use)
    assert names(town) == {}
    assert count(town, _OUTBOX) == 0


def test_an_event_that_nobody_could_read_takes_its_state_with_it(town: Database) -> None:
    def unknown(conn: Connection) -> None:
        put_thing(conn, "T-1")
        OUTBOX.put(conn, type=FROM_TOMORROW, subject="T-1", data=Thing(1))

    with pytest.raises(UnknownType):
        town.write(unknown)
    with pytest.raises(TooLarge):
        town.write(changing("T-2", name="x" * 70_000))
    assert count(town, _OUTBOX) == 0
    assert names(town) == {}


def test_a_record_says_what_it_is_outside_its_body_too(
    town: Database, bus: FakeBus, relay: Relay
) -> None:
    town.write(changing("T-1", 3))
    assert relay.step() == 1
    (stored,) = bus.stored()
    sent = CODEC.decode(stored.value or b"")
    assert (stored.partition.topic, stored.key) == (TOPIC, "T-1")
    assert (sent.source, sent.subject, sent.time, sent.version) == ("town", "T-1", NOON, 3)
    assert stored.headers == {
        "content-type": CONTENT_TYPE,
        "ce_type": CHANGED,
        "ce_id": sent.id,
        "seq": "3",
    }


def test_many_events_are_put_in_one_statement_in_their_order(town: Database) -> None:
    statements: list[str] = []
    event.listen(
        town.engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_: statements.append(statement),
    )
    objects = [(f"T-{n}", Thing(1)) for n in range(50)]
    town.write(lambda conn: OUTBOX.put_all(conn, CHANGED, objects))
    town.write(lambda conn: OUTBOX.put_all(conn, CHANGED, []))
    assert sum("INSERT INTO outbox" in statement for statement in statements) == 1
    query = select(_OUTBOX.c.key).order_by(_OUTBOX.c.id)
    assert town.read(lambda conn: list(conn.execute(query).scalars())) == [
        f"T-{n}" for n in range(50)
    ]


def test_everything_leaves_and_versions_of_one_object_leave_in_order(
    town: Database, bus: FakeBus, relay: Relay
) -> None:
    for version in range(1, 6):
        for thing in ("T-1", "T-2", "T-3"):
            town.write(changing(thing, version))
    assert "15 events" in (relay.idle() or "")
    assert relay.step() == 15
    assert relay.step() == 0
    assert relay.idle() is None
    for thing in ("T-1", "T-2", "T-3"):
        assert [version for key, version in told(bus) if key == thing] == [1, 2, 3, 4, 5]


def test_more_than_a_batch_leaves_batch_by_batch(
    town: Database, bus: FakeBus, relay: Relay
) -> None:
    objects = [(f"T-{n % 7}", Thing(n)) for n in range(1, 1_201)]
    town.write(lambda conn: OUTBOX.put_all(conn, CHANGED, objects))
    assert [relay.step() for _ in range(4)] == [500, 500, 200, 0]
    assert len(told(bus)) == 1_200
    for thing in range(7):
        versions = [version for key, version in told(bus) if key == f"T-{thing}"]
        assert versions == sorted(versions)


def test_a_lower_id_that_appears_later_leaves_too(
    town: Database, bus: FakeBus, relay: Relay
) -> None:
    """A sequence is not commit order: the relay takes what is unsent, never "what is after"."""
    town.write(lambda conn: conn.execute(insert(_OUTBOX), [row(10, "T-10", 1)]))
    assert relay.step() == 1
    town.write(lambda conn: conn.execute(insert(_OUTBOX), [row(5, "T-5", 1)]))
    assert relay.step() == 1
    assert sorted(told(bus)) == [("T-10", 1), ("T-5", 1)]


def test_a_slow_transaction_is_not_left_behind(
    fresh_postgres_url: str, bus: FakeBus, clock: FixedClock
) -> None:
    with a_town(fresh_postgres_url) as town, town.engine.connect() as slow:
        relay = Relay("town-relay", town, TABLES, bus, Lease(town, TABLES, "relay", "one", clock))
        changing("T-slow")(slow)
        town.write(changing("T-quick"))
        assert relay.step() == 1
        assert told(bus) == [("T-quick", 1)]
        slow.commit()
        assert relay.step() == 1
    assert sorted(told(bus)) == [("T-quick", 1), ("T-slow", 1)]


class Interrupting(FakeBus):
    """Does something else once, while it stores."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self._meanwhile: Callable[[], object] | None = meanwhile

    def publish(self, records: Sequence[Record]) -> None:
        super().publish(records)
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is not None:
            meanwhile()


def test_what_fills_a_hole_between_sent_rows_is_not_deleted_with_them(
    town: Database, clock: FixedClock
) -> None:
    def fill() -> None:
        town.write(lambda conn: conn.execute(insert(_OUTBOX), [row(2, "T-2", 1)]))

    bus = Interrupting(fill)
    relay = Relay("town-relay", town, TABLES, bus, Lease(town, TABLES, "relay", "one", clock))
    rows = [row(1, "T-1", 1), row(3, "T-3", 1)]
    town.write(lambda conn: conn.execute(insert(_OUTBOX), rows))
    assert relay.step() == 2
    assert relay.step() == 1
    assert sorted(key for key, _ in told(bus)) == ["T-1", "T-2", "T-3"]


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
    assert count(town, _OUTBOX) == 0


@pytest.mark.parametrize("trouble", [RecordTooLarge("T: 2 MB"), UnknownTopic("town-things")])
def test_what_the_bus_will_never_take_is_kept_and_said(
    town: Database, bus: FakeBus, relay: Relay, trouble: Exception
) -> None:
    town.write(changing("T-1"))
    bus.troubles = [trouble]
    with pytest.raises(Unavailable, match=str(trouble)):
        relay.step()
    assert count(town, _OUTBOX) == 1


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
    assert count(town, _OUTBOX) == 1
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
    assert count(town, _OUTBOX) == 0


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
