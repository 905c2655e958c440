"""The table of internal notes. No event and no page of residents reads it."""

from sqlalchemy import Column, Integer, String, Table, Text

from services.intake.tables import metadata
from services.runtime.tables import UtcDateTime

case_notes = Table(
    "case_notes",
    metadata,
    Column("case_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(200), nullable=False),
    Column("text", Text, nullable=False),
)
