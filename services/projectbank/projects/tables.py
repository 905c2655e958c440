"""The tables of projects, their needs and their changes."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
)

from services.projectbank.tables import metadata
from services.runtime.tables import BigSerial, Json, UtcDateTime

project_changes = Table(
    "project_changes",
    metadata,
    Column("id", BigSerial, primary_key=True, autoincrement=True),
    Column("project_id", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(200), nullable=False),
    Column("why", Text, nullable=False),
    Column("what", String(120), nullable=False),
    Column("before", Json, nullable=True),
    Column("after", Json, nullable=True),
    Index("project_changes_project", "project_id", "id"),
)

projects = Table(
    "projects",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("candidate", Boolean, nullable=False),
    Column("project_type", String(100), nullable=False),
    Column("category", String(100), nullable=False),
    Column("group", String(100), nullable=False),
    Column("area", String(100), nullable=True),
    Column("area_path", Json, nullable=False),
    Column("lat", Float, nullable=True),
    Column("long", Float, nullable=True),
    Column("people", Integer, nullable=False),
    Column("published", Json, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("unknown", Integer, nullable=False, server_default="0"),
    Column("verified", Integer, nullable=False, server_default="0"),
    Column("by_messages", Boolean, nullable=False, server_default=false()),
    Column("titled", Boolean, nullable=False, server_default=false()),
    Column("estimate", Json, nullable=True),
    Column("gates", Json, nullable=False, server_default="[]"),
    Column("audience", String(10), nullable=True),
    Column("place", String(60), nullable=True),
    Index("projects_number", "number", unique=True),
    Index("projects_area", "project_type", "area"),
    Index("projects_place", "project_type", "lat"),
)

project_needs = Table(
    "project_needs",
    metadata,
    Column("project_id", String(32), primary_key=True),
    Column("need_id", String(32), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Index("project_needs_need", "need_id"),
)
