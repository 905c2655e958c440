"""The tables of which report is in which need, how it came there, and what intake is told of it."""

from services.projectbank.tables import metadata
from services.runtime.tables import Json
from sqlalchemy import BigInteger
from sqlalchemy import Boolean
from sqlalchemy import Column
from sqlalchemy import Index
from sqlalchemy import Integer
from sqlalchemy import String
from sqlalchemy import Table
from sqlalchemy import false

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
