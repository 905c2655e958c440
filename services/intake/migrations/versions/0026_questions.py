"""What is asked of a case when one of its reports was corrected, until somebody decides it."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import Json, UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_questions",
        sa.Column("report_id", sa.String(length=40), primary_key=True),
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("about", Json, nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("decided_at", UtcDateTime, nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("decision", sa.String(length=20), nullable=True),
    )
    op.create_index("case_questions_by_case", "case_questions", ["case_id"])
    op.create_index(
        "case_questions_waiting",
        "case_questions",
        ["case_id", "asked_at"],
        postgresql_where=sa.text("decided_at IS NULL"),
        sqlite_where=sa.text("decided_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("case_questions")
