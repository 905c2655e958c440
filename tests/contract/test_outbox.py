"""State and event in one transaction, and out to the bus in order, on both dialects."""

import pytest
from sqlalchemy import Connection, event, insert, select

from services.contracts.envelope import CONTENT_TYPE, TooLarge, UnknownType
from services.runtime.clock import FixedClock
from services.runtime.database import Database
from services.runtime.lease import Lease
from services.runtime.outbox import Relay
from tests.contract.relaying import (
    OUTBOX,
    OUTBOX_TABLE,
    Interrupting,
    bus,
    changing,
    clock,
    impatient,
    relay,
    relay_of,
    row,
    told,
)
from tests.contract.towns import town, url
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

__all__ = ["bus", "clock", "impatient", "relay", "relay_of", "town", "url"]


def test_state_and_event_are_stored_together(town: Database) -> None:
    town.write(changing("T-1"))
    assert set(names(town)) == {"T-1"}
    assert count(town, OUTBOX_TABLE) == 1


def test_an_event_goes_with_the_transaction_that_fails(town: Database) -> None:
    def use(conn: Connection) -> None:
        changing("T-1")(conn)
        raise LookupError("no such road")

    with pytest.raises(LookupError):
        town.write(use)
    assert names(town) == {}
    assert count(town, OUTBOX_TABLE) == 0


def test_an_event_that_nobody_could_read_takes_its_state_with_it(town: Database) -> None:
    def unknown(conn: Connection) -> None:
        put_thing(conn, "T-1")
        OUTBOX.put(conn, type=FROM_TOMORROW, subject="T-1", data=Thing(1))

    with pytest.raises(UnknownType):
        town.write(unknown)
    with pytest.raises(TooLarge):
        town.write(changing("T-2", name="x" * 70_000))
    assert count(town, OUTBOX_TABLE) == 0
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
    query = select(OUTBOX_TABLE.c.key).order_by(OUTBOX_TABLE.c.id)
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
    town.write(lambda conn: conn.execute(insert(OUTBOX_TABLE), [row(10, "T-10", 1)]))
    assert relay.step() == 1
    town.write(lambda conn: conn.execute(insert(OUTBOX_TABLE), [row(5, "T-5", 1)]))
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


def test_what_fills_a_hole_between_sent_rows_is_not_deleted_with_them(
    town: Database, clock: FixedClock
) -> None:
    def fill() -> None:
        town.write(lambda conn: conn.execute(insert(OUTBOX_TABLE), [row(2, "T-2", 1)]))

    bus = Interrupting(fill)
    relay = Relay("town-relay", town, TABLES, bus, Lease(town, TABLES, "relay", "one", clock))
    rows = [row(1, "T-1", 1), row(3, "T-3", 1)]
    town.write(lambda conn: conn.execute(insert(OUTBOX_TABLE), rows))
    assert relay.step() == 2
    assert relay.step() == 1
    assert sorted(key for key, _ in told(bus)) == ["T-1", "T-2", "T-3"]
