"""The tables of reports: what was said (masked), earlier versions, and what never leaves intake.

Order of acceptance. On SQLite there is one writer, so a report gets its dense `seq` in the
transaction that stores it. PostgreSQL has many, and a database sequence leaves gaps: there a
report is stored without `seq` and takes a ticket (`accepted`); `number_in_order` numbers it
later, and only then may an event tell of it.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    Sequence,
    String,
    Table,
    Text,
)

from services.intake.tables import metadata
from services.runtime.tables import BigSerial, Json, UtcDateTime

tickets = Sequence("report_tickets", metadata=metadata)
"""Who came first, with gaps; PostgreSQL only."""

reports = Table(
    "reports",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("accepted", BigInteger, nullable=True),
    Column("seq", BigInteger, nullable=True, unique=True),
    Column("version", Integer, nullable=False),
    Column("subject", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("category", String(100), nullable=False),
    Column("category_group", String(100), nullable=False),
    Column("category_confidence", Float, nullable=False),
    Column("category_decided_by", String(20), nullable=False),
    Column("request_type", String(20), nullable=False),
    Column("lat", Float, nullable=True),
    Column("long", Float, nullable=True),
    Column("address", Text, nullable=False),
    Column("area", String(100), nullable=True),
    Column("area_path", Text, nullable=False),
    Column("area_confidence", Float, nullable=False),
    Column("road", String(100), nullable=True),
    Column("severity", Integer, nullable=False),
    Column("source", String(20), nullable=False),
    Column("external_id", String(200), nullable=True),
    Column("id_space", String(40), nullable=False, server_default=""),
    Column("audience", String(10), nullable=False),
    Column("agreed", Boolean, nullable=False),
    Column("pseudonym", String(64), nullable=True),
    Column("pseudonym_verified", Boolean, nullable=False),
    Column("in_favour", Integer, nullable=False),
    Column("against", Integer, nullable=False),
    Column("case_id", String(40), nullable=True),
    Column("object", String(100), nullable=True),
    Column("joins", String(40), nullable=True),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("received_from", String(200), nullable=False),
    Column("erased", Boolean, nullable=False),
    Column("extras", Text, nullable=False),
    Column("tracking_token", String(64), nullable=False, unique=True),
    Column("client_key", String(500), nullable=True, unique=True),
    Column("digest", String(64), nullable=False),
    Column("danger", Text, nullable=False, server_default=""),
    Column("danger_severity", Integer, nullable=False, server_default="0"),
    Column("danger_anew_at", UtcDateTime, nullable=True),
    Index("reports_external", "source", "id_space", "external_id", unique=True),
    Index("reports_newest", "received_at", "id"),
    Index("reports_newest_by_audience", "audience", "received_at", "id"),
    Index("reports_by_area", "area", "received_at"),
    Index("reports_by_category", "category", "received_at"),
    Index("reports_by_occurrence", "occurred_at"),
    Index("reports_by_point", "lat", "long"),
    Index("reports_by_case_and_time", "case_id", "received_at"),
    Index("reports_by_group_and_place", "category_group", "lat", "long"),
)
# Most join nothing: an index of those would be taken for "joins nothing", too, and lead to all.
Index(
    "reports_joins",
    reports.c.joins,
    postgresql_where=reports.c.joins.is_not(None),
    sqlite_where=reports.c.joins.is_not(None),
)
Index(
    "reports_unnumbered",
    reports.c.accepted,
    postgresql_where=reports.c.seq.is_(None),
    sqlite_where=reports.c.seq.is_(None),
)
Index(
    "reports_dangerous",
    reports.c.received_at,
    postgresql_where=reports.c.danger_severity > 0,
    sqlite_where=reports.c.danger_severity > 0,
)

report_history = Table(
    "report_history",
    metadata,
    Column("report_id", String(40), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(200), nullable=False),
    Column("why", Text, nullable=False),
    Column("before", Json, nullable=False),
)
"""Versions from 2 on: who changed it, why, and what the changed fields said before (masked)."""

corrections = Table(
    "corrections",
    metadata,
    Column("report_id", String(40), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Index("corrections_newest", "at"),
)
"""Reports whose category an officer decided: their words teach the suggestion. Holds no text."""

relocations = Table(
    "relocations",
    metadata,
    Column("report_id", String(40), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
"""Reports whose place an officer decided: a table that is sent again leaves it."""

contacts = Table(
    "contacts",
    metadata,
    Column("report_id", String(40), primary_key=True),
    Column("pseudonym", String(64), nullable=True),
    Column("known_by", String(20), nullable=True),
    Column("name", Text, nullable=True),
    Column("phone", Text, nullable=True),
    Column("email", Text, nullable=True),
    Column("reporter_key", Text, nullable=True),
    Column("subject", Text, nullable=True),
    Column("description", Text, nullable=True),
    Column("address", Text, nullable=True),
    Column("extras", Json, nullable=True),
    Column("notify", String(10), nullable=True),
    Column("language", String(10), nullable=True),
    Index("contacts_pseudonym", "pseudonym"),
)
"""Who the person behind a report is, and the texts as they were sent where masking changed them.

Never leaves intake. Deleting a row cuts a report from its person.
"""

disclosures = Table(
    "disclosures",
    metadata,
    Column("id", BigSerial, primary_key=True, autoincrement=True),
    Column("report_id", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(200), nullable=False),
    Column("why", Text, nullable=False),
    Column("what", String(10), nullable=False, server_default="contact"),
    Index("disclosures_of_report", "report_id"),
)
"""Which officer looked at what is private about a report, and why (masked). Rows are only added."""
