"""The table of what planners rated by hand."""

from services.projectbank.tables import metadata
from services.runtime.tables import UtcDateTime
from sqlalchemy import Column
from sqlalchemy import Integer
from sqlalchemy import String
from sqlalchemy import Table
from sqlalchemy import Text

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
