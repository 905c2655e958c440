"""The tables of keys and accounts."""

from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table, false

from services.runtime.tables import Json, UtcDateTime

metadata = MetaData()

keys = Table(
    "keys",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("fingerprint", String(64), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("name", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime, nullable=True),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("login", String(60), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("areas", Json, nullable=False),
    Column("units", Json, nullable=False),
    Column("password", String(200), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("disabled", Boolean, nullable=False, server_default=false()),
    Column("failures", Integer, nullable=False),
    Column("locked_until", UtcDateTime, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
)
