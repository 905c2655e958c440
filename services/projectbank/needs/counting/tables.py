"""The tables of what was counted for each need."""

from sqlalchemy import Boolean, Column, String, Table, false

from services.projectbank.tables import metadata
from services.runtime.tables import Json

tallies = Table(
    "need_tallies",
    metadata,
    Column("need_id", String(32), primary_key=True),
    Column("counts", Json, nullable=False),
)

people = Table(
    "need_people",
    metadata,
    Column("need_id", String(32), primary_key=True),
    Column("person", String(128), primary_key=True),
    Column("vouched", Boolean, nullable=False, server_default=false()),
)
