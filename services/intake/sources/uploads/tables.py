"""The table of handed-in tables."""

from sqlalchemy import JSON, Column, Index, LargeBinary, String, Table

from services.intake.tables import metadata
from services.runtime.tables import UtcDateTime

table_uploads = Table(
    "table_uploads",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("who", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("preset", String(100), nullable=True),
    Column("state", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("scope", JSON, nullable=False),
    Column("answer", JSON, nullable=True),
    Column("content", LargeBinary, nullable=True),
    Index("table_uploads_newest", "created_at", "id"),
)
"""`scope` is what whoever handed it in works for; `content` goes as soon as nobody needs it."""
