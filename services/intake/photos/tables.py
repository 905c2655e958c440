"""The table of photos."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, false

from services.intake.tables import metadata
from services.runtime.tables import UtcDateTime

photos = Table(
    "photos",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("report_id", String(40), nullable=True),
    Column("case_id", String(40), nullable=True),
    Column("position", Integer, nullable=False),
    Column("audience", String(10), nullable=False),
    Column("judged", Boolean, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("photos_of_report", "report_id"),
    Index("photos_of_case", "case_id"),
)
"""The bytes lie in the photo store, under the id."""
Index(
    "photos_to_judge",
    photos.c.created_at,
    postgresql_where=photos.c.judged == false(),
    sqlite_where=photos.c.judged == false(),
)
