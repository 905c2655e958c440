"""The table of the parts of split reports."""

from sqlalchemy import Column, Index, String, Table

from services.intake.tables import metadata
from services.runtime.tables import UtcDateTime

report_parts = Table(
    "report_parts",
    metadata,
    Column("child_id", String(40), primary_key=True),
    Column("parent_id", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(200), nullable=False),
    Index("report_parts_by_parent", "parent_id"),
)
"""A part is a report of its own; which one it was taken from stands here and nowhere else."""
