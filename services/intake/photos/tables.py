"""The tables of photos and of what moderation decided."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, false

from services.intake.reports.tables import reports
from services.intake.tables import metadata
from services.runtime.tables import UtcDateTime

photos = Table(
    "photos",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("report_id", String(40), nullable=True),
    Column("case_id", String(40), nullable=True),
    Column("position", Integer, nullable=False),
    Column("audience", String(10), nullable=False),
    Column("judged", Boolean, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("photos_of_report", "report_id"),
    Index("photos_of_case", "case_id"),
)
"""The bytes lie in the photo store, under the id."""
Index(
    "photos_to_judge",
    photos.c.created_at,
    postgresql_where=photos.c.judged == false(),
    sqlite_where=photos.c.judged == false(),
)

judgements = Table(
    "judgements",
    metadata,
    Column("kind", String(10), primary_key=True),
    Column("subject", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("verdict", String(10), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(200), nullable=False),
    Column("why", Text, nullable=False),
)
"""What officers decided about a `photo` or a `report` before the public may see it; never changed,
the last one counts. A report whose text is another later is judged anew."""

Index(
    "reports_held_back",
    reports.c.received_at,
    postgresql_where=(reports.c.audience == "staff") & reports.c.agreed,
    sqlite_where=(reports.c.audience == "staff") & reports.c.agreed,
)
"""What its reporter would show to all and intake does not: few among many."""
