"""The table of what planners rated by hand."""

from sqlalchemy import Column, Integer, String, Table, Text

from services.projectbank.tables import metadata
from services.runtime.tables import UtcDateTime

ratings = Table(
    "ratings",
    metadata,
    Column("project_id", String(32), primary_key=True),
    Column("criterion", String(50), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("low", Integer, nullable=True),
    Column("high", Integer, nullable=True),
    Column("who", String(200), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
