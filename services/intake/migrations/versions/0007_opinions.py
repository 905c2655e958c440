"""What people on a closed case say of it, and what became of their disputes."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_opinions",
        sa.Column("case_id", sa.String(40), primary_key=True),
        sa.Column("closing", sa.Integer, primary_key=True),
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("report_id", sa.String(40), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("verdict", sa.String(20), nullable=True),
        sa.Column("judged_by", sa.String(200), nullable=True),
        sa.Column("judged_at", UtcDateTime, nullable=True),
        sa.Column("judged_why", sa.Text, nullable=True),
    )


def downgrade() -> None:
    op.drop_table("case_opinions")
