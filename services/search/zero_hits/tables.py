"""The table of questions that found nothing."""

from sqlalchemy import Column, Integer, String, Table

from services.runtime.tables import UtcDateTime
from services.search.tables import metadata
from services.search.zero_hits.zero_hits import LONGEST

zero_hits = Table(
    "zero_hits",
    metadata,
    Column("question", String(LONGEST * 4), primary_key=True),
    Column("times", Integer, nullable=False),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False, index=True),
)
