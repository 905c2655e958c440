"""Cases: how each stands, every step that was taken, and which reports it has."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import Json, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("before", sa.String(20), nullable=True),
        sa.Column("outcome", sa.String(20), nullable=True),
        sa.Column("note", sa.Text, nullable=True),
        sa.Column("category", sa.String(100), nullable=False),
        sa.Column("category_group", sa.String(100), nullable=False),
        sa.Column("severity", sa.Integer, nullable=False),
        sa.Column("area", sa.String(100), nullable=True),
        sa.Column("area_path", Json, nullable=False),
        sa.Column("lat", sa.Float, nullable=True),
        sa.Column("long", sa.Float, nullable=True),
        sa.Column("unit", sa.String(100), nullable=True),
        sa.Column("rule", sa.String(200), nullable=True),
        sa.Column("condition", sa.String(100), nullable=True),
        sa.Column("assignee", sa.String(200), nullable=True),
        sa.Column("clock_limit", sa.String(40), nullable=True),
        sa.Column("clock_used", sa.String(80), nullable=False),
        sa.Column("clock_since", UtcDateTime, nullable=True),
        sa.Column("due_at", UtcDateTime, nullable=True),
        sa.Column("provisional", sa.Boolean, nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("review_on", sa.Date, nullable=True),
        sa.Column("last_forward", sa.String(200), nullable=True),
        sa.Column("handler", sa.String(200), nullable=True),
        sa.Column("barred", Json, nullable=False),
        sa.Column("exempted", sa.Boolean, nullable=False),
        sa.Column("reports", sa.Integer, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("returns", sa.Integer, nullable=False),
        sa.Column("reopened", sa.Integer, nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("closed_at", UtcDateTime, nullable=True),
    )
    op.create_index("cases_by_state", "cases", ["state", "severity", "due_at"])
    op.create_index("cases_by_unit", "cases", ["unit", "state"])
    op.create_index("cases_by_due", "cases", ["due_at"])
    op.create_table(
        "case_steps",
        sa.Column("case_id", sa.String(40), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("state_before", sa.String(20), nullable=True),
        sa.Column("state_after", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text, nullable=True),
        sa.Column("note", sa.Text, nullable=True),
        sa.Column("outcome", sa.String(20), nullable=True),
        sa.Column("unit", sa.String(100), nullable=True),
        sa.Column("rule", sa.String(200), nullable=True),
        sa.Column("details", Json, nullable=False),
    )
    op.create_index("case_steps_by_step", "case_steps", ["step", "rule"])
    op.create_index("reports_by_case", "reports", ["case_id"])


def downgrade() -> None:
    op.drop_index("reports_by_case", "reports")
    op.drop_table("case_steps")
    op.drop_table("cases")
