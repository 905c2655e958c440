"""The tables of feedback: links to projects, news of those, and what people say of outcomes."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table, Text

from services.intake.tables import metadata
from services.runtime.tables import Json, UtcDateTime

opinions = Table(
    "case_opinions",
    metadata,
    Column("case_id", String(40), primary_key=True),
    Column("closing", Integer, primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("report_id", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("verdict", String(20), nullable=True),
    Column("judged_by", String(200), nullable=True),
    Column("judged_at", UtcDateTime, nullable=True),
    Column("judged_why", Text, nullable=True),
)
"""`closing` is the case's version that closed it: closed again, people are asked again."""

report_links = Table(
    "report_links",
    metadata,
    Column("report_id", String(40), primary_key=True),
    Column("need", String(40), nullable=True),
    Column("projects", Json, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)

project_news = Table(
    "project_news",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("title", Text, nullable=False),
    Column("state", String(40), nullable=False),
    Column("candidate", Boolean, nullable=False),
    Column("rank", Integer, nullable=True),
    Column("ranked_at", UtcDateTime, nullable=True),
    Column("people", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("project_type", String(100), nullable=True),
    Column("category", String(100), nullable=True),
    Column("area", String(100), nullable=True),
)
