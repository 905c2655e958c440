"""Codes that open a report's page again: who asked for one."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "finds",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("report_id", sa.String(40), nullable=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("entered", sa.Integer, nullable=False),
        sa.Column("delivery", sa.String(10), nullable=False, server_default="sent"),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("next_at", UtcDateTime, nullable=True),
        sa.Column("trouble", sa.String(200), nullable=True),
    )
    op.create_index("finds_of_report", "finds", ["report_id", "at"])
    op.create_index("finds_by_time", "finds", ["at"])
    op.create_index("finds_waiting", "finds", ["next_at"])


def downgrade() -> None:
    op.drop_table("finds")
