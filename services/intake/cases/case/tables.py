"""The tables of cases: how each stands, and every step that brought it there."""

from sqlalchemy import Boolean, Column, Date, Float, Index, Integer, String, Table, Text, false

from services.intake.tables import metadata
from services.runtime.tables import Json, UtcDateTime

cases = Table(
    "cases",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("title", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("before", String(20), nullable=True),
    Column("outcome", String(20), nullable=True),
    Column("note", Text, nullable=True),
    Column("category", String(100), nullable=False),
    Column("category_group", String(100), nullable=False),
    Column("severity", Integer, nullable=False),
    Column("area", String(100), nullable=True),
    Column("area_path", Json, nullable=False),
    Column("lat", Float, nullable=True),
    Column("long", Float, nullable=True),
    Column("unit", String(100), nullable=True),
    Column("rule", String(200), nullable=True),
    Column("condition", String(100), nullable=True),
    Column("assignee", String(200), nullable=True),
    Column("clock_limit", String(40), nullable=True),
    Column("clock_used", String(80), nullable=False),
    Column("clock_since", UtcDateTime, nullable=True),
    Column("due_at", UtcDateTime, nullable=True),
    Column("provisional", Boolean, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("review_on", Date, nullable=True),
    Column("last_forward", String(200), nullable=True),
    Column("handler", String(200), nullable=True),
    Column("barred", Json, nullable=False),
    Column("exempted", Boolean, nullable=False),
    Column("escalated", String(100), nullable=True),
    Column("reports", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("returns", Integer, nullable=False),
    Column("reopened", Integer, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime, nullable=True),
    Column("untold", Boolean, nullable=False, server_default=false()),
    Column("soon_noted", UtcDateTime, nullable=True),
    Index("cases_by_state", "state", "severity", "due_at"),
    Index("cases_by_unit", "unit", "state"),
    Index("cases_by_due", "due_at"),
    Index("cases_by_opening", "opened_at"),
)
"""`clock_used` is an exact fraction of the limit's unit, such as "7/2". `untold`: its counts
changed since an event told of them. `soon_noted`: the deadline of which it was noted that it is
due soon."""
Index(
    "cases_untold",
    cases.c.id,
    postgresql_where=cases.c.untold.is_(True),
    sqlite_where=cases.c.untold.is_(True),
)

case_steps = Table(
    "case_steps",
    metadata,
    Column("case_id", String(40), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(200), nullable=False),
    Column("step", String(40), nullable=False),
    Column("state_before", String(20), nullable=True),
    Column("state_after", String(20), nullable=False),
    Column("reason", Text, nullable=True),
    Column("note", Text, nullable=True),
    Column("outcome", String(20), nullable=True),
    Column("unit", String(100), nullable=True),
    Column("rule", String(200), nullable=True),
    Column("details", Json, nullable=False),
    Index("case_steps_by_step", "step", "rule"),
    Index("case_steps_by_case_and_step", "case_id", "step", "version", "at"),
    Index("case_steps_by_time", "at"),
    Index("case_steps_by_step_and_time", "step", "at"),
)
"""One row per version, never changed. `unit` and `rule` are those before the step, so that what a
unit sent back counts against the rule that had sent it there."""
