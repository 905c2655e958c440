"""The table of what officers decided about photos and reports, and the index of what waits."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from services.intake.reports.tables import reports
from services.intake.tables import metadata
from services.runtime.tables import UtcDateTime

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
    Column("about", String(64), nullable=True),
)
"""What officers decided about a `photo` or a `report` before the public may see it; never changed,
the last one counts. `about` is the digest of what a report said then: one that says something else
later is judged anew. A photo never changes, so it has none."""

Index(
    "reports_held_back",
    reports.c.received_at,
    postgresql_where=(reports.c.audience == "staff") & reports.c.agreed,
    sqlite_where=(reports.c.audience == "staff") & reports.c.agreed,
)
"""What its reporter would show to all and intake does not: few among many."""
