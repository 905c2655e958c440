"""The table of codes that were sent so that somebody finds their reports."""

from sqlalchemy import Column, Index, Integer, String, Table

from services.intake.notices.tables import delivery_columns
from services.intake.tables import metadata
from services.runtime.tables import UtcDateTime

finds = Table(
    "finds",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("report_id", String(40), nullable=True),
    Column("kind", String(10), nullable=False),
    Column("language", String(10), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("entered", Integer, nullable=False),
    *delivery_columns(),
    Index("finds_of_report", "report_id", "at"),
    Index("finds_by_time", "at"),
    Index("finds_waiting", "next_at"),
)
"""Holds neither code nor address. A request that fits no report has a row like any other, so that
what follows is the same."""
