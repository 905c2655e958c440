"""The table of supporting units' tasks."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from services.intake.tables import metadata
from services.runtime.tables import UtcDateTime

case_supports = Table(
    "case_supports",
    metadata,
    Column("case_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("unit", String(100), nullable=False),
    Column("task", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("clock_limit", String(40), nullable=False),
    Column("clock_used", String(80), nullable=False),
    Column("clock_since", UtcDateTime, nullable=True),
    Column("due_at", UtcDateTime, nullable=True),
    Column("provisional", Boolean, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("asked_by", String(200), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("ended_by", String(200), nullable=True),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("said", Text, nullable=True),
    Index("case_supports_by_unit", "unit", "state", "due_at"),
    Index("case_supports_by_due", "state", "due_at"),
)
"""A row is written once when it is asked, once when it becomes late, once when it ends."""
