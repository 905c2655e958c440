"""The table of what is asked of cases whose reports were corrected."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from services.intake.tables import metadata
from services.runtime.tables import Json, UtcDateTime

case_questions = Table(
    "case_questions",
    metadata,
    Column("report_id", String(40), primary_key=True),
    Column("case_id", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("about", Json, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("asked_by", String(200), nullable=False),
    Column("why", Text, nullable=False),
    Column("decided_at", UtcDateTime, nullable=True),
    Column("decided_by", String(200), nullable=True),
    Column("decision", String(20), nullable=True),
    Index("case_questions_by_case", "case_id"),
)
"""One row per report, of its last correction; `version` is the report's after it. Asked of a case
that the report has left, or that has ended, it waits for nobody."""
Index(
    "case_questions_waiting",
    case_questions.c.case_id,
    case_questions.c.asked_at,
    postgresql_where=case_questions.c.decided_at.is_(None),
    sqlite_where=case_questions.c.decided_at.is_(None),
)
