"""The table of what planners decided."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from services.projectbank.tables import metadata
from services.runtime.tables import Json, UtcDateTime

decisions = Table(
    "need_decisions",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("need_id", String(32), nullable=False),
    Column("other_id", String(32), nullable=True),
    Column("reports", Json, nullable=False),
    Column("shapes", Json, nullable=False),
    Column("who", String(200), nullable=False),
    Column("why", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("details", Json, nullable=True),
    Index("need_decisions_position", "position", unique=True),
    Index("need_decisions_need", "need_id", "number"),
    Index("need_decisions_other", "other_id", "number"),
)
