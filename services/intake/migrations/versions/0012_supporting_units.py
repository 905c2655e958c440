"""What a lead unit asks of supporting units, each task with its own clock."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_supports",
        sa.Column("case_id", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("unit", sa.String(100), nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("clock_limit", sa.String(40), nullable=False),
        sa.Column("clock_used", sa.String(80), nullable=False),
        sa.Column("clock_since", UtcDateTime, nullable=True),
        sa.Column("due_at", UtcDateTime, nullable=True),
        sa.Column("provisional", sa.Boolean, nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("asked_by", sa.String(200), nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("ended_by", sa.String(200), nullable=True),
        sa.Column("ended_at", UtcDateTime, nullable=True),
        sa.Column("said", sa.Text, nullable=True),
    )
    op.create_index("case_supports_by_unit", "case_supports", ["unit", "state", "due_at"])
    op.create_index("case_supports_by_due", "case_supports", ["state", "due_at"])


def downgrade() -> None:
    op.drop_table("case_supports")
