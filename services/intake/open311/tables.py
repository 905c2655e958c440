"""The table of service changesets."""

from sqlalchemy import Column, String, Table

from services.intake.tables import metadata
from services.runtime.tables import UtcDateTime

service_changesets = Table(
    "service_changesets",
    metadata,
    Column("since", UtcDateTime, primary_key=True),
    Column("digest", String(64), nullable=False),
)
"""Since when the services and their definitions are what they are; the newest row holds."""
