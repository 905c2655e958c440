"""The tables of needs, and of how far the grouping has come."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, String, Table, false

from services.projectbank.tables import metadata
from services.runtime.tables import Json, UtcDateTime

needs = Table(
    "needs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("category", String(100), nullable=False),
    Column("group", String(100), nullable=False),
    Column("area", String(100), nullable=True),
    Column("area_path", Json, nullable=False),
    Column("lat", Float, nullable=True),
    Column("long", Float, nullable=True),
    Column("people", Integer, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    Column("merged_into", String(32), nullable=True),
    Column("indicators", Json, nullable=False, server_default="[]"),
    Column("road", String(200), nullable=True),
    Column("unknown", Integer, nullable=False, server_default="0"),
    Column("verified", Integer, nullable=False, server_default="0"),
    Column("by_messages", Boolean, nullable=False, server_default=false()),
    Column("supporters", Integer, nullable=False, server_default="0"),
    Column("answered_by", String(20), nullable=False, server_default="works"),
    Column("responsible_unit", String(100), nullable=True),
    Column("dangers", Integer, nullable=False, server_default="0"),
    Column("severity", Integer, nullable=True),
    Column("place", String(60), nullable=True),
    Index("needs_road", "road"),
    Index("needs_number", "number", unique=True),
    Index("needs_state", "state", "number"),
)
Index(
    "needs_dangerous",
    needs.c.number,
    postgresql_where=needs.c.dangers > 0,
    sqlite_where=needs.c.dangers > 0,
)

cursor = Table(
    "grouping_cursor",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
