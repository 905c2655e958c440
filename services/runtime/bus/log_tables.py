"""The tables of the embedded bus, and a row as a record."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
)

from services.runtime.bus.port import Offset, Partition, Stored
from services.runtime.tables import Json, add_lease_table

METADATA = MetaData()
TOPICS = Table(
    "topics",
    METADATA,
    Column("name", String(100), primary_key=True),
    Column("partitions", Integer, nullable=False),
)
HEADS = Table(
    "heads",
    METADATA,
    Column("topic", String(100), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("next", BigInteger, nullable=False),
)
LOG = Table(
    "log",
    METADATA,
    Column("topic", String(100), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("off", BigInteger, primary_key=True),
    Column("key", String(300), nullable=False),
    Column("val", LargeBinary, nullable=True),
    Column("headers", Json, nullable=False),
    Column("ts", BigInteger, nullable=False),
    Index("log_key", "topic", "part", "key", "off"),
    # Rows in order of the key: reading a partition is one walk through the file.
    sqlite_with_rowid=False,
)
OFFSETS = Table(
    "offsets",
    METADATA,
    Column("grp", String(200), primary_key=True),
    Column("topic", String(100), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("next", BigInteger, nullable=False),
)
COMPACTIONS = Table(
    "compactions",
    METADATA,
    Column("ts", BigInteger, primary_key=True),
    Column("written", BigInteger, nullable=False),
)
"""When the log was compacted to its end, and how many records had ever been written by then."""

LEASES = add_lease_table(METADATA)
"""Of the log's own upkeep."""


def create_tables(conn: Connection) -> None:
    """Create what is missing. The log is one release's private file format, so no migrations."""
    METADATA.create_all(conn)


def stored(row: Row[Any]) -> Stored:
    return Stored(
        partition=Partition(row.topic, row.part),
        offset=Offset(row.off),
        key=row.key,
        value=row.val,
        headers=row.headers,
        timestamp=row.ts,
    )
