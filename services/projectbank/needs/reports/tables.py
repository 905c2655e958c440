"""The table of reports as the bank keeps them."""

from services.projectbank.tables import metadata
from services.runtime.tables import Json
from services.runtime.tables import UtcDateTime
from sqlalchemy import BigInteger
from sqlalchemy import Boolean
from sqlalchemy import Column
from sqlalchemy import Float
from sqlalchemy import Index
from sqlalchemy import Integer
from sqlalchemy import String
from sqlalchemy import Table
from sqlalchemy import Text
from sqlalchemy import false

reports = Table(
    "reports",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("subject", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("category", String(100), nullable=False),
    Column("group", String(100), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("decided_by", String(20), nullable=False),
    Column("request_type", String(20), nullable=False),
    Column("lat", Float, nullable=True),
    Column("long", Float, nullable=True),
    Column("area", String(100), nullable=True),
    Column("area_path", Json, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("source", String(20), nullable=False),
    Column("external_id", String(200), nullable=True),
    Column("audience", String(10), nullable=False),
    Column("pseudonym", String(128), nullable=True),
    Column("in_favour", Integer, nullable=False),
    Column("case_id", String(64), nullable=True),
    Column("joins", String(64), nullable=True),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("erased", Boolean, nullable=False),
    Column("road", String(200), nullable=True),
    Column("sketch", String(200), nullable=True),
    Column("danger", Integer, nullable=False, server_default="0"),
    Column("raised", Boolean, nullable=False, server_default=false()),
    Column("verified", Boolean, nullable=False, server_default=false()),
    Column("pending", Boolean, nullable=False),
    Column("position", BigInteger, nullable=True),
    Index("reports_seq", "seq", unique=True),
    Index("reports_pending", "pending", "seq"),
    Index("reports_position", "position", unique=True),
    Index("reports_joins", "joins"),
    Index("reports_occurred_at", "occurred_at"),
    Index("reports_sketch", "sketch"),
)
Index(
    "reports_dangerous",
    reports.c.id,
    postgresql_where=reports.c.danger > 3,
    sqlite_where=reports.c.danger > 3,
)
