"""The tables of which report is in which need, how it came there, and what intake is told of it."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, false

from services.projectbank.tables import metadata
from services.runtime.tables import BigSerial, Json

links = Table(
    "report_links",
    metadata,
    Column("report_id", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("need_id", String(32), nullable=True),
    Column("projects", Json, nullable=False),
)

members = Table(
    "need_members",
    metadata,
    Column("report_id", String(64), primary_key=True),
    Column("need_id", String(32), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("overlap", Integer, nullable=False),
    Column("mark", String(32), nullable=False),
    Column("counted", String(32), nullable=False, server_default=""),
    Column("placed_in", BigInteger, nullable=False, server_default="0"),
    Column("shape", BigInteger, nullable=False, server_default="0"),
    Column("pinned", Boolean, nullable=False, server_default=false()),
    Column("copy_of", String(64), nullable=True),
    Index("need_members_need", "need_id", "position"),
    Index("need_members_position", "position", unique=True),
)

FIGURES = ("covered", "named", "matter", "words")
"""What spoke for joining, as `Figures` tells; none for founders, and for joins of before."""
joins = Table(
    "need_joins",
    metadata,
    Column("id", BigSerial, primary_key=True),
    Column("report_id", String(64), nullable=False),
    Column("need_id", String(32), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("how", String(10), nullable=False),
    Column("overlap", Integer, nullable=False),
    Column("distance", Integer, nullable=True),
    *(Column(figure, Integer, nullable=True) for figure in FIGURES),
    Index("need_joins_report", "report_id"),
)
