"""The table of absences: who is away from the desk, and who stands in."""

from sqlalchemy import Column, Date, Index, String, Table

from services.intake.tables import metadata

desk_absences = Table(
    "desk_absences",
    metadata,
    Column("who", String(200), primary_key=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("deputy", String(200), nullable=False),
    Index("desk_absences_by_deputy", "deputy"),
)
"""One per person, the one that counts now or next."""
