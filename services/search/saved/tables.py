"""The table of saved searches."""

from sqlalchemy import Column, String, Table

from services.runtime.tables import Json, UtcDateTime
from services.search.tables import metadata

LONGEST_NAME = 100

saved_searches = Table(
    "saved_searches",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("holder", String(200), nullable=False, index=True),
    Column("name", String(LONGEST_NAME), nullable=False),
    Column("parameters", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
