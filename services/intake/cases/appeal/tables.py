"""The table of appeals."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from services.intake.tables import metadata
from services.runtime.tables import UtcDateTime

case_appeals = Table(
    "case_appeals",
    metadata,
    Column("case_id", String(40), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("state", String(20), nullable=False),
    Column("unit", String(100), nullable=True),
    Column("reason", Text, nullable=False),
    Column("asked_by", String(200), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("first_by", String(200), nullable=True),
    Column("first_at", UtcDateTime, nullable=True),
    Column("first_verdict", String(20), nullable=True),
    Column("first_why", Text, nullable=True),
    Column("second_by", String(200), nullable=True),
    Column("second_at", UtcDateTime, nullable=True),
    Column("second_verdict", String(20), nullable=True),
    Column("second_why", Text, nullable=True),
    Index("case_appeals_by_state", "state", "asked_at"),
)
"""`state` is first_review, second_review, granted or rejected: follows from the verdicts, and
stands here to be counted."""
