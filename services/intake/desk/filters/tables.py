"""The table of saved filters."""

from sqlalchemy import Column, String, Table, Text

from services.intake.tables import metadata

saved_filters = Table(
    "saved_filters",
    metadata,
    Column("owner", String(220), primary_key=True),
    Column("page", String(20), primary_key=True),
    Column("name", String(60), primary_key=True),
    Column("query", Text, nullable=False),
)
"""`query` is the part of an address that reproduces the list."""
