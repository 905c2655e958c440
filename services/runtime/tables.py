"""Column types both dialects take, and the runtime's own tables in each service's database."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
)
from sqlalchemy.types import TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Made once: `json.dumps` makes an encoder for every value that is not written its own way.
_WRITTEN = json.JSONEncoder(ensure_ascii=False, sort_keys=True)
# SQLite numbers rows by itself only for a column declared INTEGER PRIMARY KEY.
BigSerial = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in and out; microseconds since 1970 on SQLite, so that order is exact, too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without offset was about to be stored")
        if dialect.name == "sqlite":
            return _to_micros(value)
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "sqlite":
            return _EPOCH + timedelta(microseconds=value)
        moment: datetime = value
        return moment.astimezone(UTC)


def _to_micros(moment: datetime) -> int:
    since = moment.astimezone(UTC) - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


class Json(TypeDecorator[Any]):
    """A JSON value as text, the same bytes on both dialects."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else _WRITTEN.encode(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else json.loads(value)


@dataclass(frozen=True, slots=True)
class RuntimeTables:
    outbox: Table
    inbox: Table
    parked: Table
    leases: Table
    jobs: Table


@dataclass(frozen=True, slots=True)
class LeaseTables:
    """Of a database that is no service's, and has leases only."""

    leases: Table


def add_lease_table(metadata: MetaData) -> LeaseTables:
    return LeaseTables(leases=_leases(metadata))


def add_runtime_tables(metadata: MetaData) -> RuntimeTables:
    """The runtime's tables on a service's metadata; its first migration creates them."""
    return RuntimeTables(
        outbox=Table(
            "outbox",
            metadata,
            Column("id", BigSerial, primary_key=True, autoincrement=True),
            Column("topic", String(100), nullable=False),
            Column("key", String(300), nullable=False),
            Column("headers", Json, nullable=False),
            Column("body", LargeBinary, nullable=False),
            Column("created_at", UtcDateTime, nullable=False),
        ),
        inbox=Table(
            "inbox",
            metadata,
            Column("consumer", String(100), primary_key=True),
            Column("topic", String(100), primary_key=True),
            Column("key", String(300), primary_key=True),
            Column("version", BigInteger, nullable=False),
        ),
        parked=_parked(metadata),
        leases=_leases(metadata),
        jobs=_jobs(metadata),
    )


def _leases(metadata: MetaData) -> Table:
    return Table(
        "leases",
        metadata,
        Column("name", String(100), primary_key=True),
        Column("holder", String(200), nullable=False),
        Column("token", BigInteger, nullable=False),
        Column("expires_at", UtcDateTime, nullable=False),
    )


def _parked(metadata: MetaData) -> Table:
    return Table(
        "parked",
        metadata,
        Column("id", BigSerial, primary_key=True, autoincrement=True),
        Column("consumer", String(100), nullable=False),
        Column("topic", String(100), nullable=False),
        Column("partition", Integer, nullable=False),
        Column("offset", BigInteger, nullable=False),
        Column("key", String(300), nullable=False),
        Column("seq", BigInteger, nullable=True),
        Column("headers", Json, nullable=False),
        Column("body", LargeBinary, nullable=True),
        Column("reason", Text, nullable=False),
        Column("parked_at", UtcDateTime, nullable=False),
        Column("replayed_at", UtcDateTime, nullable=True),
        Index("parked_origin", "consumer", "topic", "partition", "offset", unique=True),
        Index("parked_seq", "consumer", "seq"),
    )


def _jobs(metadata: MetaData) -> Table:
    return Table(
        "jobs",
        metadata,
        Column("id", BigSerial, primary_key=True, autoincrement=True),
        Column("kind", String(100), nullable=False),
        Column("arguments", Json, nullable=False),
        Column("state", String(20), nullable=False),
        Column("progress", Json, nullable=True),
        Column("result", Json, nullable=True),
        Column("failed", Boolean, nullable=False, server_default=false()),
        Column("created_at", UtcDateTime, nullable=False),
        Column("changed_at", UtcDateTime, nullable=False),
        Index("jobs_state", "state", "id"),
    )
