"""A town with one kind of thing: tables, events and a codec for whoever tries the runtime.

The runtime knows no word of the domain, so its tests need none either.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, Text, select

from services.contracts.envelope import Event, UnknownType, Unreadable, seal, unseal
from services.runtime.database import Database, open_database, upsert
from services.runtime.tables import add_runtime_tables

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
TOPIC = "town-things"
CHANGED = "town.thing.changed.v1"
RENAMED = "town.thing.renamed.v1"
FROM_TOMORROW = "town.thing.dreamt.v1"
"""A type that this release does not know."""

METADATA = MetaData()
TABLES = add_runtime_tables(METADATA)
THINGS = Table(
    "things",
    METADATA,
    Column("id", String(50), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Thing:
    version: int
    name: str = "lamp"
    seq: int | None = None


class ThingCodec:
    """A Codec (see services.runtime.codec)."""

    def encode(self, event: Event) -> bytes:
        data = event.data
        assert isinstance(data, Thing)
        return seal(event, {"version": data.version, "name": data.name, "seq": data.seq})

    def decode(self, raw: bytes) -> Event:
        envelope = unseal(raw)
        if envelope.type not in (CHANGED, RENAMED):
            raise UnknownType(envelope.type)
        version = envelope.data.get("version")
        if not isinstance(version, int):
            raise Unreadable("data: version: Not a valid integer.")
        return Event(
            id=envelope.id,
            type=envelope.type,
            source=envelope.source,
            subject=envelope.subject,
            time=envelope.time,
            data=Thing(version, envelope.data["name"], envelope.data.get("seq")),
        )

    def topic_of(self, event_type: str) -> str:
        if event_type not in (CHANGED, RENAMED):
            raise UnknownType(event_type)
        return TOPIC


CODEC = ThingCodec()


def an_event(thing_id: str, version: int, name: str = "lamp", event_type: str = CHANGED) -> Event:
    return Event(
        id=f"{thing_id}@{version}",
        type=event_type,
        source="town",
        subject=thing_id,
        time=NOON,
        data=Thing(version, name),
    )


@contextmanager
def a_town(url: str) -> Iterator[Database]:
    """A database with the runtime's tables and one of things."""
    database = open_database(url)
    try:
        database.write(METADATA.create_all)
        yield database
    finally:
        database.close()


def put_thing(conn: Connection, thing_id: str, version: int = 1, name: str = "lamp") -> None:
    upsert(conn, THINGS, [{"id": thing_id, "version": version, "name": name}], key=["id"])


def putting(thing_id: str) -> Callable[[Connection], None]:
    """The use case that stores a thing."""
    return lambda conn: put_thing(conn, thing_id)


def names(database: Database) -> dict[str, str]:
    """Every thing's name by its id."""
    rows = database.read(lambda conn: conn.execute(select(THINGS)).all())
    return {row.id: row.name for row in rows}


def count(database: Database, table: Table) -> int:
    return len(database.read(lambda conn: conn.execute(select(table)).all()))
