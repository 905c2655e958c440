"""The table of the mailbox: what was sent where nothing leaves the house."""

from sqlalchemy import Column, Index, String, Table, Text

from services.intake.tables import metadata
from services.runtime.tables import UtcDateTime

mailbox = Table(
    "mailbox",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("report_id", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Index("mailbox_newest", "at"),
    Index("mailbox_of_report", "report_id"),
)
"""Holds no address: whom it is for is the contact store's, as for every other channel. And no way
into the report's page."""
