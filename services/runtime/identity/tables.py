"""The tables of keys and accounts."""

from services.runtime.identity.store import metadata as metadata
from services.runtime.tables import Json
from services.runtime.tables import UtcDateTime
from sqlalchemy import Boolean
from sqlalchemy import Column
from sqlalchemy import Integer
from sqlalchemy import String
from sqlalchemy import Table
from sqlalchemy import false

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
